"""The messages that the sandbox keeps, as the control API tells of them."""

import json
import sqlite3

from bestsms_client._message.parts import count_parts
from bestsms_sandbox.clock import moment
from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.gateway.request import JSON
from bestsms_sandbox.gateway.sending import file_url


def messages(gateway: Gateway, before: str | None, to: str | None, limit: int) -> list[JSON]:
    """Return the latest messages, oldest first.

    Args:
        gateway: Whose.
        before: The number of the message that they came before, if not all are meant.
        to: The number that they went to, in E.164, if not all are meant.
        limit: How many at the most.
    """
    rows = gateway.store.all(
        "SELECT * FROM messages WHERE (?1 IS NULL OR seq < ?1) AND (?2 IS NULL OR seq IN"
        " (SELECT message FROM recipients WHERE destination = ?2))"
        " ORDER BY seq DESC LIMIT ?3",
        before, to, limit,
    )  # fmt: skip
    return [_message(gateway, row) for row in reversed(rows)]


def files(gateway: Gateway, message: int) -> list[JSON]:
    """Return the attachments of a message: what they are, and where to fetch them."""
    rows = gateway.store.all(
        "SELECT seq, name, length(data) AS size, sha256 FROM files WHERE message = ? ORDER BY seq",
        message,
    )
    return [
        {**dict(row), "url": file_url(gateway.page_url, row["seq"], row["name"])} for row in rows
    ]


def _message(gateway: Gateway, row: sqlite3.Row) -> JSON:
    recipients = gateway.store.all(
        "SELECT * FROM recipients WHERE message = ? ORDER BY seq", row["seq"]
    )
    return {
        "seq": row["seq"],
        "message_id": row["id"],
        "job_num": row["job_num"],
        "mode": "Test" if row["test"] else "Live",
        "status": row["status"],
        "created_at": moment(row["created_at"]),
        "send_at": moment(row["send_at"]),
        "request": row["request"],
        "recipients": [_recipient(recipient) for recipient in recipients],
        "files": files(gateway, row["seq"]),
    }


def _recipient(row: sqlite3.Row) -> JSON:
    count = count_parts(row["text"])
    return {
        "destination": row["destination"],
        "contact_id": row["contact_id"],
        "group_id": row["group_id"],
        "fields": json.loads(row["fields"]),
        "text": row["text"],
        "encoding": count.encoding,
        "parts": count.parts,
        "status": row["status"],
        "result": row["result"],
        "price": row["price"],
        "sent_at": moment(row["sent_at"]),
    }
