"""Fill in merge fields, and compute the text and parts of each recipient."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from bestsms_api.constraints import MERGE_FIELDS
from bestsms_client._caps import Caps
from bestsms_client._message.conversion import to_gsm
from bestsms_client._message.parts import SIZES, Encoding, cut, part_count

_FIELD: Final = re.compile(r"\[\[([^\[\]]*)\]\]")
_CACHE_SIZE: Final = 256
_RECIPIENT: Final = {known.field for known in MERGE_FIELDS if known.kind == "recipient"}


class Range(NamedTuple):
    """A number that may not be known exactly.

    Attributes:
        least: The minimum.
        most: The maximum; None if it cannot be known before sending.
    """

    least: int
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The text that a recipient receives.

    Attributes:
        text: The text after conversion and cutting. Merge fields with unknown values are left as
            they are.
        unknown: The names of those merge fields.
        encoding: `GSM-7` or `UCS-2`; None if it depends on an unknown value.
        parts: The number of parts.
        units: The length before cutting, in septets (GSM-7) or UTF-16 units, without unknown
            values.
        over: The number of units beyond the cap, without unknown values.
        converted: Whether characters were replaced. The gateway's table is not published, so this
            is an estimate.
        empty: The names of the merge fields that have an empty value.
    """

    text: str = field(repr=False)
    unknown: tuple[str, ...]
    encoding: Encoding | None
    parts: Range
    units: int
    over: int
    converted: bool
    empty: tuple[str, ...]


class Template:
    """A text with merge fields such as `[[Attention]]`.

    `fields` are their names, without repetitions; `same_for_all` means that none depends on the
    recipient.
    """

    def __init__(self, text: str, caps: Caps, *, convert: bool) -> None:
        self._pieces = _FIELD.split(text)  # texts and names alternate
        self._caps, self._convert = caps, convert
        self.fields = tuple(dict.fromkeys(self._pieces[1::2]))
        self._values = tuple(name for name in self.fields if name in _RECIPIENT)
        self.same_for_all = not self._values
        self._readings: dict[tuple[str | None, ...], Reading] = {}

    def read(self, values: Mapping[str, str] | None) -> Reading:
        """Return the text for a recipient's values; None if only the gateway knows them."""
        if self.same_for_all:
            return self._read(())
        if values is None:
            return self._read((None,) * len(self._values))
        return self._read(tuple(values.get(name, "") for name in self._values))

    def _read(self, values: tuple[str | None, ...]) -> Reading:
        """Return the text for some values. Caches, since many recipients have equal values."""
        reading = self._readings.get(values)
        if reading is None:
            if len(self._readings) == _CACHE_SIZE:
                self._readings.clear()
            reading = self._readings[values] = self._fill(values)
        return reading

    def _fill(self, values: tuple[str | None, ...]) -> Reading:
        # Whether the gateway fills in merge fields inside values is not known.
        known = {
            name: value
            for name, value in zip(self._values, values, strict=True)
            if value is not None and not _FIELD.search(value)
        }
        names = self._pieces[1::2]
        unknown = tuple(name for name in self.fields if name not in known)
        shown = [known.get(name, f"[[{name}]]") for name in names]
        certain = _filled(self._pieces, [known.get(name, "") for name in names])
        text = _filled(self._pieces, shown)
        unconverted = certain
        if self._convert:
            certain, text = to_gsm(certain), to_gsm(text)
        count = part_count(certain)
        cap = self._caps.of(count.encoding)
        kept = part_count(cut(certain, cap, count.encoding)) if count.units > cap else count
        encoding: Encoding | None = kept.encoding
        if not unknown:
            text = cut(text, cap, count.encoding)
            parts = Range(kept.parts, kept.parts)
        else:
            if encoding == "GSM-7" and not self._convert:
                encoding = None
            parts = Range(min(kept.parts, self._fewest()), self._most(encoding))
        return Reading(
            text=text,
            unknown=unknown,
            encoding=encoding,
            parts=parts,
            units=count.units,
            over=max(0, count.units - cap),
            converted=certain != unconverted,
            empty=tuple(name for name, value in known.items() if not value.strip()),
        )

    def _most(self, encoding: Encoding | None) -> int:
        """Return the maximum number of parts of a text, which the gateway cuts at its cap."""
        if encoding is None:
            return max(self._most("GSM-7"), self._most("UCS-2"))
        _alone, part = SIZES[encoding]
        return -(-self._caps.of(encoding) // (part - 1))  # each part may leave a unit unused

    def _fewest(self) -> int:
        """Return the minimum number of parts of a text that is cut at the cap.

        Cutting may leave a unit unused, and may remove all characters outside the GSM alphabet.
        """
        cap = self._caps.gsm if self._convert else min(self._caps.gsm, self._caps.ucs2)
        alone, part = SIZES["GSM-7"]
        return 1 if cap - 1 <= alone else -(-(cap - 1) // part)


def invalid_fields(template: Template, files: int, *, allow_unknown: bool) -> list[str]:
    """Return an error text for each invalid merge field, given the number of attachments."""
    found: list[str] = []
    for name in template.fields:
        if name in _RECIPIENT:
            continue
        kind, number = _kind(name)
        if kind == "file" and not 1 <= number <= files:
            attached = f"only {files} attachment{'s' * (files != 1)}" if files else "no attachments"
            found.append(
                f"message refers to [[{name}]], but there {'is' if files == 1 else 'are'} "
                f"{attached}. Pass the file in attachments, or remove the merge field."
            )
        elif kind is None and not allow_unknown:
            near = difflib.get_close_matches(name, [*_RECIPIENT, "Reply", "STOP", "File1"], n=1)
            hint = (
                f" Did you mean [[{near[0]}]]?"
                if near
                else " For a value of your own, use [[Custom1]] to [[Custom9]]."
            )
            shown = (
                f"[[{name}]]"
                if name.isidentifier() and len(name) <= 40
                else "whose name is not a single word"
            )
            found.append(
                f"message has an unknown merge field, {shown}.{hint} To send it unchanged, pass "
                'allow={"unknown_fields"}.'
            )
    return found


def unused_files(template: Template, files: int) -> list[int]:
    """Return the numbers of the attachments that the text does not refer to."""
    named = {_kind(name)[1] for name in template.fields if _kind(name)[0] == "file"}
    return [number for number in range(1, files + 1) if number not in named]


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (
            re.compile(
                re.escape(known.field)
                .replace(r"\{number\}", "([1-9][0-9]{0,8})")
                .replace(r"\{address\}", ".+")
            ),
            known.kind,
        )
        for known in MERGE_FIELDS
    ]


def _kind(name: str) -> tuple[str | None, int]:
    """Return the kind of a merge field, and the attachment number for a `file` field."""
    for pattern, kind in _patterns():
        if match := pattern.fullmatch(name):
            return kind, int(match[1]) if kind == "file" else 0
    return None, 0


def _filled(pieces: list[str], values: list[str]) -> str:
    filled = [*pieces]
    filled[1::2] = values
    return "".join(filled)
