"""Successful responses with unexpected content."""

from contextlib import suppress
from typing import Any

import httpx
import pytest
from tests.unit.prepared_gateway import Gateway, both, retry, status, success

from bestsms_client import BestSMSError

STRANGE: list[Any] = [5, 1.5, True, [], {}, [{}], {"a": 1}, ""]


@both
@pytest.mark.parametrize("value", STRANGE, ids=str)
@pytest.mark.parametrize(
    "name", ["MessageID", "CreatedTimeUTC", "CreatedTimeUTC_RFC3339", "Status", "Recipients"]
)
def test_unexpected_types_in_a_lookup_leave_the_send_uncertain(
    kind: str, name: str, value: Any
) -> None:
    record = status("ID1", **{name: value})
    gateway = Gateway(httpx.ReadTimeout("late"), statuses=[record])
    with pytest.raises(BestSMSError) as caught:
        gateway.send(kind, message_id="ID1")
    assert caught.value.sent == "unknown"


@both
@pytest.mark.parametrize("value", STRANGE, ids=str)
@pytest.mark.parametrize("name", ["Status", "PageCount", "Count", "Recipients", "MessageID"])
def test_unexpected_types_in_a_status_raise_only_our_errors(
    kind: str, name: str, value: Any
) -> None:
    gateway = Gateway(statuses=[status("ID1", **{name: value})])
    for method in ("poll", "wait", "iter_recipients"):
        with suppress(BestSMSError):
            gateway.call(kind, f"reports.status.{method}", "ID1")


@both
def test_a_corrupt_content_encoding_is_an_unknown_outcome(kind: str) -> None:
    def garbled(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Garbage())

    gateway = Gateway(garbled, success())
    with pytest.raises(BestSMSError) as caught:
        gateway.send(kind, options=retry(reconcile_for=0))
    assert caught.value.sent == "unknown"
    assert "compressed body" in str(caught.value)


class Garbage(httpx.ByteStream):
    def __init__(self) -> None:
        super().__init__(b"this is no gzip")
