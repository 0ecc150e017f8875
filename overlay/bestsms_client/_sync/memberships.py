# Made by scripts/sync from the asynchronous half: do not edit.
"""`client.addressbook.contact_group` and `.group_contact`: which contact belongs to which group."""

from collections.abc import Iterator
from typing import Final

from bestsms_api.api.addressbook import (
    create_contact_group,
    create_group_contact,
    delete_contact_group,
    delete_group_contact,
    get_contact_group,
    get_group_contact,
    list_contact_groups,
    list_group_contacts,
)
from bestsms_api.models import (
    Contact,
    ContactGroupCreate,
    ContactGroupListResult,
    ContactGroupResult,
    Group,
    GroupContactCreate,
    GroupContactListResult,
    GroupContactResult,
)
from bestsms_client._http.decision import Safety
from bestsms_client._http.operation import ClientOperation
from bestsms_client._message.identifiers import ContactRef, GroupRef, contact_id, group_id
from bestsms_client._sync.namespace import Namespace
from bestsms_client._sync.paging import pages

_CONTACT_GROUPS: Final = ClientOperation(
    "listContactGroups",
    "addressbook.contact_group.list",
    list_contact_groups,
    ContactGroupListResult,
    Safety.READ,
)
_CONTACT_GROUP: Final = ClientOperation(
    "getContactGroup",
    "addressbook.contact_group.detail",
    get_contact_group,
    ContactGroupResult,
    Safety.READ,
)
_CONTACT_JOIN: Final = ClientOperation(
    "createContactGroup",
    "addressbook.contact_group.create",
    create_contact_group,
    ContactGroupResult,
    Safety.IDEMPOTENT,
)
_CONTACT_PART: Final = ClientOperation(
    "deleteContactGroup",
    "addressbook.contact_group.delete",
    delete_contact_group,
    ContactGroupResult,
    Safety.IDEMPOTENT,
)
_GROUP_CONTACTS: Final = ClientOperation(
    "listGroupContacts",
    "addressbook.group_contact.list",
    list_group_contacts,
    GroupContactListResult,
    Safety.READ,
)
_GROUP_CONTACT: Final = ClientOperation(
    "getGroupContact",
    "addressbook.group_contact.detail",
    get_group_contact,
    GroupContactResult,
    Safety.READ,
)
_GROUP_JOIN: Final = ClientOperation(
    "createGroupContact",
    "addressbook.group_contact.create",
    create_group_contact,
    GroupContactResult,
    Safety.IDEMPOTENT,
)
_GROUP_PART: Final = ClientOperation(
    "deleteGroupContact",
    "addressbook.group_contact.delete",
    delete_group_contact,
    GroupContactResult,
    Safety.IDEMPOTENT,
)


class ContactGroups(Namespace):
    """`client.addressbook.contact_group`: the groups of a contact.

    Pass `contact` as a ContactID or a `Contact`, and `group` as a GroupID, a GroupCode or a
    `Group`. Calls raise `NotFoundError` if one of them does not exist.
    """

    def list(
        self,
        contact: ContactRef,
        *,
        records_per_page: int | None = None,
        page: int | None = None,
    ) -> ContactGroupListResult:
        """Return one page of a contact's groups.

        `page` counts from 1; a page has 1 to 999 records, by default 100.

        Example:
            >>> made = client.addressbook.contact.create(attention="Jo")
            >>> client.addressbook.contact_group.list(made.contact).groups
            []
        """
        return self._requester.perform(
            _CONTACT_GROUPS, contact_id(contact), records_per_page=records_per_page, page=page
        )

    def iter(self, contact: ContactRef, *, records_per_page: int | None = None) -> Iterator[Group]:
        """Iterate over all groups of a contact; pages are read as needed.

        If the groups change during the iteration, one may be skipped or seen twice.

        Example:
            >>> jo = client.addressbook.contact.create(attention="Jo").contact
            >>> cooks = client.addressbook.group.create(group_name="Cooks").group
            >>> added = client.addressbook.contact_group.create(contact=jo, group=cooks)
            >>> [group.group_name for group in client.addressbook.contact_group.iter(jo)]
            ['Cooks']
        """
        for result in pages(
            lambda page: self.list(contact, records_per_page=records_per_page, page=page)
        ):
            for group in result.groups:
                yield group

    def detail(self, *, contact: ContactRef, group: GroupRef) -> ContactGroupResult:
        """Return a membership, or raise `NotFoundError` if the contact is not in the group.

        Example:
            >>> jo = client.addressbook.contact.create(attention="Jo").contact
            >>> cooks = client.addressbook.group.create(group_name="Cooks").group
            >>> added = client.addressbook.contact_group.create(contact=jo, group=cooks)
            >>> found = client.addressbook.contact_group.detail(contact=jo, group="Cooks")
            >>> found.contact.attention
            'Jo'
        """
        return self._requester.perform(_CONTACT_GROUP, contact_id(contact), group_id(group))

    def create(self, *, contact: ContactRef, group: GroupRef) -> ContactGroupResult:
        """Add a contact to a group. Idempotent: if the response is lost, the request is retried.

        Example:
            >>> jo = client.addressbook.contact.create(attention="Jo").contact
            >>> cooks = client.addressbook.group.create(group_name="Cooks").group
            >>> added = client.addressbook.contact_group.create(contact=jo, group="Cooks")
            >>> added.group.group_name
            'Cooks'
        """
        body = ContactGroupCreate(group_id=group_id(group))
        return self._requester.perform(_CONTACT_JOIN, contact_id(contact), body=body)

    def delete(self, *, contact: ContactRef, group: GroupRef) -> ContactGroupResult:
        """Remove a contact from a group, without deleting either.

        If the response is lost, the request is retried. A retry that no longer finds the membership
        raises `NotFoundError` with `sent="unknown"`.

        Example:
            >>> jo = client.addressbook.contact.create(attention="Jo").contact
            >>> cooks = client.addressbook.group.create(group_name="Cooks").group
            >>> added = client.addressbook.contact_group.create(contact=jo, group=cooks)
            >>> removed = client.addressbook.contact_group.delete(contact=jo, group="Cooks")
            >>> client.addressbook.contact_group.list(jo).groups
            []
        """
        return self._requester.perform(_CONTACT_PART, contact_id(contact), group_id(group))


