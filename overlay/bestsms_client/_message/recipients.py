"""Convert what a caller passes as recipients to the wire format."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from numbers import Number
from typing import Any, Final, NamedTuple, TypeAlias, cast

from bestsms_api.fields import DestinationFields, DestinationWireFields
from bestsms_api.models import Contact, Destination, Group
from bestsms_client._message.phone_numbers import NotANumber, are_sendable, masked, normalise
from bestsms_client._names import argument_name
from bestsms_client._validation import path_fault, unknown_field, wire_names
from bestsms_client.errors import InvalidRequestError


class RecipientFields(DestinationFields, total=False):
    """A recipient as a mapping: a number, a contact or a group, with values for merge fields."""

    contact: Contact | None
    """An address book contact, instead of its `contact_id`."""
    group: Group | None
    """An address book group, instead of its `group_id`."""


class RecipientWireFields(DestinationWireFields, total=False):
    """The same as `RecipientFields` in the vendor's spelling, such as `Recipient`."""

    Contact: Contact | None
    """An address book contact, instead of its `ContactID`."""
    Group: Group | None
    """An address book group, instead of its `GroupID`."""


DestinationLike: TypeAlias = (
    str | RecipientFields | RecipientWireFields | Destination | Contact | Group
)
"""A phone number, a mapping with this library's or the vendor's field names, or a model object."""

_NAMES: Final = wire_names("Destination")
_WHO: Final = ("Recipient", "ContactID", "GroupID", "GroupCode")
_REFERENCES: Final = frozenset(_WHO[1:])
_MODELS: Final = frozenset(("Contact", "contact", "Group", "group"))
_CHUNK: Final = 1000
_NUMBER: Final = 'Pass a phone number as a string with + and country code, such as "+61491570006"'
_SUGGESTIONS: Final = {
    **dict.fromkeys(("phone", "mobile", "number", "to", "destination", "msisdn"), "recipient"),
    "name": "attention",
}


class Dialling(NamedTuple):
    """How numbers without `+` are read: in a `region`, or else unchanged if `national` is set."""

    region: str | None = None
    national: bool = False


_AS_WRITTEN: Final = Dialling()


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """A reason why `send_message` would raise an error.

    Attributes:
        reason: What is wrong and what to do.
        index: The index of the recipient; None for a problem of the message itself.
        value: The number that was given, with its middle hidden; empty if there is none.
    """

    reason: str
    index: int | None = None
    value: str = ""

    def __str__(self) -> str:
        return self.reason


class _Refused(Exception):  # noqa: N818
    """An invalid recipient. Callers see an `InvalidRequestError` or a `Problem` instead."""

    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.value = value


def to_wire(
    destinations: DestinationLike | Iterable[DestinationLike], dialling: Dialling = _AS_WRITTEN
) -> list[dict[str, str]]:
    """Return recipients in wire format. Errors name the index of a recipient but not the number.

    Example:
        >>> to_wire(["+61491570006", {"Recipient": "+61491570156", "Attention": "Jo"}])
        [{'Recipient': '+61491570006'}, {'Recipient': '+61491570156', 'Attention': 'Jo'}]
    """
    return [recipient for chunk in in_chunks(destinations, dialling) for recipient in chunk]


def in_chunks(
    destinations: DestinationLike | Iterable[DestinationLike], dialling: Dialling = _AS_WRITTEN
) -> Iterator[list[dict[str, str]]]:
    """Yield what `to_wire` returns in chunks, to save memory."""
    items, first = several(destinations, "destinations"), 0
    while chunk := list(islice(items, _CHUNK)):
        read = _read_all(chunk, dialling)
        if not read:  # raised outside `except`, whose error would contain the recipient
            raise InvalidRequestError(_first_refusal(chunk, first, dialling))
        yield read
        first += len(chunk)
    if not first:
        raise InvalidRequestError("destinations is empty. Pass at least one recipient.")


def one_to_wire(
    item: Any, index: int, argument: str, dialling: Dialling
) -> dict[str, str] | Problem:
    """Return one recipient in wire format, or the problem that it has."""
    try:
        recipient = _fields(item)
        _normalise(recipient, dialling)
    except _Refused as error:
        return Problem(f"{argument}[{index}]{error}", index, error.value)
    return recipient


def several(things: Any, argument: str) -> Iterator[Any]:
    """Return an iterator over recipients; a single recipient counts as a list of one."""
    if isinstance(things, str | Mapping | Destination | Contact | Group):
        return iter([cast("Any", things)])
    if hasattr(things, "__aiter__"):
        raise InvalidRequestError(
            f"{argument} is an asynchronous iterable. Collect its items first: "
            "[item async for item in items]."
        )
    if not isinstance(things, bytes | bytearray | int | float | None):
        try:
            return iter(things)
        except TypeError:
            pass
    raise InvalidRequestError(f"{argument} is {_kind(things)}. {_hint(things)}.")


