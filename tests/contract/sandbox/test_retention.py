"""`--keep N` deletes the oldest finished messages with everything that belongs to them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.contract.sandbox.sandbox_api import ALICE, ANSWERS, BOB, SILENT, SandboxApi
from tests.contract.sandbox.webhook_receiver import receiving

from bestsms_sandbox import Sandbox
from bestsms_sandbox.storage.database import Database

KEEP = 5
TABLES = ("messages", "recipients", "files", "received", "events", "webhooks", "tries", "mails")


@pytest.fixture
def api(tmp_path: Path) -> Iterator[SandboxApi]:
    """A sandbox that keeps five finished messages, in a file that can be inspected afterwards."""
    with (
        Sandbox(db=str(tmp_path / "db"), keep=KEEP) as sandbox,
        closing(SandboxApi(sandbox)) as api,
    ):
        yield api


def rows(api: SandboxApi, path: Path) -> dict[str, int]:
    """Stop the sandbox and count the rows of its file."""
    api.sandbox.stop()
    database = Database(str(path))
    counts = {n: len(database.all(f"SELECT 1 FROM {n}")) for n in TABLES}  # noqa: S608
    database.close()
    return counts


def texts(api: SandboxApi) -> list[str]:
    return [message["recipients"][0]["text"] for message in api.kept()]


def test_the_oldest_finished_messages_are_deleted(api: SandboxApi) -> None:
    for number in range(12):
        api.send(message=f"Number {number}")
        api.advance(3)
    assert texts(api) == [f"Number {number}" for number in range(7, 12)]


def test_unfinished_messages_are_kept_and_not_counted(api: SandboxApi) -> None:
    pending = api.send(SILENT, message="pending")
    delayed = api.send(BOB, message="delayed", SendTime="2099-01-01T00:00")
    api.control.put(f"numbers/{BOB}", json={"outcome": "credit hold"}).raise_for_status()
    held = api.send(BOB, message="held")
    partly = api.send(ALICE, SILENT, message="partly")
    for number in range(8):
        api.send(message=f"Number {number}")
        api.advance(3)
    states = [api.status(message)["Status"] for message in (pending, delayed, held, partly)]
    assert states == ["Pending", "Delayed", "CreditHold", "Pending"]
    assert texts(api)[4:] == [f"Number {number}" for number in range(3, 8)]


def test_a_message_is_kept_until_its_reply_has_arrived(api: SandboxApi) -> None:
    answered = api.send(ANSWERS, message="Answer me")
    for number in range(8):
        api.send(message=f"Number {number}")
    api.advance(3)
    assert api.status(answered)["Status"] == "Completed"
    api.advance(60)
    (received,) = api.ok("GET", "/get/sms/received", params={"timePeriod": 10})["Messages"]
    assert (received["MessageText"], received["MessageID"]) == ("Yes", answered)


def test_a_message_is_kept_until_its_webhook_is_delivered(api: SandboxApi) -> None:
    with receiving() as receiver:
        api.control.put("webhook", json={"url": receiver.url}).raise_for_status()
        receiver.status = 500
        first = api.send(message="First")
        api.advance(3)
        receiver.status = 200
        for number in range(8):
            api.send(message=f"Number {number}")
            api.advance(3)
        assert api.status(first)["Status"] == "Completed"
        api.advance(600)
        for number in range(KEEP):
            api.send(message=f"Later {number}")
            api.advance(3)
        assert api.call("GET", f"/get/status/{first}").status_code == 400


def test_everything_that_belongs_to_a_message_is_deleted(api: SandboxApi, tmp_path: Path) -> None:
    file = {"Name": "a.txt", "Data": "aGVsbG8K"}
    with receiving() as receiver:
        api.control.put("webhook", json={"url": receiver.url}).raise_for_status()
        for number in range(20):
            api.send(
                ALICE, BOB, message=f"Number {number}", Files=[file], ReportTo="a@example.com",
                SMSEmailReply="a@example.com",
            )  # fmt: skip
            api.advance(3)
            api.reply(ALICE, "Thanks")
            api.reply("+61491570158", "Who are you?")
        api.advance(1)
        api.advance(1)
    assert rows(api, tmp_path / "db") == {
        "messages": KEEP,
        "recipients": 2 * KEEP,
        "files": KEEP,
        "received": KEEP + KEEP,  # replies, and messages that belong to no sent message
        "events": 0,
        "webhooks": 3 * KEEP + KEEP,
        "tries": 3 * KEEP + KEEP,
        "mails": 2 * KEEP,
    }


def test_without_the_option_everything_is_kept() -> None:
    with Sandbox() as sandbox, closing(SandboxApi(sandbox)) as other:
        for number in range(30):
            other.send(message=f"Number {number}")
        other.advance(10_000_000)
        assert len(other.kept()) == 30


def test_a_test_message_is_finished_immediately(api: SandboxApi) -> None:
    for number in range(8):
        api.send(message=f"Number {number}", Mode="Test")
    api.advance(1)
    assert texts(api) == [f"Number {number}" for number in range(3, 8)]


@pytest.mark.parametrize("keep", [0, -1])
def test_keeping_no_messages_is_refused(keep: int) -> None:
    with pytest.raises(ValueError, match="keep must be at least 1"):
        Sandbox(keep=keep)
