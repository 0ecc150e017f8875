# Made by scripts/sync from the asynchronous half: do not edit.
"""`client.addressbook`."""

from bestsms_client._sync.contacts import Contacts
from bestsms_client._sync.groups import Groups
from bestsms_client._sync.memberships import ContactGroups, GroupContacts
from bestsms_client._sync.requester import Requester


class Addressbook:
    """`client.addressbook`: contacts, groups, and which contact belongs to which group."""

    def __init__(self, requester: Requester) -> None:
        self.contact = Contacts(requester)
        self.group = Groups(requester)
        self.contact_group = ContactGroups(requester)
        self.group_contact = GroupContacts(requester)