def _read_all(items: list[Any], dialling: Dialling) -> list[dict[str, str]]:
    """Return recipients in wire format; an empty list if any of them is invalid."""
    try:
        read = [_fields(item) for item in items]
        if not are_sendable([recipient.get("Recipient", "") for recipient in read]):
            for recipient in read:
                _normalise(recipient, dialling)
    except _Refused:
        return []
    return read


def _first_refusal(items: list[Any], first: int, dialling: Dialling) -> str:
    read = (one_to_wire(i, n, "destinations", dialling) for n, i in enumerate(items, first))
    return next(str(one) for one in read if isinstance(one, Problem))


def _fields(item: Any) -> dict[str, str]:
    """Return a recipient in wire format; its number is not checked yet."""
    if isinstance(item, str):
        return {"Recipient": item}
    fields: Iterable[tuple[Any, Any]]
    if type(item) is dict or isinstance(item, Mapping):
        fields = _items(item)
    elif isinstance(item, Destination):
        fields = item.to_dict().items()
    elif isinstance(item, Contact | Group):
        return _reference(item)
    else:
        raise _Refused(f" is {_kind(item)}. {_hint(item)}.")
    wire: dict[str, str] = {}
    for name, value in fields:
        known = _NAMES.get(name)
        if known is None or not isinstance(value, str):
            if value is None and (known or name in _MODELS):
                continue
            known, value = _from_model(name, known, value)
        if known in wire:
            raise _Refused(f".{argument_name(known)} is given twice, in two forms. Remove one.")
        wire[known] = value
    if "Recipient" not in wire or not _REFERENCES.isdisjoint(wire):
        _check_reference(wire)
    return wire


def _from_model(name: Any, known: str | None, value: Any) -> tuple[str, str]:
    """Return the field for a contact or group; refuse any other value."""
    if known is not None:
        hint = _NUMBER if known == "Recipient" else "Pass a string, or leave it out"
        raise _Refused(f".{argument_name(known)} is {_kind(value)}. {hint}.")
    if name not in _MODELS:
        raise _Refused(f": {_unknown(name)}")
    [field] = _reference(value, f".{name}").items()
    return field


def _check_reference(wire: Mapping[str, str]) -> None:
    """Refuse a recipient without exactly one valid number or identifier."""
    who = [name for name in _WHO if name in wire]
    if not who:
        raise _Refused(
            " names no recipient. Pass recipient (a phone number), contact_id, group_id or "
            "group_code."
        )
    if len(who) > 1:
        names = " and ".join(map(argument_name, who))
        raise _Refused(f" has {names}, which may be different people. Pass only one of them.")
    if fault := path_fault(wire[who[0]]):
        raise _Refused(f".{argument_name(who[0])} {fault}")


def _unknown(name: Any) -> str:
    if (meant := _SUGGESTIONS.get(str(name).lower())) is not None:
        return f"{name} is not a field. Did you mean {meant}?"
    return unknown_field(str(name), _NAMES)


def _items(mapping: Any) -> Iterable[tuple[Any, Any]]:
    found: Iterable[tuple[Any, Any]] = mapping.items()
    return found


def _normalise(recipient: dict[str, str], dialling: Dialling) -> None:
    text = recipient.get("Recipient")
    if text is None:
        return
    try:
        recipient["Recipient"] = normalise(text, dialling.region, national=dialling.national)
    except NotANumber as error:
        raise _Refused(f" is not a phone number: {error}.", masked(text)) from None


def _reference(model: Any, where: str = "") -> dict[str, str]:
    """Return the identifier of a contact or group. `where` is the key that it was passed under."""
    for kind, wire in ((Contact, "ContactID"), (Group, "GroupID")):
        name = argument_name(wire)
        if where.lower() in ("", f".{kind.__name__.lower()}") and isinstance(model, kind):
            value: Any = getattr(model, name)
            if isinstance(value, str) and path_fault(value) is None:
                return {wire: value}
            raise _Refused(
                f"{where} is a {kind.__name__} without a valid {name}. Pass a {kind.__name__} that "
                "the gateway returned, or a phone number."
            )
    noun = where.lstrip(".").lower()
    raise _Refused(
        f"{where} is {_kind(model)}. Pass a {noun.capitalize()}, or its identifier as {noun}_id."
    )


def _kind(thing: Any) -> str:
    name = type(thing).__name__
    return "None" if thing is None else f"of type {name}"


def _hint(thing: Any) -> str:
    if isinstance(thing, Number):
        return _NUMBER
    if isinstance(thing, bytes | bytearray):
        return "Decode it to a string first"
    if thing is None or isinstance(thing, list | tuple | set):
        return 'Pass a phone number such as "+61491570006", a mapping, a Contact or a Group'
    return (
        "Objects of other classes are not accepted, because their attributes could mean something "
        'else. Pass {"recipient": ...} with the phone number'
    )
