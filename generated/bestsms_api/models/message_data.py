from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..models.message_data_mode import MessageDataMode, check_message_data_mode
from ..models.message_data_webhook_callback_format import (
    MessageDataWebhookCallbackFormat,
    check_message_data_webhook_callback_format,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.destination import Destination
    from ..models.file import File


T = TypeVar("T", bound="MessageData")


@_attrs_define
class MessageData:
    """One message, its recipients and its options."""

    destinations: list[Destination]
    """ The recipients, at least one. Their number is limited only by the size of the request, 20 MB. """
    message: str
    """ The text of the SMS. It can contain merge fields: [[Attention]], [[Company]], [[FirstName]], [[LastName]],
    [[Custom1]] to [[Custom9]],
    [[File1]] and so on for the attachments, [[Reply]], [[STOP]] and [[Link:address]]. The format of the resulting
    links is not published.
    A text longer than the account's limit, by default 459 GSM or 210 Unicode characters, is truncated, not
    rejected.
     """
    webhook_callback_url: str | None = UNSET
    """ The URL for the webhooks of this message. It overrides the URL of the account. It must start with https://,
    and webhooks must be enabled for the account. """
    webhook_callback_format: MessageDataWebhookCallbackFormat | None = UNSET
    """ The format of the webhooks of this message. The vendor's clients require it if WebhookCallbackURL is given.
    """
    send_time: str | None = UNSET
    """ When to send the message, as a local date and time without an offset, for example 2027-09-01T12:30. The time
    zone is TimeZone,
    or else the one in the sender's settings. A time in the past means now (assumed).
     """
    time_zone: str | None = UNSET
    """ The time zone of SendTime, as a Windows time zone name without "Standard Time", for example AUS Eastern, E.
    Australia, Cen. Australia, W. Australia or New Zealand. """
    mode: MessageDataMode | None = UNSET
    """ With Test, the gateway processes the message and immediately reports it as delivered, including by webhook,
    but does not send it. Omit it to send a live message. """
    message_id: str | None = UNSET
    """ The sender's own identifier for the message: at most 40 letters, digits and hyphens. The gateway generates a
    UUID if it is not given.
    It need not be unique. If several messages have the same identifier, actions and reports apply to the most
    recent one.
     """
    reference: str | None = UNSET
    """ A human-readable description, at most 80 characters. Reports include it. """
    sub_account: str | None = UNSET
    """ The sub-account for reporting and billing, for example SubAccount01. """
    department: str | None = UNSET
    """ The department for reporting and billing, for example Department01. """
    charge_code: str | None = UNSET
    """ A code for splitting the invoice, for example BillingGroup01. """
    from_number: str | None = UNSET
    """ The sender's number, in E.164 format. Networks that use short codes override it. """
    sms_email_reply: str | None = UNSET
    """ The e-mail address that replies are forwarded to. """
    character_conversion: bool | None = UNSET
    """ Whether to replace characters outside the GSM alphabet with similar characters in it, for example the
    copyright sign with (C). The default is false. The table of replacements is not published. """
    report_to: str | None = UNSET
    """ The e-mail address that delivery reports are sent to. """
    files: list[File] | None = UNSET
    """ The attachments, at most ten. In the text, [[File1]], [[File2]] and so on are replaced with links to them.
    """

    def to_dict(self) -> dict[str, Any]:
        destinations = []
        for destinations_item_data in self.destinations:
            destinations_item = destinations_item_data.to_dict()
            destinations.append(destinations_item)

        message = self.message

        webhook_callback_url = self.webhook_callback_url

        webhook_callback_format: str | None = UNSET
        if not isinstance(self.webhook_callback_format, Unset):
            webhook_callback_format = self.webhook_callback_format

        send_time = self.send_time

        time_zone = self.time_zone

        mode: str | None = UNSET
        if not isinstance(self.mode, Unset):
            mode = self.mode

        message_id = self.message_id

        reference = self.reference

        sub_account = self.sub_account

        department = self.department

        charge_code = self.charge_code

        from_number = self.from_number

        sms_email_reply = self.sms_email_reply

        character_conversion = self.character_conversion

        report_to = self.report_to

        files: list[dict[str, Any]] | None = UNSET
        if not isinstance(self.files, Unset):
            files = []
            for files_item_data in self.files:
                files_item = files_item_data.to_dict()
                files.append(files_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "Destinations": destinations,
                "Message": message,
            }
        )
        if webhook_callback_url is not UNSET:
            field_dict["WebhookCallbackURL"] = webhook_callback_url
        if webhook_callback_format is not UNSET:
            field_dict["WebhookCallbackFormat"] = webhook_callback_format
        if send_time is not UNSET:
            field_dict["SendTime"] = send_time
        if time_zone is not UNSET:
            field_dict["TimeZone"] = time_zone
        if mode is not UNSET:
            field_dict["Mode"] = mode
        if message_id is not UNSET:
            field_dict["MessageID"] = message_id
        if reference is not UNSET:
            field_dict["Reference"] = reference
        if sub_account is not UNSET:
            field_dict["SubAccount"] = sub_account
        if department is not UNSET:
            field_dict["Department"] = department
        if charge_code is not UNSET:
            field_dict["ChargeCode"] = charge_code
        if from_number is not UNSET:
            field_dict["FromNumber"] = from_number
        if sms_email_reply is not UNSET:
            field_dict["SMSEmailReply"] = sms_email_reply
        if character_conversion is not UNSET:
            field_dict["CharacterConversion"] = character_conversion
        if report_to is not UNSET:
            field_dict["ReportTo"] = report_to
        if files is not UNSET:
            field_dict["Files"] = files

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.destination import Destination  # noqa: PLC0415
        from ..models.file import File  # noqa: PLC0415

        d = dict(src_dict)
        destinations = []
        _destinations = d.pop("Destinations")
        for destinations_item_data in _destinations or []:
            destinations_item = Destination.from_dict(destinations_item_data)

            destinations.append(destinations_item)

        message = d.pop("Message")

        webhook_callback_url = d.pop("WebhookCallbackURL", UNSET)

        _webhook_callback_format = d.pop("WebhookCallbackFormat", UNSET)
        webhook_callback_format: MessageDataWebhookCallbackFormat | None
        if isinstance(_webhook_callback_format, Unset):
            webhook_callback_format = UNSET
        else:
            webhook_callback_format = check_message_data_webhook_callback_format(
                _webhook_callback_format
            )

        send_time = d.pop("SendTime", UNSET)

        time_zone = d.pop("TimeZone", UNSET)

        _mode = d.pop("Mode", UNSET)
        mode: MessageDataMode | None
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = check_message_data_mode(_mode)

        message_id = d.pop("MessageID", UNSET)

        reference = d.pop("Reference", UNSET)

        sub_account = d.pop("SubAccount", UNSET)

        department = d.pop("Department", UNSET)

        charge_code = d.pop("ChargeCode", UNSET)

        from_number = d.pop("FromNumber", UNSET)

        sms_email_reply = d.pop("SMSEmailReply", UNSET)

        character_conversion = d.pop("CharacterConversion", UNSET)

        report_to = d.pop("ReportTo", UNSET)

        _files = d.pop("Files", UNSET)
        files: list[File] | None = UNSET
        if _files is not UNSET:
            files = []
            for files_item_data in _files:
                files_item = File.from_dict(files_item_data)

                files.append(files_item)

        message_data = cls(
            destinations=destinations,
            message=message,
            webhook_callback_url=webhook_callback_url,
            webhook_callback_format=webhook_callback_format,
            send_time=send_time,
            time_zone=time_zone,
            mode=mode,
            message_id=message_id,
            reference=reference,
            sub_account=sub_account,
            department=department,
            charge_code=charge_code,
            from_number=from_number,
            sms_email_reply=sms_email_reply,
            character_conversion=character_conversion,
            report_to=report_to,
            files=files,
        )

        return message_data
