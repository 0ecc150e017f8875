"""Preview a message: each recipient's text and parts, the totals, and what is wrong."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Final, NamedTuple

from bestsms_api.constraints import DELIVERY_RESULTS, LIMITS
from bestsms_client._caps import Caps
from bestsms_client._message.merge_fields import (
    Range,
    Reading,
    Template,
    invalid_fields,
    unused_files,
)
from bestsms_client._message.recipients import Problem

_USUAL_PARTS: Final = 3  # according to the vendor, what the default caps allow
_DUPLICATE: Final = next(
    known.result for known in DELIVERY_RESULTS if known.result.endswith("-Duplicate")
)
_WINDOW: Final = LIMITS["duplicateWindow"].value


class Price(NamedTuple):
    """A price that may not be known exactly.

    Attributes:
        least: The minimum.
        most: The maximum; None if it cannot be known before sending.
    """

    least: Decimal
    most: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering(Reading):
    """What one destination would receive.

    Attributes:
        place: The index of the destination.
        recipient: The phone number; None for a contact or group, whose numbers only the gateway
            knows, and for an invalid destination.
        messages: How many messages it receives: one for a number, none or one for a contact, any
            number for a group, none for an invalid destination.
    """

    place: int
    recipient: str | None = field(repr=False)
    messages: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What `send_message` would send.

    Attributes:
        renderings: What each destination would receive, in order.
        longest: The rendering with the most parts, or among these with the most units.
        messages: The number of messages.
        parts: The number of parts of all messages together. Parts are what you pay for.
        price: The total price, if a price per part was given.
        send_time: The local send time as in the request; None means immediately.
        time_zone: The zone of `send_time` as in the request; None means the account's.
        request_bytes: The size of the request in bytes.
        problems: Why `send_message` would raise: problems of the message and of each destination.
            Empty if it would not.
        warnings: What `send_message` would warn about.
    """

    renderings: tuple[Rendering, ...] = field(repr=False)
    longest: Rendering
    messages: Range
    parts: Range
    price: Price | None
    send_time: str | None
    time_zone: str | None
    request_bytes: int
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]


