from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET

T = TypeVar("T", bound="Group")


@_attrs_define
class Group:
    """A group in the address book."""

    group_id: str
    """ The identifier of the group, a UUID. The table on the vendor's library page omits it. """
    group_code: str | None = UNSET
    """ The code of the group. It cannot be changed. It is case-insensitive (assumed). """
    group_name: str | None = UNSET
    """ The name of the group. """
    sub_account: str | None = UNSET
    """ The sub-account that the group belongs to, or empty. """
    department: str | None = UNSET
    """ The department that the group belongs to, or empty. """
    view_edit_by: str | None = UNSET
    """ Who can view and edit the group: Account, SubAccount, Department or No. """
    owner: str | None = UNSET
    """ The key of the user who owns the group. """
    access_control: str | None = UNSET
    """ The user's access to the group: Limited or Granted. It is not documented for version 2.04. """
    created_time_local: str | None = UNSET
    """ When the group was created, in the time zone given by Timezone, as YYYY-MM-DD hh:mm:ss. """
    created_time_utc: str | None = UNSET
    """ When the group was created, in UTC, as YYYY-MM-DD hh:mm:ss. """
    timezone: str | None = UNSET
    """ The time zone of the local time. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        group_id = self.group_id

        group_code = self.group_code

        group_name = self.group_name

        sub_account = self.sub_account

        department = self.department

        view_edit_by = self.view_edit_by

        owner = self.owner

        access_control = self.access_control

        created_time_local = self.created_time_local

        created_time_utc = self.created_time_utc

        timezone = self.timezone

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "GroupID": group_id,
            }
        )
        if group_code is not UNSET:
            field_dict["GroupCode"] = group_code
        if group_name is not UNSET:
            field_dict["GroupName"] = group_name
        if sub_account is not UNSET:
            field_dict["SubAccount"] = sub_account
        if department is not UNSET:
            field_dict["Department"] = department
        if view_edit_by is not UNSET:
            field_dict["ViewEditBy"] = view_edit_by
        if owner is not UNSET:
            field_dict["Owner"] = owner
        if access_control is not UNSET:
            field_dict["AccessControl"] = access_control
        if created_time_local is not UNSET:
            field_dict["CreatedTimeLocal"] = created_time_local
        if created_time_utc is not UNSET:
            field_dict["CreatedTimeUTC"] = created_time_utc
        if timezone is not UNSET:
            field_dict["Timezone"] = timezone

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        group_id = d.pop("GroupID")

        group_code = d.pop("GroupCode", UNSET)

        group_name = d.pop("GroupName", UNSET)

        sub_account = d.pop("SubAccount", UNSET)

        department = d.pop("Department", UNSET)

        view_edit_by = d.pop("ViewEditBy", UNSET)

        owner = d.pop("Owner", UNSET)

        access_control = d.pop("AccessControl", UNSET)

        created_time_local = d.pop("CreatedTimeLocal", UNSET)

        created_time_utc = d.pop("CreatedTimeUTC", UNSET)

        timezone = d.pop("Timezone", UNSET)

        group = cls(
            group_id=group_id,
            group_code=group_code,
            group_name=group_name,
            sub_account=sub_account,
            department=department,
            view_edit_by=view_edit_by,
            owner=owner,
            access_control=access_control,
            created_time_local=created_time_local,
            created_time_utc=created_time_utc,
            timezone=timezone,
        )

        group.additional_properties = d
        return group

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
