from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Paging")


@_attrs_define
class Paging:
    """The position of a page in its list."""

    total_records: int
    """ The total number of records on all pages. """
    records_per_page: int
    """ The number of records on a page, as requested. The default is 100. """
    page_count: int
    """ The number of pages. It is 1 for an empty list (assumed). """
    page: int
    """ The number of this page, starting at 1. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_records = self.total_records

        records_per_page = self.records_per_page

        page_count = self.page_count

        page = self.page

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "TotalRecords": total_records,
                "RecordsPerPage": records_per_page,
                "PageCount": page_count,
                "Page": page,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        total_records = d.pop("TotalRecords")

        records_per_page = d.pop("RecordsPerPage")

        page_count = d.pop("PageCount")

        page = d.pop("Page")

        paging = cls(
            total_records=total_records,
            records_per_page=records_per_page,
            page_count=page_count,
            page=page,
        )

        paging.additional_properties = d
        return paging

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
