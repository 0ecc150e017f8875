from typing import Literal

ContactWriteViewBy = Literal["Account", "Department", "No", "SubAccount"]

CONTACT_WRITE_VIEW_BY_VALUES: set[ContactWriteViewBy] = {
    "Account",
    "Department",
    "No",
    "SubAccount",
}


def check_contact_write_view_by(value: str) -> ContactWriteViewBy:
    if value in CONTACT_WRITE_VIEW_BY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTACT_WRITE_VIEW_BY_VALUES!r}")
