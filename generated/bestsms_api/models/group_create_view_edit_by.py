from typing import Literal

GroupCreateViewEditBy = Literal["Account", "Department", "No", "SubAccount"]

GROUP_CREATE_VIEW_EDIT_BY_VALUES: set[GroupCreateViewEditBy] = {
    "Account",
    "Department",
    "No",
    "SubAccount",
}


def check_group_create_view_edit_by(value: str) -> GroupCreateViewEditBy:
    if value in GROUP_CREATE_VIEW_EDIT_BY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GROUP_CREATE_VIEW_EDIT_BY_VALUES!r}"
    )
