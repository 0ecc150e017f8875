"""Which messages are done, and the cursor that stores it.

A cursor must stay small, however many messages arrive. So for each second it stores only the number
of done messages and the XOR of their hashes. Messages are done in order, so these are nearly always
the first ones of the second, which the XOR confirms.
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
# A slot has 16 bytes, so that the cursor has at most 17 kB.
_MAX_SLOTS: Final = 800
_SLOTS_OF_OVERLAP: Final = 600
# How many messages of a slot may have shown up late, and how many combinations are tried for them.
_MOST_LATE: Final = 6
_MOST_TRIED: Final = 50_000


class Marks:
    """The done messages within the overlap, in slots of `width` seconds.

    With `is_single`, each message gets its own slot.
    """

    def __init__(self, overlap: int, width: int | None = None, *, is_single: bool = False) -> None:
        self._is_single = is_single
        self.width = width or max(1, -(-overlap // _SLOTS_OF_OVERLAP))
        self._times: dict[int, int] = {}
        self._slots: dict[int, list[int]] = {}
        self._packed: dict[int, bytes] = {}
        # Marks from a cursor, until their messages are seen again.
        self._unresolved: dict[int, tuple[int, int]] = {}

    def __contains__(self, key: int) -> bool:
        return key in self._times

    def add(self, at: int, key: int) -> None:
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
        """Find the messages that a cursor's marks stand for; return whether all marks were matched.

        `shown` has the time and hash of each message, earliest first.
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
            # Messages that are no longer shown need no mark.
            explained = explained and (done is not None or not found)
            for at, key in found:
                if done and key in done:
                    self.add(at, key)
        return explained

    def resolve_single(self, shown: Iterable[int]) -> None:
        """Do the same for messages without a time, each of which has its own slot."""
        unresolved, self._unresolved = self._unresolved, {}
        slots = {mark: slot for slot, (_, mark) in unresolved.items()}
        for key in shown:
            if key in slots:
                self.add(slots[key] * self.width, key)

    def load(self, slots: Iterator[tuple[int, int, int]]) -> None:
        self._unresolved = {slot: (count, mark) for slot, count, mark in slots}

    @property
    def packed(self) -> Iterable[bytes]:
        return self._packed.values()


def write_cursor(start: int, timed: Marks, timeless: Marks) -> str:
    slots = [*timed.packed, *timeless.packed]
    head = _HEAD.pack(start, timed.width, len(slots) - len(list(timeless.packed)), timeless.width)
    content = b"".join((head, *slots))
    content += _CHECKSUM.pack(zlib.crc32(content))
    return _VERSION + urlsafe_b64encode(content).decode().rstrip("=")


def read_cursor(cursor: str, overlap: int) -> tuple[int, Marks, Marks]:
    """Return a cursor's start, and its marks of messages with and without a time."""
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
            "cursor is not valid: it was not yielded by follow, or it was changed or shortened. "
            "Pass the last cursor unchanged, or pass None to start without one."
        ) from None
    timed.load(iter(slots[:count]))
    timeless.load(iter(slots[count:]))
    return start, timed, timeless


def _matching(keys: list[int], count: int, mark: int) -> set[int] | None:
    """Return the `count` keys whose XOR is `mark`; None if they cannot be found.

    They are the first ones, except for a few messages that showed up late.
    """
    for late in range(_MOST_LATE + 1):
        first = keys[: count + late]
        if len(first) < count + late or comb(len(first), max(0, late - 1)) > _MOST_TRIED:
            break
        known, rest = set(first), reduce(int.__xor__, first, mark)
        if late == 0 and rest == 0:
            return known
        # All messages that are not done but one determine the last one.
        for others in combinations(first, late - 1) if late else ():
            last = reduce(int.__xor__, others, rest)
            if last in known and last not in others:
                return known - {last, *others}
    return None
