from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET

if TYPE_CHECKING:
    from ..models.received_message import ReceivedMessage


T = TypeVar("T", bound="SMSReceivedResult")


@_attrs_define
class SMSReceivedResult:
    """The messages received in a time window."""

    result: str
    """ Success if the request succeeded, otherwise Failed. """
    messages: list[ReceivedMessage]
    """ The messages on this page, newest first (assumed). The vendor's library page calls them ReceivedMessages.
    """
    total_records: int | None = UNSET
    """ The total number of records on all pages. """
    records_per_page: int | None = UNSET
    """ The number of records on a page, as requested. The default is 100. """
    page_count: int | None = UNSET
    """ The number of pages. It is 1 for an empty list (assumed). """
    page: int | None = UNSET
    """ The number of this page, starting at 1. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        result = self.result

        messages = []
        for messages_item_data in self.messages:
            messages_item = messages_item_data.to_dict()
            messages.append(messages_item)

        total_records = self.total_records

        records_per_page = self.records_per_page

        page_count = self.page_count

        page = self.page

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Result": result,
                "Messages": messages,
            }
        )
        if total_records is not UNSET:
            field_dict["TotalRecords"] = total_records
        if records_per_page is not UNSET:
            field_dict["RecordsPerPage"] = records_per_page
        if page_count is not UNSET:
            field_dict["PageCount"] = page_count
        if page is not UNSET:
            field_dict["Page"] = page

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.received_message import ReceivedMessage  # noqa: PLC0415

        d = dict(src_dict)
        result = d.pop("Result")

        messages = []
        _messages = d.pop("Messages")
        for messages_item_data in _messages or []:
            messages_item = ReceivedMessage.from_dict(messages_item_data)

            messages.append(messages_item)

        total_records = d.pop("TotalRecords", UNSET)

        records_per_page = d.pop("RecordsPerPage", UNSET)

        page_count = d.pop("PageCount", UNSET)

        page = d.pop("Page", UNSET)

        sms_received_result = cls(
            result=result,
            messages=messages,
            total_records=total_records,
            records_per_page=records_per_page,
            page_count=page_count,
            page=page,
        )

        sms_received_result.additional_properties = d
        return sms_received_result

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
