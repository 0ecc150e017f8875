"""Holds arguments against the contract before anything is sent."""

import difflib
import re
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bestsms_api.constraints import SCHEMAS, Constraint
from bestsms_client._names import argument_name
from bestsms_client.errors import BestSMSError, InvalidRequestError, UnverifiedLimitWarning

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (object,),
}


@cache
def wire_names(schema: str) -> Mapping[str, str]:
    """Give the fields of a request schema by every spelling a caller may use."""
    fields = SCHEMAS[schema]
    return {argument_name(wire): wire for wire in fields} | {wire: wire for wire in fields}


def checked_fields(schema: str, given: Mapping[str, Any], where: str = "") -> dict[str, Any]:
    """Turn named values into fields of the wire, and check each.

    Args:
        schema: A request schema of the contract.
        given: Values by wire name or argument name. None means not given.
        where: What errors put before the name of an argument, such as `destinations[3].`.

    Returns:
        The values that were given, by wire name.

    Raises:
        InvalidRequestError: A name is unknown, a field that is required is missing, or a value is
            not as the contract demands.

    Example:
        >>> checked_fields("GroupCreate", {"group_name": "Test Group", "Department": None})
        {'GroupName': 'Test Group'}
    """
    names, fields = wire_names(schema), SCHEMAS[schema]
    found: dict[str, Any] = {}
    for name, value in given.items():
        wire = names.get(name)
        if wire is None:
            raise InvalidRequestError(f"{where}{_suggestion(str(name), names)}")
        if value is None:
            continue
        if wire in found:
            raise InvalidRequestError(f"{where}{argument_name(wire)} is given twice.")
        check(value, fields[wire], f"{where}{argument_name(wire)}")
        found[wire] = value
    for wire, constraint in fields.items():
        if constraint.required and wire not in found:
            raise InvalidRequestError(f"{where}{argument_name(wire)} is missing.")
    return found


def changed_fields(schema: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Do as `checked_fields` does, for a change: one that changes nothing is a mistake."""
    if found := checked_fields(schema, given):
        return found
    raise InvalidRequestError("There is nothing to change; name at least one field.")


def seconds(
    value: Any,
    argument: str,
    *,
    least: float = 0.0,
    most: float = 86_400.0 * 366,
    error: type[BestSMSError] = InvalidRequestError,
) -> float:
    """Return a number of seconds as a float.

    Args:
        value: What the caller gave.
        argument: What the error calls it.
        least: The smallest number that is allowed.
        most: The largest one.
        error: What to raise.

    Raises:
        BestSMSError: It is not a number, or out of range.

    Example:
        >>> seconds(30, "timeout")
        30.0
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and least <= value <= most:
        return float(value)
    plain = number or isinstance(value, bool | None)
    shown = repr(value)[:40] if plain else f"of type {type(value).__name__}"
    raise error(f"{argument} is {shown}; give a number of seconds from {least:g} to {most:.0f}.")


def _suggestion(name: str, names: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"{name} is no field. Did you mean {near[0]}?"
    # Whoever mixes up names and values has put a number or a text here.
    shown = name if len(name) <= 40 and name.isidentifier() else "a name"
    return f"{shown} is no field. It takes {', '.join(names)}."


def check(value: object, constraint: Constraint, argument: str) -> None:
    """Hold one value against the contract.

    What the contract merely assumes warns and never refuses: the gateway may know better.

    Raises:
        InvalidRequestError: It breaks a rule that a source attests. The message names the argument,
            the rule and where it comes from, and never the value.
    """
    kinds = _TYPES[constraint.type]
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise InvalidRequestError(
            f"{argument} is of type {type(value).__name__}; it must be {kinds[0].__name__}."
        )
    for keyword, complaint in _complaints(value, constraint):
        text = f"{argument} {complaint} (source: {', '.join(constraint.evidence)})."
        if keyword in constraint.assumed:
            warnings.warn(
                f"{text} The limit is assumed; the gateway may take it all the same.",
                UnverifiedLimitWarning,
                stacklevel=2,
            )
        else:
            raise InvalidRequestError(text)


def _complaints(value: Any, rule: Constraint) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        size = len(value)
        if rule.min_length is not None and size < rule.min_length:
            yield "minLength", "is empty"
        if rule.max_length is not None and size > rule.max_length:
            yield "maxLength", f"has {size} characters; at most {rule.max_length} are allowed"
        if rule.enum and value not in rule.enum:
            yield "enum", f"must be one of {', '.join(rule.enum)}"
        if rule.pattern and not _compiled(rule.pattern).search(value):
            reason = rule.error_invalid
            yield "pattern", f"is not as it must be: {reason}" if reason else "has a wrong form"
    elif isinstance(value, int):
        if rule.minimum is not None and value < rule.minimum:
            yield "minimum", f"is {value}; it must be at least {rule.minimum}"
        if rule.maximum is not None and value > rule.maximum:
            yield "maximum", f"is {value}; it must be at most {rule.maximum}"
    elif isinstance(value, list | tuple):
        count = len(value)  # pyright: ignore[reportUnknownArgumentType]
        if rule.min_items is not None and count < rule.min_items:
            yield "minItems", "is empty"
        if rule.max_items is not None and count > rule.max_items:
            yield "maxItems", f"has {count} elements; at most {rule.max_items} are allowed"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # In the contract's dialect `$` is the very end; in Python also before a last line break.
    ended = pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern
    return re.compile(ended, re.ASCII)
