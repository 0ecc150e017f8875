"""The events that deliveries report."""

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
# The best first: with a zone, in UTC, in the zone of the sender. "Send" is how v3 spells the one.
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
    """The fields that all events have. A text that a delivery leaves out is empty.

    The names are those of the wire, and two of them mislead. In a received message `destination` is
    the person who wrote, and `sender` is always the e-mail address of your account. Use
    `from_number` and `to_number`.

    Attributes:
        from_number: The handset that wrote a received message; None in a delivery report.
        to_number: The handset that a reported message was sent to; None in a received message, as
            the gateway does not tell which of your numbers it was sent to.
        type_: `SMS`, `SMSReply`, `SMSInbound`, or a type that the gateway has added since.
        destination: The handset concerned: the recipient of the message, or the person who wrote.
        message_id: The message reported on or replied to; empty where there is none.
        status: `SUCCESS`, `FAILED`, `PENDING`, `UPDATED` or `RECEIVED`; the list is open, compare
            without regard to case.
        result: The outcome in the gateway's words, or the text of the event if `UPDATED`.
        message: The text received; empty in a delivery report.
        received_id: The identifier of the received message.
        contact_id: The contact with that number.
        sub_account: As given when the message was sent.
        department: As given when the message was sent.
        job_number: The gateway's own number for the message.
        price: The cost in the currency of the account, or None.
        detail: Billing detail as key:value text, such as `SMSParts:1`.
        url: The address that the delivery was sent to.
        sender: The e-mail address of your API user, never a phone number.
        version: The version of the delivery's shape.
        sent_time_local: The time in the zone of the sender, as the delivery writes it.
        sent_at: The time of the event: aware if the delivery names one in UTC or the zone of the
            sender was given, else naive and in that zone; None if no time can be read.
        raw: All fields as delivered, unknown ones and the secret included, so never log it. Two
            deliveries of one event may differ in it; it does not count when events are compared.
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
        """The handset that wrote a received message; None in a delivery report."""
        return None

    @property
    def to_number(self) -> str | None:
        """The handset that a reported message was sent to; None in a received message."""
        return None

    def __repr__(self) -> str:
        # Neither the text nor the address, which may hold a secret; of the number its ends.
        return (
            f"{type(self).__name__}({self.type_!r}, destination={mask(self.destination)!r}, "
            f"message_id={mask(self.message_id)!r}, status={self.status!r}, "
            f"result={mask(self.result)!r})"
        )


class StatusEvent(WebhookEvent):
    """A delivery report for one recipient, or (status `UPDATED`) a further event of it.

    Attributes:
        to_number: The recipient that the report is about; on the wire it is `destination`.
        from_number: None.
        message_id: The message that the report is about.
        status: `SUCCESS`, `FAILED`, `PENDING` or `UPDATED`; the list is open.
        delivered: Whether the status is `SUCCESS`.
        result: The outcome in the gateway's words, or the text of the event if `UPDATED`.
        price: The cost in the currency of the account, or None.
        detail: Billing detail as key:value text, such as `SMSParts:1`.
        sent_at: The time of the event; see `WebhookEvent`, which also describes the other fields:
            `contact_id`, `sub_account`, `department`, `job_number`, `sent_time_local`, `sender`,
            `url`, `version`, `type_`, `raw`.
    """

    __slots__ = ()

    @property
    def delivered(self) -> bool:
        """Whether the status is `SUCCESS`."""
        return self.status.casefold() == "success"

    @property
    def to_number(self) -> str:
        """The handset that the reported message was sent to."""
        return self.destination


class ReceivedEvent(WebhookEvent):
    """A message that a handset sent: the base of `ReplyEvent` and `InboundEvent`."""

    __slots__ = ()

    @property
    def from_number(self) -> str:
        """The handset that wrote the message."""
        return self.destination


class ReplyEvent(ReceivedEvent):
    """A reply to a message of yours.

    Attributes:
        from_number: The person who wrote; on the wire it is `destination`.
        to_number: None; the gateway does not tell it.
        message: The text of the reply.
        message_id: The message that it answers.
        received_id: The identifier of the reply; empty in the older shape of deliveries.
        sent_at: The time at which the reply arrived.
        sender: The e-mail address of your API user, never a phone number.
        status: `RECEIVED`. `WebhookEvent` describes the other fields: `contact_id`, `sub_account`,
            `department`, `job_number`, `result`, `price`, `detail`, `sent_time_local`, `url`,
            `version`, `type_`, `raw`.
    """

    __slots__ = ()


class InboundEvent(ReceivedEvent):
    """A received message that answers none of yours, or came too late to be matched to one.

    Attributes:
        from_number: The person who wrote; on the wire it is `destination`.
        to_number: None; the gateway does not tell it.
        message: The text.
        message_id: Empty.
        received_id: The identifier of the message; empty in the older shape of deliveries.
        sent_at: The time at which the message arrived.
        sender: The e-mail address of your API user, never a phone number.
        status: `RECEIVED`. `WebhookEvent` describes the other fields: `contact_id`, `sub_account`,
            `department`, `job_number`, `result`, `price`, `detail`, `sent_time_local`, `url`,
            `version`, `type_`, `raw`.
    """

    __slots__ = ()


Event: TypeAlias = StatusEvent | ReplyEvent | InboundEvent
"""Any of the events that a delivery can report."""


def build(fields: Mapping[str, Any], zone: tzinfo | None = None) -> Event:
    """Build an event from the fields of a body.

    Args:
        fields: The fields by their names on the wire, hyphens as good as underscores.
        zone: The zone of the sender, for times that name none.

    Raises:
        WebhookError: A field that every delivery has is missing or has several values.

    Example:
        >>> reply = {"Type": "SMSReply", "Destination": "+61491570006", "MessageID": "ID1"}
        >>> build({**reply, "Status": "RECEIVED", "Message": "Yes"}).message
        'Yes'
    """
    named = dict(_normalised(fields))
    for name in _REQUIRED:
        if name not in named:
            raise WebhookError(f"The delivery lacks {name}.")
    texts = {attribute: _text(named, wire) for attribute, wire in _TEXTS.items()}
    if not texts["type_"]:
        raise WebhookError("The Type of the delivery is empty.")
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
            raise WebhookError(f"The delivery names two values for {name}.")
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
    return ReplyEvent if texts["message_id"] else InboundEvent  # of a channel not known yet


def _text(fields: Mapping[str, Any], name: str) -> str:
    texts = list(dict.fromkeys(_leaves(fields.get(name))))
    if len(texts) > 1 and name in _REQUIRED:
        raise WebhookError(f"The delivery has several values for {name}.")
    return "\n".join(texts)


def _leaves(value: Any) -> Iterator[str]:
    """Yield the texts in a value. Gateways repeat and nest elements of XML."""
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
