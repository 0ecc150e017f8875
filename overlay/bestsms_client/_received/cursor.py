"""Remembers, between two looks at the received messages, which of them are done.

The gateway tells what came in the last so many minutes, by its own clock. A message may show up a
little after its time, and neither this machine's clock nor the order of pages can be relied on. So
each look reaches back beyond the last, and what was done is known by its identifier.
"""

import math
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple

from bestsms_api.models import ReceivedMessage
from bestsms_client.errors import InvalidRequestError
from bestsms_client.times import parse

_VERSION: Final = "1"
_KEY_LENGTH: Final = 11
# A message whose own time cannot be read counts from when it was seen, a little late.
_SLACK: Final = 180


class Followed(NamedTuple):
    """One message, as `client.reports.sms_received.follow` gives it.

    Attributes:
        message: What a handset sent.
        cursor: Where to go on after it. Keep it together with the work that the message causes.
    """

    message: ReceivedMessage
    cursor: str


class Fresh(NamedTuple):
    """A message that is not done yet; these sort by their time."""

    at: int
    key: str
    message: ReceivedMessage


class Progress:
    """What is done of the received messages.

    All before a moment is done; of what came since, that which is remembered.

    Args:
        since: The moment to begin at.
        overlap: How far that moment stays behind the latest message, in seconds.
    """

    def __init__(self, since: datetime, overlap: float) -> None:
        self._start = math.floor(since.timestamp())
        self._overlap = math.ceil(overlap)
        self._done: dict[str, int] = {}

    @classmethod
    def resume(cls, cursor: str, overlap: float) -> "Progress":
        """Go on from a cursor.

        Raises:
            InvalidRequestError: It is none.
        """
        try:
            version, start, *done = cursor.split(".")
            if version != _VERSION:
                raise ValueError
            progress = cls(datetime.fromtimestamp(int(start), UTC), overlap)
            for item in done:
                progress._done[item[:_KEY_LENGTH]] = int(start) + int(item[_KEY_LENGTH:])
        except (ValueError, OverflowError, OSError):
            raise InvalidRequestError("cursor is none that follow has given.") from None
        return progress

    def minutes(self, now: datetime) -> int:
        """Give the window to ask for, if that is the gateway's time."""
        return max(1, math.ceil((now.timestamp() - self._start) / 60) + 1)

    def is_covered(self, minutes: int, now: datetime) -> bool:
        """Say whether a window that ended at a time reaches back far enough."""
        return now.timestamp() - minutes * 60 <= self._start

    def fresh(self, messages: Iterable[ReceivedMessage], now: datetime) -> dict[str, Fresh]:
        """Give those that are not done, by their key.

        Args:
            messages: All that the gateway shows.
            now: The gateway's time.
        """
        equal = Counter[str]()
        found: dict[str, Fresh] = {}
        for message in messages:
            key = _key(message, equal)
            time = parse(message.received_time_utc_rfc3339) or parse(message.received_time_utc)
            at = math.floor((time or now).timestamp())
            if at >= self._start and key not in self._done:
                found[key] = Fresh(at, key, message)
        return found

    def finish(self, fresh: Fresh) -> Followed:
        """Note that a message is done, and all before it with it."""
        self._done[fresh.key] = fresh.at
        self.advance(fresh.at)
        done = (f"{key}{at - self._start}" for key, at in self._done.items())
        return Followed(fresh.message, ".".join((_VERSION, str(self._start), *done)))

    def advance(self, reached: float) -> None:
        """Note that all before a moment was seen."""
        start = math.floor(reached) - self._overlap
        if start > self._start:
            self._start = start
            self._done = {key: at for key, at in self._done.items() if at >= start - _SLACK}


def _key(message: ReceivedMessage, equal: Counter[str]) -> str:
    known = message.received_id
    if not known:
        # The first, the second, ... of those that look the same: people do write "OK" twice.
        known = repr((message.from_, message.message_text, message.received_time_utc))
        equal[known] += 1
        known = f"{known} {equal[known]}"
    return urlsafe_b64encode(sha256(known.encode("utf-8", "replace")).digest()[:8])[:11].decode()
