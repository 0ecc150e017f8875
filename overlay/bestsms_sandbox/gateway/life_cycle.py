"""The life cycle of an accepted message: submission, delivery or failure, reply.

Planned events are stored in the `events` table and processed before each request, each with the
time at which it was due. Advancing the clock therefore has the same effect as waiting.
"""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.gateway.delivery_rules import CREDIT_HOLD, PENDING, DeliveryRule, DeliveryRules
from bestsms_sandbox.gateway.emails import Emails
from bestsms_sandbox.gateway.handset import Handset
from bestsms_sandbox.phone_numbers import length_error
from bestsms_sandbox.webhooks.queue import WebhookQueue

PART_PRICE = 0.10
DELIVERED = "delivered"
ABORTED = "Control Deleted"


class LifeCycle:
    """Moves messages through their life cycle, on the sandbox's clock."""

    def __init__(
        self,
        context: SandboxContext,
        rules: DeliveryRules,
        handset: Handset,
        webhooks: WebhookQueue,
        emails: Emails,
    ) -> None:
        self._context, self._database, self._rules = context, context.database, rules
        self._handset, self._webhooks, self._emails = handset, webhooks, emails
        self._window = context.contract.limits["duplicateWindow"] * 1000
        self._results = context.contract.results
        self._handlers = {
            "submit": self._submit,
            "outcome": self._outcome,
            "reply": self._reply,
        }

    def settle(self) -> None:
        """Process the events that are due."""
        now = self._context.clock.now()
        if (self._database.value("SELECT min(due_at) FROM events") or now + 1) > now:
            return
        with self._database.transaction():
            while event := self._database.one(
                "SELECT * FROM events WHERE due_at <= ? ORDER BY due_at, seq LIMIT 1", now
            ):
                self._database.run("DELETE FROM events WHERE seq = ?", event["seq"])
                self._handlers[event["kind"]](event)

    def start(self, message: int, send_at: int, now: int) -> str:
        """Start or restart sending to the pending recipients of a message.

        Returns:
            The new status of the message.
        """
        delayed = send_at > now
        self._set_status(message, "Delayed" if delayed else "Pending")
        self._database.run("UPDATE messages SET send_at = ? WHERE seq = ?", send_at, message)
        if delayed:
            self._plan(send_at, "submit", message)
        else:
            self._submit_recipients(message, send_at)
        return "Delayed" if delayed else "Pending"

    def stop(self, message: int) -> None:
        """Cancel the planned events of a message, except replies."""
        self._database.run("DELETE FROM events WHERE message = ? AND kind != 'reply'", message)

    def finish(self, recipient: int, result: str, at: int) -> None:
        """Set the result of a recipient, and update the status of the message."""
        row = self._database.one(
            "SELECT message, parts, test FROM recipients r JOIN messages m ON m.seq = r.message"
            " WHERE r.seq = ?",
            recipient,
        )
        assert row is not None
        meaning: Mapping[str, Any] = self._results[result]
        price = row["parts"] * PART_PRICE if meaning["charged"] and not row["test"] else 0
        self._database.run(
            "UPDATE recipients SET status = ?, result = ?, sent_at = ?, price = ? WHERE seq = ?",
            meaning["status"], result, at, round(price, 2), recipient,
        )  # fmt: skip
        self._database.run("UPDATE messages SET active_at = ? WHERE seq = ?", at, row["message"])
        self._webhooks.report(recipient, at)
        if not self._database.one(
            "SELECT 1 FROM recipients WHERE message = ? AND status = 'Pending'", row["message"]
        ):
            self._set_status(row["message"], "Completed")
            self._emails.report(row["message"], at)

    def set_results(self, number: str, outcome: str | None, message_id: str | None) -> int:
        """Set the result of a number's pending recipients now.

        Args:
            number: The number, in E.164 format.
            outcome: The result; None uses the number's delivery rule.
            message_id: Only recipients of this message; None for all messages.

        Returns:
            The number of recipients.
        """
        rule = self._rules.of(number)
        rows = self._database.all(
            "SELECT r.seq, r.message FROM recipients r JOIN messages m ON m.seq = r.message"
            " WHERE destination = ? AND r.status = 'Pending' AND m.status != 'Delayed'"
            " AND (? IS NULL OR m.id = ?) ORDER BY r.seq",
            number, message_id, message_id,
        )  # fmt: skip
        result = outcome or rule.outcome
        for row in rows:
            self._database.run(
                "DELETE FROM events WHERE recipient = ? AND kind = 'outcome'", row["seq"]
            )
            if result in self._results:
                self._set_result(
                    row["message"], row["seq"], result, self._context.clock.now(), rule
                )
        return len(rows)

    def _submit(self, event: sqlite3.Row) -> None:
        self._set_status(event["message"], "Pending")
        self._submit_recipients(event["message"], event["due_at"])

    def _submit_recipients(self, message: int, at: int) -> None:
        """Submit the pending recipients to the network, and plan their results."""
        for recipient in self._database.all(
            "SELECT * FROM recipients WHERE message = ? AND status = 'Pending' ORDER BY seq",
            message,
        ):
            rejection = self._rejection(recipient, at)
            rule = self._rules.of(recipient["destination"])
            if rejection:
                rule = DeliveryRule(rejection)
            else:
                self._database.run(
                    "UPDATE recipients SET submitted_at = ? WHERE seq = ?", at, recipient["seq"]
                )
            if rule.outcome == CREDIT_HOLD:
                self._set_status(message, "CreditHold")
            elif rule.outcome != PENDING and self._context.settings.option("progress") != "manual":
                due_at = at + self._milliseconds_to_result(rule)
                self._plan(due_at, "outcome", message, recipient["seq"], rule.outcome)

    def _milliseconds_to_result(self, rule: DeliveryRule) -> int:
        if self._context.settings.option("progress") == "immediate":
            return 0
        usual: float = self._context.settings.option("delivery_seconds")
        return round((usual if rule.after_seconds is None else rule.after_seconds) * 1000)

    def _rejection(self, recipient: sqlite3.Row, at: int) -> str:
        """Return the result with which the network rejects a recipient, or an empty string."""
        number = recipient["destination"]
        if fault := length_error(number):
            return fault
        if self._database.one("SELECT 1 FROM optouts WHERE number = ?", number):
            return "Destination is blacklisted"
        duplicate = self._database.one(
            "SELECT 1 FROM recipients WHERE destination = ? AND text = ? AND submitted_at > ?"
            " AND sender = ? AND seq != ?",
            number, recipient["text"], at - self._window, recipient["sender"], recipient["seq"],
        )  # fmt: skip
        return "Rejected-Duplicate" if duplicate else ""

    def _outcome(self, event: sqlite3.Row) -> None:
        number: str = self._database.value(
            "SELECT destination FROM recipients WHERE seq = ?", event["recipient"]
        )
        result, at = json.loads(event["data"]), event["due_at"]
        self._set_result(event["message"], event["recipient"], result, at, self._rules.of(number))

    def _set_result(
        self, message: int, recipient: int, result: str, at: int, rule: DeliveryRule
    ) -> None:
        self.finish(recipient, result, at)
        if rule.reply and self._results[result]["status"] == "Success":
            due_at = at + round(rule.reply_after_seconds * 1000)
            self._plan(due_at, "reply", message, recipient, rule.reply)

    def _reply(self, event: sqlite3.Row) -> None:
        number = self._database.value(
            "SELECT destination FROM recipients WHERE seq = ?", event["recipient"]
        )
        self._handset.receive(number, json.loads(event["data"]), event["due_at"])

    def _plan(
        self, due_at: int, kind: str, message: int, recipient: int | None = None, data: object = ""
    ) -> None:
        self._database.run(
            "INSERT INTO events (due_at, kind, message, recipient, data) VALUES (?, ?, ?, ?, ?)",
            due_at, kind, message, recipient, json.dumps(data),
        )  # fmt: skip
        self._context.scheduler.wake_by(due_at)

    def _set_status(self, message: int, status: str) -> None:
        self._database.run("UPDATE messages SET status = ? WHERE seq = ?", status, message)
