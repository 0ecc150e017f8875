from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.sms_reply import SMSReply


T = TypeVar("T", bound="ReplyRecipient")


@_attrs_define
class ReplyRecipient:
    """A recipient of a message, the text sent to it, and its replies."""

    type_: str | None = UNSET
    """ The channel. It is Text for an SMS. Some sources say SMS, so accept both. """
    dest_seq: str | None = UNSET
    """ The position of the recipient in the message: eight digits, starting at 00000001. """
    destination: str | None = UNSET
    """ The number in E.164 format. """
    contact_id: str | None = UNSET
    """ The contact that the number was taken from, or empty. """
    status: str | None = UNSET
    """ The state of this recipient: Success, Failed or Pending. More values may be added. Compare it case-
    insensitively. """
    result: str | None = UNSET
    """ The delivery result, for example delivered, SentOK, Undelivered or Bad Number. It is empty while the
    recipient is pending. The contract lists the known results under x-delivery-results. More may be added. Compare
    it case-insensitively. """
    sent_time_local: str | None = UNSET
    """ When the message was sent, in the time zone of the message, as YYYY-MM-DD hh:mm:ss. Empty if it has not been
    sent (assumed). """
    sent_time_utc: str | None = UNSET
    """ When the message was sent, in UTC, as YYYY-MM-DD hh:mm:ss. Empty if it has not been sent (assumed). """
    sent_time_utc_rfc3339: str | None = UNSET
    """ When the message was sent, in UTC, as an RFC 3339 date-time. Empty if it has not been sent (assumed). """
    attention: str | None = UNSET
    """ The recipient's name, as submitted. """
    company: str | None = UNSET
    """ The recipient's company, as submitted. """
    custom_1: str | None = UNSET
    """ The custom value, as submitted. """
    custom_2: str | None = UNSET
    """ The custom value, as submitted. """
    custom_3: str | None = UNSET
    """ The custom value, as submitted. """
    custom_4: str | None = UNSET
    """ The custom value, as submitted. """
    custom_5: str | None = UNSET
    """ The custom value, as submitted. """
    custom_6: str | None = UNSET
    """ The custom value, as submitted. """
    custom_7: str | None = UNSET
    """ The custom value, as submitted. """
    custom_8: str | None = UNSET
    """ The custom value, as submitted. """
    custom_9: str | None = UNSET
    """ The custom value, as submitted. """
    remote_id: str | None = UNSET
    """ Not used for SMS; empty. """
    price: float | None = UNSET
    """ The cost of this recipient, in the currency of the account. It may be null. """
    group_id: str | None = UNSET
    """ The group that the number was taken from, or empty. """
    message_text: str | None = UNSET
    """ The text sent to this recipient, with merge fields replaced. """
    sms_replies: list[SMSReply] | None = UNSET
    """ The replies from this recipient. Without replies, it is an empty list or absent (assumed). """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        dest_seq = self.dest_seq

        destination = self.destination

        contact_id = self.contact_id

        status = self.status

        result = self.result

        sent_time_local = self.sent_time_local

        sent_time_utc = self.sent_time_utc

        sent_time_utc_rfc3339 = self.sent_time_utc_rfc3339

        attention = self.attention

        company = self.company

        custom_1 = self.custom_1

        custom_2 = self.custom_2

        custom_3 = self.custom_3

        custom_4 = self.custom_4

        custom_5 = self.custom_5

        custom_6 = self.custom_6

        custom_7 = self.custom_7

        custom_8 = self.custom_8

        custom_9 = self.custom_9

        remote_id = self.remote_id

        price = self.price

        group_id = self.group_id

        message_text = self.message_text

        sms_replies: list[dict[str, Any]] | None = UNSET
        if not isinstance(self.sms_replies, Unset):
            sms_replies = []
            for sms_replies_item_data in self.sms_replies:
                sms_replies_item = sms_replies_item_data.to_dict()
                sms_replies.append(sms_replies_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type_ is not UNSET:
            field_dict["Type"] = type_
        if dest_seq is not UNSET:
            field_dict["DestSeq"] = dest_seq
        if destination is not UNSET:
            field_dict["Destination"] = destination
        if contact_id is not UNSET:
            field_dict["ContactID"] = contact_id
        if status is not UNSET:
            field_dict["Status"] = status
        if result is not UNSET:
            field_dict["Result"] = result
        if sent_time_local is not UNSET:
            field_dict["SentTimeLocal"] = sent_time_local
        if sent_time_utc is not UNSET:
            field_dict["SentTimeUTC"] = sent_time_utc
        if sent_time_utc_rfc3339 is not UNSET:
            field_dict["SentTimeUTC_RFC3339"] = sent_time_utc_rfc3339
        if attention is not UNSET:
            field_dict["Attention"] = attention
        if company is not UNSET:
            field_dict["Company"] = company
        if custom_1 is not UNSET:
            field_dict["Custom1"] = custom_1
        if custom_2 is not UNSET:
            field_dict["Custom2"] = custom_2
        if custom_3 is not UNSET:
            field_dict["Custom3"] = custom_3
        if custom_4 is not UNSET:
            field_dict["Custom4"] = custom_4
        if custom_5 is not UNSET:
            field_dict["Custom5"] = custom_5
        if custom_6 is not UNSET:
            field_dict["Custom6"] = custom_6
        if custom_7 is not UNSET:
            field_dict["Custom7"] = custom_7
        if custom_8 is not UNSET:
            field_dict["Custom8"] = custom_8
        if custom_9 is not UNSET:
            field_dict["Custom9"] = custom_9
        if remote_id is not UNSET:
            field_dict["RemoteID"] = remote_id
        if price is not UNSET:
            field_dict["Price"] = price
        if group_id is not UNSET:
            field_dict["GroupID"] = group_id
        if message_text is not UNSET:
            field_dict["MessageText"] = message_text
        if sms_replies is not UNSET:
            field_dict["SMSReplies"] = sms_replies

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sms_reply import SMSReply  # noqa: PLC0415

        d = dict(src_dict)
        type_ = d.pop("Type", UNSET)

        dest_seq = d.pop("DestSeq", UNSET)

        destination = d.pop("Destination", UNSET)

        contact_id = d.pop("ContactID", UNSET)

        status = d.pop("Status", UNSET)

        result = d.pop("Result", UNSET)

        sent_time_local = d.pop("SentTimeLocal", UNSET)

        sent_time_utc = d.pop("SentTimeUTC", UNSET)

        sent_time_utc_rfc3339 = d.pop("SentTimeUTC_RFC3339", UNSET)

        attention = d.pop("Attention", UNSET)

        company = d.pop("Company", UNSET)

        custom_1 = d.pop("Custom1", UNSET)

        custom_2 = d.pop("Custom2", UNSET)

        custom_3 = d.pop("Custom3", UNSET)

        custom_4 = d.pop("Custom4", UNSET)

        custom_5 = d.pop("Custom5", UNSET)

        custom_6 = d.pop("Custom6", UNSET)

        custom_7 = d.pop("Custom7", UNSET)

        custom_8 = d.pop("Custom8", UNSET)

        custom_9 = d.pop("Custom9", UNSET)

        remote_id = d.pop("RemoteID", UNSET)

        price = d.pop("Price", UNSET)

        group_id = d.pop("GroupID", UNSET)

        message_text = d.pop("MessageText", UNSET)

        _sms_replies = d.pop("SMSReplies", UNSET)
        sms_replies: list[SMSReply] | None = UNSET
        if _sms_replies is not UNSET:
            sms_replies = []
            for sms_replies_item_data in _sms_replies:
                sms_replies_item = SMSReply.from_dict(sms_replies_item_data)

                sms_replies.append(sms_replies_item)

        reply_recipient = cls(
            type_=type_,
            dest_seq=dest_seq,
            destination=destination,
            contact_id=contact_id,
            status=status,
            result=result,
            sent_time_local=sent_time_local,
            sent_time_utc=sent_time_utc,
            sent_time_utc_rfc3339=sent_time_utc_rfc3339,
            attention=attention,
            company=company,
            custom_1=custom_1,
            custom_2=custom_2,
            custom_3=custom_3,
            custom_4=custom_4,
            custom_5=custom_5,
            custom_6=custom_6,
            custom_7=custom_7,
            custom_8=custom_8,
            custom_9=custom_9,
            remote_id=remote_id,
            price=price,
            group_id=group_id,
            message_text=message_text,
            sms_replies=sms_replies,
        )

        reply_recipient.additional_properties = d
        return reply_recipient

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
