# Made by scripts/sync from the asynchronous half: do not edit.
"""The address book."""

from bestsms_client._sync.contacts import Contacts
from bestsms_client._sync.groups import Groups
from bestsms_client._sync.memberships import ContactGroups, GroupContacts
from bestsms_client._sync.transport import Transport


class Addressbook:
    """`client.addressbook`: contacts, groups, and their memberships from both sides."""

    def __init__(self, transport: Transport) -> None:
        self.contact = Contacts(transport)
        self.group = Groups(transport)
        self.contact_group = ContactGroups(transport)
        self.group_contact = GroupContacts(transport)
