"""`client.addressbook`."""

from bestsms_client._async.contacts import AsyncContacts
from bestsms_client._async.groups import AsyncGroups
from bestsms_client._async.memberships import AsyncContactGroups, AsyncGroupContacts
from bestsms_client._async.requester import AsyncRequester


class AsyncAddressbook:
    """`client.addressbook`: contacts, groups, and which contact belongs to which group."""

    def __init__(self, requester: AsyncRequester) -> None:
        self.contact = AsyncContacts(requester)
        self.group = AsyncGroups(requester)
        self.contact_group = AsyncContactGroups(requester)
        self.group_contact = AsyncGroupContacts(requester)
