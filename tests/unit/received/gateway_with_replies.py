"""A gateway with received messages, its own clock and failures, to test `follow`."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from tests.clients import async_client
from tests.clients import client as sync_client
from tests.unit.prepared_gateway import TOKEN, URL, AsyncClock, Clock, Kind

from bestsms_client import RetryPolicy
from bestsms_client._received.cursor import Followed

BEGIN = datetime(2026, 4, 4, 12, tzinfo=UTC)


class ReplyGateway:
    """A gateway with received messages and its own clock.

    Args:
        dated: Whether its responses have a Date header.
        newest_first: The order of its pages.
    """

    def __init__(self, *, dated: bool = True, newest_first: bool = True) -> None:
        self.seconds = 0.0
        self.messages: list[tuple[float, int, dict[str, Any]]] = []
        self.polls: list[tuple[float, int]] = []
        self.failing: Iterator[Any] = iter(())
        self.latency = 0.1
        self._dated, self._newest_first = dated, newest_first

    def receive(self, at: float, name: str | None, *, late: float = 0, text: str = "OK") -> None:
        """Receive a message at a time; it becomes visible `late` seconds later."""
        time = BEGIN + timedelta(seconds=int(at))
        fields = {
            "ReceivedID": name,
            "ReceivedTimeUTC": f"{time:%Y-%m-%d %H:%M:%S}",
            "ReceivedTimeUTC_RFC3339": f"{time:%Y-%m-%dT%H:%M:%S}.000Z",
            "From": "+61491570006",
            "MessageText": text,
        }
        self.messages.append((at + late, int(at), fields))

    @property
    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seconds += self.latency
        headers = {"Date": f"{self.now:%a, %d %b %Y %H:%M:%S} GMT"} if self._dated else {}
        if (failure := next(self.failing, None)) is not None:
            if isinstance(failure, Exception):
                raise failure
            if isinstance(failure, httpx.Response):
                return failure
            return httpx.Response(failure, headers=headers, content=b"{}")
        query = request.url.params
        period, page = int(query["timePeriod"]), int(query.get("page", 1))
        size = int(query.get("recordsPerPage", 100))
        self.polls.append((self.seconds, period))
        shown = [
            (at, fields)
            for visible, at, fields in self.messages
            if visible <= self.seconds and at >= self.seconds - period * 60
        ]
        shown.sort(key=lambda message: message[0], reverse=self._newest_first)
        body = {
            "Result": "Success",
            "TotalRecords": len(shown),
            "RecordsPerPage": size,
            "PageCount": max(1, -(-len(shown) // size)),
            "Page": page,
            "Messages": [fields for _, fields in shown[(page - 1) * size : page * size]],
        }
        return httpx.Response(200, headers=headers, content=json.dumps(body))


class _Shared:
    """The gateway's time advances while this machine sleeps. The machine's date may be wrong."""

    gateway: ReplyGateway
    skew = timedelta()

    def monotonic(self) -> float:
        return self.gateway.seconds

    def now(self) -> datetime:
        return self.gateway.now + self.skew


class FollowClock(_Shared, Clock):
    def sleep(self, seconds: float) -> None:
        self.gateway.seconds += seconds


class AsyncFollowClock(_Shared, AsyncClock):
    async def sleep(self, seconds: float) -> None:
        self.gateway.seconds += seconds


def follow(
    kind: Kind, gateway: ReplyGateway, skew: timedelta = timedelta(), **options: Any
) -> Iterator[Followed]:
    """Follow with either kind of client, as a synchronous iterator."""
    made: dict[str, Any] = {
        "token": TOKEN,
        "base_url": URL,
        "transport": httpx.MockTransport(gateway),
        "retry": RetryPolicy(max_attempts=2, random=lambda: 0.5),
    }
    if kind == "sync":
        clock = FollowClock()
        clock.gateway, clock.skew = gateway, skew
        with sync_client(clock, **made) as client:
            yield from client.reports.sms_received.follow(**options)
        return
    async_clock = AsyncFollowClock()
    async_clock.gateway, async_clock.skew = gateway, skew
    with asyncio.Runner() as runner:
        awaited = async_client(async_clock, **made)
        following = awaited.reports.sms_received.follow(**options)
        try:
            while True:
                yield runner.run(anext(following))  # type: ignore[arg-type]
        except StopAsyncIteration:
            pass
        finally:
            runner.run(following.aclose())  # type: ignore[attr-defined]
            runner.run(awaited.aclose())


def names(followed: Iterator[Followed]) -> list[str | None]:
    return [one.message.received_id for one in followed]
