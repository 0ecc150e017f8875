"""What a message would be: who reads what, in how many parts, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Final, NamedTuple

from bestsms_api.constraints import LIMITS
from bestsms_client._caps import Caps
from bestsms_client._message.merge_fields import (
    Range,
    Reading,
    Template,
    faults,
    unnamed_files,
)
from bestsms_client._message.phone_numbers import all_e164, e164

_USUAL_PARTS: Final = 3  # what the documented caps are said to hold
_REFERENCES: Final = ("ContactID", "GroupID", "GroupCode")
_PLACES: Final = frozenset(_REFERENCES)


class Price(NamedTuple):
    """A price as far as it is known.

    Attributes:
        least: It is not less.
        most: It is not more; None if nobody can tell from here.
    """

    least: Decimal
    most: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering(Reading):
    """What one destination would read.

    Attributes:
        place: Its place among the destinations, from 0.
        recipient: The number; None for a contact or a group, whose numbers only the gateway knows.
        messages: How many messages it stands for: one for a number, none or one for a contact, any
            number for a group.
    """

    place: int
    recipient: str | None = field(repr=False)
    messages: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A message as it would be sent, without sending it.

    Attributes:
        renderings: What each destination would read.
        longest: The one that takes the most parts or, among several, the most units.
        messages: How many messages there are.
        parts: How many parts they take together; a part is what is paid for.
        price: The price, if one was given for a part.
        send_time: The local time at which it is sent, as the request says it; None for now.
        time_zone: The zone of that time, as the request says it; None for the account's.
        request_bytes: The size of the request.
        problems: Why `send_message` would refuse it; empty if it would not.
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
    problems: tuple[str, ...]
    warnings: tuple[str, ...]


class Survey:
    """Looks at a message recipient by recipient, and keeps only what it found out.

    Args:
        template: The text.
        caps: How long it may become.
        files: The number of attachments.
        allow_unknown_fields: Whether merge fields that no source names are meant.
        allow_cut: Whether a text over the cap is meant to be cut.
        argument: What problems call the list of recipients.
    """

    def __init__(
        self,
        template: Template,
        caps: Caps,
        files: int,
        *,
        allow_unknown_fields: bool,
        allow_cut: bool,
        argument: str = "destinations",
    ) -> None:
        self._template, self._caps, self._argument = template, caps, argument
        self._allow_cut = allow_cut
        self._faults = faults(template, files, allow_unknown=allow_unknown_fields)
        self._unnamed = unnamed_files(template, files)
        self._over, self._many = _Cases(), _Cases()
        self._repeated, self._national = _Cases(), _Cases()
        self._empty: dict[str, _Cases] = {}
        self._seen: set[str] = set()
        self._worst: Reading | None = None

    def read(self, recipients: Iterable[Mapping[str, str]], first: int = 0) -> Iterator[Rendering]:
        """Look at recipients, and give what each would read.

        Args:
            recipients: As the request carries them.
            first: The place of the first one.
        """
        for place, recipient in enumerate(recipients, first):
            reading = self.look(recipient, place)
            number = recipient.get("Recipient")
            least, most = (1, 1) if number else (0, 1) if "ContactID" in recipient else (0, None)
            yield Rendering(
                **{name: getattr(reading, name) for name in _READING},
                place=place,
                recipient=number,
                messages=Range(least, most),
            )

    def look_all(self, recipients: Sequence[Mapping[str, str]], first: int = 0) -> None:
        """Look at recipients of whom nothing is wanted but what is wrong.

        Args:
            recipients: As the request carries them.
            first: The place of the first one.
        """
        numbers = [recipient.get("Recipient", "") for recipient in recipients]
        if self._template.same_for_all and all_e164(numbers):
            fresh = set(numbers)
            reading = self._template.read(None)
            if len(fresh) == len(numbers) and self._seen.isdisjoint(fresh) and _is_usual(reading):
                self._seen |= fresh
                return
        for place, recipient in enumerate(recipients, first):
            self.look(recipient, place)

    def look(self, recipient: Mapping[str, str], place: int) -> Reading:
        """Look at one recipient, and give what is read there.

        Args:
            recipient: As the request carries it.
            place: Its place among the recipients.
        """
        number = recipient.get("Recipient")
        if number is None:
            identity = _reference(recipient)
        elif international := e164(number):
            identity = international
        else:
            identity = number
            if number:
                self._national.add(place)
        if identity in self._seen:
            self._repeated.add(place)
        else:
            self._seen.add(identity)
        known = number is not None and _PLACES.isdisjoint(recipient)
        reading = self._template.read(recipient if known else None)
        if not _is_usual(reading):
            self._note(reading, place)
        return reading

    def _note(self, reading: Reading, place: int) -> None:
        for name in reading.empty:
            self._empty.setdefault(name, _Cases()).add(place)
        if reading.over:
            self._over.add(place)
            if self._worst is None or reading.over > self._worst.over:
                self._worst = reading
        elif reading.parts.least > _USUAL_PARTS and self._usual(reading):
            self._many.add(place)

    def _usual(self, reading: Reading) -> bool:
        """Tell whether the cap is the documented one, so that its user may count on three parts."""
        name = "capGsm" if reading.encoding == "GSM-7" else "capUcs2"
        return self._caps.of(reading.encoding or "UCS-2") <= LIMITS[name].value

    def problems(self) -> tuple[str, ...]:
        """Say why the message cannot be meant."""
        found = [*self._faults]
        if self._worst and not self._allow_cut:
            worst = self._worst
            name = "capGsm" if worst.encoding == "GSM-7" else "capUcs2"
            cap = self._caps.of(worst.encoding or "UCS-2")
            found.append(
                f"message is too long for {self._over.told(self._argument)}: up to {worst.units} "
                f"{LIMITS[name].unit} of {worst.encoding or 'text'}, and the gateway cuts it after "
                f"{cap} without a word (source: {', '.join(LIMITS[name].evidence)}). Shorten it, "
                "or give allow_cut=True, or the client caps=... if your account allows more."
            )
        return tuple(found)

    def warnings(self) -> tuple[str, ...]:
        """Say what the sender may not have thought of."""
        found = [
            f"[[{name}]] is empty for {cases.told(self._argument)}."
            for name, cases in self._empty.items()
        ]
        if self._repeated.count:
            found.append(f"A recipient is repeated, as {self._repeated.told(self._argument)}.")
        if self._national.count:
            found.append(
                f"{self._national.told(self._argument)} has no + and country code; the gateway "
                "takes it as dialled in a country of its own choice. Give region=... to say which."
            )
        if self._many.count:
            found.append(
                f"message takes more than {_USUAL_PARTS} parts for "
                f"{self._many.told(self._argument)}, though it is not over the cap."
            )
        found += [
            f"attachment {number} is not named by the text; [[File{number}]] would link to it."
            for number in self._unnamed
        ]
        return tuple(found)


class _Cases:
    """How often something was found, and where first."""

    def __init__(self) -> None:
        self.count, self.first = 0, 0

    def add(self, place: int) -> None:
        if not self.count:
            self.first = place
        self.count += 1

    def told(self, argument: str) -> str:
        more = f" and {self.count - 1} more" if self.count > 1 else ""
        return f"{argument}[{self.first}]{more}"


_READING: Final = tuple(item.name for item in fields(Reading))


def _is_usual(reading: Reading) -> bool:
    return not (reading.empty or reading.over or reading.parts.least > _USUAL_PARTS)


def _reference(recipient: Mapping[str, str]) -> str:
    return "".join(
        f"{name}:{recipient[name].lower()} " for name in _REFERENCES if name in recipient
    )


def total(values: Iterable[Range]) -> Range:
    """Add up what is known."""
    known = Range(0, 0)
    for value in values:
        open_end = known.most is None or value.most is None
        most = None if open_end else (known.most or 0) + (value.most or 0)
        known = Range(known.least + value.least, most)
    return known


def product(rendering: Rendering) -> Range:
    """Give the parts that a destination takes, all its messages together."""
    messages, parts = rendering.messages, rendering.parts
    open_end = messages.most is None or parts.most is None
    most = None if open_end else (messages.most or 0) * (parts.most or 0)
    return Range(messages.least * parts.least, most)
