"""A gateway that records what it accepts, for the tests of bulk sending."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import httpx
from tests.clients import async_client
from tests.clients import client as sync_client
from tests.unit.prepared_gateway import TOKEN, URL, AsyncClock, Clock, failed, status, success

from bestsms_client import (
    BulkResult,
)

UNKNOWN = failed("Message(s) NOT found")


class Killed(BaseException):
    """Simulates the end of the process; no code may catch it and continue."""


class RecordingGateway:
    """A gateway that records what it accepts; `before` and `after` can change its responses."""

    def __init__(self) -> None:
        self.kept: dict[str, list[str]] = {}
        self.twice: list[str] = []
        self.sends = self.reads = 0
        self.before: Callable[[int], httpx.Response | None] = lambda _n: None
        self.after: Callable[[int], httpx.Response | None] = lambda _n: None
        self.reading: Callable[[int], httpx.Response | None] = lambda _n: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            self.reads += 1
            message_id = request.url.path.rpartition("/")[2]
            known = (
                status(message_id) if message_id in self.kept else failed("Message(s) NOT found")
            )
            return self.reading(self.reads) or known
        self.sends += 1
        if instead := self.before(self.sends):
            return instead
        data = json.loads(request.content)["MessageData"]
        if data["MessageID"] in self.kept:
            self.twice.append(data["MessageID"])
        self.kept[data["MessageID"]] = [one["Recipient"] for one in data["Destinations"]]
        return self.after(self.sends) or success(MessageID=data["MessageID"])

    @property
    def reached(self) -> Counter[str]:
        return Counter(itertools.chain.from_iterable(self.kept.values()))

    def bulk(
        self, kind: str, recipients: Iterable[Any], upto: int = 10**9, **kwargs: Any
    ) -> list[BulkResult]:
        """Run `send_bulk` with a new client and return the first `upto` results."""
        made: dict[str, Any] = {"token": TOKEN, "base_url": URL}
        made |= {"transport": httpx.MockTransport(self), **kwargs.pop("options", {})}
        kwargs = {"message": "Hello", "per_request": 10, **kwargs}
        if kind == "sync":
            with sync_client(Clock(), **made) as client:
                return list(
                    itertools.islice(client.messaging.sms.send_bulk(recipients, **kwargs), upto)
                )

        async def run() -> list[BulkResult]:
            async with async_client(AsyncClock(), **made) as client:
                results: list[BulkResult] = []
                async for result in client.messaging.sms.send_bulk(recipients, **kwargs):
                    results.append(result)
                    if len(results) == upto:
                        break
                return results

        return asyncio.run(run())


def people(count: int) -> list[str]:
    return [f"+6149157{number:04}" for number in range(count)]


def once(count: int) -> Counter[str]:
    return Counter(people(count))


def kill(*_: object) -> Any:
    raise Killed
