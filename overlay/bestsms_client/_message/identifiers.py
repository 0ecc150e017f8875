"""Reads which message, contact or group a caller refers to."""

from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4
from zlib import crc32

from bestsms_api.constraints import PARAMETERS
from bestsms_api.models import Contact, Group
from bestsms_client._names import argument_name
from bestsms_client._validation import check, path_fault
from bestsms_client.errors import InvalidRequestError

if TYPE_CHECKING:
    from bestsms_api.models import (
        ActionResult,
        ReceivedMessage,
        SendResult,
        SMSReplyResult,
        StatusResult,
    )
    from bestsms_client._http.retry import Attempt
    from bestsms_client._message.bulk import BulkResult
    from bestsms_client._message.sent import Sent
    from bestsms_client.errors import BestSMSError
    from bestsms_client.webhooks import Event

    MessageRef: TypeAlias = (
        str
        | Sent
        | SendResult
        | StatusResult
        | SMSReplyResult
        | ActionResult
        | ReceivedMessage
        | BulkResult
        | Attempt
        | Event
        | BestSMSError
    )
    """A MessageID, or one of our own objects that carries one."""
else:
    MessageRef = str  # the rest would load all of these modules

ContactRef: TypeAlias = str | Contact
"""A ContactID, or a contact."""
GroupRef: TypeAlias = str | Group
"""A GroupID or GroupCode, or a group."""

_OURS = ("bestsms_api", "bestsms_client", "bestsms_campaign")


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
    """Return the MessageID that a caller refers to.

    Raises:
        InvalidRequestError: It is not an identifier, nor an object of ours that carries one.
    """
    # An attribute of somebody else's object may be called message_id and mean something else.
    ours = any(kind.__module__.partition(".")[0] in _OURS for kind in type(ref).__mro__)
    return _identifier(ref, "MessageID", "getStatus", ours, "a Sent or another answer about it")


def contact_id(ref: ContactRef) -> str:
    """Return the ContactID that a caller refers to. Raises `InvalidRequestError` as above."""
    return _identifier(ref, "ContactID", "getContact", isinstance(ref, Contact), "a Contact")


def group_id(ref: GroupRef) -> str:
    """Return the GroupID or GroupCode that a caller refers to. Raises as above."""
    return _identifier(ref, "GroupID", "getGroup", isinstance(ref, Group), "a Group")


def _identifier(ref: Any, wire: str, operation: str, ours: bool, model: str) -> str:
    argument = argument_name(wire)
    value = ref if isinstance(ref, str) else getattr(ref, argument, ref) if ours else ref
    if value is None or value == "":
        holder = "" if isinstance(ref, str | None) else f" of this {type(ref).__name__}"
        raise InvalidRequestError(f"The {argument}{holder} is empty. Pass the identifier as text.")
    if not isinstance(value, str):
        kind = type(ref).__name__
        raise InvalidRequestError(
            f"{argument} is of type {kind}. Pass the identifier as text, or {model}."
        )
    if fault := path_fault(value):
        raise InvalidRequestError(f"{argument} {fault}")
    check(value, PARAMETERS[operation][wire], argument)
    return value
