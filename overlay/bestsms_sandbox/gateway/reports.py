"""Reports: the status of messages, replies to them, and received messages."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.contract.refusal import Refusal
from bestsms_sandbox.gateway.request import Handler, OperationCall, Paging
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.storage.database import Database
from bestsms_sandbox.times import ACCOUNT_ZONE, parse_local, time_fields, zone_of

ACCOUNT = "102030"
_BRANCH = ("SubAccount", "Department")
_MINUTE = 60_000


def latest(database: Database, message_id: str, at: int | None = None) -> sqlite3.Row | None:
    """Return the most recent message with an id that is not hidden at a given time."""
    return database.one(
        "SELECT * FROM messages WHERE id = ? AND (? IS NULL OR hidden_until <= ?)"
        " ORDER BY seq DESC LIMIT 1",
        message_id, at, at,
    )  # fmt: skip


class ReportHandlers:
    """The handlers of the reports."""

    def __init__(self, context: SandboxContext) -> None:
        self._database, self._clock = context.database, context.clock
        names = context.contract.merge_fields
        self._echoed = [name for name in names if name not in ("FirstName", "LastName")]

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers by operation id."""
        return {
            "getStatus": self._status,
            "getSmsReply": self._replies,
            "getSmsReceived": self._received,
        }

    def _status(self, call: OperationCall) -> JSON:
        message, response = self._message(call)
        rows = self._recipients(message, call)
        zone = response["Timezone"]
        return {**response, "Recipients": [self._recipient(row, zone) for row in rows]}

    def _replies(self, call: OperationCall) -> JSON:
        message, response = self._message(call)
        recipients: list[JSON] = []
        for row in self._recipients(message, call):
            replies = self._database.all(
                "SELECT * FROM received WHERE recipient = ? ORDER BY received_at, seq", row["seq"]
            )
            recipients.append({
                **self._recipient(row, response["Timezone"]),
                "GroupID": row["group_id"],
                "MessageText": row["text"],
                "SMSReplies": [_reply(reply) for reply in replies],
            })  # fmt: skip
        return {**response, "Recipients": recipients}

    def _message(self, call: OperationCall) -> tuple[sqlite3.Row, JSON]:
        """Return the requested message, and the fields common to its status and its replies."""
        message = latest(self._database, call.arguments["MessageID"], self._clock.now())
        if message is None:
            raise Refusal("Message(s) NOT found")
        counts = self._database.one(
            "SELECT count(*) AS count, sum(status = 'Success') AS success,"
            " sum(status = 'Failed') AS failed, sum(price) AS price"
            " FROM recipients WHERE message = ?",
            message["seq"],
        )
        assert counts is not None
        data = json.loads(message["data"])
        zone = zone_of(data)
        return message, {
            "MessageID": message["id"],
            "Status": message["status"],
            "JobNum": message["job_num"],
            "Account": ACCOUNT,
            **{name: data.get(name, "") for name in (*_BRANCH, "Reference")},
            **time_fields("Created", message["created_at"], zone),
            **time_fields("Delayed", message["send_at"], zone),
            "Timezone": zone,
            "Count": counts["count"],
            "Complete": counts["success"] + counts["failed"],
            "Success": counts["success"],
            "Failed": counts["failed"],
            "Price": round(counts["price"], 2),
            **Paging.of(call).block(counts["count"]),
        }

    def _recipients(self, message: sqlite3.Row, call: OperationCall) -> list[sqlite3.Row]:
        limit, offset = Paging.of(call).slice(2**31)
        return self._database.all(
            "SELECT * FROM recipients WHERE message = ? ORDER BY seq LIMIT ? OFFSET ?",
            message["seq"], limit, offset,
        )  # fmt: skip

    def _recipient(self, row: sqlite3.Row, zone: str) -> JSON:
        fields: Mapping[str, str] = json.loads(row["fields"])
        return {
            "Type": "Text",
            "DestSeq": row["dest_seq"],
            "Destination": row["destination"],
            "ContactID": row["contact_id"],
            "Status": row["status"],
            "Result": row["result"],
            **time_fields("Sent", row["sent_at"], zone),
            **{name: fields.get(name, "") for name in self._echoed},
            "RemoteID": "",
            "Price": row["price"],
        }

    def _received(self, call: OperationCall) -> JSON:
        window = self._window(call.arguments)
        total = self._database.value(
            "SELECT count(*) FROM received WHERE received_at BETWEEN ? AND ?", *window
        )
        page = Paging.of(call)
        rows = self._database.all(
            "SELECT v.*, r.contact_id, m.id AS message_id, m.job_num, m.data FROM received v"
            " LEFT JOIN recipients r ON r.seq = v.recipient"
            " LEFT JOIN messages m ON m.seq = r.message"
            " WHERE v.received_at BETWEEN ? AND ?"
            " ORDER BY v.received_at DESC, v.seq DESC LIMIT ? OFFSET ?",
            *window, *page.slice(total),
        )  # fmt: skip
        return {**page.block(total), "Messages": [_received_message(row) for row in rows]}

    def _window(self, arguments: Mapping[str, Any]) -> tuple[int, int]:
        """Return the start and end of the requested window. Dates take precedence."""
        if "dateFrom" in arguments and "dateTo" in arguments:
            start = _date(arguments["dateFrom"], "DateFrom must be datetime format")
            end = _date(arguments["dateTo"], "DateTo must be datetime format")
            if end <= start:
                raise Refusal("DateTo must be datetime format")
            return start, end + 999
        if "timePeriod" in arguments and "dateFrom" not in arguments and "dateTo" not in arguments:
            now = self._clock.now()
            return max(0, now - arguments["timePeriod"] * _MINUTE), now
        raise Refusal("Missing TimePeriod or DateFrom & DateTo")


def _date(text: str, fault: str) -> int:
    try:
        return parse_local(text, ACCOUNT_ZONE)
    except ValueError:
        raise Refusal(fault) from None


def _reply(row: sqlite3.Row) -> JSON:
    return {
        "ReceivedID": row["id"],
        **time_fields("Received", row["received_at"], ACCOUNT_ZONE),
        "Timezone": ACCOUNT_ZONE,
        "From": row["sender"],
        "MessageText": row["text"],
    }


def _received_message(row: sqlite3.Row) -> JSON:
    data = json.loads(row["data"] or "{}")
    return {
        **_reply(row),
        "MessageID": row["message_id"] or "",
        "JobNum": row["job_num"] or "",
        **{name: data.get(name, "") for name in _BRANCH},
        "ContactID": row["contact_id"] or "",
        "Version": "v2.04",
    }
