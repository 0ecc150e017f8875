from typing import Literal

MessageDataMode = Literal["Test"]

MESSAGE_DATA_MODE_VALUES: set[MessageDataMode] = {
    "Test",
}


def check_message_data_mode(value: str) -> MessageDataMode:
    if value in MESSAGE_DATA_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MESSAGE_DATA_MODE_VALUES!r}")
