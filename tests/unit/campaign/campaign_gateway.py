"""A gateway for campaigns, and a manual clock."""

import itertools
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from tests.clients import client as sync_client
from tests.unit.prepared_gateway import TOKEN, URL, failed, status, success
from tests.unit.prepared_gateway import Clock as ClientClock

from bestsms_campaign import Campaign, Clock, Progress
from bestsms_client import BestSMS, RetryPolicy

Reaction = Callable[[], httpx.Response | None]
NOT_FOUND = failed("Message(s) NOT found")


class Killed(BaseException):
    """Simulates the end of the process; no code may catch it and continue."""


class StillClock(Clock):
    """A clock that only sleeping moves."""

    def __init__(self, now: float = 1_767_225_600.0) -> None:  # 2026-01-01 00:00 UTC
        self.seconds = now
        self.on_sleep: Callable[[], None] = lambda: None

    def now(self) -> float:
        return self.seconds

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.on_sleep()


class Gateway:
    """A gateway that records every message, including repeated ones.

    Attributes:
        kept: The ids and recipients of all messages, in order.
        before: Returns the response to a send before it is recorded, or None to continue.
        after: Returns the response to a send after it is recorded; None means success.
        lookup: Returns the response to a lookup; None means the truth.
    """

    def __init__(self) -> None:
        self.kept: list[tuple[str, list[str]]] = []
        self.texts: list[dict[str, Any]] = []
        self.sends = self.lookups = 0
        self.before: Reaction = lambda: None
        self.after: Reaction = lambda: None
        self.lookup: Reaction = lambda: None
        self.aborted: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        message_id = request.url.path.rpartition("/")[2]
        if request.method == "PATCH":
            self.aborted.append(message_id)
            return success(MessageID=message_id, Status="Pending", Action="Abort")
        if request.method == "GET":
            self.lookups += 1
            known = message_id in dict(self.kept)
            return self.lookup() or (status(message_id) if known else NOT_FOUND)
        self.sends += 1
        if (instead := self.before()) is not None:
            return instead
        data = json.loads(request.content)["MessageData"]
        self.texts.append(data)
        self.kept.append((data["MessageID"], [one["Recipient"] for one in data["Destinations"]]))
        return self.after() or success(MessageID=data["MessageID"])

    @property
    def reached(self) -> Counter[str]:
        return Counter(itertools.chain.from_iterable(numbers for _id, numbers in self.kept))

    def client(self, **options: Any) -> BestSMS:
        usual: dict[str, Any] = {
            "token": TOKEN,
            "base_url": URL,
            "transport": httpx.MockTransport(self),
            "retry": RetryPolicy(max_attempts=1),
        }
        return sync_client(ClientClock(), **{**usual, **options})


def people(count: int) -> list[str]:
    return [f"+6149157{number:04}" for number in range(count)]


def create(folder: Path, count: int = 40, **options: Any) -> Campaign:
    """Create a campaign with chunks of ten recipients."""
    given: dict[str, Any] = {
        "message": "Hello", "recipients": people(count), "per_request": 10, "clock": StillClock(),
    }  # fmt: skip
    return Campaign.create(folder / "spring.db", **{**given, **options})


def run(campaign: Campaign, gateway: Gateway, **options: Any) -> list[Progress]:
    with gateway.client(**options) as client:
        return list(campaign.run(client))


def kill() -> httpx.Response:
    raise Killed
