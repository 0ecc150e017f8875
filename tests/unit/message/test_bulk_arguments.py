"""send_bulk checks its arguments when it is called, and warns if its result is not used."""

import gc
import warnings
from pathlib import Path
from typing import Any

import pytest
from tests.unit.message.recording_gateway import RecordingGateway, people
from tests.unit.prepared_gateway import NUMBER, TOKEN, URL, Gateway, both, success

from bestsms_client import AsyncBestSMS, BestSMS, InvalidRequestError, MessageWarning, ModeError

OTHER = "+61491570156"


def sms(kind: str) -> Any:
    return (BestSMS if kind == "sync" else AsyncBestSMS)(TOKEN, base_url=URL).messaging.sms


@both
@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"on_error": "contniue"}, "on_error must be"),
        ({"on_error": None}, "on_error must be"),
        ({"per_request": 0}, "per_request must be a positive integer"),
        ({"per_request": -1}, "per_request must be a positive integer"),
        ({"per_request": True}, "per_request must be a positive integer"),
        ({"per_request": 1.5}, "per_request must be a positive integer"),
        ({"recipients": NUMBER}, "recipients is of type str"),
        ({"recipients": {"recipient": NUMBER}}, "recipients is of type dict"),
        ({"recipients": None}, "recipients is of type NoneType"),
        ({"message": ""}, "message is empty"),
        ({"send_time": "soon"}, "send_time does not have"),
        ({"reference": "x" * 81}, "reference has 81 characters"),
        ({"message_id": "ID1"}, "has no argument message_id"),
        ({"allow": "past"}, "allow must be a set"),
    ],
)
def test_arguments_are_checked_when_it_is_called(
    kind: str, given: dict[str, Any], error: str
) -> None:
    with pytest.raises(InvalidRequestError, match=error):
        sms(kind).send_bulk(**{"recipients": [NUMBER], "message": "Hello", **given})
    with pytest.raises(ModeError):
        sms(kind).send_bulk([NUMBER], message="Hello", mode="tset")


@both
def test_an_unused_result_warns_at_the_callers_line(kind: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sms(kind).send_bulk([NUMBER], message="Hello")
        gc.collect()
    [warning] = [one for one in caught if issubclass(one.category, MessageWarning)]
    assert "was never iterated over, so nothing was sent" in str(warning.message)
    assert Path(warning.filename).name == "test_bulk_arguments.py"


@both
def test_a_partly_used_result_does_not_warn(kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(RecordingGateway().bulk(kind, people(30), upto=1)) == 1
        gc.collect()


@both
def test_a_number_repeated_in_a_later_request_warns(kind: str) -> None:
    twice = [*people(10), people(1)[0]]
    with pytest.warns(MessageWarning, match=r"recipients\[10\] was already in") as caught:
        RecordingGateway().bulk(kind, twice)
    assert {Path(one.filename).name for one in caught} == {"recording_gateway.py"}


@both
@pytest.mark.parametrize("call", ["send_message", "send_bulk"])
def test_a_warning_points_at_the_callers_line(kind: str, call: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        name = "destinations" if call == "send_message" else "recipients"
        given: dict[str, Any] = {"message": "Hello", name: [NUMBER, NUMBER]}
        Gateway(success()).call(kind, f"messaging.sms.{call}", **given)
    assert caught
    assert {Path(one.filename).name for one in caught} == {"prepared_gateway.py"}
