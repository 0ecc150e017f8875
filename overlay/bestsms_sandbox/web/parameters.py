"""Reads what requests to the control API and the page carry; odd values are 400 or 404."""

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bestsms_sandbox.json_schema import InvalidValueError

_DIGITS = 18  # SQLite holds all numbers of as many digits


def count(request: Request, name: str, default: int, most: int) -> int:
    """Return a query parameter that is a number from 1 to `most`."""
    text = request.query_params.get(name, str(default))
    number = _number(text)
    if number is None or not 1 <= number <= most:
        raise InvalidValueError(f"{name} must be a number between 1 and {most}")
    return number


def record(request: Request) -> int:
    """Return the record number in the path."""
    number = _number(request.path_params["seq"])
    if number is None:
        raise HTTPException(404, "There is no such record (any more).")
    return number


def _number(text: str) -> int | None:
    """Return a number in ASCII digits: `int()` and `isdigit()` also take those of other scripts."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
