"""Check arguments against the contract."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from bestsms_api.constraints import SCHEMAS, Constraint
from bestsms_client._names import argument_name
from bestsms_client._warnings import warn
from bestsms_client.errors import BestSMSError, InvalidRequestError, UnverifiedLimitWarning

_IDENTIFIERS = ("MessageID", "ContactID", "GroupID", "GroupCode")
_UNSAFE = re.compile(r"[/\\?#%;\x00-\x1f\x7f-\x9f]")
_SAFE = "Use letters, digits and hyphens."
_FORMS = {
    "contact_id": "may contain only letters, digits and hyphens",
    "data": "must be base64",
    "date_from": "must have the form YYYY-MM-DDThh:mm:ss",
    "date_to": "must have the form YYYY-MM-DDThh:mm:ss",
    "message_id": "may contain only letters, digits, hyphens, underscores and dots",
    "webhook_callback_url": "must start with https://",
}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (object,),
}


@cache
def wire_names(schema: str) -> Mapping[str, str]:
    """Return the wire name of each field of a schema, by wire name and argument name."""
    fields = SCHEMAS[schema]
    return {argument_name(wire): wire for wire in fields} | {wire: wire for wire in fields}


def checked_fields(schema: str, given: Mapping[str, Any], where: str = "") -> dict[str, Any]:
    """Convert named values to wire fields, and check each one. Values that are None are left out.

    `where` is a prefix for argument names in errors, such as `destinations[3].`.

    Example:
        >>> checked_fields("GroupCreate", {"group_name": "Test Group", "Department": None})
        {'GroupName': 'Test Group'}
    """
    names, fields = wire_names(schema), SCHEMAS[schema]
    found: dict[str, Any] = {}
    for name, value in given.items():
        wire = names.get(name)
        if wire is None:
            raise InvalidRequestError(f"{where}{unknown_field(str(name), names)}")
        if value is None:
            continue
        if wire in found:
            raise InvalidRequestError(
                f"{where}{argument_name(wire)} is given twice, as {argument_name(wire)} and as "
                f"{wire}. Remove one."
            )
        text = isinstance(value, str) and wire in _IDENTIFIERS
        if text and (fault := path_fault(value)):
            raise InvalidRequestError(f"{where}{argument_name(wire)} {fault}")
        check(value, fields[wire], f"{where}{argument_name(wire)}")
        found[wire] = value
    for wire, constraint in fields.items():
        if constraint.required and wire not in found:
            raise InvalidRequestError(f"{where}{argument_name(wire)} is required.")
    return found


def changed_fields(schema: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Do the same as `checked_fields`, but require at least one field."""
    if found := checked_fields(schema, given):
        return found
    raise InvalidRequestError("No field was given. Pass at least one field to change.")


def seconds(
    value: Any,
    argument: str,
    *,
    least: float = 0.0,
    most: float = 86_400.0 * 366,
    error: type[BestSMSError] = InvalidRequestError,
) -> float:
    """Return a valid number of seconds as a float; raise `error` for anything else."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and least <= value <= most:
        return float(value)
    plain = number or isinstance(value, bool | None)
    shown = repr(value)[:40] if plain else f"of type {type(value).__name__}"
    raise error(f"{argument} is {shown}; pass a number of seconds from {least:g} to {most:.0f}.")


def price_per_part(price: Decimal | float | str) -> Decimal:
    """Return a price as a decimal number. Raise `InvalidRequestError` if it is not a number."""
    try:
        number = Decimal(str(price))
    except InvalidOperation:
        number = Decimal("nan")
    if isinstance(price, bool) or not number.is_finite():
        raise InvalidRequestError("price must be a number such as 0.08: the price of one part.")
    return number


def unknown_field(name: str, names: Iterable[str]) -> str:
    """Return the error text for an unknown field."""
    known = list(names)
    near = difflib.get_close_matches(name, known, n=1) or difflib.get_close_matches(
        name.lower(), known, n=1
    )
    # If names and values were mixed up, the name is a phone number or a text.
    shown = name if len(name) <= 40 and name.isidentifier() else "one of the keys"
    if near:
        return f"{shown} is not a field. Did you mean {near[0]}?"
    return f"{shown} is not a field. The fields are {', '.join(n for n in known if n.islower())}."


def path_fault(identifier: str) -> str | None:
    """Return what is wrong with an identifier if it would change the path of a URL.

    Example:
        >>> path_fault("order-7"), path_fault("..")
        (None, 'is "..", which would change the URL path. Use letters, digits and hyphens.')
    """
    if not identifier:
        return "is empty."
    if identifier in (".", ".."):
        return f'is "{identifier}", which would change the URL path. {_SAFE}'
    if odd := _UNSAFE.search(identifier):
        shown = odd[0] if odd[0].isprintable() else f"U+{ord(odd[0]):04X}"
        return f"contains {shown}, which would change the URL path. {_SAFE}"
    return None


def check(value: object, constraint: Constraint, argument: str) -> None:
    """Check one value against the contract. The error never repeats a text.

    A rule that is only assumed causes a warning, since the gateway may accept the value.
    """
    kinds = _TYPES[constraint.type]
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise InvalidRequestError(
            f"{argument} is of type {type(value).__name__}; it must be {kinds[0].__name__}."
        )
    for keyword, complaint in _complaints(value, constraint, argument):
        text = f"{argument} {complaint}."
        if keyword in constraint.assumed:
            warn(
                f"{text} This rule is not documented; the gateway may accept the value anyway.",
                UnverifiedLimitWarning,
            )
        else:
            raise InvalidRequestError(text)


def _complaints(value: Any, rule: Constraint, argument: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        size = len(value)
        if rule.min_length is not None and size < rule.min_length:
            yield "minLength", "is empty"
        if rule.max_length is not None and size > rule.max_length:
            yield "maxLength", f"has {size} characters; at most {rule.max_length} are allowed"
        if rule.enum and value not in rule.enum:
            yield "enum", f"must be one of {', '.join(rule.enum)}"
        if rule.pattern and not _compiled(rule.pattern).search(value):
            form = _FORMS.get(argument.rpartition(".")[2])
            reason = rule.error_invalid
            known = f"is not valid: {reason}" if reason else "has an invalid form"
            yield "pattern", form or known
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
    # In the contract, `$` matches only at the very end; in Python, also before a final newline.
    ended = pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern
    return re.compile(ended, re.ASCII)
