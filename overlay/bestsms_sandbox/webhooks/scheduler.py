"""What wakes the courier: the earliest moment for which something is planned."""

import asyncio
import contextlib

from bestsms_sandbox.clock import Clock

_IDLE_SECONDS = 3600.0


class Alarm:
    """An alarm on the sandbox's clock. It is set and awaited in the server's thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: float = float("inf")
        self._earlier = asyncio.Event()

    def by(self, due_at: int) -> None:
        """Ring at a moment, or before."""
        if due_at < self._due:
            self._due = due_at
            self._earlier.set()

    async def wait(self, due_at: int | None) -> None:
        """Wait for a moment, or for an earlier one that is set meanwhile."""
        self._due = float("inf") if due_at is None else due_at
        self._earlier.clear()
        seconds = min(_IDLE_SECONDS, max(0, self._due - self._clock.now()) / 1000)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._earlier.wait(), seconds)
