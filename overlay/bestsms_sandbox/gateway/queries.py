"""Reads stored messages, in the format of the control API."""

import json
import sqlite3
from urllib.parse import quote

from bestsms_client._message.parts import count_parts
from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.times import rfc3339


def messages(context: SandboxContext, before: int, to: str | None, limit: int) -> list[JSON]:
    """Return the latest messages, oldest first.

    Args:
        context: The shared objects of the sandbox.
        before: Only messages with a smaller `seq`.
        to: Only messages to this number, in E.164 format.
        limit: The maximum number of messages.
    """
    rows = context.database.all(
        "SELECT * FROM messages WHERE seq < ?1 AND (?2 IS NULL OR seq IN"
        " (SELECT message FROM recipients WHERE destination = ?2))"
        " ORDER BY seq DESC LIMIT ?3",
        before, to, limit,
    )  # fmt: skip
    return [_message(context, row) for row in reversed(rows)]


def files(context: SandboxContext, message: int) -> list[JSON]:
    """Return the name, size, hash and URL of each attachment of a message."""
    rows = context.database.all(
        "SELECT seq, name, length(data) AS size, sha256 FROM files WHERE message = ? ORDER BY seq",
        message,
    )
    return [
        {**dict(row), "url": file_url(context.page_url, row["seq"], row["name"])} for row in rows
    ]


def message_fields(row: sqlite3.Row) -> JSON:
    """Return the fields common to all views of a message."""
    return {
        "seq": row["seq"],
        "message_id": row["id"],
        "job_num": row["job_num"],
        "mode": "Test" if row["test"] else "Live",
        "status": row["status"],
        "created_at": rfc3339(row["created_at"]),
        "send_at": rfc3339(row["send_at"]),
    }


def recipient_fields(row: sqlite3.Row) -> JSON:
    """Return the fields common to all views of a recipient."""
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
        "sent_at": rfc3339(row["sent_at"]),
    }


def _message(context: SandboxContext, row: sqlite3.Row) -> JSON:
    recipients = context.database.all(
        "SELECT * FROM recipients WHERE message = ? ORDER BY seq", row["seq"]
    )
    return {
        **message_fields(row),
        "request": row["request"],
        "recipients": [recipient_fields(recipient) for recipient in recipients],
        "files": files(context, row["seq"]),
    }


def email_fields(row: sqlite3.Row) -> JSON:
    """Return the fields common to all views of an e-mail."""
    return {
        "seq": row["seq"],
        "cause": row["cause"],
        "to": row["address"],
        "subject": row["subject"],
        "text": row["text"],
        "at": rfc3339(row["at"]),
    }


def file_url(page_url: str, seq: int, name: str) -> str:
    """Return the URL of an attachment."""
    return f"{page_url}_sandbox/files/{seq}/{quote(name, safe='')}"
