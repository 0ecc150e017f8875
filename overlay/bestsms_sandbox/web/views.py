"""The data of the page's views, rendered as HTML by templates or returned as JSON."""

import json
import sqlite3
from collections.abc import Callable, Mapping

from bestsms_sandbox.gateway.delivery_rules import CREDIT_HOLD, PENDING
from bestsms_sandbox.gateway.dispatch import BASE_PATH, Gateway
from bestsms_sandbox.gateway.request_log import KEPT
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.times import rfc3339
from bestsms_sandbox.web import scenarios
from bestsms_sandbox.web.conversations import Conversations
from bestsms_sandbox.web.message_list import PAGE_SIZE, MessageList, Query, page_number, paging
from bestsms_sandbox.web.message_view import MessageView, without_secrets
from bestsms_sandbox.web.request_hints import RequestHints

_LOGGED = 200
_SHOWN_REQUESTS = 100
_SHOWN_BYTES = 2000  # of each request body
_WEBHOOK_STATES = ("given up", "not called", "waiting", "delivered")  # most urgent first
_COUNTS = """
SELECT (SELECT count(*) FROM messages) AS messages,
       (SELECT count(*) FROM contacts) + (SELECT count(*) FROM groups) AS "address-book",
       (SELECT count(*) FROM webhooks) AS webhooks, (SELECT count(*) FROM mails) AS emails
"""
_NEXT = "SELECT kind, due_at FROM events ORDER BY due_at, seq LIMIT 1"
_EVENTS = {
    "submit": "A message is submitted to the network",
    "outcome": "A recipient gets its result",
    "reply": "A handset replies",
}


class Views:
    """The views of one gateway. Each view takes a query and returns data.

    Attributes:
        all: The views by name.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway, self._database = gateway, gateway.context.database
        self._message_view = MessageView(gateway)
        self._hints = RequestHints(gateway.context.contract)
        self.list = MessageList(gateway)
        self.all: Mapping[str, Callable[[Query], JSON]] = {
            "messages": self.list.view,
            "conversations": Conversations(gateway).view,
            "scenarios": self._scenarios,
            "webhooks": self._webhooks,
            "requests": self._requests,
            "emails": self._emails,
            "address-book": self._address_book,
            "clear": self._clear,
        }

    def message(self, seq: int, query: Query) -> JSON | None:
        """Return the data of one message, or None if it does not exist."""
        return self._message_view.of(seq, query)

    def request(self, seq: int) -> JSON | None:
        """Return the complete request of a message, or None if it does not exist."""
        return self._message_view.request(seq)

    def frame(self) -> JSON:
        """Return the data shown on every view: clock, connection, active scenarios, counts."""
        counts = self._database.one(_COUNTS)
        assert counts is not None
        context = self._gateway.context
        return {
            "now": rfc3339(context.clock.now()),
            "ahead_seconds": context.settings.get("clock_added", 0) / 1000,
            "next_event": self._next_event(),
            "base_url": base_url(self._gateway),
            "token": context.token,
            "active": [scenarios.title(fault) for fault in self._gateway.faults.active()],
            "counts": {**counts, "requests": len(self._gateway.requests.all())},
        }

    def version(self) -> object:
        """Return a value that changes whenever a view would change."""
        changes = self._database.changes, self._gateway.requests.total
        return *changes, [fault["hits"] for fault in self._gateway.faults.active()]

    def _next_event(self) -> JSON | None:
        event = self._database.one(_NEXT)
        webhook: int | None = self._database.value("SELECT min(next_at) FROM webhooks")
        moments = [(event["due_at"], _EVENTS[event["kind"]])] if event else []
        if webhook is not None:
            moments.append((webhook, "A webhook is delivered"))
        if not moments:
            return None
        at, what = min(moments)
        left = at - self._gateway.context.clock.now()
        return {"at": rfc3339(at), "what": what, "seconds": max(1, -(-left // 1000))}

    def _address_book(self, query: Query) -> JSON:
        page = page_number(query)
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
            **paging(page, total),
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

    def _requests(self, query: Query) -> JSON:
        show = query.get("show", "")
        log = self._gateway.requests
        entries = log.failed() if show == "Failed" else log.all()
        if show == "Succeeded":
            entries = [entry for entry in entries if not entry["reasons"]]
        return {
            "show": show,
            "kept": KEPT,
            "requests": [
                {
                    **entry,
                    "request": entry["request"][:_SHOWN_BYTES],
                    "hint": self._hints.of(entry["reasons"]),
                }
                for entry in entries[: -_SHOWN_REQUESTS - 1 : -1]
            ],
        }

    def _webhooks(self, query: Query) -> JSON:
        queue, state = self._gateway.webhooks, query.get("state", "")
        log = [without_secrets(webhook) for webhook in reversed(queue.log(_LOGGED))]
        failing = [hook for hook in log if hook["state"] != "delivered" and hook["tries"]]
        others = [hook for hook in log if hook not in failing]
        return {
            "config": queue.config(),
            "state": state,
            "states": _WEBHOOK_STATES,
            "webhooks": [h for h in (*failing, *others) if state in ("", h["state"])],
        }

    def _emails(self, _: Query) -> JSON:
        return {"emails": self._gateway.emails.log(_LOGGED)[::-1]}

    def _scenarios(self, _: Query) -> JSON:
        gateway, settings = self._gateway, self._gateway.context.settings
        contract = gateway.context.contract
        return {
            "settings": settings.options(),
            "numbers": gateway.rules.all(),
            "outcomes": [*contract.results, PENDING, CREDIT_HOLD],
            "chosen": list(settings.get("numbers", {})),
            "caps": {name: contract.limits[name] for name in ("capGsm", "capUcs2")},
            "presets": [
                {
                    "name": one.name,
                    "title": one.title,
                    "explanation": one.explanation,
                    "number": bool(one.rule),
                }
                for one in scenarios.SCENARIOS.values()
            ],
            "faults": [
                {
                    "title": scenarios.title(fault),
                    "hits": fault["hits"],
                    "times": fault.get("times"),
                    "script": {name: value for name, value in fault.items() if name != "hits"},
                }
                for fault in self._gateway.faults.active()
            ],
            "operations": [f"{method} {path}" for method, path in contract.paths],
        }

    def _clear(self, _: Query) -> JSON:
        count = "SELECT count(*) FROM "
        return {name: self._database.value(count + name) for name in ("contacts", "groups")}


def base_url(gateway: Gateway) -> str:
    """Return the base URL for clients."""
    return gateway.context.page_url.removesuffix("/") + BASE_PATH
