from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET

T = TypeVar("T", bound="SeedWebhook")


@_attrs_define
class SeedWebhook:
    """The older format of both webhooks, from the vendor's library page."""

    type_: str
    """ SMS for a delivery report; SMSReply or SMSInbound for a received message. """
    destination: str
    """ The number of the handset in E.164 format. """
    message_id: str
    """ The MessageID of the message reported on or replied to. """
    status: str
    """ SUCCESS, FAILED, PENDING or UPDATED in a delivery report, RECEIVED otherwise. """
    auth_token: str | None = UNSET
    """ The auth token of the sender. """
    sub_account: str | None = UNSET
    """ The sub-account of the message, or empty. """
    department: str | None = UNSET
    """ The department of the message, or empty. """
    job_number: str | None = UNSET
    """ The gateway's job number: eight letters and digits. """
    sent_time: str | None = UNSET
    """ When the event occurred, in the sender's time zone. The vendor's format and example contradict each other.
    """
    result: str | None = UNSET
    """ The delivery result, or RECEIVED for a received message, or the text of the event. """
    message: str | None = UNSET
    """ The received text. Empty in a delivery report. """
    price: str | None = UNSET
    """ The cost of the outbound message, as text. """
    detail: str | None = UNSET
    """ Details of the outbound message as key:value text. """
    url: str | None = UNSET
    """ The URL that the webhook is sent to. """
    responsemode: str | None = UNSET
    """ The format of the webhook, JSON or XML. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        destination = self.destination

        message_id = self.message_id

        status = self.status

        auth_token = self.auth_token

        sub_account = self.sub_account

        department = self.department

        job_number = self.job_number

        sent_time = self.sent_time

        result = self.result

        message = self.message

        price = self.price

        detail = self.detail

        url = self.url

        responsemode = self.responsemode

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
        if auth_token is not UNSET:
            field_dict["AuthToken"] = auth_token
        if sub_account is not UNSET:
            field_dict["SubAccount"] = sub_account
        if department is not UNSET:
            field_dict["Department"] = department
        if job_number is not UNSET:
            field_dict["JobNumber"] = job_number
        if sent_time is not UNSET:
            field_dict["SentTime"] = sent_time
        if result is not UNSET:
            field_dict["Result"] = result
        if message is not UNSET:
            field_dict["Message"] = message
        if price is not UNSET:
            field_dict["Price"] = price
        if detail is not UNSET:
            field_dict["Detail"] = detail
        if url is not UNSET:
            field_dict["URL"] = url
        if responsemode is not UNSET:
            field_dict["RESPONSEMODE"] = responsemode

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = d.pop("Type")

        destination = d.pop("Destination")

        message_id = d.pop("MessageID")

        status = d.pop("Status")

        auth_token = d.pop("AuthToken", UNSET)

        sub_account = d.pop("SubAccount", UNSET)

        department = d.pop("Department", UNSET)

        job_number = d.pop("JobNumber", UNSET)

        sent_time = d.pop("SentTime", UNSET)

        result = d.pop("Result", UNSET)

        message = d.pop("Message", UNSET)

        price = d.pop("Price", UNSET)

        detail = d.pop("Detail", UNSET)

        url = d.pop("URL", UNSET)

        responsemode = d.pop("RESPONSEMODE", UNSET)

        seed_webhook = cls(
            type_=type_,
            destination=destination,
            message_id=message_id,
            status=status,
            auth_token=auth_token,
            sub_account=sub_account,
            department=department,
            job_number=job_number,
            sent_time=sent_time,
            result=result,
            message=message,
            price=price,
            detail=detail,
            url=url,
            responsemode=responsemode,
        )

        seed_webhook.additional_properties = d
        return seed_webhook

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
