from typing import Literal

ContactWriteEditBy = Literal["Account", "Department", "No", "SubAccount"]

CONTACT_WRITE_EDIT_BY_VALUES: set[ContactWriteEditBy] = {
    "Account",
    "Department",
    "No",
    "SubAccount",
}


def check_contact_write_edit_by(value: str) -> ContactWriteEditBy:
    if value in CONTACT_WRITE_EDIT_BY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONTACT_WRITE_EDIT_BY_VALUES!r}")
