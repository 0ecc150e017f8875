"""Remember, between two looks at the received messages, which of them are done.

The gateway shows what came in the last so many minutes, by its own clock. A message may show up a
little after its time, and neither this machine's clock nor the order of pages can be relied on. So
each look reaches back beyond the last one, and messages that are done are known by a hash.
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

# A message whose own time cannot be read counts from when it was seen, a little late.
_SLACK: Final = 180
_LATEST: Final = 2**32 - 1

_log = logging.getLogger("bestsms_client")


class Followed(NamedTuple):
    """One message, as `client.reports.sms_received.follow` yields it.

    Attributes:
        message: The message that a handset sent.
        cursor: Where to continue after it. Store it together with the work that the message causes.
    """

    message: ReceivedMessage
    cursor: str


class Fresh(NamedTuple):
    """A message that is not done yet; these sort in the order in which they were received.

    Attributes:
        at: Its time, in seconds since 1970.
        order: Its place among the messages that the gateway shows, the earliest first.
        key: Its hash.
        is_timed: Whether its time could be read; `at` is otherwise the time at which it was seen.
        message: The message.
    """

    at: int
    order: int
    key: int
    is_timed: bool
    message: ReceivedMessage


class Progress:
    """What is done of the received messages: all before a moment, and of the later ones some.

    Args:
        since: The moment to begin at.
        overlap: How far that moment stays behind the latest message, in seconds.
    """

    def __init__(self, since: datetime, overlap: float) -> None:
        self._start = math.floor(since.timestamp())
        self._overlap = math.ceil(overlap)
        self._timed = Marks(self._overlap)
        self._timeless = Marks(self._overlap, is_single=True)

    @classmethod
    def resume(cls, cursor: str, overlap: float) -> "Progress":
        """Continue from a cursor.

        Raises:
            InvalidRequestError: The text is not a cursor, or it is damaged.
        """
        start, timed, timeless = read_cursor(cursor, math.ceil(overlap))
        progress = cls(datetime.fromtimestamp(start, UTC), overlap)
        progress._timed, progress._timeless = timed, timeless
        return progress

    def minutes(self, now: datetime) -> int:
        """Return the window to ask for, if that is the gateway's time."""
        return max(1, math.ceil((now.timestamp() - self._start) / 60) + 1)

    def is_covered(self, minutes: int, now: datetime) -> bool:
        """Tell whether a window that ended at a time reaches back far enough."""
        return now.timestamp() - minutes * 60 <= self._start

    def fresh(self, shown: Sequence[ReceivedMessage], now: datetime) -> dict[int, Fresh]:
        """Return the messages that are not done, by their keys.

        Args:
            shown: All messages that the gateway shows, in its order.
            now: The gateway's time.
        """
        messages = self._read(shown, math.floor(now.timestamp()))
        timed = [one for one in messages if one.is_timed]
        timeless = [one for one in messages if not one.is_timed]
        if not self._timed.resolve([(one.at, one.key) for one in timed]):
            _log.warning("The cursor does not fit the received messages: some may come twice")
        self._timeless.resolve_single(one.key for one in timeless)
        found = [one for one in timed if one.key not in self._timed]
        found += [one for one in timeless if one.key not in self._timeless]
        return {one.key: one for one in found}

    def finish(self, fresh: Fresh, now: datetime) -> Followed:
        """Note that a message is done.

        Args:
            fresh: The message. All before it are done.
            now: The gateway's time, which the cursor never passes.
        """
        (self._timed if fresh.is_timed else self._timeless).add(fresh.at, fresh.key)
        self.advance(min(fresh.at, now.timestamp()))
        cursor = write_cursor(self._start, self._timed, self._timeless)
        return Followed(fresh.message, cursor)

    def advance(self, reached: float) -> None:
        """Note that all messages before a moment have been seen."""
        width = self._timed.width
        start = (math.floor(reached) - self._overlap) // width * width
        if start > self._start:
            self._start = start
            self._timed.forget(start)
            self._timeless.forget(start - _SLACK)

    def _read(self, shown: Sequence[ReceivedMessage], now: int) -> list[Fresh]:
        """Return all messages of the window, the earliest first."""
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
    """Tell whether a message has an identifier of its own."""
    known: object = message.received_id
    return bool(known and str(known).strip("0- "))


def same(one: ReceivedMessage, other: ReceivedMessage) -> bool:
    """Tell whether two records look alike."""
    return _content(one) == _content(other)


def without_repeats(
    collected: Sequence[ReceivedMessage], page: Sequence[ReceivedMessage], arrived: int
) -> Iterable[ReceivedMessage]:
    """Return a page without the records that slipped onto it from the page before.

    New messages push records from the end of one page to the beginning of the next. A record
    without an identifier can only be recognised by its place.

    Args:
        collected: The records of the pages before.
        page: The next page.
        arrived: How many messages came since the page before was read, at most.
    """
    for size in range(min(arrived, len(collected), len(page)), 0, -1):
        if all(map(same, collected[-size:], page[:size])):
            return page[size:]
    return page


def _time(message: ReceivedMessage) -> int | None:
    # Both are in UTC, whether they say so or not.
    time = parse(message.received_time_utc_rfc3339, UTC) or parse(message.received_time_utc, UTC)
    return None if time is None else min(_LATEST, max(0, math.floor(time.timestamp())))


def _content(message: ReceivedMessage) -> str:
    times = (message.received_time_utc, message.received_time_utc_rfc3339)
    return repr((message.received_id, message.from_, message.message_text, *times))


def _key(message: ReceivedMessage, equal: Counter[str]) -> int:
    if is_identified(message):
        known = str(message.received_id)
    else:
        # The first, the second, ... of those that look the same: people do write "OK" twice.
        known = _content(message)
        equal[known] += 1
        known = f"{known} {equal[known]}"
    return int.from_bytes(sha256(known.encode("utf-8", "replace")).digest()[:8])
