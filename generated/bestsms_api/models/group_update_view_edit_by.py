from typing import Literal

GroupUpdateViewEditBy = Literal["Account", "Department", "No", "SubAccount"]

GROUP_UPDATE_VIEW_EDIT_BY_VALUES: set[GroupUpdateViewEditBy] = {
    "Account",
    "Department",
    "No",
    "SubAccount",
}


def check_group_update_view_edit_by(value: str) -> GroupUpdateViewEditBy:
    if value in GROUP_UPDATE_VIEW_EDIT_BY_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {GROUP_UPDATE_VIEW_EDIT_BY_VALUES!r}"
    )
