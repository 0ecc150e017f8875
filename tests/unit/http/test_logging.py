"""Log lines: one per send at INFO, one per attempt at DEBUG, and no secrets in either."""

import logging
from contextlib import suppress
from typing import Any

import httpx
import pytest
from tests.unit.prepared_gateway import NUMBER, Gateway, both, failed, status, success

from bestsms_client import BestSMSError, Sent, StatusResult

LOST = httpx.ReadTimeout("late")
LATE = "timed out while waiting for the response"
NOT_FOUND = failed("Message(s) NOT found")


def known(request: httpx.Request) -> httpx.Response:
    return status(request.url.path.rpartition("/")[2])


@both
@pytest.mark.parametrize(
    ("replies", "statuses", "given", "line"),
    [
        ([success()], [NOT_FOUND], {}, "1 recipient, 1 part, 1 attempt, accepted"),
        (
            [success()],
            [NOT_FOUND],
            {"destinations": [NUMBER, "+61491570156"], "message": "a" * 200},
            "2 recipients, 4 parts, 1 attempt, accepted",
        ),
        (
            [success()],
            [NOT_FOUND],
            {"destinations": {"group_code": "Staff"}},
            "1 recipient, at least 1 part, 1 attempt, accepted",
        ),
        (
            [failed("Missing or empty message")],
            [NOT_FOUND],
            {},
            "1 recipient, 1 part, 1 attempt, not accepted (HTTP 400)",
        ),
        (
            [LOST],
            [known],
            {},
            "1 recipient, 1 part, 1 attempt, accepted, found by its id",
        ),
        ([LOST], [NOT_FOUND], {}, f"1 recipient, 1 part, 1 attempt, uncertain ({LATE})"),
    ],
)
def test_a_send_logs_one_line(
    kind: str,
    replies: list[Any],
    statuses: list[Any],
    given: dict[str, Any],
    line: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gateway = Gateway(*replies, statuses=statuses)
    with caplog.at_level(logging.INFO, logger="bestsms_client"), suppress(BestSMSError):
        gateway.send(kind, **given)
    lines = [record.getMessage() for record in caplog.records if record.name == "bestsms_client"]
    sent_id = gateway.sends[0]["MessageID"]
    assert [text for text in lines if text.startswith("send ")] == [f"send {sent_id}: {line}"]
    assert NUMBER not in "".join(lines)


@both
def test_ping_sends_one_small_read(kind: str) -> None:
    gateway = Gateway(success(Messages=[], TotalRecords=0))
    assert gateway.call(kind, "ping") is None
    [request] = gateway.requests
    assert request.method == "GET"
    assert dict(request.url.params) == {"timePeriod": "1", "recordsPerPage": "1"}


def test_reprs_omit_absent_fields() -> None:
    assert repr(Sent(message_id="ID1", attempts=2)) == (
        "Sent(message_id='ID1', reconciled=False, test_mode=False, attempts=2)"
    )
    gateway = Gateway(
        success(), statuses=[status("ID1", Recipients=[{"Destination": NUMBER, "Result": "x"}] * 5)]
    )
    found = gateway.call("sync", "reports.status.poll", "ID1")
    assert isinstance(found, StatusResult)
    recipient = f"Recipient(destination='{NUMBER}', result='x')"
    assert repr(found) == (
        "StatusResult(result='Success', message_id='ID1', recipients="
        f"[{recipient}, {recipient}, {recipient}, ... 2 more], status='Completed', count=1)"
    )
