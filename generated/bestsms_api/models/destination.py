from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET

T = TypeVar("T", bound="Destination")


@_attrs_define
class Destination:
    """A destination: a number, a contact, or a group of contacts, with the values of its merge fields. At least one of
    Recipient, ContactID, GroupID and GroupCode is needed. If several are given, Recipient takes precedence (assumed).

    """

    recipient: str | None = UNSET
    """ The mobile number, preferably in E.164 format, such as +61491570006. National numbers, spaces and hyphens
    are accepted and normalised. """
    contact_id: str | None = UNSET
    """ The identifier of a contact in the address book. """
    group_id: str | None = UNSET
    """ The identifier of a group in the address book. All its contacts receive the message. """
    group_code: str | None = UNSET
    """ The code of a group in the address book, instead of its identifier. """
    attention: str | None = UNSET
    """ The name to address the recipient by. It replaces [[Attention]] and is included in reports. """
    company: str | None = UNSET
    """ The recipient's company. It replaces [[Company]] and is included in reports. """
    first_name: str | None = UNSET
    """ The recipient's first name. It replaces [[FirstName]]. """
    last_name: str | None = UNSET
    """ The recipient's last name. It replaces [[LastName]]. """
    custom_1: str | None = UNSET
    """ A custom value. It replaces [[Custom1]] and is included in reports. """
    custom_2: str | None = UNSET
    """ A custom value. It replaces [[Custom2]] and is included in reports. """
    custom_3: str | None = UNSET
    """ A custom value. It replaces [[Custom3]] and is included in reports. """
    custom_4: str | None = UNSET
    """ A custom value. It replaces [[Custom4]] and is included in reports. """
    custom_5: str | None = UNSET
    """ A custom value. It replaces [[Custom5]] and is included in reports. """
    custom_6: str | None = UNSET
    """ A custom value. It replaces [[Custom6]] and is included in reports. """
    custom_7: str | None = UNSET
    """ A custom value. It replaces [[Custom7]] and is included in reports. """
    custom_8: str | None = UNSET
    """ A custom value. It replaces [[Custom8]] and is included in reports. """
    custom_9: str | None = UNSET
    """ A custom value. It replaces [[Custom9]] and is included in reports. """

    def to_dict(self) -> dict[str, Any]:
        recipient = self.recipient

        contact_id = self.contact_id

        group_id = self.group_id

        group_code = self.group_code

        attention = self.attention

        company = self.company

        first_name = self.first_name

        last_name = self.last_name

        custom_1 = self.custom_1

        custom_2 = self.custom_2

        custom_3 = self.custom_3

        custom_4 = self.custom_4

        custom_5 = self.custom_5

        custom_6 = self.custom_6

        custom_7 = self.custom_7

        custom_8 = self.custom_8

        custom_9 = self.custom_9

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if recipient is not UNSET:
            field_dict["Recipient"] = recipient
        if contact_id is not UNSET:
            field_dict["ContactID"] = contact_id
        if group_id is not UNSET:
            field_dict["GroupID"] = group_id
        if group_code is not UNSET:
            field_dict["GroupCode"] = group_code
        if attention is not UNSET:
            field_dict["Attention"] = attention
        if company is not UNSET:
            field_dict["Company"] = company
        if first_name is not UNSET:
            field_dict["FirstName"] = first_name
        if last_name is not UNSET:
            field_dict["LastName"] = last_name
        if custom_1 is not UNSET:
            field_dict["Custom1"] = custom_1
        if custom_2 is not UNSET:
            field_dict["Custom2"] = custom_2
        if custom_3 is not UNSET:
            field_dict["Custom3"] = custom_3
        if custom_4 is not UNSET:
            field_dict["Custom4"] = custom_4
        if custom_5 is not UNSET:
            field_dict["Custom5"] = custom_5
        if custom_6 is not UNSET:
            field_dict["Custom6"] = custom_6
        if custom_7 is not UNSET:
            field_dict["Custom7"] = custom_7
        if custom_8 is not UNSET:
            field_dict["Custom8"] = custom_8
        if custom_9 is not UNSET:
            field_dict["Custom9"] = custom_9

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        recipient = d.pop("Recipient", UNSET)

        contact_id = d.pop("ContactID", UNSET)

        group_id = d.pop("GroupID", UNSET)

        group_code = d.pop("GroupCode", UNSET)

        attention = d.pop("Attention", UNSET)

        company = d.pop("Company", UNSET)

        first_name = d.pop("FirstName", UNSET)

        last_name = d.pop("LastName", UNSET)

        custom_1 = d.pop("Custom1", UNSET)

        custom_2 = d.pop("Custom2", UNSET)

        custom_3 = d.pop("Custom3", UNSET)

        custom_4 = d.pop("Custom4", UNSET)

        custom_5 = d.pop("Custom5", UNSET)

        custom_6 = d.pop("Custom6", UNSET)

        custom_7 = d.pop("Custom7", UNSET)

        custom_8 = d.pop("Custom8", UNSET)

        custom_9 = d.pop("Custom9", UNSET)

        destination = cls(
            recipient=recipient,
            contact_id=contact_id,
            group_id=group_id,
            group_code=group_code,
            attention=attention,
            company=company,
            first_name=first_name,
            last_name=last_name,
            custom_1=custom_1,
            custom_2=custom_2,
            custom_3=custom_3,
            custom_4=custom_4,
            custom_5=custom_5,
            custom_6=custom_6,
            custom_7=custom_7,
            custom_8=custom_8,
            custom_9=custom_9,
        )

        return destination
