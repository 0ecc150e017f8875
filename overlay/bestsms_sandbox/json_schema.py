"""JSON values, and how the control API's bodies are validated against small schemas."""

import json
from functools import cache
from typing import Any

import jsonschema_rs

JSON = dict[str, Any]
"""A JSON object."""

SECONDS: JSON = {"type": "number", "minimum": 0, "maximum": 31_536_000}
"""The schema of every duration that users can set: at most one year."""


class InvalidValueError(ValueError):
    """A value that a user gave makes no sense; the message says why."""


def check(schema: JSON, value: object) -> None:
    """Validate a value.

    Raises:
        InvalidValueError: The value does not match; the message says where and why.
    """
    error = next(_validator(json.dumps(schema)).iter_errors(value), None)
    if error is not None:
        where = "/".join(str(step) for step in error.instance_path)
        raise InvalidValueError(f"{where}: {error.message}" if where else error.message)


@cache
def _validator(schema: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(schema))
