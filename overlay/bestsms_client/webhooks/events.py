"""Webhook events, and how they are built from the fields of a body."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Any, Final, TypeAlias

from bestsms_client import times
from bestsms_client._http.redaction import mask
from bestsms_client.errors import WebhookError
from bestsms_client.webhooks.charsets import clean

_REQUIRED: Final = ("Type", "Destination", "MessageID", "Status")
_TEXTS: Final = {
    "type_": "Type",
    "destination": "Destination",
    "message_id": "MessageID",
    "status": "Status",
    "result": "Result",
    "message": "Message",
    "received_id": "ReceivedID",
    "contact_id": "ContactID",
    "sub_account": "SubAccount",
    "department": "Department",
    "job_number": "JobNumber",
    "detail": "Detail",
    "url": "URL",
    "sender": "Sender",
    "version": "Version",
}
# In order of preference: with a time zone, in UTC, in the sender's zone. Version 3 writes "Send".
_TIMES: Final[Mapping[str, tzinfo | None]] = {
    "SentTimeUTC_RFC3339": UTC,
    "SentTimeUTC_ISO8601": UTC,
    "SentTimeUTC": UTC,
    "SendTimeUTC": UTC,
    "SentTimeLocal": None,
    "SentTime": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEvent:
    """The fields that all events share. A text field that the body omits is empty.

    The names are those of the wire format, and two of them mislead. In a received message
    `destination` is the person who wrote, and `sender` is always the e-mail address of your
    account. Use `from_number` and `to_number` instead.

    Attributes:
        from_number: The handset that sent a received message. None in a delivery report.
        to_number: The recipient of the reported message. None in a received message, because the
            gateway does not say which of your numbers it was sent to.
        type_: `SMS`, `SMSReply`, `SMSInbound`, or a type that the gateway adds later.
        destination: The handset: the recipient of your message, or the person who wrote.
        message_id: The message that the event reports on or replies to. Empty if there is none.
        status: `SUCCESS`, `FAILED`, `PENDING`, `UPDATED` or `RECEIVED`. Other values may be added.
            Compare it case-insensitively.
        result: The result in the gateway's words, or the text of the event if `UPDATED`.
        message: The text of a received message. Empty in a delivery report.
        received_id: The identifier of the received message.
        contact_id: The contact with that number.
        sub_account: The value given when the message was sent.
        department: The value given when the message was sent.
        job_number: The gateway's own number for the message.
        price: The cost in the currency of the account, or None.
        detail: Billing details as `key:value` text, such as `SMSParts:1`.
        url: The address that the webhook was sent to.
        sender: The e-mail address of your API user, never a phone number.
        version: The version of the webhook format.
        sent_time_local: The time in the sender's zone, as written in the body.
        sent_at: The time of the event. Aware if the body contains a UTC time or the sender's zone
            is known, otherwise naive and in that zone. None if no time can be parsed.
        raw: All fields of the body, including unknown ones and the secret. Never log it. It is
            ignored when events are compared, because retries of one event may differ in it.
    """

    type_: str
    destination: str
    message_id: str
    status: str
    result: str = ""
    message: str = ""
    received_id: str = ""
    contact_id: str = ""
    sub_account: str = ""
    department: str = ""
    job_number: str = ""
    price: Decimal | None = None
    detail: str = ""
    url: str = ""
    sender: str = ""
    version: str = ""
    sent_time_local: str = ""
    sent_at: datetime | None = None
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any], compare=False)

    @property
    def from_number(self) -> str | None:
        """The handset that sent a received message. None in a delivery report."""
        return None

    @property
    def to_number(self) -> str | None:
        """The recipient of the reported message. None in a received message."""
        return None

    def __repr__(self) -> str:
        # Omits the text and the address, which may contain a secret.
        return (
            f"{type(self).__name__}({self.type_!r}, destination={mask(self.destination)!r}, "
            f"message_id={mask(self.message_id)!r}, status={self.status!r}, "
            f"result={mask(self.result)!r})"
        )


class StatusEvent(WebhookEvent):
    """A delivery report for one recipient, or a later update to it (status `UPDATED`).

    `WebhookEvent` describes the other fields: `contact_id`, `sub_account`, `department`,
    `job_number`, `sent_time_local`, `sender`, `url`, `version`, `type_` and `raw`.

    Attributes:
        to_number: The recipient. On the wire it is `destination`.
        from_number: None.
        message_id: The message that the report is about.
        status: `SUCCESS`, `FAILED`, `PENDING` or `UPDATED`. Other values may be added.
        delivered: Whether the status is `SUCCESS`.
        result: The result in the gateway's words, or the text of the event if `UPDATED`.
        price: The cost in the currency of the account, or None.
        detail: Billing details as `key:value` text, such as `SMSParts:1`.
        sent_at: The time of the event.
    """

    __slots__ = ()

    @property
    def delivered(self) -> bool:
        """Whether the status is `SUCCESS`."""
        return self.status.casefold() == "success"

    @property
    def to_number(self) -> str:
        """The recipient of the reported message."""
        return self.destination


class ReceivedEvent(WebhookEvent):
    """A message from a handset: the base class of `ReplyEvent` and `InboundEvent`."""

    __slots__ = ()

    @property
    def from_number(self) -> str:
        """The handset that sent the message."""
        return self.destination


class ReplyEvent(ReceivedEvent):
    """A reply to one of your messages.

    `WebhookEvent` describes the other fields: `contact_id`, `sub_account`, `department`,
    `job_number`, `result`, `price`, `detail`, `sent_time_local`, `url`, `version`, `type_` and
    `raw`.

    Attributes:
        from_number: The person who replied. On the wire it is `destination`.
        to_number: None, because the gateway does not say.
        message: The text of the reply.
        message_id: The message that it replies to.
        received_id: The identifier of the reply. Empty in the older webhook format.
        sent_at: The time at which the reply arrived.
        sender: The e-mail address of your API user, never a phone number.
        status: `RECEIVED`.
    """

    __slots__ = ()


class InboundEvent(ReceivedEvent):
    """A received message that is not a reply, or came too late to be matched to your message.

    `WebhookEvent` describes the other fields: `contact_id`, `sub_account`, `department`,
    `job_number`, `result`, `price`, `detail`, `sent_time_local`, `url`, `version`, `type_` and
    `raw`.

    Attributes:
        from_number: The person who wrote. On the wire it is `destination`.
        to_number: None, because the gateway does not say.
        message: The text.
        message_id: Empty.
        received_id: The identifier of the message. Empty in the older webhook format.
        sent_at: The time at which the message arrived.
        sender: The e-mail address of your API user, never a phone number.
        status: `RECEIVED`.
    """

    __slots__ = ()


Event: TypeAlias = StatusEvent | ReplyEvent | InboundEvent
"""Any event that a webhook can report."""


def build(fields: Mapping[str, Any], zone: tzinfo | None = None) -> Event:
    """Build an event from the fields of a body. Hyphens and underscores in names are equivalent.

    Raises:
        WebhookError: A required field is missing or has several values.

    Example:
        >>> reply = {"Type": "SMSReply", "Destination": "+61491570006", "MessageID": "ID1"}
        >>> build({**reply, "Status": "RECEIVED", "Message": "Yes"}).message
        'Yes'
    """
    named = dict(_normalised(fields))
    for name in _REQUIRED:
        if name not in named:
            raise WebhookError(f"Not a valid webhook: the field {name} is missing.")
    texts = {attribute: _text(named, wire) for attribute, wire in _TEXTS.items()}
    if not texts["type_"]:
        raise WebhookError("Not a valid webhook: the field Type is empty.")
    return _kind(texts)(
        **texts,
        price=_price(_text(named, "Price")),
        sent_time_local=_text(named, "SentTimeLocal") or _text(named, "SentTime"),
        sent_at=_sent_at(named, zone),
        raw=fields,
    )


def _normalised(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    seen: dict[str, Any] = {}
    for key, value in fields.items():
        name = key.replace("-", "_")
        if name in seen and name in _TIMES and seen[name] != value:
            raise WebhookError(f"Not a valid webhook: the field {name} has several values.")
        seen[name] = value
        yield name, value


def _kind(texts: Mapping[str, str]) -> type[StatusEvent] | type[ReplyEvent] | type[InboundEvent]:
    named = texts["type_"].casefold()
    if named == "smsreply":
        return ReplyEvent
    if named == "smsinbound":
        return InboundEvent
    if texts["status"].casefold() != "received":
        return StatusEvent
    return ReplyEvent if texts["message_id"] else InboundEvent  # from a channel added later


def _text(fields: Mapping[str, Any], name: str) -> str:
    texts = list(dict.fromkeys(_leaves(fields.get(name))))
    if len(texts) > 1 and name in _REQUIRED:
        raise WebhookError(f"Not a valid webhook: the field {name} has several values.")
    return "\n".join(texts)


def _leaves(value: Any) -> Iterator[str]:
    """Yield the texts in a value. Gateways repeat and nest XML elements."""
    if isinstance(value, dict | list):
        items: Iterable[Any] = value.values() if isinstance(value, dict) else value  # pyright: ignore[reportUnknownVariableType]
        for item in items:  # pyright: ignore[reportUnknownVariableType]
            yield from _leaves(item)
    elif isinstance(value, bool):
        yield str(value).lower()
    elif value is not None:
        yield clean(str(value))


def _price(text: str) -> Decimal | None:
    digits = text.strip().removeprefix("-").replace(".", "", 1)
    return Decimal(text.strip()) if digits.isdecimal() and digits.isascii() else None


def _sent_at(fields: Mapping[str, Any], zone: tzinfo | None) -> datetime | None:
    for name, known in _TIMES.items():
        text = _text(fields, name).strip()
        if time := times.parse(text, known or zone):
            return time
    return None
