"""The retry policy and the retry budget."""

import os
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final, Literal

from bestsms_client._validation import seconds
from bestsms_client.errors import ConfigurationError


@dataclass(frozen=True)
class Attempt:
    """One attempt of a call, as passed to `RetryPolicy.on_attempt` before anything is sent.

    Attributes:
        operation: The name of the operation in the API contract, such as `sendSms`.
        message_id: The identifier of the message, if the call is about one. It is set for every
            send, whether or not the caller chose it. Store it to look the message up after a crash.
        number: 1 for the first attempt, 2 for the second, and so on.
    """

    operation: str
    message_id: str | None
    number: int


def _ignore(_attempt: Attempt) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """When and how a client retries. All times are in seconds.

    Attributes:
        max_attempts: The maximum number of attempts, 1 to 100. A resend by `when_uncertain` is not
            counted.
        deadline: The time after which no further attempt begins. An attempt in progress may take
            until the client's `timeout`, and the lookup of a send until `reconcile_for`.
        retry_after_cap: The longest wait that the gateway may ask for. If it asks for more, the
            error is raised immediately, with the wait in `retry_after`.
        reconcile_for: How long to look up a send whose response was lost.
        when_uncertain: What to do if the message is not found in that time: `"raise"` a
            `SendUncertainError`, or `"resend"` it once with the same identifier. Resending may
            deliver the message twice, since the gateway does not reject a repeated identifier.
        on_attempt: Called with each `Attempt` before anything is sent. An exception that it raises
            ends the call and reaches the caller unchanged.
        backoff: The longest wait before the second attempt. It doubles with each further attempt.
        backoff_cap: The longest wait between two attempts.
        random: A function that returns numbers from 0 to 1, for the jitter. Waits are drawn evenly
            between zero and the longest wait.

    Raises:
        ConfigurationError: A value is out of range.

    Example:
        >>> RetryPolicy(max_attempts=2, random=lambda: 0.5).wait_before(2)
        0.25
    """

    max_attempts: int = 4
    deadline: float = 60.0
    retry_after_cap: float = 30.0
    reconcile_for: float = 10.0
    when_uncertain: Literal["raise", "resend"] = "raise"
    on_attempt: Callable[[Attempt], None] = _ignore
    backoff: float = 0.5
    backoff_cap: float = 8.0
    random: Callable[[], float] = random.random

    def __post_init__(self) -> None:
        if not _is_number(self.max_attempts) or not 1 <= self.max_attempts <= 100:
            raise ConfigurationError(
                f"RetryPolicy.max_attempts is {self.max_attempts!r}; it must be from 1 to 100."
            )
        for name in ("deadline", "retry_after_cap", "reconcile_for", "backoff", "backoff_cap"):
            value = getattr(self, name)
            seconds(value, f"RetryPolicy.{name}", most=86_400, error=ConfigurationError)
        if self.when_uncertain not in ("raise", "resend"):
            raise ConfigurationError(
                f'RetryPolicy.when_uncertain is {self.when_uncertain!r}; use "raise" or "resend".'
            )

    def wait_before(self, attempt: int, asked: float | None = None) -> float:
        """Return the seconds to wait before an attempt.

        Args:
            attempt: The number of the attempt, from 2.
            asked: The minimum, if the gateway asked for one.
        """
        longest = min(self.backoff_cap, self.backoff * 2.0 ** (attempt - 2))
        return max(asked or 0.0, longest * self.random())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class RetryBudget:
    """A limit on the retries of all calls of a client.

    Each success earns a fraction of a retry, so occasional failures are always retried. In an
    outage the budget is used up and calls fail after one attempt, which protects the gateway from
    repeated load. A forked process starts with a full budget, because the lock may have been held
    by a thread that exists only in its parent.

    Args:
        size: The maximum number of retries that can be saved.
        earned: The fraction of a retry that a success earns.
    """

    def __init__(self, size: float = 100.0, earned: float = 0.2) -> None:
        self._size, self._earned = size, earned
        self._begin()

    def _begin(self) -> None:
        self._process, self._left, self._lock = os.getpid(), self._size, threading.Lock()

    def spend(self) -> bool:
        """Take one retry from the budget, and return whether there was one."""
        if self._process != os.getpid():
            self._begin()
        with self._lock:
            if self._left < 1:
                return False
            self._left -= 1
            return True

    def earn(self) -> None:
        """Record a success."""
        if self._process != os.getpid():
            self._begin()
        if self._left < self._size:
            with self._lock:
                self._left = min(self._size, self._left + self._earned)


_YEAR: Final = 31_536_000.0  # seconds


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks to wait, or None if it is not valid.

    The header has a number of seconds, or an HTTP date that is compared with `now`. More than a
    year counts as a year, so that the result is always a finite number.

    Example:
        >>> from datetime import UTC
        >>> now = datetime(2026, 1, 1, tzinfo=UTC)
        >>> parse_retry_after("7", now)
        7.0
        >>> parse_retry_after("Thu, 01 Jan 2026 00:00:09 GMT", now)
        9.0
        >>> parse_retry_after("soon", now)
    """
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return min(float(text), _YEAR)
    date = parse_http_date(text)
    return min(max(0.0, (date - now).total_seconds()), _YEAR) if date else None


@lru_cache(8)  # many responses arrive within the same second
def parse_http_date(value: str | None) -> datetime | None:
    """Parse an HTTP date. Return None if it is absent or not valid."""
    try:
        date = parsedate_to_datetime(value) if value else None
    except (ValueError, OverflowError):
        return None
    return date if date and date.tzinfo else None
