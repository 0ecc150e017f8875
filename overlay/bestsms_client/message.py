"""Composes the request of a send."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, TypedDict

from bestsms_api.api.messaging import send_sms
from bestsms_api.constraints import LIMITS
from bestsms_api.models import File, MessageData, SendResult, SendSMSRequest
from bestsms_client._api import Call, Request, encode
from bestsms_client.checks import argument_name, checked_fields
from bestsms_client.course import Safety
from bestsms_client.destinations import DestinationLike, to_wire
from bestsms_client.errors import AttachmentError, InvalidRequestError
from bestsms_client.identifiers import new_message_id

SEND: Final = Call("sendSms", send_sms, SendResult, Safety.SEND)


class MessageOptions(TypedDict, total=False):
    """The options of a message, as `send_message` takes them by name. None means not given."""

    message_id: str | None
    """Your identifier, at most 40 letters, digits and hyphens; one is made where none is given."""
    reference: str | None
    """A description for human readers, at most 80 characters; it comes back in reports."""
    send_time: str | None
    """When to send, as local time `YYYY-MM-DDThh:mm` without an offset; read in `time_zone`."""
    time_zone: str | None
    """The zone of `send_time` as a Windows name without "Standard Time", such as `AUS Eastern`."""
    sub_account: str | None
    """A name that splits reporting and billing."""
    department: str | None
    """A second name that splits reporting and billing."""
    charge_code: str | None
    """A code that splits the invoice."""
    from_number: str | None
    """The number the message comes from, where the network allows it."""
    sms_email_reply: str | None
    """An e-mail address that replies are forwarded to."""
    report_to: str | None
    """An e-mail address that delivery reports are sent to."""
    character_conversion: bool | None
    """Whether characters outside the GSM alphabet are replaced by similar ones within it."""
    webhook_callback_url: str | None
    """An https address for the webhooks of this message."""
    webhook_callback_format: str | None
    """`"JSON"` or `"XML"`; the gateway's own clients demand it beside an address."""


def compose(
    message: str,
    destinations: DestinationLike | Iterable[DestinationLike],
    files: Sequence[File],
    options: MessageOptions,
    *,
    test_mode: bool,
) -> Request:
    """Build the request of a send, checked against the contract.

    Raises:
        InvalidRequestError: An argument is not as the contract demands.
        AttachmentError: The encoded request is larger than the gateway takes.
    """
    for name in ("Mode", "Files", "files"):  # fields of the wire that have an argument of their own
        if name in options:
            raise InvalidRequestError(f"{name} is no option; give mode or attachments.")
    given = {"message": message, "destinations": to_wire(destinations), **options}
    fields = checked_fields("MessageData", given)
    minted = "MessageID" not in fields
    if minted:
        fields["MessageID"] = new_message_id()
    if test_mode:
        fields["Mode"] = "Test"
    # Recipients and files are in the wire's form already; they need no detour through the models.
    recipients = fields.pop("Destinations")
    data = MessageData(destinations=[], **{argument_name(wire): fields[wire] for wire in fields})
    body = SendSMSRequest(message_data=data).to_dict()
    body["MessageData"]["Destinations"] = recipients
    if files:
        body["MessageData"]["Files"] = [file.to_dict() for file in files]
    content = encode(body)
    limit = LIMITS["requestBytes"]
    if len(content) > limit.value:
        raise AttachmentError(
            f"The request has {len(content):,} bytes; the gateway takes at most {limit.value:,} "
            f"(source: {', '.join(limit.evidence)}). Send smaller attachments, or to fewer "
            "recipients at once."
        )
    return replace(
        _EMPTY,
        content=content,
        message_id=fields["MessageID"],
        minted=minted,
        private=(message,),
        test_mode=test_mode,
    )


_EMPTY: Final = SEND.request(
    body=SendSMSRequest(message_data=MessageData(destinations=[], message=""))
)
