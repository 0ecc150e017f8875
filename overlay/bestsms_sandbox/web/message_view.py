"""The view of one message: recipients, timeline, webhooks, and code to send it again."""

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
from bestsms_sandbox.web.message_list import Query, outcome, page_number, paging

RECIPIENTS = 50  # on one page of the table
_LOGGED = 100
_SHOWN = 10_000  # characters of a request
_PLANS = {
    "submit": "Will be submitted to the network",
    "outcome": "Will get the result “{}”",
    "reply": "The handset will reply “{}”",
}
_WORST_FIRST = "CASE status WHEN 'Failed' THEN 0 WHEN 'Pending' THEN 1 ELSE 2 END, seq"


class MessageView:
    """The message view of one gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway, self._database = gateway, gateway.context.database
        self._base_url = gateway.context.page_url.removesuffix("/") + BASE_PATH

    def of(self, seq: int, query: Query) -> JSON | None:
        """Return a message, one page of its recipients, and the details of one recipient.

        Failed recipients come first. `recipient` in the query selects the recipient to show in
        detail; by default it is the first on the page.
        """
        row = self._database.one("SELECT * FROM messages WHERE seq = ?", seq)
        if row is None:
            return None
        number = page_number(query)
        recipients = self._database.all(
            f"SELECT * FROM recipients WHERE message = ? ORDER BY {_WORST_FIRST} LIMIT ? OFFSET ?",  # noqa: S608
            seq, RECIPIENTS, (number - 1) * RECIPIENTS,
        )  # fmt: skip
        sums = self._database.one(
            "SELECT count(*) AS total, total(status = 'Failed') AS failed,"
            " total(status = 'Success') AS success FROM recipients WHERE message = ?",
            seq,
        )
        assert sums is not None
        failed, success = int(sums["failed"]), int(sums["success"])
        opened = self._opened(seq, query.get("recipient", "")) or next(iter(recipients), None)
        data: JSON = json.loads(row["data"])
        attached = files(self._gateway.context, seq)
        now = self._gateway.context.clock.now()
        large = len(row["request"]) > _SHOWN
        link = f"{self._gateway.context.page_url}_sandbox/requests/{seq}"
        return {
            **message_fields(row),
            "seconds_until": max(0, -(-(row["send_at"] - now) // 1000)),
            "outcome": outcome(row["status"], success, failed),
            "fields": {n: v for n, v in data.items() if n not in ("Message", "Destinations")},
            **paging(number, sums["total"], RECIPIENTS),
            "success": success,
            "failed": failed,
            "recipients": [
                {name: one[name] for name in ("seq", "destination", "status", "result", "parts")}
                for one in recipients
            ],
            "open": self._recipient(row, opened) if opened else None,
            "files": attached,
            "request": row["request"][:_SHOWN],
            "whole_request": link if large else "",
            "answer": {"Result": "Success", "MessageID": row["id"]},
            "fault": self._fault(row),
            "results": list(self._gateway.context.contract.results),
            "curl": snippets.curl(
                self._base_url, row["request"], link if attached or large else ""
            ),
            "python": "" if large else snippets.python(self._base_url, data, attached),
            "test": "" if large else snippets.test(data, attached, self._last_text(seq)),
            "webhooks": self._webhooks(row["id"]),
            "emails": self._mails(seq),
        }

    def _last_text(self, message: int) -> str:
        text: str = self._database.value(
            "SELECT text FROM recipients WHERE message = ? ORDER BY seq DESC LIMIT 1", message
        )
        return text

    def _opened(self, message: int, wanted: str) -> sqlite3.Row | None:
        if not (wanted.isascii() and wanted.isdigit()):
            return None
        return self._database.one(
            "SELECT * FROM recipients WHERE message = ? AND seq = ?", message, int(wanted[:18])
        )

    def request(self, seq: int) -> JSON | None:
        """Return the request of a message as received, including attachments."""
        text = self._database.value("SELECT request FROM messages WHERE seq = ?", seq)
        if text is None:
            return None
        request: JSON = json.loads(text)
        kept = self._database.all("SELECT data FROM files WHERE message = ? ORDER BY seq", seq)
        for entry, file in zip(request["MessageData"].get("Files") or (), kept, strict=True):
            entry["Data"] = base64.b64encode(file["data"]).decode()
        return request

    def _fault(self, row: sqlite3.Row) -> JSON | None:
        """Return the log entry of the fault that affected the send of a message, if any."""
        notes = (note for note in self._gateway.requests.failed() if note["fault"])
        sent = (n for n in notes if row["id"] in n["request"] or n["request"] == row["request"])
        return next(sent, None)

    def _recipient(self, message: sqlite3.Row, row: sqlite3.Row) -> JSON:
        count = count_parts(row["text"])
        result = self._gateway.context.contract.results.get(row["result"], {})
        return {
            "seq": row["seq"],
            **recipient_fields(row),
            "reason": result["description"] if row["status"] == "Failed" and result else "",
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
            "history": self._timeline(message, row),
        }

    def _timeline(self, message: sqlite3.Row, recipient: sqlite3.Row) -> Sequence[JSON]:
        happened = [(message["created_at"], "Accepted by the gateway")]
        if message["created_at"] < message["send_at"] <= self._gateway.context.clock.now():
            happened.append((message["send_at"], "Scheduled time reached"))
        if recipient["submitted_at"] is not None:
            happened.append((recipient["submitted_at"], "Submitted to the network"))
        if recipient["sent_at"] is not None:
            text = f"{recipient['status']}: {recipient['result']}"
            happened.append((recipient["sent_at"], text))
        happened += [
            (row["received_at"], "Reply received")
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
    """Return a webhook with the token and the secret replaced by placeholders."""
    hidden = {"AuthToken": "$BESTSMS_AUTH_TOKEN", "APIKey": "(secret)"}
    body = {n: hidden.get(n, v) if v else v for n, v in webhook["body"].items()}
    return {**webhook, "body": body}
