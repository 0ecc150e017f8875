"""Time and threads, for each of the two worlds."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Clock:
    """What both worlds tell the time by. Tests put another in its place."""

    def monotonic(self) -> float:
        """Give seconds that never go back."""
        return time.monotonic()

    def now(self) -> datetime:
        """Give the date and time, in UTC."""
        return datetime.now(UTC)


class Runtime(Clock):
    """Waiting and reading in a thread."""

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def offload(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do work that blocks."""
        return work(*args, **kwargs)


class AsyncRuntime(Clock):
    """Waiting and reading in an event loop."""

    # asyncio and anyio, which comes with httpx, are imported where they run: whoever waits in
    # threads need not load them.

    async def sleep(self, seconds: float) -> None:
        """Wait, and let others run."""
        import asyncio

        await asyncio.sleep(seconds)

    async def offload(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do work that blocks in a thread of its own."""
        import anyio.to_thread

        return await anyio.to_thread.run_sync(lambda: work(*args, **kwargs))
