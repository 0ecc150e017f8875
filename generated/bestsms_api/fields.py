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


class DestinationFields(TypedDict, total=False):
    """One recipient: a number, a contact, or a group of contacts, with the values of its merge fields. At least one of Recipient, ContactID, GroupID and GroupCode names who is meant; the number wins where several do (assumed)."""

    recipient: str | None
    """The mobile number, best in E.164 form such as +61491570006. Local forms, spaces and hyphens are accepted and normalised."""
    contact_id: str | None
    """The identifier of a contact in the address book."""
    group_id: str | None
    """The identifier of a group in the address book; all its contacts receive the message."""
    group_code: str | None
    """The code of a group in the address book, instead of its identifier."""
    attention: str | None
    """The name to address the recipient by; it fills [[Attention]] and comes back in reports."""
    company: str | None
    """The recipient's company; it fills [[Company]] and comes back in reports."""
    first_name: str | None
    """The recipient's first name; it fills [[FirstName]]."""
    last_name: str | None
    """The recipient's last name; it fills [[LastName]]."""
    custom_1: str | None
    """A free value; it fills [[Custom1]] and comes back in reports."""
    custom_2: str | None
    """A free value; it fills [[Custom2]] and comes back in reports."""
    custom_3: str | None
    """A free value; it fills [[Custom3]] and comes back in reports."""
    custom_4: str | None
    """A free value; it fills [[Custom4]] and comes back in reports."""
    custom_5: str | None
    """A free value; it fills [[Custom5]] and comes back in reports."""
    custom_6: str | None
    """A free value; it fills [[Custom6]] and comes back in reports."""
    custom_7: str | None
    """A free value; it fills [[Custom7]] and comes back in reports."""
    custom_8: str | None
    """A free value; it fills [[Custom8]] and comes back in reports."""
    custom_9: str | None
    """A free value; it fills [[Custom9]] and comes back in reports."""


class DestinationWireFields(TypedDict, total=False):
    """One recipient: a number, a contact, or a group of contacts, with the values of its merge fields. At least one of Recipient, ContactID, GroupID and GroupCode names who is meant; the number wins where several do (assumed)."""

    Recipient: str | None
    """The mobile number, best in E.164 form such as +61491570006. Local forms, spaces and hyphens are accepted and normalised."""
    ContactID: str | None
    """The identifier of a contact in the address book."""
    GroupID: str | None
    """The identifier of a group in the address book; all its contacts receive the message."""
    GroupCode: str | None
    """The code of a group in the address book, instead of its identifier."""
    Attention: str | None
    """The name to address the recipient by; it fills [[Attention]] and comes back in reports."""
    Company: str | None
    """The recipient's company; it fills [[Company]] and comes back in reports."""
    FirstName: str | None
    """The recipient's first name; it fills [[FirstName]]."""
    LastName: str | None
    """The recipient's last name; it fills [[LastName]]."""
    Custom1: str | None
    """A free value; it fills [[Custom1]] and comes back in reports."""
    Custom2: str | None
    """A free value; it fills [[Custom2]] and comes back in reports."""
    Custom3: str | None
    """A free value; it fills [[Custom3]] and comes back in reports."""
    Custom4: str | None
    """A free value; it fills [[Custom4]] and comes back in reports."""
    Custom5: str | None
    """A free value; it fills [[Custom5]] and comes back in reports."""
    Custom6: str | None
    """A free value; it fills [[Custom6]] and comes back in reports."""
    Custom7: str | None
    """A free value; it fills [[Custom7]] and comes back in reports."""
    Custom8: str | None
    """A free value; it fills [[Custom8]] and comes back in reports."""
    Custom9: str | None
    """A free value; it fills [[Custom9]] and comes back in reports."""
