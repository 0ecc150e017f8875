from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.contact import Contact
    from ..models.group import Group


T = TypeVar("T", bound="ContactGroupResult")


@_attrs_define
class ContactGroupResult:
    """A response with a membership, requested by contact."""

    result: str
    """ Success if the request succeeded, otherwise Failed. """
    contact: Contact
    """ A contact in the address book. """
    group: Group
    """ A group in the address book. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        result = self.result

        contact = self.contact.to_dict()

        group = self.group.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Result": result,
                "Contact": contact,
                "Group": group,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.contact import Contact  # noqa: PLC0415
        from ..models.group import Group  # noqa: PLC0415

        d = dict(src_dict)
        result = d.pop("Result")

        contact = Contact.from_dict(d.pop("Contact"))

        group = Group.from_dict(d.pop("Group"))

        contact_group_result = cls(
            result=result,
            contact=contact,
            group=group,
        )

        contact_group_result.additional_properties = d
        return contact_group_result

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
