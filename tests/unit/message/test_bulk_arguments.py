"""send_bulk: arguments checked when it is called, a result that is used, a record that is ours."""

import gc
import os
import warnings
from pathlib import Path
from typing import Any

import pytest
from tests.unit.message.recording_gateway import Keeper, people
from tests.unit.prepared_gateway import NUMBER, TOKEN, URL, Gateway, both, success

from bestsms_client import AsyncBestSMS, BestSMS, InvalidRequestError, MessageWarning, ModeError

OTHER = "+61491570156"


def sms(kind: str) -> Any:
    return (BestSMS if kind == "sync" else AsyncBestSMS)(TOKEN, base_url=URL).messaging.sms


@both
@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"on_error": "contniue"}, "on_error is neither"),
        ({"on_error": None}, "on_error is neither"),
        ({"per_request": 0}, "per_request is not a positive integer"),
        ({"per_request": -1}, "per_request is not a positive integer"),
        ({"per_request": True}, "per_request is not a positive integer"),
        ({"per_request": 1.5}, "per_request is not a positive integer"),
        ({"recipients": NUMBER}, "recipients is of type str"),
        ({"recipients": {"recipient": NUMBER}}, "recipients is of type dict"),
        ({"recipients": None}, "recipients is of type NoneType"),
        ({"message": ""}, "message is empty"),
        ({"send_time": "soon"}, "send_time is not"),
        ({"reference": "x" * 81}, "reference has 81 characters"),
        ({"message_id": "ID1"}, "has no argument message_id"),
        ({"allow": "past"}, "allow is a set"),
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
def test_a_result_that_nobody_iterates_over_warns_at_the_callers_line(kind: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sms(kind).send_bulk([NUMBER], message="Hello")
        gc.collect()
    [warning] = [one for one in caught if issubclass(one.category, MessageWarning)]
    assert "was never iterated over, so nothing was sent" in str(warning.message)
    assert Path(warning.filename).name == "test_bulk_arguments.py"


@both
def test_a_result_that_was_begun_does_not_warn(kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(Keeper().bulk(kind, people(30), upto=1)) == 1
        gc.collect()


@both
def test_a_number_of_an_earlier_request_is_noticed(kind: str) -> None:
    twice = [*people(10), people(1)[0]]
    with pytest.warns(MessageWarning, match=r"recipients\[10\] to \[10\] is repeated") as caught:
        Keeper().bulk(kind, twice)
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


FOREIGN = {
    "customers": b'{"customers": ["Jo", "Sam"]}',
    "token of another program": b'{"token": "0123abcd"}',
    "a line": b"name,phone\n",
    "binary": bytes(range(256)),
    "almost a header": b'{"token": "00000000-0000-0000-0000-000000000000", "content": "x"}\n',
    "a record and more": b'{"token": "00000000-0000-0000-0000-000000000000", "content": "%b"}\n7\n'
    % (b"0" * 32),
    "blank": b"\n",
}


@both
@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_not_a_record_stays_as_it_is(
    kind: str, content: bytes, tmp_path: Path
) -> None:
    path, keeper = tmp_path / "customers.json", Keeper()
    path.write_bytes(content)
    with pytest.raises(InvalidRequestError, match=r"^resume: the (file is not a|record belongs)"):
        keeper.bulk(kind, [NUMBER], resume=path)
    assert path.read_bytes() == content
    assert keeper.sends == 0


@both
@pytest.mark.parametrize("what", ["link", "dangling link", "folder", "pipe", "device"])
def test_only_a_regular_file_is_a_record(kind: str, what: str, tmp_path: Path) -> None:
    path, target, keeper = tmp_path / "record", tmp_path / "target", Keeper()
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path = Path("/dev/null")
    else:
        if what == "link":
            target.touch()
        path.symlink_to(target)
    with pytest.raises(InvalidRequestError, match=r"^resume: the record cannot be used"):
        keeper.bulk(kind, [NUMBER], resume=path)
    assert keeper.sends == 0
    assert what != "link" or target.read_bytes() == b""
    assert what != "dangling link" or not target.exists()


def test_a_changed_row_is_answered_with_what_to_do(tmp_path: Path) -> None:
    keeper, resume = Keeper(), tmp_path / "record"
    keeper.bulk("sync", people(20), resume=resume)
    with pytest.raises(InvalidRequestError, match="To correct one of them, finish this run"):
        keeper.bulk("sync", [*people(19), OTHER], resume=resume)
