from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET

T = TypeVar("T", bound="Contact")


@_attrs_define
class Contact:
    """A contact in the address book."""

    contact_id: str
    """ The identifier of the contact, a UUID. """
    owner: str | None = UNSET
    """ The key of the user who owns the contact. """
    created_time_local: str | None = UNSET
    """ When the contact was created, in the time zone given by Timezone, as YYYY-MM-DD hh:mm:ss. """
    created_time_utc: str | None = UNSET
    """ When the contact was created, in UTC, as YYYY-MM-DD hh:mm:ss. """
    created_time_utc_rfc3339: str | None = UNSET
    """ When the contact was created, in UTC, as an RFC 3339 date-time. Only version 3.00 documents it. """
    updated_time_local: str | None = UNSET
    """ When the contact was last updated, in the time zone given by Timezone, as YYYY-MM-DD hh:mm:ss. The year 0001
    means never. """
    updated_time_utc: str | None = UNSET
    """ When the contact was last updated, in UTC, as YYYY-MM-DD hh:mm:ss. The year 0001 means never. """
    updated_time_utc_rfc3339: str | None = UNSET
    """ When the contact was last updated, in UTC, as an RFC 3339 date-time. The year 0001 means never. Only version
    3.00 documents it. """
    timezone: str | None = UNSET
    """ The time zone of the local times. """
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
    view_by: str | None = UNSET
    """ Who can view the contact: Account, SubAccount, Department or No. The default is Account (assumed). """
    edit_by: str | None = UNSET
    """ Who can edit the contact: Account, SubAccount, Department or No. The default is Account (assumed). """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        contact_id = self.contact_id

        owner = self.owner

        created_time_local = self.created_time_local

        created_time_utc = self.created_time_utc

        created_time_utc_rfc3339 = self.created_time_utc_rfc3339

        updated_time_local = self.updated_time_local

        updated_time_utc = self.updated_time_utc

        updated_time_utc_rfc3339 = self.updated_time_utc_rfc3339

        timezone = self.timezone

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

        view_by = self.view_by

        edit_by = self.edit_by

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ContactID": contact_id,
            }
        )
        if owner is not UNSET:
            field_dict["Owner"] = owner
        if created_time_local is not UNSET:
            field_dict["CreatedTimeLocal"] = created_time_local
        if created_time_utc is not UNSET:
            field_dict["CreatedTimeUTC"] = created_time_utc
        if created_time_utc_rfc3339 is not UNSET:
            field_dict["CreatedTimeUTC_RFC3339"] = created_time_utc_rfc3339
        if updated_time_local is not UNSET:
            field_dict["UpdatedTimeLocal"] = updated_time_local
        if updated_time_utc is not UNSET:
            field_dict["UpdatedTimeUTC"] = updated_time_utc
        if updated_time_utc_rfc3339 is not UNSET:
            field_dict["UpdatedTimeUTC_RFC3339"] = updated_time_utc_rfc3339
        if timezone is not UNSET:
            field_dict["Timezone"] = timezone
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
        contact_id = d.pop("ContactID")

        owner = d.pop("Owner", UNSET)

        created_time_local = d.pop("CreatedTimeLocal", UNSET)

        created_time_utc = d.pop("CreatedTimeUTC", UNSET)

        created_time_utc_rfc3339 = d.pop("CreatedTimeUTC_RFC3339", UNSET)

        updated_time_local = d.pop("UpdatedTimeLocal", UNSET)

        updated_time_utc = d.pop("UpdatedTimeUTC", UNSET)

        updated_time_utc_rfc3339 = d.pop("UpdatedTimeUTC_RFC3339", UNSET)

        timezone = d.pop("Timezone", UNSET)

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

        view_by = d.pop("ViewBy", UNSET)

        edit_by = d.pop("EditBy", UNSET)

        contact = cls(
            contact_id=contact_id,
            owner=owner,
            created_time_local=created_time_local,
            created_time_utc=created_time_utc,
            created_time_utc_rfc3339=created_time_utc_rfc3339,
            updated_time_local=updated_time_local,
            updated_time_utc=updated_time_utc,
            updated_time_utc_rfc3339=updated_time_utc_rfc3339,
            timezone=timezone,
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

        contact.additional_properties = d
        return contact

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
