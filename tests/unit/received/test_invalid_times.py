"""Invalid times and seconds are refused before any request."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bestsms_client import AsyncBestSMS, BestSMS, InvalidRequestError


class MissingTime(datetime):
    """A missing time, like pandas.NaT: a datetime only by class."""

    @property
    def year(self) -> Any:
        return float("nan")


MISSING = MissingTime(2026, 1, 1, tzinfo=UTC)
CALLS: dict[str, Callable[[Any], Any]] = {
    "follow(since=)": lambda c: c.reports.sms_received.follow(since=MISSING, timeout=0),
    "follow(since=text)": lambda c: c.reports.sms_received.follow(since="2026-01-01", timeout=0),
    "follow(timeout=)": lambda c: c.reports.sms_received.follow(timeout=float("nan")),
    "follow(interval=)": lambda c: c.reports.sms_received.follow(interval="5", timeout=0),
    "follow(overlap=)": lambda c: c.reports.sms_received.follow(overlap=-1, timeout=0),
    "wait(timeout=)": lambda c: c.reports.status.wait("ID1", timeout=float("nan")),
    "wait(timeout=text)": lambda c: c.reports.status.wait("ID1", timeout="5"),
    "lookup(within=)": lambda c: c.messaging.sms.lookup("ID1", within=float("nan")),
    "poll(date_from=)": lambda c: c.reports.sms_received.poll(date_from=MISSING, date_to=MISSING),
}


def unexpected(_request: httpx.Request) -> httpx.Response:
    raise AssertionError("a request left")


def call(client: BestSMS, name: str) -> Any:
    found = CALLS[name](client)
    return next(found) if name.startswith("follow") else found


async def call_and_wait(client: AsyncBestSMS, name: str) -> Any:
    found = CALLS[name](client)
    return await (anext(found) if name.startswith("follow") else found)


@pytest.mark.anyio
@pytest.mark.parametrize("name", CALLS)
async def test_an_invalid_time_is_refused(name: str) -> None:
    transport = httpx.MockTransport(unexpected)
    with (
        BestSMS("t0ken", transport=transport) as client,
        pytest.raises(InvalidRequestError) as caught,
    ):
        call(client, name)
    assert caught.value.sent == "no"
    async with AsyncBestSMS("t0ken", transport=transport) as waiting:
        with pytest.raises(InvalidRequestError):
            await call_and_wait(waiting, name)