class GroupContacts(Namespace):
    """`client.addressbook.group_contact`: the contacts of a group.

    Pass `group` as a GroupID, a GroupCode or a `Group`, and `contact` as a ContactID or a
    `Contact`. Calls raise `NotFoundError` if one of them does not exist.
    """

    def list(
        self,
        group: GroupRef,
        *,
        records_per_page: int | None = None,
        page: int | None = None,
    ) -> GroupContactListResult:
        """Return one page of a group's contacts.

        `page` counts from 1; a page has 1 to 999 records, by default 100.

        Example:
            >>> made = client.addressbook.group.create(group_name="List Example")
            >>> client.addressbook.group_contact.list("List_Example").contacts
            []
        """
        return self._requester.perform(
            _GROUP_CONTACTS, group_id(group), records_per_page=records_per_page, page=page
        )

    def iter(self, group: GroupRef, *, records_per_page: int | None = None) -> Iterator[Contact]:
        """Iterate over all contacts of a group; pages are read as needed.

        If the contacts change during the iteration, one may be skipped or seen twice.

        Example:
            >>> jo = client.addressbook.contact.create(attention="Jo").contact
            >>> cooks = client.addressbook.group.create(group_name="Cooks").group
            >>> added = client.addressbook.group_contact.create(contact=jo, group=cooks)
            >>> members = client.addressbook.group_contact.iter("Cooks")
            >>> [contact.attention for contact in members]
            ['Jo']
        """
        for result in pages(
            lambda page: self.list(group, records_per_page=records_per_page, page=page)
        ):
            for contact in result.contacts:
                yield contact

    def detail(self, *, group: GroupRef, contact: ContactRef) -> GroupContactResult:
        """Return a membership, or raise `NotFoundError` if the contact is not in the group.

        Example:
            >>> jo = client.addressbook.contact.create(attention="Jo").contact
            >>> cooks = client.addressbook.group.create(group_name="Cooks").group
            >>> added = client.addressbook.group_contact.create(contact=jo, group=cooks)
            >>> found = client.addressbook.group_contact.detail(group="Cooks", contact=jo)
            >>> found.group.group_name
            'Cooks'
        """
        return self._requester.perform(_GROUP_CONTACT, group_id(group), contact_id(contact))

    def create(self, *, group: GroupRef, contact: ContactRef) -> GroupContactResult:
        """Add a contact to a group. Idempotent: if the response is lost, the request is retried.

        Example:
            >>> jo = client.addressbook.contact.create(attention="Jo").contact
            >>> cooks = client.addressbook.group.create(group_name="Cooks").group
            >>> added = client.addressbook.group_contact.create(contact=jo, group=cooks)
            >>> added.group.group_code
            'Cooks'
        """
        body = GroupContactCreate(contact_id=contact_id(contact))
        return self._requester.perform(_GROUP_JOIN, group_id(group), body=body)

    def delete(self, *, group: GroupRef, contact: ContactRef) -> GroupContactResult:
        """Remove a contact from a group, without deleting either.

        If the response is lost, the request is retried. A retry that no longer finds the membership
        raises `NotFoundError` with `sent="unknown"`.

        Example:
            >>> jo = client.addressbook.contact.create(attention="Jo").contact
            >>> cooks = client.addressbook.group.create(group_name="Cooks").group
            >>> added = client.addressbook.group_contact.create(contact=jo, group=cooks)
            >>> removed = client.addressbook.group_contact.delete(group="Cooks", contact=jo)
            >>> client.addressbook.group_contact.list("Cooks").contacts
            []
        """
        return self._requester.perform(_GROUP_PART, group_id(group), contact_id(contact))
