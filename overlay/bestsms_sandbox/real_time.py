"""Real time that test libraries such as freezegun do not freeze."""

import asyncio
import time


def real_milliseconds() -> int:
    """Return the current time in milliseconds since 1970 UTC."""
    # Such libraries replace time.time() and time.monotonic(), but not clock_gettime().
    if hasattr(time, "clock_gettime_ns"):
        return time.clock_gettime_ns(time.CLOCK_REALTIME) // 1_000_000
    return time.time_ns() // 1_000_000


class RealTimeLoop(asyncio.SelectorEventLoop):
    """An event loop whose timers keep running while a test freezes the clock."""

    def time(self) -> float:
        """Return the loop's time, in seconds."""
        if hasattr(time, "clock_gettime"):
            return time.clock_gettime(time.CLOCK_MONOTONIC)
        return super().time()
