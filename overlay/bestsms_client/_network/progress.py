"""Track one attempt: its deadline, and whether any byte of the request was sent.

httpcore applies the same constant timeout to each read and write, so a peer that sends slowly never
times out. The streams of this package use the deadline of the attempt instead.
"""

import time
from contextvars import ContextVar
from typing import Final

from bestsms_client._network.body import MAX_BODY
from bestsms_client._network.causes import NetworkError, Stage, timed_out

MAX_RECEIVED: Final = MAX_BODY + 1_000_000
"""The maximum number of bytes that one attempt reads, headers and framing included."""


class Progress:
    """The state of one attempt, which begins now and may take some seconds.

    Attributes:
        end: The monotonic time of its deadline.
        stage: What it is doing.
        written: Whether any byte of the request may have been sent. Requests to a proxy for a
            tunnel do not count.
        pool: The connection pool that it uses.
        stream: The connection on which the request was started.
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
        """Record the next stage, and return the seconds until the deadline.

        Raises:
            NetworkError: The deadline has passed.
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
            NetworkError: There are more than a response may have.
        """
        self._received += size
        if self._received > MAX_RECEIVED:
            raise NetworkError("the response is too large")


current: Final[ContextVar[Progress]] = ContextVar("bestsms_attempt")
"""The current attempt of this thread or task."""
