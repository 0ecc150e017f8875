"""Turns what a caller names as recipients into the wire's form."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from bestsms_api.models import Contact, Destination, Group
from bestsms_client.checks import checked_fields
from bestsms_client.errors import InvalidRequestError
from bestsms_client.numbers import to_e164

DestinationLike: TypeAlias = str | Mapping[str, Any] | Destination | Contact | Group
"""A number; a mapping with the seed's keys or ours; or a model that names somebody."""

# Digits with the usual separators. What the gateway makes of a number is its own affair; this only
# refuses what cannot be one.
_ALLOWED = frozenset("+0123456789 ()-./")


def to_wire(
    destinations: DestinationLike | Iterable[DestinationLike], region: str | None = None
) -> list[dict[str, str]]:
    """Give the recipients as the request carries them.

    Args:
        destinations: One recipient, or several of mixed kinds. A bare string is one number.
        region: The country in which numbers that do not begin with `+` are dialled, such as `AU`.
            None leaves them to the gateway.

    Returns:
        At least one JSON object.

    Raises:
        InvalidRequestError: There is no recipient, or one of them names nobody, holds an unknown
            field, or is no telephone number. The message gives its place and never the number.

    Example:
        >>> to_wire(["+61491570006", {"Recipient": "+61491570156", "Attention": "Jo"}])
        [{'Recipient': '+61491570006'}, {'Recipient': '+61491570156', 'Attention': 'Jo'}]
    """
    items: Iterable[Any]
    if isinstance(destinations, str | Mapping | Destination | Contact | Group):
        items = [destinations]
    elif hasattr(destinations, "__iter__"):
        items = destinations
    else:
        raise InvalidRequestError(
            f"destinations is of type {type(destinations).__name__}; give a number, or a list."
        )
    wire = [one_to_wire(item, f"destinations[{place}]", region) for place, item in enumerate(items)]
    if not wire:
        raise InvalidRequestError("destinations is empty; a message needs at least one recipient.")
    return wire


def one_to_wire(item: Any, where: str, region: str | None = None) -> dict[str, str]:
    """Give one recipient as the request carries it; `where` is what errors call it.

    Raises:
        InvalidRequestError: As for `to_wire`.
    """
    if isinstance(item, str):
        return {"Recipient": _number(item, where, region)}
    if isinstance(item, Mapping):
        fields: dict[str, Any] = dict(item)  # pyright: ignore[reportUnknownArgumentType]
        for sugar in ("Contact", "contact", "Group", "group"):
            if (model := fields.pop(sugar, None)) is not None:
                fields |= _reference(model, f"{where}.{sugar}")
    elif isinstance(item, Destination):
        fields = item.to_dict()
    else:
        return _reference(item, where)
    wire = checked_fields("Destination", fields, f"{where}.")
    if "Recipient" in wire:
        wire["Recipient"] = _number(wire["Recipient"], where, region)
    elif not wire.keys() & {"ContactID", "GroupID", "GroupCode"}:
        raise InvalidRequestError(
            f"{where} names nobody; give it a recipient, contact_id, group_id or group_code."
        )
    return wire


def _reference(model: Any, where: str) -> dict[str, str]:
    """Give the identifier of a contact or group."""
    for wire, argument in (("ContactID", "contact_id"), ("GroupID", "group_id")):
        value = getattr(model, argument, None)
        if isinstance(value, str) and value:
            return {wire: value}
    raise InvalidRequestError(
        f"{where} is of type {type(model).__name__}; give a number, a mapping, a Destination, or a "
        "Contact or Group with its identifier."
    )


def _number(text: str, where: str, region: str | None) -> str:
    digits = sum(character.isdigit() for character in text)
    if not digits or not _ALLOWED.issuperset(text):
        raise InvalidRequestError(
            f"{where} is no telephone number; write it as +61491570006. A group is named as "
            '{"group_code": ...}.'
        )
    return text if region is None else to_e164(text, region, where)
