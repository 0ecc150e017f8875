"""Mask phone numbers in logs and errors."""

import re
from typing import Final

_PATTERN: Final = re.compile(
    r"(?P<uuid>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)|\+?\d(?:[ ()./-]{0,3}\d){5,}",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """Mask every phone number in a text, such as an error message or a path.

    Runs of six or more digits are reduced to their first and last two. UUIDs stay unchanged.

    Example:
        >>> mask("Could not reach +61491570006.")
        'Could not reach +61***06.'
        >>> mask("ID123456")
        'ID12***56'
    """
    return _PATTERN.sub(_ends, text)


def _ends(found: re.Match[str]) -> str:
    number = found.group()
    if found["uuid"]:
        return number
    kept = 3 if number.startswith("+") else 2
    return f"{number[:kept]}***{number[-2:]}"
