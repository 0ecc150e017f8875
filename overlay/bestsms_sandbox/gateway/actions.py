"""Resubmit, reschedule and abort. Each applies to the most recent message with a MessageID."""

import json
import sqlite3

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.contract.refusal import Refusal
from bestsms_sandbox.gateway.life_cycle import ABORTED, LifeCycle
from bestsms_sandbox.gateway.reports import latest
from bestsms_sandbox.gateway.request import Handler, OperationCall
from bestsms_sandbox.gateway.sending import read_send_time
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.times import zone_of


class ActionHandlers:
    """The handlers of the actions."""

    def __init__(self, context: SandboxContext, life: LifeCycle) -> None:
        self._database, self._clock, self._life = context.database, context.clock, life

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers by operation id."""
        return {
            "resubmitMessage": self._resubmit,
            "rescheduleMessage": self._reschedule,
            "abortMessage": self._abort,
        }

    def _resubmit(self, call: OperationCall) -> JSON:
        message = self._message(call)
        failed = self._recipients(message, "Failed")
        if message["status"] != "Completed" or not failed:
            raise _impossible("resubmitted", message)
        self._database.run(
            "UPDATE recipients SET status = 'Pending', result = '', price = 0, sent_at = NULL"
            " WHERE message = ? AND status = 'Failed'",
            message["seq"],
        )
        return self._restart("Resubmit", message, call)

    def _reschedule(self, call: OperationCall) -> JSON:
        message = self._message(call)
        if message["status"] != "Delayed":
            raise _impossible("rescheduled", message)
        return self._restart("Reschedule", message, call)

    def _abort(self, call: OperationCall) -> JSON:
        """Abort a message. The response says Pending; later status reads say Completed."""
        message = self._message(call)
        if message["status"] not in ("Delayed", "Pending"):
            raise _impossible("aborted", message)
        self._life.stop(message["seq"])
        for recipient in self._recipients(message, "Pending"):
            self._life.finish(recipient, ABORTED, self._clock.now())
        return _response("Abort", message, "Pending")

    def _restart(self, action: str, message: sqlite3.Row, call: OperationCall) -> JSON:
        now = self._clock.now()
        zone = zone_of(json.loads(message["data"]))
        send_at = read_send_time(call.body.get("SendTime"), zone, now)
        self._life.stop(message["seq"])
        status = self._life.start(message["seq"], send_at, now)
        return _response(action, message, "Transmit" if status == "Pending" else status)

    def _message(self, call: OperationCall) -> sqlite3.Row:
        message = latest(self._database, call.arguments["MessageID"])
        if message is None:
            raise Refusal("Message not found")
        return message

    def _recipients(self, message: sqlite3.Row, status: str) -> list[int]:
        rows = self._database.all(
            "SELECT seq FROM recipients WHERE message = ? AND status = ? ORDER BY seq",
            message["seq"], status,
        )  # fmt: skip
        return [row["seq"] for row in rows]


def _impossible(verb: str, message: sqlite3.Row) -> Refusal:
    return Refusal(
        "Message cannot be {verb} (Status={status})", verb=verb, status=message["status"]
    )


def _response(action: str, message: sqlite3.Row, status: str) -> JSON:
    return {
        "MessageID": message["id"],
        "Status": status,
        "JobNum": message["job_num"],
        "Action": action,
    }
