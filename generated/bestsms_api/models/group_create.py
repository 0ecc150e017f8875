from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.group_create_view_edit_by import (
    GroupCreateViewEditBy,
    check_group_create_view_edit_by,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="GroupCreate")


@_attrs_define
class GroupCreate:
    """The fields of a group to create."""

    group_name: str
    """ The name of the group. """
    group_code: str | None = UNSET
    """ The code of the group. It cannot be changed later. If it is not given, the gateway creates it from the name
    and replaces spaces with underscores. """
    sub_account: str | None = UNSET
    """ The sub-account that the group belongs to. """
    department: str | None = UNSET
    """ The department that the group belongs to. """
    view_edit_by: GroupCreateViewEditBy | None = UNSET
    """ Who can view and edit the group: Account, SubAccount, Department or No. The default is Account (assumed).
    """

    def to_dict(self) -> dict[str, Any]:
        group_name = self.group_name

        group_code = self.group_code

        sub_account = self.sub_account

        department = self.department

        view_edit_by: str | None = UNSET
        if not isinstance(self.view_edit_by, Unset):
            view_edit_by = self.view_edit_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "GroupName": group_name,
            }
        )
        if group_code is not UNSET:
            field_dict["GroupCode"] = group_code
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
        group_name = d.pop("GroupName")

        group_code = d.pop("GroupCode", UNSET)

        sub_account = d.pop("SubAccount", UNSET)

        department = d.pop("Department", UNSET)

        _view_edit_by = d.pop("ViewEditBy", UNSET)
        view_edit_by: GroupCreateViewEditBy | None
        if isinstance(_view_edit_by, Unset):
            view_edit_by = UNSET
        else:
            view_edit_by = check_group_create_view_edit_by(_view_edit_by)

        group_create = cls(
            group_name=group_name,
            group_code=group_code,
            sub_account=sub_account,
            department=department,
            view_edit_by=view_edit_by,
        )

        return group_create
