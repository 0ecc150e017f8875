"""Read references to messages, contacts and groups; create MessageIDs."""

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
    """A MessageID, or an object from this library that contains one."""
else:
    MessageRef = str  # avoids importing these modules

ContactRef: TypeAlias = str | Contact
"""A ContactID, or a `Contact`."""
GroupRef: TypeAlias = str | Group
"""A GroupID, a GroupCode, or a `Group`."""

_OURS = ("bestsms_api", "bestsms_client", "bestsms_campaign")


def new_message_id() -> str:
    """Return a new MessageID: a random UUID with a checksum.

    `send_message` creates one by default. Create and store one yourself if you want to check with
    `client.messaging.sms.confirm(message_id)` after a crash whether the message was accepted. Use
    each for one message only: if the gateway has a message with the id, the client takes it for
    yours.

    Example:
        >>> len(new_message_id())
        36
    """
    return seal(str(uuid4()))


def seal(uuid: str) -> str:
    """Replace the last eight digits of a UUID with a checksum, which marks it as ours."""
    return f"{uuid[:-8]}{crc32(uuid[:-8].encode()):08x}"


def is_ours(message_id: str) -> bool:
    """Check whether `new_message_id` made an identifier, so that no other program has used it."""
    return len(message_id) == 36 and seal(message_id) == message_id


def message_id(ref: MessageRef) -> str:
    """Return the MessageID that a caller refers to, or raise `InvalidRequestError`."""
    # In a foreign object, an attribute named message_id may mean something else.
    ours = any(kind.__module__.partition(".")[0] in _OURS for kind in type(ref).__mro__)
    model = "an object from this library that contains it, such as a Sent"
    return _identifier(ref, "MessageID", "getStatus", ours, model)


def contact_id(ref: ContactRef) -> str:
    """Return the ContactID that a caller refers to, or raise `InvalidRequestError`."""
    return _identifier(ref, "ContactID", "getContact", isinstance(ref, Contact), "a Contact")


def group_id(ref: GroupRef) -> str:
    """Return the GroupID or GroupCode that a caller refers to, or raise `InvalidRequestError`."""
    return _identifier(ref, "GroupID", "getGroup", isinstance(ref, Group), "a Group")


def _identifier(ref: Any, wire: str, operation: str, ours: bool, model: str) -> str:
    argument = argument_name(wire)
    value = ref if isinstance(ref, str) else getattr(ref, argument, ref) if ours else ref
    if value is None or value == "":
        missing = f"{argument} is empty"
        if not isinstance(ref, str | None):
            missing = f"This {type(ref).__name__} has no {argument}"
        raise InvalidRequestError(f"{missing}. Pass the identifier as a string.")
    if not isinstance(value, str):
        kind = type(ref).__name__
        raise InvalidRequestError(
            f"{argument} is of type {kind}. Pass the identifier as a string, or {model}."
        )
    if fault := path_fault(value):
        raise InvalidRequestError(f"{argument} {fault}")
    check(value, PARAMETERS[operation][wire], argument)
    return value
