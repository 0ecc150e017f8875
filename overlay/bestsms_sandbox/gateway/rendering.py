"""From what a sender wrote to what a handset shows: numbers, merge fields, alphabet, length."""

import re
from collections.abc import Mapping

from bestsms_client._message import parts
from bestsms_client._message.parts import GSM_BASIC, GSM_EXTENSION, count_parts, suggestion

TOO_SHORT = "Invalid Mobile Number (RP-Min)"
TOO_LONG = "Invalid Mobile Number (RP-Max)"
_DIGITS = range(8, 16)
_COUNTRY = "+61"

_MERGE_FIELD = re.compile(r"\[\[(?:Link:(?P<url>[^\]]*)|(?P<name>\w+))\]\]", re.IGNORECASE)


def normalise(number: str) -> str:
    """Return a number in E.164 form as far as it can be brought there (assumption U39).

    Digits and a leading `+` are kept, `00` becomes `+`, and a single leading `0` the country code.
    """
    digits = re.sub(r"[^0-9]", "", number)
    if not digits:
        return number.strip()
    if number.lstrip().startswith("+"):
        return "+" + digits
    if digits.startswith("00"):
        return "+" + digits[2:]
    return _COUNTRY + digits[1:] if digits.startswith("0") else "+" + digits


def number_fault(number: str) -> str:
    """Return the result that a number of the wrong length leads to, or the empty text."""
    digits = sum(character in "0123456789" for character in number)
    if digits in _DIGITS:
        return ""
    return TOO_SHORT if digits < _DIGITS.start else TOO_LONG


def personalise(text: str, values: Mapping[str, str]) -> str:
    """Replace merge fields by their values.

    Args:
        text: The text with fields such as `[[Attention]]`; unknown ones stay as they are.
        values: The values, by the names of the fields in lower case.
    """

    def value(match: re.Match[str]) -> str:
        url: str | None = match["url"]
        return url if url is not None else values.get(match["name"].lower(), match[0])

    return _MERGE_FIELD.sub(value, text)


def to_gsm(text: str) -> str:
    """Replace what is outside the GSM alphabet by what looks like it, or else by `?`.

    The vendor's table is unpublished; this is the one that the client suggests from.
    """
    return "".join(c if c in GSM_BASIC or c in GSM_EXTENSION else _lookalike(c) for c in text)


def _lookalike(character: str) -> str:
    found = suggestion(character)
    return "?" if found is None else found


def cut(text: str, cap_gsm: int, cap_ucs2: int) -> str:
    """Return as much of a text as the account's cap allows; the gateway cuts in silence."""
    count = count_parts(text)
    cap = cap_gsm if count.encoding == "GSM-7" else cap_ucs2
    return parts.cut(text, cap, count.encoding)
