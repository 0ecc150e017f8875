"""One message in full: each handset's text in its parts, what became of it, what was said of it."""

import base64
import json
import sqlite3
from collections.abc import Sequence

from bestsms_client._message.parts import count_parts, split_parts, unit_size
from bestsms_sandbox.gateway.dispatch import BASE_PATH, Gateway
from bestsms_sandbox.gateway.queries import email_fields, files, message_fields, recipient_fields
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.times import rfc3339
from bestsms_sandbox.web import snippets

RECIPIENTS = 20
_LOGGED = 100
_PLANS = {
    "submit": "The network will get it",
    "outcome": "Will end as “{}”",
    "reply": "The handset will write “{}”",
}


class MessageView:
    """The messages of one gateway, one at a time."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway, self._database = gateway, gateway.context.database
        self._base_url = gateway.context.page_url.removesuffix("/") + BASE_PATH

    def of(self, seq: int, page: int) -> JSON | None:
        """Return everything about a message, and one page of its recipients."""
        row = self._database.one("SELECT * FROM messages WHERE seq = ?", seq)
        if row is None:
            return None
        recipients = self._database.all(
            "SELECT * FROM recipients WHERE message = ? ORDER BY seq LIMIT ? OFFSET ?",
            seq, RECIPIENTS, (page - 1) * RECIPIENTS,
        )  # fmt: skip
        total: int = self._database.value("SELECT count(*) FROM recipients WHERE message = ?", seq)
        failed: int = self._database.value(
            "SELECT count(*) FROM recipients WHERE message = ? AND status = 'Failed'", seq
        )
        data: JSON = json.loads(row["data"])
        attached = files(self._gateway.context, seq)
        now = self._gateway.context.clock.now()
        whole = f"{self._gateway.context.page_url}_sandbox/requests/{seq}" if attached else ""
        return {
            **message_fields(row),
            "seconds_until": max(0, -(-(row["send_at"] - now) // 1000)),
            "fields": {n: v for n, v in data.items() if n not in ("Message", "Destinations")},
            "total": total,
            "failed": failed,
            "page": page,
            "pages": max(1, -(-total // RECIPIENTS)),
            "recipients": [self._recipient(row, recipient) for recipient in recipients],
            "files": attached,
            "request": row["request"],
            "answer": {"Result": "Success", "MessageID": row["id"]},
            "fault": self._fault(row),
            "results": list(self._gateway.context.contract.results),
            "curl": snippets.curl(self._base_url, row["request"], whole),
            "python": snippets.python(self._base_url, data, attached),
            "webhooks": self._webhooks(row["id"]),
            "mails": self._mails(seq),
        }

    def request(self, seq: int) -> JSON | None:
        """Return the request of a message with its attachments in it, as it came."""
        text = self._database.value("SELECT request FROM messages WHERE seq = ?", seq)
        if text is None:
            return None
        request: JSON = json.loads(text)
        kept = self._database.all("SELECT data FROM files WHERE message = ? ORDER BY seq", seq)
        for entry, file in zip(request["MessageData"].get("Files") or (), kept, strict=True):
            entry["Data"] = base64.b64encode(file["data"]).decode()
        return request

    def _fault(self, row: sqlite3.Row) -> JSON | None:
        """Return the note of the fault that the call suffered by which a message was sent."""
        notes = (note for note in self._gateway.refused if note["fault"])
        sent = (n for n in notes if row["id"] in n["request"] or n["request"] == row["request"])
        return next(sent, None)

    def _recipient(self, message: sqlite3.Row, row: sqlite3.Row) -> JSON:
        count = count_parts(row["text"])
        return {
            "seq": row["seq"],
            **recipient_fields(row),
            "typed": row["typed"],
            "units": count.units,
            "units_left": count.units_left,
            "parts": [
                {"text": part, "units": sum(unit_size(c, count.encoding) for c in part)}
                for part in split_parts(row["text"])
            ],
            "offenders": [
                {"sign": sign if sign.isprintable() else "", "code": f"U+{ord(sign):04X}"}
                for sign in dict.fromkeys(offender.character for offender in count.offenders)
            ],
            "replies": self._replies(row["seq"]),
            "history": self._history(message, row),
        }

    def _history(self, message: sqlite3.Row, recipient: sqlite3.Row) -> Sequence[JSON]:
        """Return what happened to a recipient and what is going to, in its order."""
        happened = [(message["created_at"], "The gateway accepted it")]
        if message["created_at"] < message["send_at"] <= self._gateway.context.clock.now():
            happened.append((message["send_at"], "The time it was to be sent at"))
        if recipient["submitted_at"] is not None:
            happened.append((recipient["submitted_at"], "The network got it"))
        if recipient["sent_at"] is not None:
            text = f"{recipient['status']}: {recipient['result']}"
            happened.append((recipient["sent_at"], text))
        happened += [
            (row["received_at"], "The handset wrote back")
            for row in self._database.all(
                "SELECT received_at FROM received WHERE recipient = ?", recipient["seq"]
            )
        ]
        planned = [
            (row["due_at"], _PLANS[row["kind"]].format(json.loads(row["data"])))
            for row in self._database.all(
                "SELECT * FROM events WHERE message = ? AND (recipient IS NULL OR recipient = ?)",
                message["seq"], recipient["seq"],
            )
        ]  # fmt: skip
        entries = [(at, False, what) for at, what in happened]
        entries += [(at, True, what) for at, what in planned]
        return [
            {"at": rfc3339(at), "planned": ahead, "what": what}
            for at, ahead, what in sorted(entries, key=lambda entry: entry[:2])
        ]

    def _replies(self, recipient: int) -> list[JSON]:
        rows = self._database.all(
            "SELECT * FROM received WHERE recipient = ? ORDER BY received_at, seq", recipient
        )
        return [
            {"received_id": row["id"], "text": row["text"], "at": rfc3339(row["received_at"])}
            for row in rows
        ]

    def _webhooks(self, message_id: str) -> list[JSON]:
        log = self._gateway.webhooks.log(1000)
        return [without_secrets(hook) for hook in log if hook["message_id"] == message_id][
            -_LOGGED:
        ]

    def _mails(self, seq: int) -> list[JSON]:
        rows = self._database.all("SELECT * FROM mails WHERE message = ? ORDER BY seq", seq)
        return [email_fields(row) for row in rows]


def without_secrets(webhook: JSON) -> JSON:
    """Return a webhook without the token that the seed's shape carries, and without the secret."""
    hidden = {"AuthToken": "$BESTSMS_AUTH_TOKEN", "APIKey": "(secret)"}
    body = {n: hidden.get(n, v) if v else v for n, v in webhook["body"].items()}
    return {**webhook, "body": body}
