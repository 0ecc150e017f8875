"""`client.addressbook.contact`."""

from collections.abc import AsyncIterator
from typing import Final, Unpack

from bestsms_api.api.addressbook import (
    create_contact,
    delete_contact,
    get_contact,
    list_contacts,
    update_contact,
)
from bestsms_api.fields import ContactWriteFields
from bestsms_api.models import Contact, ContactListResult, ContactResult, ContactWrite
from bestsms_client._async.namespace import AsyncNamespace
from bestsms_client._async.paging import pages
from bestsms_client._http.decision import Safety
from bestsms_client._http.operation import ClientOperation
from bestsms_client._message.identifiers import ContactRef, contact_id
from bestsms_client._validation import changed_fields, checked_fields

_CONTACTS: Final = ClientOperation(
    "listContacts", "addressbook.contact.list", list_contacts, ContactListResult, Safety.READ
)
_CONTACT: Final = ClientOperation(
    "getContact", "addressbook.contact.detail", get_contact, ContactResult, Safety.READ
)
_CONTACT_CREATE: Final = ClientOperation(
    "createContact", "addressbook.contact.create", create_contact, ContactResult, Safety.ONCE
)
_CONTACT_UPDATE: Final = ClientOperation(
    "updateContact", "addressbook.contact.update", update_contact, ContactResult, Safety.IDEMPOTENT
)
_CONTACT_DELETE: Final = ClientOperation(
    "deleteContact", "addressbook.contact.delete", delete_contact, ContactResult, Safety.IDEMPOTENT
)


class AsyncContacts(AsyncNamespace):
    """`client.addressbook.contact`: contacts."""

    async def list(
        self, *, records_per_page: int | None = None, page: int | None = None
    ) -> ContactListResult:
        """Return one page of contacts.

        `page` counts from 1; a page has 1 to 999 records, by default 100.

        Example:
            >>> (await client.addressbook.contact.list(records_per_page=10)).page
            1
        """
        return await self._requester.perform(
            _CONTACTS, records_per_page=records_per_page, page=page
        )

    async def iter(self, *, records_per_page: int | None = None) -> AsyncIterator[Contact]:
        """Iterate over all contacts; pages are read as needed.

        A contact created or deleted during the iteration shifts the pages, so one may be skipped
        or seen twice.

        Example:
            >>> made = await client.addressbook.contact.create(attention="Jo")
            >>> [contact.attention async for contact in client.addressbook.contact.iter()]
            ['Jo']
        """
        async for result in pages(
            lambda page: self.list(records_per_page=records_per_page, page=page)
        ):
            for contact in result.contacts:
                yield contact

    async def detail(self, contact: ContactRef) -> ContactResult:
        """Return a contact.

        Args:
            contact: The ContactID, or the `Contact`.

        Raises:
            NotFoundError: There is no such contact.

        Example:
            >>> made = await client.addressbook.contact.create(attention="Jo")
            >>> (await client.addressbook.contact.detail(made.contact)).contact.attention
            'Jo'
        """
        return await self._requester.perform(_CONTACT, contact_id(contact))

    async def create(self, **fields: Unpack[ContactWriteFields]) -> ContactResult:
        """Create a contact.

        If the response is lost, the request is not retried, since that could create a second
        contact; the error has `sent="unknown"`.

        Args:
            **fields: Any of attention, title, company, recip_department, first_name, last_name,
                position, street_address, suburb, city, state, country, postcode, main_phone,
                alt_phone_1, alt_phone_2, direct_phone, mobile_phone (receives SMS messages),
                fax_number, email_address, web_address, custom_1 to custom_4, view_by and edit_by
                (`"Account"`, `"SubAccount"`, `"Department"` or `"No"`). `ContactWriteFields`
                describes each.

        Returns:
            The contact with its new `contact_id`.

        Raises:
            InvalidRequestError: A field is unknown or not valid.

        Example:
            >>> made = await client.addressbook.contact.create(
            ...     first_name="First", last_name="Last", mobile_phone="+61491570156"
            ... )
            >>> made.contact.view_by
            'Account'
        """
        body = ContactWrite.from_dict(checked_fields("ContactWrite", fields))
        return await self._requester.perform(_CONTACT_CREATE, body=body)

    async def update(
        self, contact: ContactRef, **fields: Unpack[ContactWriteFields]
    ) -> ContactResult:
        """Change the given fields of a contact. If the response is lost, the request is retried.

        Args:
            contact: The ContactID, or a `Contact`, of which only the identifier is used.
            **fields: See `ContactWriteFields`. None leaves a field unchanged. So does an empty
                text, as far as is known: there is no documented way to clear a field.

        Raises:
            NotFoundError: There is no such contact.
            InvalidRequestError: A field is unknown or not valid, or no field is given.

        Example:
            >>> made = await client.addressbook.contact.create(attention="Jo")
            >>> changed = await client.addressbook.contact.update(made.contact, attention="Joanna")
            >>> changed.contact.attention
            'Joanna'
        """
        body = ContactWrite.from_dict(changed_fields("ContactWrite", fields))
        return await self._requester.perform(_CONTACT_UPDATE, contact_id(contact), body=body)

    async def delete(self, contact: ContactRef) -> ContactResult:
        """Delete a contact, even in test mode, and return its last state.

        If the response is lost, the request is retried. If the first attempt did delete the
        contact, the retry raises `NotFoundError` with `sent="unknown"`.

        Args:
            contact: The ContactID, or the `Contact`.

        Raises:
            NotFoundError: There is no such contact.

        Example:
            >>> made = await client.addressbook.contact.create(attention="Jo")
            >>> (await client.addressbook.contact.delete(made.contact)).result
            'Success'
        """
        return await self._requester.perform(_CONTACT_DELETE, contact_id(contact))
