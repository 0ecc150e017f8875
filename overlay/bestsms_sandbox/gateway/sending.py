"""Sending: resolves destinations, renders texts, and stores messages."""

import base64
import binascii
import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bestsms_client._message.parts import count_parts
from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.contract.refusal import SYNTAX, Refusal
from bestsms_sandbox.gateway import rendering as render
from bestsms_sandbox.gateway.address_book import AddressBookHandlers
from bestsms_sandbox.gateway.life_cycle import DELIVERED, LifeCycle
from bestsms_sandbox.gateway.queries import file_url
from bestsms_sandbox.gateway.request import Handler, OperationCall
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.phone_numbers import normalise
from bestsms_sandbox.times import parse_local, zone, zone_of


@dataclass(frozen=True, slots=True)
class _Target:
    typed: str
    fields: Mapping[str, str]
    contact_id: str = ""
    group_id: str = ""


def read_send_time(text: str | None, zone_name: str, now: int) -> int:
    """Return the time to send at. It is now if SendTime is absent or in the past."""
    if text is None:
        return now
    try:
        return max(now, parse_local(text, zone_name))
    except ValueError:
        raise Refusal("Unable to parse SendTime. Use YYYY-MM-DD hh:mm format.") from None


class SendingHandlers:
    """The handler for sending."""

    def __init__(self, context: SandboxContext, book: AddressBookHandlers, life: LifeCycle) -> None:
        self._context, self._database = context, context.database
        self._book, self._life = book, life
        self._merge_fields = context.contract.merge_fields

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers by operation id."""
        return {"sendSms": self._send}

    def _send(self, call: OperationCall) -> JSON:
        data = dict(call.body["MessageData"])
        files = [
            (file["Name"], _decoded(file["Data"], index))
            for index, file in enumerate(data.pop("Files", ()), 1)
        ]
        targets = [t for entry in data["Destinations"] for t in self._targets(entry)]
        if not targets:
            raise Refusal("Error - Could not find any valid destination(s).")
        _check_zone(zone_of(data))
        now, test = self._context.clock.now(), data.get("Mode") == "Test"
        send_at = read_send_time(data.get("SendTime"), zone_of(data), now)
        message_id = data.get("MessageID") or str(uuid.uuid4())
        message = self._database.run(
            "INSERT INTO messages"
            " (id, job_num, status, test, created_at, active_at, send_at, data, request)"
            " VALUES (?1, ?2, 'Pending', ?3, ?4, ?4, ?5, ?6, ?7)",
            message_id, secrets.token_hex(4).upper(), test, now, send_at, json.dumps(data),
            _without_files(call, files),
        )  # fmt: skip
        links = self._store_files(message, files)
        self._store_recipients(message, data, targets, links)
        if test:  # even with a SendTime
            for row in self._database.all("SELECT seq FROM recipients WHERE message = ?", message):
                self._life.finish(row["seq"], DELIVERED, now)
        else:
            self._life.start(message, send_at, now)
        return {"MessageID": message_id}

    def _targets(self, entry: Mapping[str, str]) -> list[_Target]:
        """Return the numbers of a destination. The list is empty if it cannot be resolved."""
        own = {name: entry[name] for name in self._merge_fields if name in entry}
        if entry.get("Recipient"):
            return [_Target(entry["Recipient"], own)]
        if entry.get("ContactID"):
            row = self._book.contact(entry["ContactID"])
            rows, group_id = ([row] if row else []), ""
        else:
            group = self._book.group(entry.get("GroupID") or entry.get("GroupCode") or "")
            rows, group_id = (self._book.members(group), group["id"]) if group else ([], "")
        targets: list[_Target] = []
        for row in rows:
            contact = json.loads(row["fields"])
            fields = {n: contact[n] for n in self._merge_fields if n in contact} | own
            if contact.get("MobilePhone"):
                targets.append(_Target(contact["MobilePhone"], fields, row["id"], group_id))
        return targets

    def _store_files(self, message: int, files: Sequence[tuple[str, bytes]]) -> dict[str, str]:
        links: dict[str, str] = {}
        for index, (name, content) in enumerate(files, 1):
            seq = self._database.run(
                "INSERT INTO files (message, name, data, sha256) VALUES (?, ?, ?, ?)",
                message, name, content, hashlib.sha256(content).hexdigest(),
            )  # fmt: skip
            links[f"file{index}"] = file_url(self._context.page_url, seq, name)
        return links

    def _store_recipients(
        self, message: int, data: JSON, targets: Sequence[_Target], links: Mapping[str, str]
    ) -> None:
        places = {
            kind: f"{self._context.page_url}_sandbox/links/{kind}" for kind in ("reply", "stop")
        }
        caps = (
            self._context.settings.option("cap_gsm") or self._context.contract.limits["capGsm"],
            self._context.settings.option("cap_ucs2") or self._context.contract.limits["capUcs2"],
        )
        rows: list[tuple[Any, ...]] = []
        for number, target in enumerate(targets, 1):
            values = {name.lower(): target.fields.get(name, "") for name in self._merge_fields}
            text = render.personalise(data["Message"], {**values, **links, **places})
            if data.get("CharacterConversion"):
                text = render.to_gsm(text)
            text = render.cut(text, *caps)
            rows.append((
                message, f"{number:08}", normalise(target.typed), target.contact_id,
                target.group_id, json.dumps(target.fields), text, count_parts(text).parts,
                normalise(data.get("FromNumber", "")), target.typed,
            ))  # fmt: skip
        self._database.run_many(
            "INSERT INTO recipients (message, dest_seq, destination, contact_id, group_id, fields,"
            " text, parts, sender, typed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _check_zone(name: str) -> None:
    """Reject an unknown time zone, because a default would send at the wrong time."""
    try:
        zone(name)
    except ValueError as error:
        raise Refusal(SYNTAX, f"TimeZone: {error}") from None


def _without_files(call: OperationCall, files: Sequence[tuple[str, bytes]]) -> str:
    """Return the text of a request without attachments, which are stored separately."""
    if not files:
        return call.raw
    body = json.loads(call.raw)
    for file, (_, content) in zip(body["MessageData"]["Files"], files, strict=True):
        file["Data"] = f"({len(content)} bytes)"
    return json.dumps(body, ensure_ascii=False)


def _decoded(data: str, index: int) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error:
        raise Refusal("Missing file data on file {index}", index=index) from None
