"""The options of a message: their names, types and meanings."""

from typing import Literal, TypedDict

from bestsms_client._allow import Allow
from bestsms_client._message.schedule import When


class BulkOptions(TypedDict, total=False):
    """The options that `send_bulk` takes by name. None means not given."""

    reference: str | None
    """A description for human readers, at most 80 characters. Reports repeat it."""
    send_time: When | None
    """When to send: an aware datetime, a timedelta from now, or local time in `time_zone` or the
    client's `account_timezone`, as a naive datetime or as text, `YYYY-MM-DDThh:mm`."""
    time_zone: str | None
    """The zone of `send_time`, by its IANA name such as `Australia/Sydney` or the API's name such
    as `AUS Eastern`."""
    sub_account: str | None
    """A name that splits reporting and billing."""
    department: str | None
    """A second name that splits reporting and billing."""
    charge_code: str | None
    """A code that splits the invoice."""
    from_number: str | None
    """The number that the message comes from, where the network allows it."""
    sms_email_reply: str | None
    """An e-mail address that replies are forwarded to."""
    report_to: str | None
    """An e-mail address that delivery reports are sent to."""
    character_conversion: bool | None
    """Whether the gateway replaces characters outside the GSM alphabet by similar ones."""
    webhook_callback_url: str | None
    """An https address that receives the webhooks of this message."""
    webhook_callback_format: Literal["JSON", "XML"] | None
    """The format of those webhooks; the gateway requires it with `webhook_callback_url`."""
    region: str | None
    """The country, such as `AU`, in which numbers without `+` are dialled. They are sent in
    international form. Needs the extra `bestsms-client[phone]`."""
    allow: Allow | None
    """What is accepted although it is usually a mistake: any of `"national_numbers"`, `"past"`,
    `"unknown_fields"` and `"cut"`. Adds to the client's `allow`."""


class MessageOptions(BulkOptions, total=False):
    """The options that `preview` takes by name, as `send_message` does. None means not given."""

    message_id: str | None
    """Your identifier of the message, at most 40 letters, digits and hyphens; a random one if you
    pass none."""
