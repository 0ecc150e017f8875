"""Tells which message, contact or group is meant."""

from typing import Any, Protocol, TypeAlias
from uuid import uuid4
from zlib import crc32

from bestsms_api.constraints import PARAMETERS
from bestsms_api.models import Contact, Group
from bestsms_client._names import argument_name
from bestsms_client._validation import check
from bestsms_client.errors import InvalidRequestError


class HasMessageID(Protocol):
    """What carries a MessageID: a `Sent`, any answer about a message, an error, an event."""

    @property
    def message_id(self) -> str | None:
        """The identifier; None or an empty one names no message, and the call refuses it."""
        ...


MessageRef: TypeAlias = str | HasMessageID
"""A MessageID, or anything that carries one."""
ContactRef: TypeAlias = str | Contact
"""A ContactID, or a contact."""
GroupRef: TypeAlias = str | Group
"""A GroupID or GroupCode, or a group."""


def new_message_id() -> str:
    """Make an identifier for a message: a random UUID with a checksum.

    A send makes its own where none is given. Make one yourself to store it before you send; after a
    crash `client.messaging.sms.confirm(message_id)` then tells whether the message was accepted.
    Use each for one message only: whatever the gateway knows under it is taken for that message.

    Example:
        >>> len(new_message_id())
        36
    """
    return seal(str(uuid4()))


def seal(uuid: str) -> str:
    """Return a UUID whose last eight digits are a checksum, by which it is known to be ours."""
    return f"{uuid[:-8]}{crc32(uuid[:-8].encode()):08x}"


def is_ours(message_id: str) -> bool:
    """Check whether an identifier is one of `new_message_id`, so that nobody else can have used it.

    Example:
        >>> is_ours(new_message_id()), is_ours("123e4567-e89b-42d3-a456-426614174000")
        (True, False)
    """
    return len(message_id) == 36 and seal(message_id) == message_id


def message_id(ref: MessageRef) -> str:
    """Give the MessageID that is meant. Raises `InvalidRequestError` if there is none."""
    return _identifier(ref, "MessageID", "getStatus")


def contact_id(ref: ContactRef) -> str:
    """Give the ContactID that is meant. Raises `InvalidRequestError` if there is none."""
    return _identifier(ref, "ContactID", "getContact")


def group_id(ref: GroupRef) -> str:
    """Give the GroupID or GroupCode that is meant. Raises `InvalidRequestError` if none is."""
    return _identifier(ref, "GroupID", "getGroup")


def _identifier(ref: Any, wire: str, operation: str) -> str:
    argument = argument_name(wire)
    value = ref if isinstance(ref, str) else getattr(ref, argument, None)
    if not isinstance(value, str):
        raise InvalidRequestError(
            f"A {type(ref).__name__} stands where a {wire} is expected; give the identifier as "
            f"text, or an object with a {argument}."
        )
    if not value or value in (".", ".."):
        # A dot would be resolved as a step in the path and reach another operation.
        raise InvalidRequestError(f"{argument} is empty or a mere dot; it must name one record.")
    check(value, PARAMETERS[operation][wire], argument)
    return value
