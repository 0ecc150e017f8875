"""A storm: many sends at once through one client, three in ten requests going wrong.

What goes wrong is drawn from a source seeded by the message alone, so that each message meets the
same faults again whatever order the requests arrive in. Afterwards each call's word is held against
what the gateway really kept.
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
INTERRUPTED: Final = 0.03  # of the calls, each by a foreign exception or a cancellation
LONGEST: Final = 120.0  # seconds of real time; whatever takes longer hangs
_OTHERS: Final = b'{"Result": "Success", "MessageID": "somebody-elses", "Recipients": []}'
_REFUSED: Final = b'{"Result": "Failed", "MessageID": "somebody-elses", "ErrorMessage": ["No"]}'
_SOON: Final = {"Retry-After": "1"}
# What can go wrong with a request, and how often compared with the rest.
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
    # Answers that belong to somebody else.
    (2, Fault(status=201, body=_OTHERS, keep=True)),
    (2, Fault(status=201, body=_OTHERS)),
    (1, Fault(status=400, body=_REFUSED, keep=True)),
    # What stands between here and the gateway.
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
    """Each thread's or task's own time: real, with its own waits left out."""

    skipped: ContextVar[float] = ContextVar("skipped", default=0.0)

    def monotonic(self) -> float:
        return time.monotonic() + self.skipped.get()

    def skip(self, seconds: float) -> None:
        self.skipped.set(self.skipped.get() + seconds)


class Interrupted(Exception):  # noqa: N818  # it stands for what a signal handler raises
    """The exception of somebody else, in the midst of a call."""


class _Runtime(_Clock, Runtime):
    chance = Random(1)

    def sleep(self, seconds: float) -> None:
        if self.chance.random() < INTERRUPTED:  # as a signal handler may, wherever the call is
            raise Interrupted
        self.skip(seconds)


class _AsyncRuntime(_Clock, AsyncRuntime):
    async def sleep(self, seconds: float) -> None:
        self.skip(seconds)
        await checkpoint()


@dataclass
class Weather:
    """Chooses what goes wrong; `counts` says how often what did."""

    seed: int
    server: HostileServer = field(init=False)
    counts: Counter[str] = field(default_factory=Counter[str])
    _sources: dict[str, Random] = field(default_factory=dict[str, Random])
    _names: dict[str, str] = field(default_factory=dict[str, str])

    def decide(self, request: Request) -> Fault | None:
        """Draw the fate of a request. The server asks for one at a time."""
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
    """The figures of a storm; `wrong` are those that are to be zero.

    Attributes:
        client_kind: Which client.
        calls: How many sends were called for.
        seconds: How long they took.
        requests: What arrived at the gateway, status reads included.
        faults: How many of these went wrong.
        sent: Calls that gave a `Sent`.
        reconciled: How many of these had lost their answer.
        not_sent: Calls that said that nothing was sent.
        unknown: Calls that said that they cannot know.
        doubles: Messages that were kept more than once.
        silent_losses: Calls that said sent, and nothing was kept.
        false_alarms: Calls that said not sent, and it was kept.
        foreign: Calls that raised something else than a `BestSMSError`, and were not interrupted.
        hangs: Calls that took longer than two minutes.
        interrupted: Calls that something foreign cut short; a note says if they may have left.
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
        """Hold what a call said against how many messages of its own the gateway kept."""
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
    """Make that many calls with a kind of client, and judge each.

    Args:
        client_kind: Which client.
        calls: How many messages to send.
        seed: What the faults are drawn from.
        tasks: How many calls are in flight, where they are not made by threads.
        timeout: Seconds for one attempt; a stall lasts as long.
    """
    weather, report = Weather(seed), Report(client_kind, calls)
    with HostileServer(weather.decide) as server:
        weather.server = server
        options: dict[str, Any] = {
            "token": "t0ken",
            "base_url": server.base_url,
            "timeout": timeout,
            "retry": RetryPolicy(random=lambda: 0.5),
        }
        begun = time.monotonic()
        if client_kind == "sync":
            results = _threads(options, calls)
        else:
            results = asyncio.run(_tasks({**options, "backend": client_kind}, calls, tasks))
        report.seconds = time.monotonic() - begun
        server.release()
        kept = Counter(one.request.json()["MessageData"]["Reference"] for one in server.messages)
    report.requests, report.faults = weather.counts["requests"], weather.counts["faults"]
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
"""What a call returned or raised, and how long it took."""


def _threads(options: dict[str, Any], calls: int) -> dict[int, Result]:
    with sync_client(_Runtime(), **options) as client, ThreadPoolExecutor(THREADS) as pool:

        def send(number: int) -> Result:
            begun = time.monotonic()
            result: object
            try:
                result = client.messaging.sms.send_message(**_message(number))
            except BaseException as error:
                result = error
            return result, time.monotonic() - begun

        return dict(enumerate(pool.map(send, range(calls))))


async def _tasks(options: dict[str, Any], calls: int, tasks: int) -> dict[int, Result]:
    results: dict[int, Result] = {}
    chance = Random(1)
    async with async_client(_AsyncRuntime(), **options) as client:

        async def work(numbers: Iterator[int]) -> None:
            for number in numbers:
                begun = time.monotonic()
                call = asyncio.ensure_future(client.messaging.sms.send_message(**_message(number)))
                if chance.random() < INTERRUPTED:
                    asyncio.get_running_loop().call_later(chance.random() / 20, call.cancel)
                result: object
                try:
                    result = await call
                except BaseException as error:
                    result = error
                results[number] = result, time.monotonic() - begun

        numbers = iter(range(calls))
        await asyncio.gather(*(work(numbers) for _ in range(tasks)))
    return results
