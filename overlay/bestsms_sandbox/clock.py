"""The sandbox's clock, which can be advanced, and the timer of the background loop."""

import asyncio
import contextlib

from bestsms_sandbox.json_schema import InvalidValueError
from bestsms_sandbox.real_time import real_milliseconds
from bestsms_sandbox.storage.settings import Settings
from bestsms_sandbox.times import LAST_TIME

_IDLE_SECONDS = 3600.0


class SandboxClock:
    """The clock of one sandbox: real time plus an offset, in milliseconds since 1970 UTC."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def now(self) -> int:
        """Return the current time."""
        added: int = self._settings.get("clock_added", 0)
        return real_milliseconds() + added

    def advance(self, seconds: float) -> None:
        """Advance the clock.

        Raises:
            InvalidValueError: `seconds` is negative, or the new time is after the year 9999.
        """
        if seconds < 0 or self.now() + seconds * 1000 > LAST_TIME:
            raise InvalidValueError(
                "advance_seconds must not be negative or move the clock past the year 9999"
            )
        added = self._settings.get("clock_added", 0) + round(seconds * 1000)
        self._settings.put("clock_added", added)


class Scheduler:
    """Wakes the background loop when an event is due on the sandbox's clock.

    Use it only in the server's thread.
    """

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._due: float = float("inf")
        self._earlier = asyncio.Event()

    def wake_by(self, due_at: int) -> None:
        """Wake the loop at a time, or earlier."""
        if due_at < self._due:
            self._due = due_at
            self._earlier.set()

    async def wait(self, due_at: int | None) -> None:
        """Wait until a time, or until an earlier time passed to `wake_by` in the meantime."""
        self._due = float("inf") if due_at is None else due_at
        self._earlier.clear()
        seconds = min(_IDLE_SECONDS, max(0, self._due - self._clock.now()) / 1000)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._earlier.wait(), seconds)
