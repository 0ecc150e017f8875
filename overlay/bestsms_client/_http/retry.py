"""When to try again, for how long, and when not to."""

import os
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal

from bestsms_client._validation import seconds
from bestsms_client.errors import ConfigurationError


@dataclass(frozen=True)
class Attempt:
    """One attempt of a call, as `RetryPolicy.on_attempt` sees it before its first byte leaves.

    Attributes:
        operation: The name of the operation in the contract, such as `sendSms`.
        message_id: The identifier of the message, if the call is about one. For a send it is known
            here even if the caller chose none: whoever stores it can ask for the message after a
            crash.
        number: 1 for the first attempt, 2 for the second, and so on.
    """

    operation: str
    message_id: str | None
    number: int


def _ignore(_attempt: Attempt) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How a client treats failures. All times are in seconds.

    Attributes:
        max_attempts: How often a request is made at the most; a re-send by `when_uncertain` comes
            on top.
        deadline: The time after which no further attempt begins. An attempt under way may end
            later, by the client's `timeout`; a send may then be looked for in `reconcile_for`.
        retry_after_cap: The longest wait the gateway may ask for; if it asks for more, the error
            is raised at once, with the wait as its `retry_after`.
        reconcile_for: How long a send whose answer was lost is looked for by its identifier.
        when_uncertain: What to do with a send that was not found in that time: `"raise"` a
            `SendUncertainError`, or `"resend"` it, once, with the same identifier. Resending may
            send the message twice, since the gateway takes an identifier any number of times.
        on_attempt: Called with each `Attempt` before its first byte leaves. What it raises ends the
            call and reaches the caller unchanged.
        backoff: The longest wait before the second attempt; it doubles with each further one.
        backoff_cap: The longest wait between two attempts.
        random: A source of numbers from 0 to 1, for the jitter. Waits are drawn evenly between none
            and the longest.

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
                f"RetryPolicy.max_attempts is {self.max_attempts!r}; it is a number from 1 to 100."
            )
        for name in ("deadline", "retry_after_cap", "reconcile_for", "backoff", "backoff_cap"):
            value = getattr(self, name)
            seconds(value, f"RetryPolicy.{name}", most=86_400, error=ConfigurationError)
        if self.when_uncertain not in ("raise", "resend"):
            raise ConfigurationError(
                f'RetryPolicy.when_uncertain is {self.when_uncertain!r}; it is "raise" or "resend".'
            )

    def wait_before(self, attempt: int, asked: float | None = None) -> float:
        """Give the seconds to wait before an attempt.

        Args:
            attempt: Its number; the second is the first that waits.
            asked: The wait that the gateway asked for, if it did; it is the least.
        """
        longest = min(self.backoff_cap, self.backoff * 2.0 ** (attempt - 2))
        return max(asked or 0.0, longest * self.random())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class RetryBudget:
    """What all calls of a client may spend on retries together.

    While the gateway works, each success earns a fraction of a retry, so single failures are always
    retried. In an outage the store runs dry and calls fail after one attempt: the load that reaches
    a gateway in trouble is not multiplied. A process that was forked begins with a full store: the
    lock may have been held by a thread that exists in its parent only.

    Args:
        size: The most retries that can be saved up.
        earned: The part of a retry that a success earns.
    """

    def __init__(self, size: float = 100.0, earned: float = 0.2) -> None:
        self._size, self._earned = size, earned
        self._begin()

    def _begin(self) -> None:
        self._process, self._left, self._lock = os.getpid(), self._size, threading.Lock()

    def spend(self) -> bool:
        """Take one retry from the store; say whether there was one."""
        if self._process != os.getpid():
            self._begin()
        with self._lock:
            if self._left < 1:
                return False
            self._left -= 1
            return True

    def earn(self) -> None:
        """Note a success."""
        if self._process != os.getpid():
            self._begin()
        if self._left < self._size:
            with self._lock:
                self._left = min(self._size, self._left + self._earned)


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Read a Retry-After header.

    Args:
        value: A number of seconds, or an HTTP date.
        now: The time to count from; the gateway's own, if it sent one.

    Returns:
        Seconds, never negative; None if the value is absent or cannot be read.

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
        return float(text)
    date = parse_http_date(text)
    return max(0.0, (date - now).total_seconds()) if date else None


@lru_cache(8)  # most answers come in the same second as another
def parse_http_date(value: str | None) -> datetime | None:
    """Read an HTTP date, such as a Date header; None if it is absent or cannot be read."""
    try:
        date = parsedate_to_datetime(value) if value else None
    except (ValueError, OverflowError):
        return None
    return date if date and date.tzinfo else None
