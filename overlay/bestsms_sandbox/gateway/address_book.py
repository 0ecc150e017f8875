"""The address book: contacts, groups, and memberships."""

import json
import sqlite3
import uuid
from collections.abc import Mapping
from typing import Any

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.contract.refusal import Refusal
from bestsms_sandbox.gateway.request import Handler, OperationCall, Paging
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.times import ACCOUNT_ZONE, time_fields

_OWNER = "COM\\EXAMPLE\\TEST"
_GROUP_FIELDS = ("GroupName", "SubAccount", "Department", "ViewEditBy")
_MEMBERS = 'SELECT c.* FROM contacts c JOIN memberships m ON m.contact = c.seq WHERE m."group" = ?'


def _unknown(record_id: str) -> Refusal:
    return Refusal("Unable to find or access record with id '{id}'.", id=record_id)


class AddressBookHandlers:
    """The handlers of the address book."""

    def __init__(self, context: SandboxContext) -> None:
        self._database, self._clock = context.database, context.clock
        self._contact_fields = context.contract.document.fields("ContactWrite")

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers by operation id."""
        return {
            "listContacts": self._list_contacts,
            "getContact": lambda call: {"Contact": self._contact(self._find_contact(call))},
            "createContact": self._create_contact,
            "updateContact": self._update_contact,
            "deleteContact": self._delete_contact,
            "listGroups": self._list_groups,
            "getGroup": lambda call: {"Group": self._group(self._find_group(call))},
            "createGroup": self._create_group,
            "updateGroup": self._update_group,
            "deleteGroup": self._delete_group,
            "listContactGroups": self._list_contact_groups,
            "getContactGroup": self._get_membership,
            "createContactGroup": self._add_member,
            "deleteContactGroup": self._remove_member,
            "listGroupContacts": self._list_group_contacts,
            "getGroupContact": self._get_membership,
            "createGroupContact": self._add_member,
            "deleteGroupContact": self._remove_member,
        }

    def contact(self, contact_id: str) -> sqlite3.Row | None:
        """Return the row of a contact. The id is case-insensitive."""
        return self._database.one("SELECT * FROM contacts WHERE id = ?", contact_id.lower())

    def group(self, id_or_code: str) -> sqlite3.Row | None:
        """Return the row of a group, by id or else by code. Both are case-insensitive."""
        return self._database.one(
            "SELECT * FROM groups WHERE id = ?", id_or_code.lower()
        ) or self._database.one("SELECT * FROM groups WHERE code_key = ?", id_or_code.casefold())

    def members(self, group: sqlite3.Row) -> list[sqlite3.Row]:
        """Return the contacts of a group in order of creation."""
        return self._database.all(f"{_MEMBERS} ORDER BY c.seq", group["seq"])

    # Contacts

    def _find_contact(self, call: OperationCall) -> sqlite3.Row:
        # The ContactID is in the path, except when a contact is added to a group by group.
        contact_id = call.arguments.get("ContactID") or call.body["ContactID"]
        row = self.contact(contact_id)
        if row is None:
            raise _unknown(contact_id)
        return row

    def _contact(self, row: sqlite3.Row) -> JSON:
        fields = json.loads(row["fields"])
        return {
            "ContactID": row["id"],
            "Owner": _OWNER,
            **time_fields("Created", row["created_at"], ACCOUNT_ZONE),
            **time_fields("Updated", row["updated_at"], ACCOUNT_ZONE),
            "Timezone": ACCOUNT_ZONE,
            **{name: fields.get(name, "") for name in self._contact_fields},
        }

    def _list_contacts(self, call: OperationCall) -> JSON:
        total = self._database.value("SELECT count(*) FROM contacts")
        page = Paging.of(call)
        rows = self._database.all(
            "SELECT * FROM contacts ORDER BY seq LIMIT ? OFFSET ?", *page.slice(total)
        )
        return {**page.block(total), "Contacts": [self._contact(row) for row in rows]}

    def _create_contact(self, call: OperationCall) -> JSON:
        contact_id, now = str(uuid.uuid4()), self._clock.now()
        fields = {"ViewBy": "Account", "EditBy": "Account", **call.body}
        self._database.run(
            "INSERT INTO contacts (id, fields, created_at, updated_at) VALUES (?, ?, ?, ?)",
            contact_id, json.dumps(fields), now, now,
        )  # fmt: skip
        return self._contact_response(contact_id)

    def _update_contact(self, call: OperationCall) -> JSON:
        row = self._find_contact(call)
        fields = _updated(row, call)
        self._database.run(
            "UPDATE contacts SET fields = ?, updated_at = ? WHERE seq = ?",
            json.dumps(fields), self._clock.now(), row["seq"],
        )  # fmt: skip
        return self._contact_response(row["id"])

    def _delete_contact(self, call: OperationCall) -> JSON:
        row = self._find_contact(call)
        self._database.run("DELETE FROM contacts WHERE seq = ?", row["seq"])
        return {"Contact": self._contact(row)}

    def _contact_response(self, contact_id: str) -> JSON:
        row = self.contact(contact_id)
        assert row is not None
        return {"Contact": self._contact(row)}

    # Groups

    def _find_group(self, call: OperationCall) -> sqlite3.Row:
        id_or_code = call.arguments.get("GroupID") or call.body["GroupID"]
        row = self.group(id_or_code)
        if row is None:
            raise _unknown(id_or_code)
        return row

    def _group(self, row: sqlite3.Row) -> JSON:
        fields = json.loads(row["fields"])
        return {
            "GroupID": row["id"],
            "GroupCode": row["code"],
            **{name: fields.get(name, "") for name in _GROUP_FIELDS},
            "Owner": _OWNER,
            **time_fields("Created", row["created_at"], ACCOUNT_ZONE),
            "Timezone": ACCOUNT_ZONE,
        }

    def _list_groups(self, call: OperationCall) -> JSON:
        total = self._database.value("SELECT count(*) FROM groups")
        page = Paging.of(call)
        rows = self._database.all(
            "SELECT * FROM groups ORDER BY name_key, seq LIMIT ? OFFSET ?", *page.slice(total)
        )
        return {**page.block(total), "Groups": [self._group(row) for row in rows]}

    def _create_group(self, call: OperationCall) -> JSON:
        fields = {"ViewEditBy": "Account", **call.body}
        code = fields.pop("GroupCode", fields["GroupName"].replace(" ", "_"))
        if self._database.one("SELECT 1 FROM groups WHERE code_key = ?", code.casefold()):
            raise Refusal("GroupCode already exists")
        group_id = str(uuid.uuid4())
        self._database.run(
            "INSERT INTO groups (id, code, code_key, name_key, fields, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            group_id, code, code.casefold(), _sort_key(fields), json.dumps(fields),
            self._clock.now(),
        )  # fmt: skip
        return self._group_response(group_id)

    def _update_group(self, call: OperationCall) -> JSON:
        row = self._find_group(call)
        fields = _updated(row, call)
        self._database.run(
            "UPDATE groups SET fields = ?, name_key = ? WHERE seq = ?",
            json.dumps(fields), _sort_key(fields), row["seq"],
        )  # fmt: skip
        return self._group_response(row["id"])

    def _delete_group(self, call: OperationCall) -> JSON:
        row = self._find_group(call)
        self._database.run("DELETE FROM groups WHERE seq = ?", row["seq"])
        return {"Group": self._group(row)}

    def _group_response(self, group_id: str) -> JSON:
        row = self.group(group_id)
        assert row is not None
        return {"Group": self._group(row)}

    # Memberships

    def _pair(self, call: OperationCall) -> tuple[sqlite3.Row, sqlite3.Row]:
        return self._find_contact(call), self._find_group(call)

    def _membership(self, contact: sqlite3.Row, group: sqlite3.Row) -> JSON:
        return {"Contact": self._contact(contact), "Group": self._group(group)}

    def _get_membership(self, call: OperationCall) -> JSON:
        contact, group = self._pair(call)
        if not self._database.one(
            'SELECT 1 FROM memberships WHERE contact = ? AND "group" = ?',
            contact["seq"], group["seq"],
        ):  # fmt: skip
            raise _unknown(list(call.arguments.values())[-1])  # the last one in the path
        return self._membership(contact, group)

    def _add_member(self, call: OperationCall) -> JSON:
        contact, group = self._pair(call)
        self._database.run(
            "INSERT OR IGNORE INTO memberships VALUES (?, ?)", contact["seq"], group["seq"]
        )
        return self._membership(contact, group)

    def _remove_member(self, call: OperationCall) -> JSON:
        response = self._get_membership(call)
        contact, group = self._pair(call)
        self._database.run(
            'DELETE FROM memberships WHERE contact = ? AND "group" = ?',
            contact["seq"], group["seq"],
        )  # fmt: skip
        return response

    def _list_contact_groups(self, call: OperationCall) -> JSON:
        contact, page = self._find_contact(call), Paging.of(call)
        total = self._database.value(
            "SELECT count(*) FROM memberships WHERE contact = ?", contact["seq"]
        )
        rows = self._database.all(
            'SELECT g.* FROM groups g JOIN memberships m ON m."group" = g.seq'
            " WHERE m.contact = ? ORDER BY g.name_key, g.seq LIMIT ? OFFSET ?",
            contact["seq"], *page.slice(total),
        )  # fmt: skip
        groups = [self._group(row) for row in rows]
        return {**page.block(total), "Contact": self._contact(contact), "Groups": groups}

    def _list_group_contacts(self, call: OperationCall) -> JSON:
        group, page = self._find_group(call), Paging.of(call)
        total = self._database.value(
            'SELECT count(*) FROM memberships WHERE "group" = ?', group["seq"]
        )
        rows = self._database.all(
            f"{_MEMBERS} ORDER BY c.seq LIMIT ? OFFSET ?", group["seq"], *page.slice(total)
        )
        contacts = [self._contact(row) for row in rows]
        return {**page.block(total), "Group": self._group(group), "Contacts": contacts}


def _updated(row: sqlite3.Row, call: OperationCall) -> JSON:
    """Return the fields of a record after an update. An empty text changes nothing (assumed)."""
    fields: JSON = json.loads(row["fields"])
    return fields | {name: value for name, value in call.body.items() if value != ""}


def _sort_key(fields: Mapping[str, Any]) -> str:
    name: str = fields["GroupName"]
    return name.casefold()
