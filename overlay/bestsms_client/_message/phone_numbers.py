"""Check and normalise phone numbers.

Separators are removed, since that cannot change a number. Anything else is refused, since removing
it could turn one person's number into another's.
"""

import re
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from bestsms_client.errors import ConfigurationError, InvalidRequestError

_GROUP: Final = r"(?:\([0-9]++\)|[0-9]++)"
_NUMBER: Final = re.compile(rf"\+?{_GROUP}(?:[ \xa0.-]{{0,3}}{_GROUP})*+")
_SEVERAL: Final = re.compile(r"[0-9]{5}.*[,;/|\r\n].*[0-9]{5}|[0-9].*\+", re.DOTALL)
_LONGEST_INNER_GROUP: Final = 9
_EXAMPLE: Final = "Write it like +61491570006"

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_LINES: Final = re.compile(rf"{_E164.pattern}(?:\n{_E164.pattern})*+")


class NotANumber(Exception):  # noqa: N818  # callers see an InvalidRequestError instead
    """The text is not a phone number. The message says why without repeating the text."""


def normalise(text: str, region: str | None = None, *, national: bool = False) -> str:
    """Return a phone number as it is sent: digits, after a `+` if it is international.

    A number without `+` is read as one of the `region`. There is no default region, since a wrong
    guess would reach a stranger. With `national`, it may stay as it is if there is no region.

    Raises:
        NotANumber: The text is not a phone number, or its country is not known.
        InvalidRequestError: The region does not exist.
        ConfigurationError: `region` needs an extra that is not installed.

    Example:
        >>> normalise("+61 491 570-006"), normalise("0491 570 006", "AU")
        ('+61491570006', '+61491570006')
    """
    if _E164.fullmatch(text):
        return text
    if not _NUMBER.fullmatch(text):
        raise NotANumber(_reason(text))
    groups = re.findall(r"[0-9]+", text)
    digits = "".join(groups)
    if not 7 <= len(digits) <= 15:
        raise NotANumber(
            f"it has {len(digits)} digit{'s' * (len(digits) != 1)}; a phone number has 7 to 15"
        )
    if len(groups) > 1 and len(groups[-1]) == 1:
        raise NotANumber(
            "it ends with a separate digit, like a decimal number or an extension. Pass the number "
            "as text, without that digit"
        )
    if any(len(group) > _LONGEST_INNER_GROUP for group in groups[:-1]):
        raise NotANumber(
            "more digits follow a complete number. Pass each number as a separate recipient, "
            "without an extension"
        )
    if text.startswith("+"):
        if "(0)" in text:
            raise NotANumber("(0) is not dialled after a country code. Remove it")
        if digits.startswith("0"):
            raise NotANumber("it starts with +0, but no country code does. Remove the + or the 0")
        return f"+{digits}"
    if region is not None:
        return _international(digits, region)
    if national:
        return digits
    if digits.startswith("00"):
        raise NotANumber("it starts with 00. Write + instead of 00")
    raise NotANumber(
        "it does not start with + and a country code, so the gateway would have to guess the "
        f'country. {_EXAMPLE}, or pass the country, such as region="AU". To let the gateway guess, '
        'pass allow={"national_numbers"}'
    )


def are_sendable(numbers: Sequence[str]) -> bool:
    """Check whether all numbers, at least one, already have the form in which they are sent."""
    lines = "\n".join(numbers)
    return _LINES.fullmatch(lines) is not None and lines.count("\n") == len(numbers) - 1


def sender(text: str) -> str:
    """Return a sender's number without separators. A name (with a letter) is left as it is.

    Example:
        >>> sender("+61 491 570 006")
        '+61491570006'
    """
    if any(character.isalpha() for character in text):
        return text
    try:
        return normalise(text, national=True)
    except NotANumber as error:
        reason = str(error)
    raise InvalidRequestError(f"from_number is not a phone number: {reason}.")


def masked(text: str) -> str:
    """Return a phone number with its middle hidden, or `***` for any other text.

    Example:
        >>> masked("+61491570006"), masked("Secret")
        ('+61***06', '***')
    """
    if len(text) < 9 or not set(text) <= set("+0123456789 \xa0.-()"):
        return "***"
    return f"{text[: 3 if text[0] == '+' else 2]}***{text[-2:]}"


def _international(digits: str, region: str) -> str:
    if find_spec("phonenumbers") is None:
        raise ConfigurationError(
            "region needs an extra that is not installed: pip install 'bestsms-client[phone]'."
        )
    library: Any = import_module("phonenumbers")
    code = str(region).upper()
    if code not in library.SUPPORTED_REGIONS:
        raise InvalidRequestError("region is not a country. Pass a two-letter code such as AU.")
    try:
        parsed = library.parse(digits, code)
    except library.NumberParseException:
        parsed = None  # an error raised here would be chained to this one, which has the number
    if parsed is not None and library.is_valid_number(parsed):
        formatted: str = library.format_number(parsed, library.PhoneNumberFormat.E164)
        return formatted
    hint = "If it is correct, write it with + and the country code"
    if digits.startswith("00"):
        hint = "Write + instead of 00"
    raise NotANumber(f"it is not a valid number in {code}. {hint}")


def _reason(text: str) -> str:
    """Return why a text does not have the form of a phone number."""
    if not text.strip():
        return f"it is empty. {_EXAMPLE}"
    if text != text.strip():
        return "it starts or ends with whitespace. Remove it"
    if _SEVERAL.search(text):
        return "it contains several numbers. Pass each one as a separate recipient"
    odd = next((c for c in text if not c.isprintable() and c != "\xa0"), None)
    if odd is not None:
        return f"it contains the invisible character U+{ord(odd):04X}. Remove it"
    if text.lower().startswith(("tel:", "sms:")):
        return f"it starts with {text[:4].lower()}. Remove this prefix"
    if text.lower() in ("nan", "none", "null", "nat", "<na>"):
        return "it is a missing value such as nan or None. Leave such rows out"
    if any(c.isalpha() for c in text):
        return f'it contains letters. {_EXAMPLE}; to send to a group, pass {{"group_code": ...}}'
    if not any("0" <= c <= "9" for c in text) and text.isascii():
        return f"it contains no digits. {_EXAMPLE}"
    foreign = next((c for c in text if not c.isascii() and c != "\xa0"), None)
    if foreign is not None:
        return f"it contains the non-ASCII character U+{ord(foreign):04X}. {_EXAMPLE}"
    return (
        "only spaces, hyphens, dots and brackets may separate its digits, and + is only allowed "
        f"at the start. {_EXAMPLE}"
    )
