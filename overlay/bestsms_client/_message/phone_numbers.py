"""Telephone numbers in their international form."""

import re
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from bestsms_client.errors import ConfigurationError, InvalidRequestError

_SEPARATORS: Final = re.compile(r"[ ()./-]")
_E164: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_LINES: Final = re.compile(rf"{_E164.pattern}(?:\n{_E164.pattern})*")


def e164(text: str) -> str | None:
    """Give a number that is written internationally without its separators; None for any other.

    Args:
        text: A number that begins with `+`: a country code and, with it, 8 to 15 digits.

    Example:
        >>> e164("+61 491 570-006"), e164("0491 570 006")
        ('+61491570006', None)
    """
    if _E164.fullmatch(text):
        return text
    plain = _SEPARATORS.sub("", text)
    return plain if _E164.fullmatch(plain) else None


def all_e164(numbers: Sequence[str]) -> bool:
    r"""Tell whether all of at least one number are written internationally, without separators.

    Example:
        >>> all_e164(["+61491570006", "+61491570156"]), all_e164(["+61491570006\n+61491570156"])
        (True, False)
    """
    lines = "\n".join(numbers)
    return _LINES.fullmatch(lines) is not None and lines.count("\n") == len(numbers) - 1


def to_e164(text: str, region: str, argument: str = "number") -> str:
    """Give a number as it is dialled in a country in its international form.

    Needs the extra `bestsms-client[phone]`. Whether anybody has the number is not looked into.

    Args:
        text: The number; one that begins with `+` is of its own country.
        region: The country, by its two letters, such as `AU`. There is no default: a wrong guess
            would reach a stranger.
        argument: What errors call the number.

    Raises:
        InvalidRequestError: It is no number of that country, or there is no such country.
        ConfigurationError: The extra is not installed.

    Example:
        >>> to_e164("0491 570 006", "AU")
        '+61491570006'
    """
    if find_spec("phonenumbers") is None:
        raise ConfigurationError(
            "region needs a package that is not installed: pip install 'bestsms-client[phone]'."
        )
    library: Any = import_module("phonenumbers")
    code = region.upper()
    if code not in library.SUPPORTED_REGIONS:
        raise InvalidRequestError("region is no country; give its two letters, such as AU.")
    try:
        parsed = library.parse(text, code)
    except library.NumberParseException:
        parsed = None  # an error raised here would carry this one, and with it the number
    if parsed is not None and library.is_possible_number(parsed):
        formatted: str = library.format_number(parsed, library.PhoneNumberFormat.E164)
        if e164(formatted) is not None:
            return formatted
    raise InvalidRequestError(f"{argument} is no telephone number of {code}.")
