"""What goes wrong in the middle of a bulk send spoils neither the rest nor the record."""

import json
import os
from pathlib import Path

import httpx
import pytest

from bestsms_client import BestSMS, MessageWarning, RetryPolicy, SendUncertainError
from bestsms_client._message.bulk import BulkResult

NUMBERS = [f"+6149157015{digit}" for digit in range(6, 10)]


class Gateway:
    """Counts sends by id; `status` answers what is asked about them."""

    def __init__(self, status: httpx.Response | None = None) -> None:
        self.sent: list[str] = []
        self.status = status

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            assert self.status is not None
            return self.status
        message_id = json.loads(request.content)["MessageData"]["MessageID"]
        self.sent.append(message_id)
        return httpx.Response(200, json={"Result": "Success", "MessageID": message_id})


def bulk(gateway: Gateway, recipients: list[object], record: Path | None) -> list[BulkResult]:
    transport = httpx.MockTransport(gateway)
    policy = RetryPolicy(reconcile_for=0, max_attempts=1)
    with BestSMS("a-token", transport=transport, retry=policy) as client:
        return list(
            client.messaging.sms.send_bulk(
                recipients,  # type: ignore[arg-type]
                message="Hi [[Attention]]",
                resume=record,
                per_request=1,
                on_error="continue",
            )
        )


@pytest.mark.filterwarnings(f"ignore::{MessageWarning.__module__}.MessageWarning")
@pytest.mark.parametrize("attention", ["x" * 600, "half a pair \ud83d"])
@pytest.mark.parametrize("remember", [True, False])
def test_one_request_that_cannot_be_made(tmp_path: Path, attention: str, remember: bool) -> None:
    people: list[object] = [{"recipient": number, "attention": "Jo"} for number in NUMBERS]
    people[1] = {"recipient": NUMBERS[1], "attention": attention}
    record = tmp_path / "record" if remember else None
    gateway = Gateway(httpx.Response(400, json={"ErrorMessage": ["Message(s) NOT found"]}))
    results = sorted(bulk(gateway, people, record), key=lambda result: result.first)
    assert [bool(result.error) for result in results] == [False, True, False, False]
    assert len(gateway.sent) == 3
    if remember:
        again = sorted(bulk(gateway, people, record), key=lambda result: result.first)
        assert [result.resumed for result in again] == [True, False, True, True]
        assert len(gateway.sent) == 3


def test_a_full_disk_for_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record, gateway = tmp_path / "record", Gateway()
    write, left = os.write, [2]

    def fails_once(file: int, data: bytes) -> int:
        left[0] -= b'"begin": 1' in data
        if left[0] == 1 and b'"begin": 1' in data:
            return write(file, data[:10])
        return write(file, data)

    monkeypatch.setattr(os, "write", fails_once)
    people: list[object] = [{"recipient": number, "attention": "Jo"} for number in NUMBERS]
    results = bulk(gateway, people, record)
    assert [bool(result.error) for result in results] == [False, True, True, True]
    monkeypatch.setattr(os, "write", write)
    again = bulk(gateway, people, record)
    assert [result.resumed for result in again] == [True, False, False, False]
    assert len(gateway.sent) == len(set(gateway.sent)) == 4


def test_only_the_gateway_itself_can_say_that_it_has_no_such_message(tmp_path: Path) -> None:
    people: list[object] = [{"recipient": NUMBERS[0], "attention": "Jo"}]
    record = tmp_path / "record"
    bulk(Gateway(), people, record)
    lines = record.read_bytes().splitlines(keepends=True)
    record.write_bytes(b"".join(lines[:-1]))  # killed before the answer was noted
    gateway = Gateway(httpx.Response(404, text="<html>404 page not found"))
    (result,) = bulk(gateway, people, record)
    assert isinstance(result.error, SendUncertainError)
    assert gateway.sent == []
