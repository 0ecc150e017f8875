from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.contact_write_edit_by import (
    ContactWriteEditBy,
    check_contact_write_edit_by,
)
from ..models.contact_write_view_by import (
    ContactWriteViewBy,
    check_contact_write_view_by,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ContactWrite")


@_attrs_define
class ContactWrite:
    """The fields of a contact to create or update. All fields are optional. An update changes only the given fields."""

    attention: str | None = UNSET
    """ The name to address the contact by. It replaces [[Attention]]. """
    title: str | None = UNSET
    """ The title, for example Mr, Mrs or Ms. It is free text (assumed). """
    company: str | None = UNSET
    """ The contact's company. It replaces [[Company]]. """
    recip_department: str | None = UNSET
    """ The contact's department in the company. The vendor's library page calls it CompanyDepartment. """
    first_name: str | None = UNSET
    """ The contact's first name. It replaces [[FirstName]]. """
    last_name: str | None = UNSET
    """ The contact's last name. It replaces [[LastName]]. """
    position: str | None = UNSET
    """ The contact's position in the company. """
    street_address: str | None = UNSET
    """ The street and number of the contact's address. """
    suburb: str | None = UNSET
    """ The suburb of the contact's address. """
    city: str | None = UNSET
    """ The city of the contact's address. """
    state: str | None = UNSET
    """ The state or province of the contact's address. """
    country: str | None = UNSET
    """ The country of the contact's address. """
    postcode: str | None = UNSET
    """ The postal code of the contact's address. """
    main_phone: str | None = UNSET
    """ The contact's main telephone number, stored as given. """
    alt_phone_1: str | None = UNSET
    """ An alternative telephone number of the contact, stored as given. """
    alt_phone_2: str | None = UNSET
    """ A second alternative telephone number of the contact, stored as given. """
    direct_phone: str | None = UNSET
    """ The contact's direct telephone number, stored as given. """
    mobile_phone: str | None = UNSET
    """ The contact's mobile number, stored as given. SMS messages to the contact are sent to this number. """
    fax_number: str | None = UNSET
    """ The contact's fax number, stored as given. """
    email_address: str | None = UNSET
    """ The contact's e-mail address. """
    web_address: str | None = UNSET
    """ The contact's website. """
    custom_1: str | None = UNSET
    """ A custom value. It replaces [[Custom1]] in messages to the contact. """
    custom_2: str | None = UNSET
    """ A custom value. It replaces [[Custom2]] in messages to the contact. """
    custom_3: str | None = UNSET
    """ A custom value. It replaces [[Custom3]] in messages to the contact. """
    custom_4: str | None = UNSET
    """ A custom value. It replaces [[Custom4]] in messages to the contact. """
    view_by: ContactWriteViewBy | None = UNSET
    """ Who can view the contact: Account, SubAccount, Department or No. The default is Account (assumed). """
    edit_by: ContactWriteEditBy | None = UNSET
    """ Who can edit the contact: Account, SubAccount, Department or No. The default is Account (assumed). """

    def to_dict(self) -> dict[str, Any]:
        attention = self.attention

        title = self.title

        company = self.company

        recip_department = self.recip_department

        first_name = self.first_name

        last_name = self.last_name

        position = self.position

        street_address = self.street_address

        suburb = self.suburb

        city = self.city

        state = self.state

        country = self.country

        postcode = self.postcode

        main_phone = self.main_phone

        alt_phone_1 = self.alt_phone_1

        alt_phone_2 = self.alt_phone_2

        direct_phone = self.direct_phone

        mobile_phone = self.mobile_phone

        fax_number = self.fax_number

        email_address = self.email_address

        web_address = self.web_address

        custom_1 = self.custom_1

        custom_2 = self.custom_2

        custom_3 = self.custom_3

        custom_4 = self.custom_4

        view_by: str | None = UNSET
        if not isinstance(self.view_by, Unset):
            view_by = self.view_by

        edit_by: str | None = UNSET
        if not isinstance(self.edit_by, Unset):
            edit_by = self.edit_by

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if attention is not UNSET:
            field_dict["Attention"] = attention
        if title is not UNSET:
            field_dict["Title"] = title
        if company is not UNSET:
            field_dict["Company"] = company
        if recip_department is not UNSET:
            field_dict["RecipDepartment"] = recip_department
        if first_name is not UNSET:
            field_dict["FirstName"] = first_name
        if last_name is not UNSET:
            field_dict["LastName"] = last_name
        if position is not UNSET:
            field_dict["Position"] = position
        if street_address is not UNSET:
            field_dict["StreetAddress"] = street_address
        if suburb is not UNSET:
            field_dict["Suburb"] = suburb
        if city is not UNSET:
            field_dict["City"] = city
        if state is not UNSET:
            field_dict["State"] = state
        if country is not UNSET:
            field_dict["Country"] = country
        if postcode is not UNSET:
            field_dict["Postcode"] = postcode
        if main_phone is not UNSET:
            field_dict["MainPhone"] = main_phone
        if alt_phone_1 is not UNSET:
            field_dict["AltPhone1"] = alt_phone_1
        if alt_phone_2 is not UNSET:
            field_dict["AltPhone2"] = alt_phone_2
        if direct_phone is not UNSET:
            field_dict["DirectPhone"] = direct_phone
        if mobile_phone is not UNSET:
            field_dict["MobilePhone"] = mobile_phone
        if fax_number is not UNSET:
            field_dict["FaxNumber"] = fax_number
        if email_address is not UNSET:
            field_dict["EmailAddress"] = email_address
        if web_address is not UNSET:
            field_dict["WebAddress"] = web_address
        if custom_1 is not UNSET:
            field_dict["Custom1"] = custom_1
        if custom_2 is not UNSET:
            field_dict["Custom2"] = custom_2
        if custom_3 is not UNSET:
            field_dict["Custom3"] = custom_3
        if custom_4 is not UNSET:
            field_dict["Custom4"] = custom_4
        if view_by is not UNSET:
            field_dict["ViewBy"] = view_by
        if edit_by is not UNSET:
            field_dict["EditBy"] = edit_by

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        attention = d.pop("Attention", UNSET)

        title = d.pop("Title", UNSET)

        company = d.pop("Company", UNSET)

        recip_department = d.pop("RecipDepartment", UNSET)

        first_name = d.pop("FirstName", UNSET)

        last_name = d.pop("LastName", UNSET)

        position = d.pop("Position", UNSET)

        street_address = d.pop("StreetAddress", UNSET)

        suburb = d.pop("Suburb", UNSET)

        city = d.pop("City", UNSET)

        state = d.pop("State", UNSET)

        country = d.pop("Country", UNSET)

        postcode = d.pop("Postcode", UNSET)

        main_phone = d.pop("MainPhone", UNSET)

        alt_phone_1 = d.pop("AltPhone1", UNSET)

        alt_phone_2 = d.pop("AltPhone2", UNSET)

        direct_phone = d.pop("DirectPhone", UNSET)

        mobile_phone = d.pop("MobilePhone", UNSET)

        fax_number = d.pop("FaxNumber", UNSET)

        email_address = d.pop("EmailAddress", UNSET)

        web_address = d.pop("WebAddress", UNSET)

        custom_1 = d.pop("Custom1", UNSET)

        custom_2 = d.pop("Custom2", UNSET)

        custom_3 = d.pop("Custom3", UNSET)

        custom_4 = d.pop("Custom4", UNSET)

        _view_by = d.pop("ViewBy", UNSET)
        view_by: ContactWriteViewBy | None
        if isinstance(_view_by, Unset):
            view_by = UNSET
        else:
            view_by = check_contact_write_view_by(_view_by)

        _edit_by = d.pop("EditBy", UNSET)
        edit_by: ContactWriteEditBy | None
        if isinstance(_edit_by, Unset):
            edit_by = UNSET
        else:
            edit_by = check_contact_write_edit_by(_edit_by)

        contact_write = cls(
            attention=attention,
            title=title,
            company=company,
            recip_department=recip_department,
            first_name=first_name,
            last_name=last_name,
            position=position,
            street_address=street_address,
            suburb=suburb,
            city=city,
            state=state,
            country=country,
            postcode=postcode,
            main_phone=main_phone,
            alt_phone_1=alt_phone_1,
            alt_phone_2=alt_phone_2,
            direct_phone=direct_phone,
            mobile_phone=mobile_phone,
            fax_number=fax_number,
            email_address=email_address,
            web_address=web_address,
            custom_1=custom_1,
            custom_2=custom_2,
            custom_3=custom_3,
            custom_4=custom_4,
            view_by=view_by,
            edit_by=edit_by,
        )

        return contact_write
