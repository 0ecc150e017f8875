"""Request bodies as keyword arguments, for `**fields: Unpack[...]`.

Made by scripts/generate from spec/bestsms-v2.04.yaml: do not edit.
"""

from typing import Literal, Required, TypedDict


class ContactWriteFields(TypedDict, total=False):
    """The fields of a contact to create or update. All fields are optional. An update changes only the given fields."""

    attention: str | None
    """The name to address the contact by. It replaces [[Attention]]."""
    title: str | None
    """The title, for example Mr, Mrs or Ms. It is free text (assumed)."""
    company: str | None
    """The contact's company. It replaces [[Company]]."""
    recip_department: str | None
    """The contact's department in the company. The vendor's library page calls it CompanyDepartment."""
    first_name: str | None
    """The contact's first name. It replaces [[FirstName]]."""
    last_name: str | None
    """The contact's last name. It replaces [[LastName]]."""
    position: str | None
    """The contact's position in the company."""
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
    """The contact's main telephone number, stored as given."""
    alt_phone_1: str | None
    """An alternative telephone number of the contact, stored as given."""
    alt_phone_2: str | None
    """A second alternative telephone number of the contact, stored as given."""
    direct_phone: str | None
    """The contact's direct telephone number, stored as given."""
    mobile_phone: str | None
    """The contact's mobile number, stored as given. SMS messages to the contact are sent to this number."""
    fax_number: str | None
    """The contact's fax number, stored as given."""
    email_address: str | None
    """The contact's e-mail address."""
    web_address: str | None
    """The contact's website."""
    custom_1: str | None
    """A custom value. It replaces [[Custom1]] in messages to the contact."""
    custom_2: str | None
    """A custom value. It replaces [[Custom2]] in messages to the contact."""
    custom_3: str | None
    """A custom value. It replaces [[Custom3]] in messages to the contact."""
    custom_4: str | None
    """A custom value. It replaces [[Custom4]] in messages to the contact."""
    view_by: Literal["Account", "SubAccount", "Department", "No"] | None
    """Who can view the contact: Account, SubAccount, Department or No. The default is Account (assumed)."""
    edit_by: Literal["Account", "SubAccount", "Department", "No"] | None
    """Who can edit the contact: Account, SubAccount, Department or No. The default is Account (assumed)."""


class GroupCreateFields(TypedDict, total=False):
    """The fields of a group to create."""

    group_name: Required[str]
    """The name of the group."""
    group_code: str | None
    """The code of the group. It cannot be changed later. If it is not given, the gateway creates it from the name and replaces spaces with underscores."""
    sub_account: str | None
    """The sub-account that the group belongs to."""
    department: str | None
    """The department that the group belongs to."""
    view_edit_by: Literal["Account", "SubAccount", "Department", "No"] | None
    """Who can view and edit the group: Account, SubAccount, Department or No. The default is Account (assumed)."""


class GroupUpdateFields(TypedDict, total=False):
    """The fields of a group to update. Fields that are not given are left unchanged."""

    group_name: str | None
    """The new name of the group. The code of the group does not change."""
    sub_account: str | None
    """The sub-account that the group belongs to."""
    department: str | None
    """The department that the group belongs to."""
    view_edit_by: Literal["Account", "SubAccount", "Department", "No"] | None
    """Who can view and edit the group: Account, SubAccount, Department or No."""


class DestinationFields(TypedDict, total=False):
    """A destination: a number, a contact, or a group of contacts, with the values of its merge fields. At least one of Recipient, ContactID, GroupID and GroupCode is needed. If several are given, Recipient takes precedence (assumed)."""

    recipient: str | None
    """The mobile number, preferably in E.164 format, such as +61491570006. National numbers, spaces and hyphens are accepted and normalised."""
    contact_id: str | None
    """The identifier of a contact in the address book."""
    group_id: str | None
    """The identifier of a group in the address book. All its contacts receive the message."""
    group_code: str | None
    """The code of a group in the address book, instead of its identifier."""
    attention: str | None
    """The name to address the recipient by. It replaces [[Attention]] and is included in reports."""
    company: str | None
    """The recipient's company. It replaces [[Company]] and is included in reports."""
    first_name: str | None
    """The recipient's first name. It replaces [[FirstName]]."""
    last_name: str | None
    """The recipient's last name. It replaces [[LastName]]."""
    custom_1: str | None
    """A custom value. It replaces [[Custom1]] and is included in reports."""
    custom_2: str | None
    """A custom value. It replaces [[Custom2]] and is included in reports."""
    custom_3: str | None
    """A custom value. It replaces [[Custom3]] and is included in reports."""
    custom_4: str | None
    """A custom value. It replaces [[Custom4]] and is included in reports."""
    custom_5: str | None
    """A custom value. It replaces [[Custom5]] and is included in reports."""
    custom_6: str | None
    """A custom value. It replaces [[Custom6]] and is included in reports."""
    custom_7: str | None
    """A custom value. It replaces [[Custom7]] and is included in reports."""
    custom_8: str | None
    """A custom value. It replaces [[Custom8]] and is included in reports."""
    custom_9: str | None
    """A custom value. It replaces [[Custom9]] and is included in reports."""


class DestinationWireFields(TypedDict, total=False):
    """A destination: a number, a contact, or a group of contacts, with the values of its merge fields. At least one of Recipient, ContactID, GroupID and GroupCode is needed. If several are given, Recipient takes precedence (assumed)."""

    Recipient: str | None
    """The mobile number, preferably in E.164 format, such as +61491570006. National numbers, spaces and hyphens are accepted and normalised."""
    ContactID: str | None
    """The identifier of a contact in the address book."""
    GroupID: str | None
    """The identifier of a group in the address book. All its contacts receive the message."""
    GroupCode: str | None
    """The code of a group in the address book, instead of its identifier."""
    Attention: str | None
    """The name to address the recipient by. It replaces [[Attention]] and is included in reports."""
    Company: str | None
    """The recipient's company. It replaces [[Company]] and is included in reports."""
    FirstName: str | None
    """The recipient's first name. It replaces [[FirstName]]."""
    LastName: str | None
    """The recipient's last name. It replaces [[LastName]]."""
    Custom1: str | None
    """A custom value. It replaces [[Custom1]] and is included in reports."""
    Custom2: str | None
    """A custom value. It replaces [[Custom2]] and is included in reports."""
    Custom3: str | None
    """A custom value. It replaces [[Custom3]] and is included in reports."""
    Custom4: str | None
    """A custom value. It replaces [[Custom4]] and is included in reports."""
    Custom5: str | None
    """A custom value. It replaces [[Custom5]] and is included in reports."""
    Custom6: str | None
    """A custom value. It replaces [[Custom6]] and is included in reports."""
    Custom7: str | None
    """A custom value. It replaces [[Custom7]] and is included in reports."""
    Custom8: str | None
    """A custom value. It replaces [[Custom8]] and is included in reports."""
    Custom9: str | None
    """A custom value. It replaces [[Custom9]] and is included in reports."""
