"""Normalises phone numbers and checks their length, as the network does."""

import re

TOO_SHORT = "Invalid Mobile Number (RP-Min)"
TOO_LONG = "Invalid Mobile Number (RP-Max)"
_DIGITS = range(8, 16)
_COUNTRY = "+61"


def normalise(number: str) -> str:
    """Convert a number to E.164 format if possible (assumed).

    Everything except digits and a leading `+` is removed. A leading `00` is replaced with `+`, and
    a single leading `0` with the country code.
    """
    digits = re.sub(r"[^0-9]", "", number)
    if not digits:
        return number.strip()
    if number.lstrip().startswith("+"):
        return "+" + digits
    if digits.startswith("00"):
        return "+" + digits[2:]
    return _COUNTRY + digits[1:] if digits.startswith("0") else "+" + digits


def length_error(number: str) -> str:
    """Return the delivery result for a number of invalid length, or an empty string."""
    digits = sum(character in "0123456789" for character in number)
    if digits in _DIGITS:
        return ""
    return TOO_SHORT if digits < _DIGITS.start else TOO_LONG