class Survey:
    """Check a message recipient by recipient, and keep only the totals and the problems.

    `argument` is the name of the list of recipients in the texts of problems.
    """

    def __init__(
        self,
        template: Template,
        caps: Caps,
        files: int,
        *,
        allow: Set[str] = frozenset(),
        argument: str = "destinations",
    ) -> None:
        self._template, self._caps, self._argument = template, caps, argument
        self._allow_cut = "cut" in allow
        self._invalid = invalid_fields(template, files, allow_unknown="unknown_fields" in allow)
        self._unused = unused_files(template, files)
        self._too_long, self._many_parts = _Occurrences(), _Occurrences()
        self._repeated = _Occurrences()
        self._empty: dict[str, _Occurrences] = {}
        self._seen: set[str] = set()
        self._longest: Reading | None = None
        self._count = self._parts = 0
        self._exact = True

    def render(self, recipient: Mapping[str, str], place: int) -> Rendering:
        """Check one recipient in wire format, and return its rendering."""
        number = recipient.get("Recipient")
        most = 1 if number or "ContactID" in recipient else None
        return _rendering(
            self.check(recipient, place), place, number, Range(int(bool(number)), most)
        )

    def render_invalid(self, place: int) -> Rendering:
        """Return the rendering of an invalid recipient: the unfilled text, sent to nobody."""
        return _rendering(self._template.read(None), place, None, Range(0, 0))

    def check_all(self, recipients: Sequence[Mapping[str, str]], first: int = 0) -> None:
        """Check recipients in wire format. `first` is the index of the first one."""
        if self._template.same_for_all:
            fresh = {recipient.get("Recipient", "") for recipient in recipients}
            reading = self._template.read(None)
            apart = len(fresh) == len(recipients) and self._seen.isdisjoint(fresh)
            if apart and "" not in fresh and _is_usual(reading):
                self._seen |= fresh
                self._count += len(fresh)
                self._parts += len(fresh) * reading.parts.least
                self._exact &= reading.parts.least == reading.parts.most
                return
        for place, recipient in enumerate(recipients, first):
            self.check(recipient, place)

    def check(self, recipient: Mapping[str, str], place: int) -> Reading:
        """Check one recipient in wire format, and return its text."""
        number = recipient.get("Recipient")
        identity = number or _reference(recipient)
        if identity in self._seen:
            self._repeated.add(place)
        else:
            self._seen.add(identity)
        reading = self._template.read(recipient if number else None)
        if not _is_usual(reading):
            self._note(reading, place)
        self._count += 1
        self._parts += reading.parts.least
        self._exact &= number is not None and reading.parts.least == reading.parts.most
        return reading

    def size(self) -> str:
        """Return the number of recipients and parts, for the log."""
        least = "" if self._exact else "at least "
        return f"{_counted(self._count, 'recipient')}, {least}{_counted(self._parts, 'part')}"

    def _note(self, reading: Reading, place: int) -> None:
        for name in reading.empty:
            self._empty.setdefault(name, _Occurrences()).add(place)
        if reading.over:
            self._too_long.add(place)
            if self._longest is None or reading.over > self._longest.over:
                self._longest = reading
        elif reading.parts.least > _USUAL_PARTS and self._has_usual_cap(reading):
            self._many_parts.add(place)

    def _has_usual_cap(self, reading: Reading) -> bool:
        """Check that the cap is not above the documented one, which implies three parts."""
        name = "capGsm" if reading.encoding == "GSM-7" else "capUcs2"
        return self._caps.of(reading.encoding or "UCS-2") <= LIMITS[name].value

    def problems(self) -> tuple[Problem, ...]:
        found = [*self._invalid]
        if self._longest and not self._allow_cut:
            longest = self._longest
            name = "capGsm" if longest.encoding == "GSM-7" else "capUcs2"
            cap = self._caps.of(longest.encoding or "UCS-2")
            encoding = f" ({longest.encoding})" if longest.encoding else ""
            found.append(
                f"message is too long for {self._too_long.describe(self._argument)}: it has up to "
                f"{longest.units} {LIMITS[name].unit}{encoding}, and the gateway silently cuts it "
                f'after {cap}. Shorten it, or pass allow={{"cut"}}. If your account allows more, '
                "pass caps=Caps(...) to the client."
            )
        return tuple(map(Problem, found))

    def warnings(self) -> tuple[str, ...]:
        found = [
            f"[[{name}]] is empty for {occurrences.describe(self._argument)}."
            for name, occurrences in self._empty.items()
        ]
        if self._repeated.count:
            found.append(
                f"A recipient is repeated: {self._repeated.describe(self._argument)}. The gateway "
                f"rejects the same text to the same number within {_WINDOW} seconds "
                f"({_DUPLICATE})."
            )
        if self._many_parts.count:
            found.append(
                f"message takes more than {_USUAL_PARTS} parts for "
                f"{self._many_parts.describe(self._argument)}. Shorten it if that is not intended."
            )
        found += [
            f"message does not refer to attachment {number}. Add [[File{number}]] to link to it."
            for number in self._unused
        ]
        return tuple(found)


class _Occurrences:
    """The number of occurrences of something, and the index of the first one."""

    def __init__(self) -> None:
        self.count, self.first = 0, 0

    def add(self, place: int) -> None:
        if not self.count:
            self.first = place
        self.count += 1

    def describe(self, argument: str) -> str:
        more = f" and {self.count - 1} more" if self.count > 1 else ""
        return f"{argument}[{self.first}]{more}"


_READING: Final = tuple(item.name for item in fields(Reading))


def _is_usual(reading: Reading) -> bool:
    return not (reading.empty or reading.over or reading.parts.least > _USUAL_PARTS)


def _rendering(reading: Reading, place: int, number: str | None, messages: Range) -> Rendering:
    found = {name: getattr(reading, name) for name in _READING}
    return Rendering(**found, place=place, recipient=number, messages=messages)


def _reference(recipient: Mapping[str, str]) -> str:
    """Return a key for a contact or group. Identifiers ignore case."""
    [(name, value)] = [
        (name, recipient[name])
        for name in ("ContactID", "GroupID", "GroupCode")
        if name in recipient
    ]
    return f"{name}:{value.lower()}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def total(values: Iterable[Range]) -> Range:
    """Return the sum of ranges."""
    known = Range(0, 0)
    for value in values:
        open_end = known.most is None or value.most is None
        most = None if open_end else (known.most or 0) + (value.most or 0)
        known = Range(known.least + value.least, most)
    return known


def product(rendering: Rendering) -> Range:
    """Return the parts of all messages to a destination."""
    messages, parts = rendering.messages, rendering.parts
    open_end = messages.most is None or parts.most is None
    most = None if open_end else (messages.most or 0) * (parts.most or 0)
    return Range(messages.least * parts.least, most)
