"""How many parts an SMS takes, by GSM 03.38 and 03.40.

A leaf: it imports nothing of ours, so that whoever needs only to count need not load the client.
"""

from dataclasses import dataclass
from typing import Literal

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters of the GSM default alphabet that take one septet (its ESC is no character)."""

GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
"""The characters of the extension table: escape and code, two septets that are never parted."""

_GSM = GSM_BASIC | GSM_EXTENSION
_SIZES = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True, slots=True)
class PartCount:
    """What a text costs on the air.

    Attributes:
        encoding: `GSM-7`, or `UCS-2` if a character is outside the GSM alphabet.
        parts: The number of SMS it takes, at least 1.
        units: Its length in septets (GSM-7) or UTF-16 code units (UCS-2).
        units_left: How many more units fit before another part is needed. A character of two
            units that would be torn apart by the end of a part moves on whole and wastes one.
        offenders: The characters that force UCS-2, each once, in order of appearance.
    """

    encoding: Literal["GSM-7", "UCS-2"]
    parts: int
    units: int
    units_left: int
    offenders: tuple[str, ...]


def unit_size(character: str, encoding: Literal["GSM-7", "UCS-2"]) -> int:
    """Return the units, 1 or 2, that one character takes in an encoding that can express it."""
    if encoding == "GSM-7":
        return 2 if character in GSM_EXTENSION else 1
    return 2 if character > "\uffff" else 1


def count_parts(text: str) -> PartCount:
    """Count the SMS parts of a text as it goes on the air, merge fields already replaced.

    GSM-7 holds 160 septets alone and 153 in a part, UCS-2 holds 70 UTF-16 units alone and 67 in a
    part. National shift tables are not used. CR LF are two characters.

    Args:
        text: The text. A raw template counts wrongly: `[[` alone are four septets.

    Returns:
        The count; the empty text is one GSM-7 part.
    """
    offenders = tuple(dict.fromkeys(c for c in text if c not in _GSM))
    encoding: Literal["GSM-7", "UCS-2"] = "UCS-2" if offenders else "GSM-7"
    alone, part = _SIZES[encoding]
    sizes = [unit_size(character, encoding) for character in text]
    units = sum(sizes)
    if units <= alone:
        return PartCount(encoding, 1, units, alone - units, offenders)
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return PartCount(encoding, parts, units, part - used, offenders)
