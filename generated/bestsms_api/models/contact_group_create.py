from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ContactGroupCreate")


@_attrs_define
class ContactGroupCreate:
    """The group to add the contact to."""

    group_id: str
    """ The GroupID or the GroupCode of the group. """

    def to_dict(self) -> dict[str, Any]:
        group_id = self.group_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "GroupID": group_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        group_id = d.pop("GroupID")

        contact_group_create = cls(
            group_id=group_id,
        )

        return contact_group_create
