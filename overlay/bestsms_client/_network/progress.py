"""Track one attempt: its deadline, and what has left so far.

httpcore passes each read and write the same constant timeout, so a peer that drips bytes is never
too late. The streams of this package look here instead: every wait ends at the attempt's own end.
"""

import time
from contextvars import ContextVar
from typing import Final

from bestsms_client._network.body import MAX_BODY
from bestsms_client._network.causes import NetworkError, Stage, timed_out

MAX_RECEIVED: Final = MAX_BODY + 1_000_000
"""The most bytes that one attempt reads, headers, informational answers and framing included."""


class Progress:
    """What is known of one attempt while it runs.

    Args:
        seconds: The time that it has, from now on.

    Attributes:
        end: The monotonic time at which it ends.
        written: Whether a byte of the request may have left. What a proxy is told does not count.
        pool: The connection pool that serves it.
        stream: The connection on which the request was begun.
    """

    __slots__ = ("_received", "end", "pool", "stage", "stream", "written")

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.stage: Stage = "waiting for a free connection"
        self.written = False
        self.pool: object = None
        self.stream: object = None
        self._received = 0

    def left(self, stage: Stage | None = None) -> float:
        """Return the seconds that are left.

        Args:
            stage: What is done next, if it is another thing than before.

        Raises:
            NetworkError: There are none.
        """
        if stage:
            self.stage = stage
        left = self.end - time.monotonic()
        if left <= 0:
            raise NetworkError(timed_out(self.stage))
        return left

    def received(self, size: int) -> None:
        """Count bytes that were read.

        Raises:
            NetworkError: There are more than any answer has.
        """
        self._received += size
        if self._received > MAX_RECEIVED:
            raise NetworkError("the answer is too large")


current: Final[ContextVar[Progress]] = ContextVar("bestsms_attempt")
"""The attempt that this thread or task is making."""
