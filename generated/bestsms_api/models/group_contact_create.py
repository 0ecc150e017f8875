from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="GroupContactCreate")


@_attrs_define
class GroupContactCreate:
    """The contact to add to the group."""

    contact_id: str
    """ The identifier of the contact. """

    def to_dict(self) -> dict[str, Any]:
        contact_id = self.contact_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ContactID": contact_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        contact_id = d.pop("ContactID")

        group_contact_create = cls(
            contact_id=contact_id,
        )

        return group_contact_create
