"""Count the parts of an SMS, as specified by GSM 03.38 and 03.40.

This module imports nothing of the client except its boundary, so that the sandbox can use it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from bestsms_client._boundary import boundary

Encoding: TypeAlias = Literal["GSM-7", "UCS-2"]

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters of the GSM default alphabet, one septet each."""

GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
"""The characters of the GSM extension table, two septets each, which are never separated."""

_GSM = GSM_BASIC | GSM_EXTENSION
SIZES: Mapping[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
"""The units that fit into a single SMS, and into each part of a longer text."""

_DOUBLE = {
    "GSM-7": re.compile(f"[{re.escape(''.join(sorted(GSM_EXTENSION)))}]"),
    "UCS-2": re.compile("[\U00010000-\U0010ffff]"),
}
_FOREIGN = re.compile(f"[^{re.escape(''.join(sorted(_GSM)))}]")

# Replacements for characters that editors, keyboards and web pages insert. Letters with accents
# need no entry, since Unicode normalization removes the accents.
_LOOKALIKES = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"', "‹": "<", "›": ">",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "\u00ad": "",
    "…": "...", "•": "*", "·": ".", "×": "x", "÷": "/", "©": "(C)", "®": "(R)", "™": "TM",
    "\t": " ", "\u200b": "", "\u2060": "", "\ufeff": "", "\u2028": "\n", "\u2029": "\n",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE", "ð": "d", "þ": "th",
}  # fmt: skip


class Offender(NamedTuple):
    """A character that forces a text into UCS-2.

    Attributes:
        place: Its index in the text.
        character: The character.
        suggestion: A GSM replacement; empty if the character can be removed, None if there is none.
    """

    place: int
    character: str
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class PartCount:
    """The length of a text in SMS parts.

    Attributes:
        encoding: `GSM-7`, or `UCS-2` if any character is outside the GSM alphabet.
        parts: The number of parts, at least 1.
        units: The length in septets (GSM-7) or UTF-16 code units (UCS-2).
        units_left: How many more units fit before another part is needed. A two-unit character that
            does not fit at the end of a part moves to the next one, which leaves one unit unused.
        offenders: Each occurrence of a character that forces UCS-2, in order.
    """

    encoding: Encoding
    parts: int
    units: int
    units_left: int
    offenders: tuple[Offender, ...] = field(default=(), repr=False)


def unit_size(character: str, encoding: Encoding) -> int:
    if encoding == "GSM-7":
        return 2 if character in GSM_EXTENSION else 1
    return 2 if character > "\uffff" else 1


@boundary
def count_parts(text: str) -> PartCount:
    """Count the SMS parts of a text whose merge fields are already filled in.

    A single GSM-7 message holds 160 septets and each part of a longer one 153; UCS-2 holds 70 and
    67 UTF-16 units. National shift tables are not used. CR LF counts as two characters.

    Args:
        text: The final text. The count of a template is wrong: `[[` alone takes four septets.

    Returns:
        The count. An empty text is one GSM-7 part.

    Example:
        >>> count_parts("Soup: 5 €")
        PartCount(encoding='GSM-7', parts=1, units=10, units_left=150)
        >>> count_parts("“Soup”").offenders[0]
        Offender(place=0, character='“', suggestion='"')
    """
    return part_count(text)


def part_count(text: str) -> PartCount:
    """Return what `count_parts` returns, without the cost of its boundary."""
    offenders = tuple(
        Offender(found.start(), found[0], suggestion(found[0])) for found in _FOREIGN.finditer(text)
    )
    encoding: Encoding = "UCS-2" if offenders else "GSM-7"
    alone, part = SIZES[encoding]
    doubles = len(_DOUBLE[encoding].findall(text))
    units = len(text) + doubles
    if units <= alone:
        return PartCount(encoding, 1, units, alone - units, offenders)
    if doubles:
        sizes = [unit_size(character, encoding) for character in text]
        *_, last = starts = list(_starts(sizes, part))
        parts, used = len(starts), sum(sizes[last:])
    else:
        parts = -(-units // part)
        used = units - (parts - 1) * part
    return PartCount(encoding, parts, units, part - used, offenders)


def split_parts(text: str) -> tuple[str, ...]:
    """Split a text into the parts that `count_parts` counts.

    Example:
        >>> [len(part) for part in split_parts("a" * 152 + "€" + "b" * 152)]
        [152, 152, 1]
    """
    encoding: Encoding = "UCS-2" if _FOREIGN.search(text) else "GSM-7"
    alone, part = SIZES[encoding]
    sizes = [unit_size(character, encoding) for character in text]
    if sum(sizes) <= alone:
        return (text,)
    return tuple(text[a:b] for a, b in pairwise([*_starts(sizes, part), len(text)]))


def cut(text: str, cap: int, encoding: Encoding) -> str:
    """Return the beginning of a text that fits into `cap` units. Never split a character.

    Example:
        >>> cut("Soup: 5 €", 9, "GSM-7")
        'Soup: 5 '
    """
    if 2 * len(text) <= cap:
        return text
    units = 0
    for end, character in enumerate(text):
        units += unit_size(character, encoding)
        if units > cap:
            return text[:end]
    return text


def suggestion(character: str) -> str | None:
    """Return a GSM replacement for a character; None if there is none.

    Example:
        >>> suggestion("ş"), suggestion("…"), suggestion("Ж")
        ('s', '...', None)
    """
    if (known := _LOOKALIKES.get(character)) is not None:
        return known
    plain = unicodedata.normalize("NFKD", character)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return bare if bare and _GSM.issuperset(bare) else None


def _starts(sizes: Iterable[int], part: int) -> Iterator[int]:
    """Yield the index of the first character of each part."""
    used = part
    for index, size in enumerate(sizes):
        if used + size > part:
            yield index
            used = 0
        used += size
