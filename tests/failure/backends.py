"""The three kinds of client behind one function, so that each test is written once.

A kind is `BestSMS` (`sync`), or `AsyncBestSMS` with one of its backends (`httpx`, `aiohttp`).
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from anyio.lowlevel import checkpoint
from tests.clients import async_client
from tests.clients import client as sync_client

from bestsms_client import AsyncBestSMS, BestSMS, RetryPolicy
from bestsms_client._http.clients import AsyncRuntime, Clock, Runtime
from bestsms_client._http.retry import Attempt

ClientKind: TypeAlias = Literal["sync", "httpx", "aiohttp"]
CLIENT_KINDS: Final[tuple[ClientKind, ...]] = ("sync", "httpx", "aiohttp")
Client: TypeAlias = BestSMS | AsyncBestSMS
Operation: TypeAlias = Callable[[Client], Any]
"""Makes one call. The result is awaited for asynchronous clients."""


def send(client: Client, **options: Any) -> Any:
    """Send a message, the operation of most tests."""
    return client.messaging.sms.send_message(
        message="Hello", destinations="+61491570006", **options
    )


def read(client: Client) -> Any:
    """Read something other than the status of a message."""
    return client.reports.sms_received.poll(time_period=60)


def _nothing() -> None:
    pass


class FastClock(Clock):
    """A clock that runs in real time but skips waits: sleeping only advances the clock.

    Attributes:
        waits: The waits so far, in seconds.
    """

    def __init__(self) -> None:
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return time.monotonic() + sum(self.waits)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=sum(self.waits))


class FastRuntime(FastClock, Runtime):
    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


class FastAsyncRuntime(FastClock, AsyncRuntime):
    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        await checkpoint()


FastClient: TypeAlias = FastRuntime | FastAsyncRuntime


@dataclass(kw_only=True)
class ClientSetup:
    """The settings of the clients of one test.

    Attributes:
        client_kind: The kind of client.
        retry: Options of the retry policy.
        timeout: The timeout of one attempt in seconds of real time.
        clock: The client's clock; pass it to the server too.
        attempts: What `on_attempt` received, unless `retry` sets another `on_attempt`.
    """

    client_kind: ClientKind
    retry: dict[str, Any] = field(default_factory=dict[str, Any])
    timeout: float = 5.0
    clock: FastClient = field(init=False)
    attempts: list[Attempt] = field(init=False, default_factory=list[Attempt])

    def __post_init__(self) -> None:
        self.clock = FastRuntime() if self.client_kind == "sync" else FastAsyncRuntime()

    def call(
        self, base_url: str, *operations: Operation, between: Callable[[], None] = _nothing
    ) -> list[Any]:
        """Make calls one after another with one client, and call `between` before each.

        Returns:
            The result of each call, or the exception that it raised.
        """
        if isinstance(self.clock, FastRuntime):
            with sync_client(self.clock, **self._options(base_url)) as client:
                results: list[Any] = []
                for operation in operations:
                    between()
                    results.append(_caught(operation, client))
                return results
        return asyncio.run(self._call(base_url, *operations, between=between))

    async def _call(
        self, base_url: str, *operations: Operation, between: Callable[[], None]
    ) -> list[Any]:
        assert isinstance(self.clock, FastAsyncRuntime)
        assert self.client_kind != "sync"
        options = self._options(base_url)
        results: list[Any] = []
        async with async_client(self.clock, **options, backend=self.client_kind) as client:
            for operation in operations:
                await asyncio.to_thread(between)
                results.append(await _caught_later(operation, client))
        return results

    def _options(self, base_url: str) -> dict[str, Any]:
        policy: dict[str, Any] = {"on_attempt": self.attempts.append, **self.retry}
        retry = RetryPolicy(**policy)
        return {"token": "t0ken", "base_url": base_url, "retry": retry, "timeout": self.timeout}


def _caught(operation: Operation, client: Client) -> Any:
    try:
        return operation(client)
    except Exception as error:
        return error


async def _caught_later(operation: Operation, client: Client) -> Any:
    try:
        return await operation(client)
    except Exception as error:
        return error
