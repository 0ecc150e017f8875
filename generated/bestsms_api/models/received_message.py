from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET

T = TypeVar("T", bound="ReceivedMessage")


@_attrs_define
class ReceivedMessage:
    """A message received from a handset."""

    received_id: str | None = UNSET
    """ The identifier of the received message, a UUID. """
    message_id: str | None = UNSET
    """ The MessageID of the message replied to. Empty if this is not a reply (assumed). """
    job_num: str | None = UNSET
    """ The job number of the message replied to, or empty. """
    sub_account: str | None = UNSET
    """ The sub-account of the message replied to, or empty. """
    department: str | None = UNSET
    """ The department of the message replied to, or empty. """
    received_time_local: str | None = UNSET
    """ When the message was received, in the time zone given by Timezone, as YYYY-MM-DD hh:mm:ss. """
    received_time_utc: str | None = UNSET
    """ When the message was received, in UTC, as YYYY-MM-DD hh:mm:ss. """
    received_time_utc_rfc3339: str | None = UNSET
    """ When the message was received, in UTC, as an RFC 3339 date-time. """
    from_: str | None = UNSET
    """ The sender's number, in E.164 format. """
    contact_id: str | None = UNSET
    """ The contact with that number, or empty. """
    message_text: str | None = UNSET
    """ The received text. """
    timezone: str | None = UNSET
    """ The time zone of the local time. """
    version: str | None = UNSET
    """ The version of the API, with a v. In webhooks, Version has no v. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        received_id = self.received_id

        message_id = self.message_id

        job_num = self.job_num

        sub_account = self.sub_account

        department = self.department

        received_time_local = self.received_time_local

        received_time_utc = self.received_time_utc

        received_time_utc_rfc3339 = self.received_time_utc_rfc3339

        from_ = self.from_

        contact_id = self.contact_id

        message_text = self.message_text

        timezone = self.timezone

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if received_id is not UNSET:
            field_dict["ReceivedID"] = received_id
        if message_id is not UNSET:
            field_dict["MessageID"] = message_id
        if job_num is not UNSET:
            field_dict["JobNum"] = job_num
        if sub_account is not UNSET:
            field_dict["SubAccount"] = sub_account
        if department is not UNSET:
            field_dict["Department"] = department
        if received_time_local is not UNSET:
            field_dict["ReceivedTimeLocal"] = received_time_local
        if received_time_utc is not UNSET:
            field_dict["ReceivedTimeUTC"] = received_time_utc
        if received_time_utc_rfc3339 is not UNSET:
            field_dict["ReceivedTimeUTC_RFC3339"] = received_time_utc_rfc3339
        if from_ is not UNSET:
            field_dict["From"] = from_
        if contact_id is not UNSET:
            field_dict["ContactID"] = contact_id
        if message_text is not UNSET:
            field_dict["MessageText"] = message_text
        if timezone is not UNSET:
            field_dict["Timezone"] = timezone
        if version is not UNSET:
            field_dict["Version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        received_id = d.pop("ReceivedID", UNSET)

        message_id = d.pop("MessageID", UNSET)

        job_num = d.pop("JobNum", UNSET)

        sub_account = d.pop("SubAccount", UNSET)

        department = d.pop("Department", UNSET)

        received_time_local = d.pop("ReceivedTimeLocal", UNSET)

        received_time_utc = d.pop("ReceivedTimeUTC", UNSET)

        received_time_utc_rfc3339 = d.pop("ReceivedTimeUTC_RFC3339", UNSET)

        from_ = d.pop("From", UNSET)

        contact_id = d.pop("ContactID", UNSET)

        message_text = d.pop("MessageText", UNSET)

        timezone = d.pop("Timezone", UNSET)

        version = d.pop("Version", UNSET)

        received_message = cls(
            received_id=received_id,
            message_id=message_id,
            job_num=job_num,
            sub_account=sub_account,
            department=department,
            received_time_local=received_time_local,
            received_time_utc=received_time_utc,
            received_time_utc_rfc3339=received_time_utc_rfc3339,
            from_=from_,
            contact_id=contact_id,
            message_text=message_text,
            timezone=timezone,
            version=version,
        )

        received_message.additional_properties = d
        return received_message

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
