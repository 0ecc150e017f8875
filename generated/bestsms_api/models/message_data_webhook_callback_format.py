from typing import Literal

MessageDataWebhookCallbackFormat = Literal["JSON", "XML"]

MESSAGE_DATA_WEBHOOK_CALLBACK_FORMAT_VALUES: set[MessageDataWebhookCallbackFormat] = {
    "JSON",
    "XML",
}


def check_message_data_webhook_callback_format(value: str) -> MessageDataWebhookCallbackFormat:
    if value in MESSAGE_DATA_WEBHOOK_CALLBACK_FORMAT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {MESSAGE_DATA_WEBHOOK_CALLBACK_FORMAT_VALUES!r}"
    )
