"""Remember between two polls which received messages are done, that is, already yielded.

The gateway returns the messages of the last so many minutes, by its own clock. A message may show
up late, and neither this machine's clock nor the order of pages is reliable. So each poll reaches
back beyond the previous one, and messages that are done are recognised by a hash.
"""

import logging
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple

from bestsms_api.models import ReceivedMessage
from bestsms_client._received.marks import Marks, read_cursor, write_cursor
from bestsms_client.times import parse

# A message without a readable time is dated when it is seen, which may be a little late.
_SLACK: Final = 180
_LATEST: Final = 2**32 - 1

_log = logging.getLogger("bestsms_client")


class Followed(NamedTuple):
    """A message yielded by `client.reports.sms_received.follow`.

    Attributes:
        message: The received message.
        cursor: Where to continue after it. Store it together with the work that the message causes.
    """

    message: ReceivedMessage
    cursor: str


class Fresh(NamedTuple):
    """A message that is not done yet. Sorts in the order of receipt.

    `at` is its own time in seconds since 1970, or when it was first seen if not `is_timed`. `order`
    is its index in the gateway's response, earliest first; `key` is its hash.
    """

    at: int
    order: int
    key: int
    is_timed: bool
    message: ReceivedMessage


class Progress:
    """Which received messages are done: all before some moment, and some of the later ones.

    That moment stays `overlap` seconds behind the latest message.
    """

    def __init__(self, since: datetime, overlap: float) -> None:
        self._start = math.floor(since.timestamp())
        self._overlap = math.ceil(overlap)
        self._timed = Marks(self._overlap)
        self._timeless = Marks(self._overlap, is_single=True)

    @classmethod
    def resume(cls, cursor: str, overlap: float) -> "Progress":
        """Continue from a cursor, or raise `InvalidRequestError` if it is damaged."""
        start, timed, timeless = read_cursor(cursor, math.ceil(overlap))
        progress = cls(datetime.fromtimestamp(start, UTC), overlap)
        progress._timed, progress._timeless = timed, timeless
        return progress

    def minutes(self, now: datetime) -> int:
        """Return the window to request at a time of the gateway."""
        return max(1, math.ceil((now.timestamp() - self._start) / 60) + 1)

    def is_covered(self, minutes: int, now: datetime) -> bool:
        """Check whether a window that ended at `now` reaches back far enough."""
        return now.timestamp() - minutes * 60 <= self._start

    def fresh(self, shown: Sequence[ReceivedMessage], now: datetime) -> dict[int, Fresh]:
        """Return the messages of the gateway's response that are not done, by their keys."""
        messages = self._read(shown, math.floor(now.timestamp()))
        timed = [one for one in messages if one.is_timed]
        timeless = [one for one in messages if not one.is_timed]
        if not self._timed.resolve([(one.at, one.key) for one in timed]):
            _log.warning("The cursor does not match the received messages; some may be repeated")
        self._timeless.resolve_single(one.key for one in timeless)
        found = [one for one in timed if one.key not in self._timed]
        found += [one for one in timeless if one.key not in self._timeless]
        return {one.key: one for one in found}

    def finish(self, fresh: Fresh, now: datetime) -> Followed:
        """Mark a message as done; all before it already are. The cursor never passes `now`."""
        (self._timed if fresh.is_timed else self._timeless).add(fresh.at, fresh.key)
        self.advance(min(fresh.at, now.timestamp()))
        cursor = write_cursor(self._start, self._timed, self._timeless)
        return Followed(fresh.message, cursor)

    def advance(self, reached: float) -> None:
        """Note that all messages before a moment are done."""
        width = self._timed.width
        start = (math.floor(reached) - self._overlap) // width * width
        if start > self._start:
            self._start = start
            self._timed.forget(start)
            self._timeless.forget(start - _SLACK)

    def _read(self, shown: Sequence[ReceivedMessage], now: int) -> list[Fresh]:
        """Return all messages of the window, earliest first."""
        times = [_time(message) for message in shown]
        known = [time for time in times if time is not None]
        is_newest_first = not known or known[0] >= known[-1]
        pairs = list(zip(shown, times, strict=True))
        equal = Counter[str]()
        found: dict[int, Fresh] = {}
        for order, (message, time) in enumerate(reversed(pairs) if is_newest_first else pairs):
            at = now if time is None else time
            key = _key(message, equal)
            if at >= self._start and key not in found:
                found[key] = Fresh(at, order, key, time is not None, message)
        return sorted(found.values(), key=lambda one: one[:3])


def is_identified(message: ReceivedMessage) -> bool:
    """Check whether a message has its own identifier."""
    known: object = message.received_id
    return bool(known and str(known).strip("0- "))


def same(one: ReceivedMessage, other: ReceivedMessage) -> bool:
    """Check whether two records are equal."""
    return _content(one) == _content(other)


def without_repeats(
    collected: Sequence[ReceivedMessage], page: Sequence[ReceivedMessage], arrived: int
) -> Iterable[ReceivedMessage]:
    """Return a page without records that were already on the page before.

    Up to `arrived` new messages may have pushed records from one page to the next. A record without
    an identifier can only be recognised by its position.
    """
    for size in range(min(arrived, len(collected), len(page)), 0, -1):
        if all(map(same, collected[-size:], page[:size])):
            return page[size:]
    return page


def _time(message: ReceivedMessage) -> int | None:
    # Both are in UTC, even if they do not say so.
    time = parse(message.received_time_utc_rfc3339, UTC) or parse(message.received_time_utc, UTC)
    return None if time is None else min(_LATEST, max(0, math.floor(time.timestamp())))


def _content(message: ReceivedMessage) -> str:
    times = (message.received_time_utc, message.received_time_utc_rfc3339)
    return repr((message.received_id, message.from_, message.message_text, *times))


def _key(message: ReceivedMessage, equal: Counter[str]) -> int:
    if is_identified(message):
        known = str(message.received_id)
    else:
        # Equal messages are numbered, since people do write "OK" twice.
        known = _content(message)
        equal[known] += 1
        known = f"{known} {equal[known]}"
    return int.from_bytes(sha256(known.encode("utf-8", "replace")).digest()[:8])
