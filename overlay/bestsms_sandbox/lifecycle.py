"""What becomes of a message after it was accepted: submitted, delivered or failed, answered.

Everything that will happen stands in the table of events. It is settled before each request, each
event at the time it was due, so that advancing the clock tells the same story as waiting.
"""

import json
import sqlite3
from dataclasses import dataclass

from .clock import Clock
from .inbound import Inbound
from .render import number_fault
from .store import Store

DELIVERY_MS = 2_000
PART_PRICE = 0.10
DELIVERED = ("Success", "delivered")
ABORTED = ("Success", "Control Deleted")

# The results of wire-facts 6.3 that cost nothing.
_FREE = {
    "Control Deleted",
    "Destination is blacklisted",
    "Rejected-Duplicate",
    "Invalid Mobile Number (RP-Max)",
    "Invalid Mobile Number (RP-Min)",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What a network does with messages to a number.

    Attributes:
        outcome: Status and Result, or None if the message stays pending.
        reply: What the handset answers after delivery, if anything.
        reply_after_ms: How long that takes.
    """

    outcome: tuple[str, str] | None = DELIVERED
    reply: str = ""
    reply_after_ms: int = 30_000


_FATES = {
    "+61491570110": Fate(("Failed", "Bad Number")),
    "+61491570313": Fate(("Failed", "Undelivered")),
    "+61491570737": Fate(None),
    "+61491571266": Fate(reply="Yes"),
}


class LifeCycle:
    """The life of messages on the sandbox's clock.

    Args:
        duplicate_window: For how many seconds a repeated text to one number is rejected.
    """

    def __init__(self, store: Store, clock: Clock, inbound: Inbound, duplicate_window: int) -> None:
        self._store, self._clock, self._inbound = store, clock, inbound
        self._window = duplicate_window * 1000
        self._happen = {
            "submit": self._submit,
            "outcome": self._outcome,
            "reply": self._reply,
        }

    def settle(self) -> None:
        """Let everything happen that is due."""
        now = self._clock.now()
        if (self._store.value("SELECT min(due_at) FROM events") or now + 1) > now:
            return
        with self._store.transaction():
            while event := self._store.one(
                "SELECT * FROM events WHERE due_at <= ? ORDER BY due_at, seq LIMIT 1", now
            ):
                self._store.run("DELETE FROM events WHERE seq = ?", event["seq"])
                self._happen[event["kind"]](event)

    def start(self, message: int, send_at: int, now: int) -> str:
        """Begin, or begin again, with the pending recipients of a message.

        Returns:
            The status that the message has now.
        """
        delayed = send_at > now
        self._set_status(message, "Delayed" if delayed else "Pending")
        self._store.run("UPDATE messages SET send_at = ? WHERE seq = ?", send_at, message)
        if delayed:
            self._plan(send_at, "submit", message)
        else:
            self._hand_over(message, send_at)
        return "Delayed" if delayed else "Pending"

    def stop(self, message: int) -> None:
        """Forget what was planned for a message."""
        self._store.run("DELETE FROM events WHERE message = ? AND kind != 'reply'", message)

    def finish(self, recipient: int, outcome: tuple[str, str], at: int) -> None:
        """Give a recipient its outcome, and its message the status that follows."""
        row = self._store.one(
            "SELECT message, parts, test FROM recipients r JOIN messages m ON m.seq = r.message"
            " WHERE r.seq = ?",
            recipient,
        )
        assert row is not None
        price = 0 if row["test"] or outcome[1] in _FREE else row["parts"] * PART_PRICE
        self._store.run(
            "UPDATE recipients SET status = ?, result = ?, sent_at = ?, price = ? WHERE seq = ?",
            *outcome, at, round(price, 2), recipient,
        )  # fmt: skip
        if not self._store.one(
            "SELECT 1 FROM recipients WHERE message = ? AND status = 'Pending'", row["message"]
        ):
            self._set_status(row["message"], "Completed")

    def _submit(self, event: sqlite3.Row) -> None:
        self._set_status(event["message"], "Pending")
        self._hand_over(event["message"], event["due_at"])

    def _hand_over(self, message: int, at: int) -> None:
        """Hand the pending recipients to the network, which decides their outcomes."""
        for recipient in self._store.all(
            "SELECT * FROM recipients WHERE message = ? AND status = 'Pending' ORDER BY seq",
            message,
        ):
            rejection = self._rejection(recipient, at)
            fate = _FATES.get(recipient["destination"], Fate())
            outcome = ("Failed", rejection) if rejection else fate.outcome
            if not rejection:
                self._store.run(
                    "UPDATE recipients SET submitted_at = ? WHERE seq = ?", at, recipient["seq"]
                )
            if outcome:
                self._plan(at + DELIVERY_MS, "outcome", message, recipient["seq"], outcome)

    def _rejection(self, recipient: sqlite3.Row, at: int) -> str:
        """Return why the network does not even take a message, or the empty text."""
        number = recipient["destination"]
        if fault := number_fault(number):
            return fault
        if self._store.one("SELECT 1 FROM optouts WHERE number = ?", number):
            return "Destination is blacklisted"
        duplicate = self._store.one(
            "SELECT 1 FROM recipients WHERE destination = ? AND text = ? AND submitted_at > ?"
            " AND sender = ? AND seq != ?",
            number, recipient["text"], at - self._window, recipient["sender"], recipient["seq"],
        )  # fmt: skip
        return "Rejected-Duplicate" if duplicate else ""

    def _outcome(self, event: sqlite3.Row) -> None:
        status, result = json.loads(event["data"])
        self.finish(event["recipient"], (status, result), event["due_at"])
        fate = _FATES.get(
            self._store.value(
                "SELECT destination FROM recipients WHERE seq = ?", event["recipient"]
            ),
            Fate(),
        )
        if fate.reply and (status, result) == DELIVERED:
            due_at = event["due_at"] + fate.reply_after_ms
            self._plan(due_at, "reply", event["message"], event["recipient"], fate.reply)

    def _reply(self, event: sqlite3.Row) -> None:
        number = self._store.value(
            "SELECT destination FROM recipients WHERE seq = ?", event["recipient"]
        )
        self._inbound.receive(number, json.loads(event["data"]), event["due_at"])

    def _plan(
        self, due_at: int, kind: str, message: int, recipient: int | None = None, data: object = ""
    ) -> None:
        self._store.run(
            "INSERT INTO events (due_at, kind, message, recipient, data) VALUES (?, ?, ?, ?, ?)",
            due_at, kind, message, recipient, json.dumps(data),
        )  # fmt: skip

    def _set_status(self, message: int, status: str) -> None:
        self._store.run("UPDATE messages SET status = ? WHERE seq = ?", status, message)
