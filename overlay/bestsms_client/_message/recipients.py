"""Turns what a caller names as recipients into the wire's form."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from operator import methodcaller
from typing import Any, Final, TypeAlias

from bestsms_api.models import Contact, Destination, Group
from bestsms_client._message.phone_numbers import all_e164, to_e164
from bestsms_client._validation import checked_fields, wire_names
from bestsms_client.errors import InvalidRequestError

DestinationLike: TypeAlias = str | Mapping[str, Any] | Destination | Contact | Group
"""A number; a mapping with the seed's keys or ours; or a model that names somebody."""

# Digits with the usual separators. What the gateway makes of a number is its own affair; this only
# refuses what cannot be one.
_NUMBER: Final = re.compile(r"[+ ()./-]*[0-9][+0-9 ()./-]*")
_NAMES: Final = wire_names("Destination")
_WIRE: Final = frozenset(_NAMES.values())
_STRING: Final = frozenset((str,))
_CHUNK: Final = 1000
_values: Final = methodcaller("values")


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
    # Copies, as what is gone through later may be changed by then.
    return [recipient.copy() for chunk in in_chunks(destinations, region) for recipient in chunk]


def in_chunks(
    destinations: DestinationLike | Iterable[DestinationLike], region: str | None = None
) -> Iterator[list[dict[str, str]]]:
    """Give what `to_wire` gives piece by piece, so that many are never there in this form at once.

    The recipients of a piece may be the caller's own objects: use them before the next, and leave
    them as they are.

    Raises:
        InvalidRequestError: As for `to_wire`.
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
    items, first = iter(items), 0
    while chunk := list(islice(items, _CHUNK)):
        yield (_all_plain(chunk) if region is None else None) or [
            (_plain(item) if region is None else None)
            or one_to_wire(item, f"destinations[{place}]", region)
            for place, item in enumerate(chunk, first)
        ]
        first += len(chunk)
    if not first:
        raise InvalidRequestError("destinations is empty; a message needs at least one recipient.")


def _all_plain(items: list[Any]) -> list[dict[str, str]] | None:
    """Give recipients that are all as they usually are, without a look at each in turn.

    None leaves them to `_plain`: they are no numbers in international form and no JSON objects
    with one, in the wire's own names.
    """
    kinds = set(map(type, items))
    if kinds == {str}:
        return [{"Recipient": number} for number in items] if all_e164(items) else None
    if kinds != {dict} or not all(map(_WIRE.issuperset, items)):
        return None
    texts = _STRING.issuperset(map(type, chain.from_iterable(map(_values, items))))
    numbers = [item.get("Recipient", "") for item in items]
    return items if texts and all_e164(numbers) else None


def _plain(item: Any) -> dict[str, str] | None:
    """Give the usual recipient without a detour: a number, or texts by name with one among them.

    None leaves whatever else it is, and all that is wrong with it, to `one_to_wire`.
    """
    if type(item) is str:
        return {"Recipient": item} if _NUMBER.fullmatch(item) else None
    given: dict[Any, Any]
    if type(item) is dict:
        given = item.copy()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    elif type(item) is Destination:
        given = item.to_dict()
    else:
        return None
    wire: dict[Any, Any] = given
    if not _WIRE.issuperset(given):
        wire = {_NAMES.get(name): value for name, value in given.items()}
        if None in wire or len(wire) < len(given):
            return None
    texts = _STRING.issuperset(map(type, wire.values()))
    return wire if texts and _NUMBER.fullmatch(wire.get("Recipient", "")) else None


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
    if not _NUMBER.fullmatch(text):
        raise InvalidRequestError(
            f"{where} is no telephone number; write it as +61491570006. A group is named as "
            '{"group_code": ...}.'
        )
    return text if region is None else to_e164(text, region, where)
