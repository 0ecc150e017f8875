"""The options of a message as typed dicts."""

from typing import Literal, TypedDict

from bestsms_client._allow import Allow
from bestsms_client._message.schedule import When


class BulkOptions(TypedDict, total=False):
    """The options of `send_bulk`. None means not given."""

    reference: str | None
    """A description for people, up to 80 characters. Reports include it."""
    send_time: When | None
    """When to send: an aware datetime, a timedelta from now, or local time in `time_zone` or the
    client's `account_timezone`: a naive datetime, or text in the form `YYYY-MM-DDThh:mm`."""
    time_zone: str | None
    """The zone of `send_time`: an IANA name such as `Australia/Sydney`, or the API's name such as
    `AUS Eastern`."""
    sub_account: str | None
    """The sub-account for reporting and billing."""
    department: str | None
    """The department for reporting and billing."""
    charge_code: str | None
    """A code for splitting the invoice."""
    from_number: str | None
    """The sender's number, if the network allows it."""
    sms_email_reply: str | None
    """An e-mail address to forward replies to."""
    report_to: str | None
    """An e-mail address to send delivery reports to."""
    character_conversion: bool | None
    """Whether the gateway replaces characters outside the GSM alphabet with similar ones."""
    webhook_callback_url: str | None
    """An https address that receives this message's webhooks."""
    webhook_callback_format: Literal["JSON", "XML"] | None
    """The format of those webhooks. Required with `webhook_callback_url`."""
    region: str | None
    """The country, such as `AU`, of numbers without `+`, which are converted to international form.
    Needs the extra `bestsms-client[phone]`."""
    allow: Allow | None
    """Checks to turn off: any of `"national_numbers"`, `"past"`, `"unknown_fields"` and `"cut"`;
    see `send_message`. The client's `allow` is added to it."""


class MessageOptions(BulkOptions, total=False):
    """The options of `send_message` and `preview`. None means not given."""

    message_id: str | None
    """Your identifier for the message, up to 40 letters, digits and hyphens. Default: a random
    one."""
