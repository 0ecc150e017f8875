"""Validation of control API bodies with JSON schemas."""

import json
from functools import cache
from typing import Any

import jsonschema_rs

JSON = dict[str, Any]
"""A JSON object."""

SECONDS: JSON = {"type": "number", "minimum": 0, "maximum": 31_536_000}
"""The schema of a duration in seconds: at most one year."""


class InvalidValueError(ValueError):
    """A value from the user is invalid. The message gives the reason."""


def check(schema: JSON, value: object) -> None:
    """Validate a value against a schema.

    Raises:
        InvalidValueError: The value is invalid. The message gives the path and the reason.
    """
    error = next(_validator(json.dumps(schema)).iter_errors(value), None)
    if error is not None:
        where = "/".join(str(step) for step in error.instance_path)
        raise InvalidValueError(f"{where}: {error.message}" if where else error.message)


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(schema))
