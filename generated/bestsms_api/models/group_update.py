from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.group_update_view_edit_by import (
    GroupUpdateViewEditBy,
    check_group_update_view_edit_by,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="GroupUpdate")


@_attrs_define
class GroupUpdate:
    """The fields of a group to update. Fields that are not given are left unchanged."""

    group_name: str | None = UNSET
    """ The new name of the group. The code of the group does not change. """
    sub_account: str | None = UNSET
    """ The sub-account that the group belongs to. """
    department: str | None = UNSET
    """ The department that the group belongs to. """
    view_edit_by: GroupUpdateViewEditBy | None = UNSET
    """ Who can view and edit the group: Account, SubAccount, Department or No. """

    def to_dict(self) -> dict[str, Any]:
        group_name = self.group_name

        sub_account = self.sub_account

        department = self.department

        view_edit_by: str | None = UNSET
        if not isinstance(self.view_edit_by, Unset):
            view_edit_by = self.view_edit_by

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if group_name is not UNSET:
            field_dict["GroupName"] = group_name
        if sub_account is not UNSET:
            field_dict["SubAccount"] = sub_account
        if department is not UNSET:
            field_dict["Department"] = department
        if view_edit_by is not UNSET:
            field_dict["ViewEditBy"] = view_edit_by

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        group_name = d.pop("GroupName", UNSET)

        sub_account = d.pop("SubAccount", UNSET)

        department = d.pop("Department", UNSET)

        _view_edit_by = d.pop("ViewEditBy", UNSET)
        view_edit_by: GroupUpdateViewEditBy | None
        if isinstance(_view_edit_by, Unset):
            view_edit_by = UNSET
        else:
            view_edit_by = check_group_update_view_edit_by(_view_edit_by)

        group_update = cls(
            group_name=group_name,
            sub_account=sub_account,
            department=department,
            view_edit_by=view_edit_by,
        )

        return group_update
