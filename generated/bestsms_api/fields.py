"""Request bodies as keyword arguments, for `**fields: Unpack[...]`.

Made by scripts/generate from spec/bestsms-v2.04.yaml: do not edit.
"""

from typing import Literal, Required, TypedDict


class ContactWriteFields(TypedDict, total=False):
    """The fields of a contact to create or to change. All are optional; a change touches only the fields that are given."""

    attention: str | None
    """The name to address the contact by; it fills [[Attention]]."""
    title: str | None
    """The form of address, for example Mr, Mrs or Ms, as free text (assumed)."""
    company: str | None
    """The company of the contact; it fills [[Company]]."""
    recip_department: str | None
    """The department of the contact within its company. The vendor's page calls it CompanyDepartment."""
    first_name: str | None
    """The first name of the contact; it fills [[FirstName]]."""
    last_name: str | None
    """The last name of the contact; it fills [[LastName]]."""
    position: str | None
    """The position of the contact in its company."""
    street_address: str | None
    """The street and number of the contact's address."""
    suburb: str | None
    """The suburb of the contact's address."""
    city: str | None
    """The city of the contact's address."""
    state: str | None
    """The state or province of the contact's address."""
    country: str | None
    """The country of the contact's address."""
    postcode: str | None
    """The postal code of the contact's address."""
    main_phone: str | None
    """The main telephone number of the contact, kept as given."""
    alt_phone_1: str | None
    """An alternate telephone number of the contact, kept as given."""
    alt_phone_2: str | None
    """A second alternate telephone number of the contact, kept as given."""
    direct_phone: str | None
    """The direct telephone number of the contact, kept as given."""
    mobile_phone: str | None
    """The mobile number of the contact, kept as given. SMS messages to the contact go to it."""
    fax_number: str | None
    """The fax number of the contact, kept as given."""
    email_address: str | None
    """The e-mail address of the contact."""
    web_address: str | None
    """The website of the contact."""
    custom_1: str | None
    """A free value; it fills [[Custom1]] in messages to the contact."""
    custom_2: str | None
    """A free value; it fills [[Custom2]] in messages to the contact."""
    custom_3: str | None
    """A free value; it fills [[Custom3]] in messages to the contact."""
    custom_4: str | None
    """A free value; it fills [[Custom4]] in messages to the contact."""
    view_by: Literal["Account", "SubAccount", "Department", "No"] | None
    """Who may see the contact: Account, SubAccount, Department or No. The gateway takes Account where it is not given (assumed)."""
    edit_by: Literal["Account", "SubAccount", "Department", "No"] | None
    """Who may change the contact: Account, SubAccount, Department or No. The gateway takes Account where it is not given (assumed)."""


class GroupCreateFields(TypedDict, total=False):
    """The fields of a group to create."""

    group_name: Required[str]
    """The name of the group."""
    group_code: str | None
    """The code of the group, which never changes afterwards. The gateway makes it from the name, with underscores for spaces, where it is not given."""
    sub_account: str | None
    """The sub-account that the group belongs to."""
    department: str | None
    """The department that the group belongs to."""
    view_edit_by: Literal["Account", "SubAccount", "Department", "No"] | None
    """Who may see and change the group: Account, SubAccount, Department or No. The gateway takes Account where it is not given (assumed)."""


class GroupUpdateFields(TypedDict, total=False):
    """The fields of a group to change; those that are absent stay as they are."""

    group_name: str | None
    """The new name of the group. Its code does not follow."""
    sub_account: str | None
    """The sub-account that the group belongs to."""
    department: str | None
    """The department that the group belongs to."""
    view_edit_by: Literal["Account", "SubAccount", "Department", "No"] | None
    """Who may see and change the group: Account, SubAccount, Department or No."""
