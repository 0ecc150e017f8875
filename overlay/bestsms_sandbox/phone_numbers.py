"""Phone numbers as the network sees them: E.164 form and length."""

import re

TOO_SHORT = "Invalid Mobile Number (RP-Min)"
TOO_LONG = "Invalid Mobile Number (RP-Max)"
_DIGITS = range(8, 16)
_COUNTRY = "+61"


def normalise(number: str) -> str:
    """Return a number in E.164 form as far as possible (assumption U39).

    Digits and a leading `+` stay, `00` becomes `+`, and a single leading `0` the country code.
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
    """Return the result that a number of the wrong length leads to, or the empty text."""
    digits = sum(character in "0123456789" for character in number)
    if digits in _DIGITS:
        return ""
    return TOO_SHORT if digits < _DIGITS.start else TOO_LONG
