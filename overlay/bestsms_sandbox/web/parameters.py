"""Parses path and query parameters of the control API and the page."""

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bestsms_sandbox.json_schema import InvalidValueError

_DIGITS = 18  # fits into an SQLite integer


def count(request: Request, name: str, default: int, most: int) -> int:
    """Parse a query parameter that must be a number from 1 to `most`."""
    text = request.query_params.get(name, str(default))
    number = _number(text)
    if number is None or not 1 <= number <= most:
        raise InvalidValueError(f"{name} must be a number between 1 and {most}")
    return number


def record(request: Request) -> int:
    """Parse the record number in the path."""
    number = _number(request.path_params["seq"])
    if number is None:
        raise HTTPException(404, "This record does not exist. It may have been deleted.")
    return number


def _number(text: str) -> int | None:
    """Parse a number in ASCII digits: `int()` also accepts the digits of other scripts."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
