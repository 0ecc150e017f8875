"""Marks of messages that are done, and the cursor that holds them.

A cursor must stay small however many messages come. So it does not list the messages of a second
but has their number and the exclusive or of their hashes. As messages are done in order, it is
nearly always the first ones of a second that are done, which the hash confirms. For a second with
one message, it is the hash of that message.
"""

import struct
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import combinations
from math import comb
from typing import Final

from bestsms_client.errors import InvalidRequestError

_VERSION: Final = "2."
_HEAD: Final = struct.Struct(">QIII")  # start, width, number of slots: timed, timeless
_SLOT: Final = struct.Struct(">IIQ")  # slot, number of messages, hash
_CHECKSUM: Final = struct.Struct(">I")
# Of 16 bytes each: the cursor has at most 17 kB.
_MAX_SLOTS: Final = 800
_SLOTS_OF_OVERLAP: Final = 600
# How many messages of a slot may have shown up after their time, and how long it may take to tell.
_MOST_LATE: Final = 6
_MOST_TRIED: Final = 50_000


class Marks:
    """The messages of the overlap that are done, in slots of one or more seconds.

    Args:
        overlap: The overlap in seconds.
        width: The seconds of a slot, if a cursor gives them.
        is_single: Whether each message has a slot of its own.
    """

    def __init__(self, overlap: int, width: int | None = None, *, is_single: bool = False) -> None:
        self._is_single = is_single
        self.width = width or max(1, -(-overlap // _SLOTS_OF_OVERLAP))
        self._times: dict[int, int] = {}
        self._slots: dict[int, list[int]] = {}
        self._packed: dict[int, bytes] = {}
        # What a cursor holds, until the messages are seen again.
        self._unresolved: dict[int, tuple[int, int]] = {}

    def __contains__(self, key: int) -> bool:
        return key in self._times

    def add(self, at: int, key: int) -> None:
        """Mark a message as done."""
        self._times[key] = at
        self._put(at, key)
        while len(self._slots) > _MAX_SLOTS and not self._is_single:
            self.width *= 2
            self._slots, self._packed = {}, {}
            for known, time in self._times.items():
                self._put(time, known)

    def _put(self, at: int, key: int) -> None:
        slot = at // self.width
        while self._is_single and slot in self._slots:
            slot += 1
        keys = self._slots.setdefault(slot, [])
        keys.append(key)
        before = _SLOT.unpack(self._packed[slot])[2] if slot in self._packed else 0
        self._packed[slot] = _SLOT.pack(slot, len(keys), before ^ key)

    def forget(self, start: int) -> None:
        """Drop the slots before a moment."""
        for slot in [slot for slot in self._slots if (slot + 1) * self.width <= start]:
            for key in self._slots.pop(slot):
                del self._times[key]
            del self._packed[slot]

    def resolve(self, shown: list[tuple[int, int]]) -> bool:
        """Find out which of the messages shown a cursor's marks mean.

        Args:
            shown: The time and the hash of each message, the earliest first.

        Returns:
            Whether all marks could be explained.
        """
        unresolved, self._unresolved = self._unresolved, {}
        if not unresolved:
            return True
        slots: dict[int, list[tuple[int, int]]] = {}
        for at, key in shown:
            slots.setdefault(at // self.width, []).append((at, key))
        explained = True
        for slot, (count, mark) in unresolved.items():
            found = slots.get(slot, [])
            done = _matching([key for _, key in found], count, mark)
            # A message that is no longer shown needs no mark.
            explained = explained and (done is not None or not found)
            for at, key in found:
                if done and key in done:
                    self.add(at, key)
        return explained

    def resolve_single(self, shown: Iterable[int]) -> None:
        """Do the same for messages without a time, each of which has a slot of its own."""
        unresolved, self._unresolved = self._unresolved, {}
        slots = {mark: slot for slot, (_, mark) in unresolved.items()}
        for key in shown:
            if key in slots:
                self.add(slots[key] * self.width, key)

    def load(self, slots: Iterator[tuple[int, int, int]]) -> None:
        """Take the marks of a cursor."""
        self._unresolved = {slot: (count, mark) for slot, count, mark in slots}

    @property
    def packed(self) -> Iterable[bytes]:
        """The slots, as bytes."""
        return self._packed.values()


def write_cursor(start: int, timed: Marks, timeless: Marks) -> str:
    """Return a cursor."""
    slots = [*timed.packed, *timeless.packed]
    head = _HEAD.pack(start, timed.width, len(slots) - len(list(timeless.packed)), timeless.width)
    content = b"".join((head, *slots))
    content += _CHECKSUM.pack(zlib.crc32(content))
    return _VERSION + urlsafe_b64encode(content).decode().rstrip("=")


def read_cursor(cursor: str, overlap: int) -> tuple[int, Marks, Marks]:
    """Return what a cursor holds: the start, and the marks with and without a time.

    Raises:
        InvalidRequestError: The text is not a cursor, or it is damaged.
    """
    try:
        if not cursor.startswith(_VERSION):
            raise ValueError
        text = cursor.removeprefix(_VERSION)
        whole = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        content, checksum = whole[:-4], _CHECKSUM.unpack(whole[-4:])[0]
        if zlib.crc32(content) != checksum:
            raise ValueError
        start, width, count, timeless_width = _HEAD.unpack_from(content)
        slots = list(_SLOT.iter_unpack(content[_HEAD.size :]))
        timed, timeless = Marks(overlap, width), Marks(overlap, timeless_width, is_single=True)
    except (ValueError, struct.error, AttributeError, TypeError):
        raise InvalidRequestError(
            "cursor is not a cursor that follow has given, or a part of it is missing. Pass the "
            "last one as it was, or none to begin anew."
        ) from None
    timed.load(iter(slots[:count]))
    timeless.load(iter(slots[count:]))
    return start, timed, timeless


def _matching(keys: list[int], count: int, mark: int) -> set[int] | None:
    """Return the `count` keys whose exclusive or is `mark`; None if they cannot be found.

    They are the first ones, but for a few messages that showed up after their time.
    """
    for late in range(_MOST_LATE + 1):
        first = keys[: count + late]
        if len(first) < count + late or comb(len(first), max(0, late - 1)) > _MOST_TRIED:
            break
        known, rest = set(first), reduce(int.__xor__, first, mark)
        if late == 0 and rest == 0:
            return known
        # All but one of those that are not done determine the last.
        for others in combinations(first, late - 1) if late else ():
            last = reduce(int.__xor__, others, rest)
            if last in known and last not in others:
                return known - {last, *others}
    return None
