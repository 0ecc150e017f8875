"""A stress test: many concurrent sends with one client, while 30% of the requests fail.

Faults are drawn from a random source seeded by the message, so each message meets the same faults
in whatever order the requests arrive. Afterwards the outcome of each call is compared with the
messages that the gateway accepted.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, TypeAlias

from anyio.lowlevel import checkpoint
from tests.clients import async_client
from tests.clients import client as sync_client
from tests.failure.backends import ClientKind
from tests.failure.hostile_server import Fault, HostileServer, Request

from bestsms_client import BestSMSError, RetryPolicy, Sent
from bestsms_client._http.clients import AsyncRuntime, Clock, Runtime

THREADS: Final = 16
TASKS: Final = 200
SHARE: Final = 0.3
INTERRUPTED: Final = 0.03  # the share of interrupted calls
LONGEST: Final = 120.0  # seconds of real time; a call that takes longer hangs
_OTHERS: Final = b'{"Result": "Success", "MessageID": "somebody-elses", "Recipients": []}'
_REFUSED: Final = b'{"Result": "Failed", "MessageID": "somebody-elses", "ErrorMessage": ["No"]}'
_SOON: Final = {"Retry-After": "1"}
# The faults of a request, with their relative frequencies.
_FAULTS: Final = [
    (4, Fault("drop")),
    (4, Fault("drop", keep=True)),
    (4, Fault("reset")),
    (4, Fault("reset", keep=True)),
    (2, Fault("truncate", keep=True)),
    (4, Fault("hangup", keep=True)),
    (1, Fault("stall")),
    (1, Fault("stall", keep=True)),
    (2, Fault(status=500)),
    (2, Fault(status=503, keep=True)),
    (2, Fault(status=520)),
    (2, Fault(body=b"<html>")),
    (2, Fault(body=b"", keep=True)),
    (4, Fault(status=429, body=b"{}")),
    (1, Fault(status=400, body=b'{"Result": "Failed", "ErrorMessage": ["Message not found"]}')),
    # Responses about other messages.
    (2, Fault(status=201, body=_OTHERS, keep=True)),
    (2, Fault(status=201, body=_OTHERS)),
    (1, Fault(status=400, body=_REFUSED, keep=True)),
    # Responses of intermediaries.
    (1, Fault(status=404, body=b"<html>Not here</html>", keep=True)),
    (1, Fault(status=403, body=b"<html>Forbidden</html>")),
    (1, Fault(status=403, body=b'{"message": "Forbidden"}', keep=True)),
    (1, Fault(status=408, body=b"", keep=True)),
    (1, Fault(status=413, body=b"<html>Too large</html>", keep=True)),
    (1, Fault(status=429, body=b"", keep=True)),
    (1, Fault(status=499, body=b"", keep=True)),
    (1, Fault(status=502, body=b"<html>Bad gateway</html>", keep=True)),
]


class _Clock(Clock):
    """A clock per thread or task: real time that skips its own waits."""

    skipped: ContextVar[float] = ContextVar("skipped", default=0.0)

    def monotonic(self) -> float:
        return time.monotonic() + self.skipped.get()

    def skip(self, seconds: float) -> None:
        self.skipped.set(self.skipped.get() + seconds)


class Interrupted(Exception):  # noqa: N818 - stands for what a signal handler raises
    """A foreign exception in the middle of a call."""


class _Runtime(_Clock, Runtime):
    chance = Random(1)

    def sleep(self, seconds: float) -> None:
        if self.chance.random() < INTERRUPTED:  # like a signal handler, at any point of the call
            raise Interrupted
        self.skip(seconds)


class _AsyncRuntime(_Clock, AsyncRuntime):
    async def sleep(self, seconds: float) -> None:
        self.skip(seconds)
        await checkpoint()


@dataclass
class FaultSource:
    """Draws the faults of requests. `counts` has the numbers of requests and faults."""

    seed: int
    server: HostileServer = field(init=False)
    counts: Counter[str] = field(default_factory=Counter[str])
    _sources: dict[str, Random] = field(default_factory=dict[str, Random])
    _names: dict[str, str] = field(default_factory=dict[str, str])

    def decide(self, request: Request) -> Fault | None:
        """Draw the fault of a request. The server makes one call at a time."""
        if request.operation == "sendSms":
            data = request.json()["MessageData"]
            name = self._names[data["MessageID"]] = data["Reference"]
        else:
            name = self._names.get(request.ids[0], request.ids[0])
        source = self._sources.setdefault(name, Random(f"{self.seed} {name}"))
        self.server.hide_from_status(reads=source.choice((0, 0, 0, 1, 3, 99)))
        self.counts["requests"] += 1
        if source.random() >= SHARE:
            return None
        self.counts["faults"] += 1
        weights = [weight for weight, _fault in _FAULTS]
        return source.choices([fault for _weight, fault in _FAULTS], weights)[0]


@dataclass
class Report:
    """The figures of a storm. The fields in `wrong` must be zero.

    Attributes:
        client_kind: The kind of client.
        calls: The number of sends.
        seconds: Their total duration.
        requests: The requests at the gateway, including status reads.
        faults: The requests that failed.
        sent: Calls that returned a `Sent`.
        reconciled: How many of these were found by a lookup.
        not_sent: Calls that reported that nothing was sent.
        unknown: Calls that reported an uncertain outcome.
        doubles: Messages that were accepted more than once.
        silent_losses: Calls that reported success although nothing was accepted.
        false_alarms: Calls that reported "not sent" although the message was accepted.
        foreign: Calls that raised anything but a `BestSMSError` without being interrupted.
        hangs: Calls that took longer than two minutes.
        interrupted: Calls that a foreign exception or a cancellation interrupted; a note tells
            whether the message may have been sent.
    """

    client_kind: ClientKind
    calls: int
    seconds: float = 0.0
    requests: int = 0
    faults: int = 0
    sent: int = 0
    reconciled: int = 0
    not_sent: int = 0
    unknown: int = 0
    doubles: int = 0
    silent_losses: int = 0
    false_alarms: int = 0
    foreign: int = 0
    hangs: int = 0
    interrupted: int = 0

    @property
    def wrong(self) -> int:
        return self.doubles + self.silent_losses + self.false_alarms + self.foreign + self.hangs

    def judge(self, result: object, kept: int) -> None:
        """Compare the outcome of a call with the number of its accepted messages."""
        self.doubles += kept > 1
        if isinstance(result, Sent):
            self.sent += 1
            self.reconciled += result.reconciled
            self.silent_losses += not kept
        elif isinstance(result, Interrupted | asyncio.CancelledError):
            self.interrupted += 1
            noted = any("may or may not" in note for note in getattr(result, "__notes__", ()))
            self.false_alarms += bool(kept) and not noted
        elif not isinstance(result, BestSMSError):
            self.foreign += 1
        elif result.sent == "unknown":
            self.unknown += 1
        else:
            self.not_sent += 1
            self.false_alarms += bool(kept)


def storm(
    client_kind: ClientKind, calls: int, seed: int, *, tasks: int = TASKS, timeout: float = 2.0
) -> Report:
    """Make calls with a kind of client and judge each.

    Args:
        client_kind: The kind of client.
        calls: The number of messages to send.
        seed: The seed of the faults.
        tasks: The number of concurrent calls of asynchronous clients.
        timeout: The timeout of one attempt in seconds; a stall lasts as long.
    """
    source, report = FaultSource(seed), Report(client_kind, calls)
    with HostileServer(source.decide) as server:
        source.server = server
        options: dict[str, Any] = {
            "token": "t0ken",
            "base_url": server.base_url,
            "timeout": timeout,
            "retry": RetryPolicy(random=lambda: 0.5),
        }
        started = time.monotonic()
        if client_kind == "sync":
            results = _threads(options, calls)
        else:
            results = asyncio.run(_tasks({**options, "backend": client_kind}, calls, tasks))
        report.seconds = time.monotonic() - started
        server.release()
        kept = Counter(one.request.json()["MessageData"]["Reference"] for one in server.messages)
    report.requests, report.faults = source.counts["requests"], source.counts["faults"]
    for number, (result, seconds) in results.items():
        report.judge(result, kept[str(number)])
        report.hangs += seconds > LONGEST
    assert len(results) == calls
    return report


def _message(number: int) -> dict[str, Any]:
    chosen = {"message_id": f"order-{number}"} if number % 2 else {}
    return {
        "message": "Hello",
        "destinations": "+61491570006",
        "reference": str(number),
        **chosen,
    }


Result: TypeAlias = tuple[object, float]
"""The result or exception of a call, and its duration."""


def _threads(options: dict[str, Any], calls: int) -> dict[int, Result]:
    with sync_client(_Runtime(), **options) as client, ThreadPoolExecutor(THREADS) as pool:

        def send(number: int) -> Result:
            started = time.monotonic()
            result: object
            try:
                result = client.messaging.sms.send_message(**_message(number))
            except BaseException as error:
                result = error
            return result, time.monotonic() - started

        return dict(enumerate(pool.map(send, range(calls))))


async def _tasks(options: dict[str, Any], calls: int, tasks: int) -> dict[int, Result]:
    results: dict[int, Result] = {}
    chance = Random(1)
    async with async_client(_AsyncRuntime(), **options) as client:

        async def work(numbers: Iterator[int]) -> None:
            for number in numbers:
                started = time.monotonic()
                call = asyncio.ensure_future(client.messaging.sms.send_message(**_message(number)))
                if chance.random() < INTERRUPTED:
                    asyncio.get_running_loop().call_later(chance.random() / 20, call.cancel)
                result: object
                try:
                    result = await call
                except BaseException as error:
                    result = error
                results[number] = result, time.monotonic() - started

        numbers = iter(range(calls))
        await asyncio.gather(*(work(numbers) for _ in range(tasks)))
    return results
