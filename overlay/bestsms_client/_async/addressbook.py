"""The address book."""

from bestsms_client._async.contacts import AsyncContacts
from bestsms_client._async.groups import AsyncGroups
from bestsms_client._async.memberships import AsyncContactGroups, AsyncGroupContacts
from bestsms_client._async.transport import AsyncTransport


class AsyncAddressbook:
    """`client.addressbook`: contacts, groups, and their memberships from both sides."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.contact = AsyncContacts(transport)
        self.group = AsyncGroups(transport)
        self.contact_group = AsyncContactGroups(transport)
        self.group_contact = AsyncGroupContacts(transport)
