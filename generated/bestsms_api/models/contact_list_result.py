from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.contact import Contact


T = TypeVar("T", bound="ContactListResult")


@_attrs_define
class ContactListResult:
    """A page of contacts."""

    total_records: int
    """ The total number of records on all pages. """
    records_per_page: int
    """ The number of records on a page, as requested. The default is 100. """
    page_count: int
    """ The number of pages. It is 1 for an empty list (assumed). """
    page: int
    """ The number of this page, starting at 1. """
    result: str
    """ Success if the request succeeded, otherwise Failed. """
    contacts: list[Contact]
    """ The contacts on this page. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_records = self.total_records

        records_per_page = self.records_per_page

        page_count = self.page_count

        page = self.page

        result = self.result

        contacts = []
        for contacts_item_data in self.contacts:
            contacts_item = contacts_item_data.to_dict()
            contacts.append(contacts_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "TotalRecords": total_records,
                "RecordsPerPage": records_per_page,
                "PageCount": page_count,
                "Page": page,
                "Result": result,
                "Contacts": contacts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.contact import Contact  # noqa: PLC0415

        d = dict(src_dict)
        total_records = d.pop("TotalRecords")

        records_per_page = d.pop("RecordsPerPage")

        page_count = d.pop("PageCount")

        page = d.pop("Page")

        result = d.pop("Result")

        contacts = []
        _contacts = d.pop("Contacts")
        for contacts_item_data in _contacts or []:
            contacts_item = Contact.from_dict(contacts_item_data)

            contacts.append(contacts_item)

        contact_list_result = cls(
            total_records=total_records,
            records_per_page=records_per_page,
            page_count=page_count,
            page=page,
            result=result,
            contacts=contacts,
        )

        contact_list_result.additional_properties = d
        return contact_list_result

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
