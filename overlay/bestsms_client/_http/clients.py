"""Clocks, and waiting and blocking work in threads and in event loops."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Clock:
    """The clock of a client. Tests replace it."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)


class Runtime(Clock):
    """Waiting and blocking work in a thread."""

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def offload(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return work(*args, **kwargs)


class AsyncRuntime(Clock):
    """Waiting and blocking work in an event loop."""

    # asyncio and anyio are imported where they are used, so that synchronous programs do not load
    # them.

    async def sleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)

    async def offload(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        import anyio.to_thread

        return await anyio.to_thread.run_sync(lambda: work(*args, **kwargs))
