from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET

T = TypeVar("T", bound="ReceivedWebhook")


@_attrs_define
class ReceivedWebhook:
    """A message received from a handset."""

    type_: str
    """ SMS for a delivery report, SMSReply for a reply to a message, SMSInbound for any other received message. """
    destination: str
    """ The number of the handset in E.164 format: the recipient of the message, or the sender of the received
    message. """
    message_id: str
    """ The MessageID of the message reported on or replied to. Empty for a received message that is not a reply
    (assumed). """
    status: str
    """ SUCCESS, FAILED, PENDING or UPDATED in a delivery report, RECEIVED otherwise. It is upper case in webhooks
    and title case in API responses. """
    version: str | None = UNSET
    """ The version of the webhook format, 2.04, without a v. """
    sender: str | None = UNSET
    """ The e-mail address of the API user. """
    api_key: str | None = UNSET
    """ The shared secret, as in the Authorization header. """
    contact_id: str | None = UNSET
    """ The contact with that number, or empty. """
    received_id: str | None = UNSET
    """ The identifier of the received message. Empty in a delivery report. """
    sub_account: str | None = UNSET
    """ The sub-account of the message, or empty. """
    department: str | None = UNSET
    """ The department of the message, or empty. """
    job_number: str | None = UNSET
    """ The gateway's job number: eight letters and digits. API responses call it JobNum. """
    sent_time_local: str | None = UNSET
    """ When the event occurred, in the sender's time zone, as YYYY-MM-DD hh:mm:ss. """
    sent_time_utc_iso8601: str | None = UNSET
    """ When the event occurred, in UTC, as YYYY-MM-DD hh:mm:ss. """
    sent_time_utc_rfc3339: str | None = UNSET
    """ When the event occurred, in UTC, as an RFC 3339 date-time. """
    result: str | None = UNSET
    """ The delivery result, or RECEIVED for a received message, or the text of the event if the status is UPDATED.
    """
    price: str | None = UNSET
    """ The cost of the transaction as text, for example 0.10. Empty for a received message. """
    detail: str | None = UNSET
    """ Further details as key:value text, for example SMSParts:1, or InputToNumber with the number as the sender
    typed it. """
    url: str | None = UNSET
    """ The URL that the webhook is sent to. """
    message: str | None = UNSET
    """ The received text. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        destination = self.destination

        message_id = self.message_id

        status = self.status

        version = self.version

        sender = self.sender

        api_key = self.api_key

        contact_id = self.contact_id

        received_id = self.received_id

        sub_account = self.sub_account

        department = self.department

        job_number = self.job_number

        sent_time_local = self.sent_time_local

        sent_time_utc_iso8601 = self.sent_time_utc_iso8601

        sent_time_utc_rfc3339 = self.sent_time_utc_rfc3339

        result = self.result

        price = self.price

        detail = self.detail

        url = self.url

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Type": type_,
                "Destination": destination,
                "MessageID": message_id,
                "Status": status,
            }
        )
        if version is not UNSET:
            field_dict["Version"] = version
        if sender is not UNSET:
            field_dict["Sender"] = sender
        if api_key is not UNSET:
            field_dict["APIKey"] = api_key
        if contact_id is not UNSET:
            field_dict["ContactID"] = contact_id
        if received_id is not UNSET:
            field_dict["ReceivedID"] = received_id
        if sub_account is not UNSET:
            field_dict["SubAccount"] = sub_account
        if department is not UNSET:
            field_dict["Department"] = department
        if job_number is not UNSET:
            field_dict["JobNumber"] = job_number
        if sent_time_local is not UNSET:
            field_dict["SentTimeLocal"] = sent_time_local
        if sent_time_utc_iso8601 is not UNSET:
            field_dict["SentTimeUTC-ISO8601"] = sent_time_utc_iso8601
        if sent_time_utc_rfc3339 is not UNSET:
            field_dict["SentTimeUTC-RFC3339"] = sent_time_utc_rfc3339
        if result is not UNSET:
            field_dict["Result"] = result
        if price is not UNSET:
            field_dict["Price"] = price
        if detail is not UNSET:
            field_dict["Detail"] = detail
        if url is not UNSET:
            field_dict["URL"] = url
        if message is not UNSET:
            field_dict["Message"] = message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = d.pop("Type")

        destination = d.pop("Destination")

        message_id = d.pop("MessageID")

        status = d.pop("Status")

        version = d.pop("Version", UNSET)

        sender = d.pop("Sender", UNSET)

        api_key = d.pop("APIKey", UNSET)

        contact_id = d.pop("ContactID", UNSET)

        received_id = d.pop("ReceivedID", UNSET)

        sub_account = d.pop("SubAccount", UNSET)

        department = d.pop("Department", UNSET)

        job_number = d.pop("JobNumber", UNSET)

        sent_time_local = d.pop("SentTimeLocal", UNSET)

        sent_time_utc_iso8601 = d.pop("SentTimeUTC-ISO8601", UNSET)

        sent_time_utc_rfc3339 = d.pop("SentTimeUTC-RFC3339", UNSET)

        result = d.pop("Result", UNSET)

        price = d.pop("Price", UNSET)

        detail = d.pop("Detail", UNSET)

        url = d.pop("URL", UNSET)

        message = d.pop("Message", UNSET)

        received_webhook = cls(
            type_=type_,
            destination=destination,
            message_id=message_id,
            status=status,
            version=version,
            sender=sender,
            api_key=api_key,
            contact_id=contact_id,
            received_id=received_id,
            sub_account=sub_account,
            department=department,
            job_number=job_number,
            sent_time_local=sent_time_local,
            sent_time_utc_iso8601=sent_time_utc_iso8601,
            sent_time_utc_rfc3339=sent_time_utc_rfc3339,
            result=result,
            price=price,
            detail=detail,
            url=url,
            message=message,
        )

        received_webhook.additional_properties = d
        return received_webhook

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
