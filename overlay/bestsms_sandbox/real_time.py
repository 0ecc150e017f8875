"""Real time, out of reach of libraries that freeze the clock of a process for its tests."""

import asyncio
import time


def real_milliseconds() -> int:
    """Return the time in milliseconds since 1970 UTC."""
    # freezegun and its like replace time.time() and time.monotonic(), but not clock_gettime().
    if hasattr(time, "clock_gettime_ns"):
        return time.clock_gettime_ns(time.CLOCK_REALTIME) // 1_000_000
    return time.time_ns() // 1_000_000


class RealTimeLoop(asyncio.SelectorEventLoop):
    """An event loop whose timers run on while the process's clock is frozen."""

    def time(self) -> float:
        """Return the loop's time in seconds."""
        if hasattr(time, "clock_gettime"):
            return time.clock_gettime(time.CLOCK_MONOTONIC)
        return super().time()
