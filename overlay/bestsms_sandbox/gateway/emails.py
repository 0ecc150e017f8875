"""The e-mails that the gateway would send. They are stored for display and never sent."""

import json
import sqlite3

from bestsms_sandbox.gateway.queries import email_fields
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.storage.database import Database


class Emails:
    """The e-mails to the `SMSEmailReply` and `ReportTo` addresses of messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reply(self, recipient: int, sender: str, text: str, at: int) -> None:
        """Store the e-mail that forwards a reply."""
        row = self._database.one(
            "SELECT m.seq, m.data FROM recipients r JOIN messages m ON m.seq = r.message"
            " WHERE r.seq = ?",
            recipient,
        )
        assert row is not None
        self._write(row, "SMSEmailReply", f"SMS reply from {sender}", text, at)

    def report(self, message: int, at: int) -> None:
        """Store the e-mail with the delivery report of a completed message."""
        row = self._database.one("SELECT seq, id, data FROM messages WHERE seq = ?", message)
        assert row is not None
        if "ReportTo" in row["data"]:
            lines = self._database.all(
                "SELECT destination, status, result FROM recipients WHERE message = ? ORDER BY seq",
                message,
            )
            text = "\n".join(" ".join(line) for line in lines)
            self._write(row, "ReportTo", f"Delivery report for {row['id']}", text, at)

    def log(self, limit: int) -> list[JSON]:
        """Return the latest e-mails, oldest first."""
        rows = self._database.all(
            "SELECT a.*, m.id FROM mails a JOIN messages m ON m.seq = a.message"
            " ORDER BY a.seq DESC LIMIT ?",
            limit,
        )
        return [{**email_fields(row), "message_id": row["id"]} for row in reversed(rows)]

    def _write(self, row: sqlite3.Row, cause: str, subject: str, text: str, at: int) -> None:
        address = json.loads(row["data"]).get(cause)
        if address:
            self._database.run(
                "INSERT INTO mails (message, cause, address, subject, text, at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                row["seq"], cause, address, subject, text, at,
            )  # fmt: skip
