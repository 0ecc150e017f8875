"""What the page shows, view by view, as plain data: a template makes it HTML, or it is JSON."""

import json
import re
import sqlite3
from collections.abc import Callable, Mapping

from bestsms_client._message.parts import count_parts
from bestsms_sandbox.gateway.delivery_rules import CREDIT_HOLD, PENDING
from bestsms_sandbox.gateway.dispatch import BASE_PATH, Gateway
from bestsms_sandbox.gateway.queries import message_fields
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.times import rfc3339
from bestsms_sandbox.web.message_view import MessageView, without_secrets

PAGE_SIZE = 50
_LOGGED = 200
# Only what people write can hold letters beyond ASCII, which cost more to compare.
_SEARCH = """
SELECT seq FROM messages m
WHERE seq IN (SELECT message FROM recipients WHERE instr(folded(text), ?1)
              OR instr(destination, ?2) OR instr(lower(typed), ?1) OR instr(lower(result), ?1))
   OR instr(lower(id), ?1) OR instr(lower(job_num), ?1) OR instr(lower(status), ?1)
   OR instr(folded(coalesce(json_extract(data, '$.Reference'), '')), ?1)
ORDER BY seq DESC
"""
_COUNTS = """
SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM received) AS received,
       (SELECT count(*) FROM contacts) + (SELECT count(*) FROM groups) AS book,
       (SELECT count(*) FROM webhooks) AS webhooks, (SELECT count(*) FROM mails) AS mails
"""

Query = Mapping[str, str]


class Views:
    """The views of one gateway. Each takes a query, mostly `q` and `page`, and returns its data.

    Attributes:
        all: The views by name.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway, self._database = gateway, gateway.context.database
        self._message_view = MessageView(gateway)
        self.all: Mapping[str, Callable[[Query], JSON]] = {
            "messages": self._messages,
            "received": self._received,
            "book": self._book,
            "refused": self._refused,
            "webhooks": self._webhooks,
            "mails": self._mails,
            "controls": self._controls,
        }

    def message(self, seq: int, query: Query) -> JSON | None:
        """Return everything about one message, or None if there is none of this number."""
        return self._message_view.of(seq, _page(query))

    def request(self, seq: int) -> JSON | None:
        """Return the request of a message as it came, attachments and all; None if unknown."""
        return self._message_view.request(seq)

    def frame(self) -> JSON:
        """Return what stands around every view: the clock, the addresses, how much there is."""
        counts = self._database.one(_COUNTS)
        assert counts is not None
        now = self._gateway.context.clock.now()
        return {
            "now": rfc3339(now),
            "ahead_seconds": self._gateway.context.settings.get("clock_added", 0) / 1000,
            "base_url": base_url(self._gateway),
            "counts": {**counts, "refused": len(self._gateway.refused)},
        }

    def _messages(self, query: Query) -> JSON:
        """The list, newest first; a search looks at texts, numbers, results, ids, references."""
        wanted, page = query.get("q", "").strip(), _page(query)
        skipped = (page - 1) * PAGE_SIZE
        if wanted:
            found = self._database.all(_SEARCH, wanted.casefold(), _number(wanted))
            total, seqs = len(found), [row["seq"] for row in found[skipped : skipped + PAGE_SIZE]]
        else:
            total = self._database.value("SELECT count(*) FROM messages")
            latest = "SELECT seq FROM messages ORDER BY seq DESC LIMIT ? OFFSET ?"
            seqs = [row["seq"] for row in self._database.all(latest, PAGE_SIZE, skipped)]
        return {
            "q": wanted,
            **_paging(page, total),
            "messages": [self._row(seq) for seq in seqs],
        }

    def _row(self, seq: int) -> JSON:
        message = self._database.one("SELECT * FROM messages WHERE seq = ?", seq)
        assert message is not None
        sums = self._database.one(
            "SELECT count(*) AS count, total(status = 'Success') AS success,"
            " total(status = 'Failed') AS failed, min(seq) AS first FROM recipients"
            " WHERE message = ?",
            seq,
        )
        assert sums is not None
        first = self._database.one("SELECT * FROM recipients WHERE seq = ?", sums["first"])
        assert first is not None
        count = count_parts(first["text"])
        return {
            **message_fields(message),
            "to": first["destination"],
            "recipients": sums["count"],
            "success": int(sums["success"]),
            "failed": int(sums["failed"]),
            "text": first["text"],
            "encoding": count.encoding,
            "parts": count.parts,
            "result": first["result"] if sums["count"] == 1 else "",
        }

    def _received(self, query: Query) -> JSON:
        total: int = self._database.value("SELECT count(*) FROM received")
        page = _page(query)
        rows = self._database.all(
            "SELECT i.*, r.message, m.id AS message_id FROM received i"
            " LEFT JOIN recipients r ON r.seq = i.recipient"
            " LEFT JOIN messages m ON m.seq = r.message ORDER BY i.seq DESC LIMIT ? OFFSET ?",
            PAGE_SIZE, (page - 1) * PAGE_SIZE,
        )  # fmt: skip
        return {
            **_paging(page, total),
            "received": [
                {
                    "received_id": row["id"],
                    "from": row["sender"],
                    "text": row["text"],
                    "at": rfc3339(row["received_at"]),
                    "message": row["message"],
                    "message_id": row["message_id"],
                }
                for row in rows
            ],
            "optouts": [r["number"] for r in self._database.all("SELECT * FROM optouts")],
        }

    def _book(self, query: Query) -> JSON:
        page = _page(query)
        limits = (PAGE_SIZE, (page - 1) * PAGE_SIZE)
        total: int = self._database.value("SELECT count(*) FROM contacts")
        contacts = self._database.all(
            "SELECT * FROM contacts ORDER BY seq LIMIT ? OFFSET ?", *limits
        )
        groups = self._database.all(
            'SELECT g.*, (SELECT count(*) FROM memberships m WHERE m."group" = g.seq) AS members'
            " FROM groups g ORDER BY name_key, seq LIMIT 1000"
        )
        return {
            **_paging(page, total),
            "contacts": [self._contact(row) for row in contacts],
            "groups": [
                {
                    "group_id": row["id"],
                    "code": row["code"],
                    "fields": json.loads(row["fields"]),
                    "members": row["members"],
                    "created_at": rfc3339(row["created_at"]),
                }
                for row in groups
            ],
        }

    def _contact(self, row: sqlite3.Row) -> JSON:
        groups = self._database.all(
            'SELECT g.fields FROM groups g JOIN memberships m ON m."group" = g.seq'
            " WHERE m.contact = ? ORDER BY g.name_key",
            row["seq"],
        )
        return {
            "contact_id": row["id"],
            "fields": json.loads(row["fields"]),
            "groups": [json.loads(group["fields"])["GroupName"] for group in groups],
            "created_at": rfc3339(row["created_at"]),
        }

    def _refused(self, _: Query) -> JSON:
        return {"refused": list(reversed(self._gateway.refused))}

    def _webhooks(self, _: Query) -> JSON:
        webhooks = self._gateway.webhooks
        log = [without_secrets(webhook) for webhook in reversed(webhooks.log(_LOGGED))]
        config = webhooks.config()
        return {"config": {**config, "secret": bool(config["secret"])}, "webhooks": log}

    def _mails(self, _: Query) -> JSON:
        return {"mails": self._gateway.emails.log(_LOGGED)[::-1]}

    def _controls(self, _: Query) -> JSON:
        gateway = self._gateway
        return {
            "settings": gateway.context.settings.options(),
            "numbers": gateway.rules.all(),
            "outcomes": [*gateway.context.contract.results, PENDING, CREDIT_HOLD],
            "chosen": list(gateway.context.settings.get("numbers", {})),
            "caps": {n: gateway.context.contract.limits[n] for n in ("capGsm", "capUcs2")},
            "faults": gateway.faults.all(),
            "operations": [f"{method} {path}" for method, path in gateway.context.contract.paths],
        }


def base_url(gateway: Gateway) -> str:
    """Return what clients are given as their base URL."""
    return gateway.context.page_url.removesuffix("/") + BASE_PATH


def _page(query: Query) -> int:
    text = query.get("page", "1")
    return max(1, int(text[:9])) if text.isascii() and text.isdigit() else 1


def _paging(page: int, total: int) -> JSON:
    return {"total": total, "page": page, "pages": max(1, -(-total // PAGE_SIZE))}


def _number(wanted: str) -> str:
    """Return what of a number in any form stands in its E.164 form too."""
    if re.fullmatch(r"[+()\d\s.-]+", wanted) and (digits := re.sub(r"\D", "", wanted)):
        return digits.removeprefix("00").removeprefix("0") or wanted
    return wanted
