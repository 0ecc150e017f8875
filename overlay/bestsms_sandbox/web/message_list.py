"""The list of messages: search, filters and pages."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from bestsms_client._message.parts import count_parts
from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.gateway.queries import message_fields
from bestsms_sandbox.json_schema import JSON

PAGE_SIZE = 50
Query = Mapping[str, str]

_ANY = "EXISTS (SELECT 1 FROM recipients WHERE message = m.seq AND status = '{}')"
_COMPLETED = "m.status = 'Completed' AND "
# The values of the status column, with their SQL conditions.
STATUSES: Mapping[str, str] = {
    "Delivered": f"{_COMPLETED}NOT {_ANY.format('Failed')}",
    "Failed": f"{_COMPLETED}{_ANY.format('Failed')} AND NOT {_ANY.format('Success')}",
    "Partly failed": f"{_COMPLETED}{_ANY.format('Failed')} AND {_ANY.format('Success')}",
    "Pending": "m.status = 'Pending'",
    "Delayed": "m.status = 'Delayed'",
    "CreditHold": "m.status = 'CreditHold'",
}
# Only texts and references can contain non-ASCII letters, which are slower to compare.
_FOUND = """(m.seq IN (SELECT message FROM recipients, chosen WHERE instr(folded(text), q)
    OR instr(destination, number) OR instr(lower(typed), q) OR instr(lower(result), q))
  OR instr(lower(m.id), q) OR instr(lower(m.job_num), q) OR instr(lower(m.status), q)
  OR instr(folded(coalesce(json_extract(m.data, '$.Reference'), '')), q))"""
_TO = "m.seq IN (SELECT message FROM recipients, chosen WHERE instr(destination, target))"
_MATCHING = """
WITH chosen (q, number, target, mode) AS (VALUES (?, ?, ?, ?))
SELECT m.seq FROM messages m, chosen WHERE """
_LATEST = " ORDER BY m.seq DESC"
_ROW = """
SELECT m.*, s.count, s.success, s.failed, r.destination, r.text, r.result
FROM messages m
JOIN (SELECT message, count(*) AS count, total(status = 'Success') AS success,
             total(status = 'Failed') AS failed, min(seq) AS first
      FROM recipients WHERE message IN (SELECT value FROM json_each(?)) GROUP BY message) s
  ON s.message = m.seq
JOIN recipients r ON r.seq = s.first
ORDER BY m.seq DESC
"""


class MessageList:
    """The messages of one gateway, newest first."""

    def __init__(self, gateway: Gateway) -> None:
        self._database = gateway.context.database

    def view(self, query: Query) -> JSON:
        """Return one page of the messages that match the filters `q`, `status`, `mode` and `to`."""
        chosen = {name: query.get(name, "").strip() for name in ("q", "status", "mode", "to")}
        conditions = ["1"]
        if chosen["q"]:
            conditions.append(_FOUND)
        if chosen["to"]:
            conditions.append(_TO)
        if chosen["status"]:
            conditions.append(STATUSES.get(chosen["status"], "0"))
        if chosen["mode"]:
            conditions.append("m.test = (mode = 'Test')")
        values = (
            chosen["q"].casefold(),
            part_of_number(chosen["q"]),
            part_of_number(chosen["to"]),
            chosen["mode"],
        )
        number = page_number(query)
        matching = _MATCHING + " AND ".join(conditions)
        # One query for all matches: counting them takes as long.
        seqs = [row["seq"] for row in self._database.all(matching + _LATEST, *values)]
        start = (number - 1) * PAGE_SIZE
        return {
            **chosen,
            "query": urlencode({name: value for name, value in chosen.items() if value}),
            "statuses": list(STATUSES),
            **paging(number, len(seqs)),
            "messages": self._rows(seqs[start : start + PAGE_SIZE]),
        }

    def _rows(self, seqs: list[int]) -> list[JSON]:
        rows: list[JSON] = []
        for row in self._database.all(_ROW, str(seqs)):
            success, failed = int(row["success"]), int(row["failed"])
            count = count_parts(row["text"])
            rows.append({
                **message_fields(row),
                "to": row["destination"],
                "recipients": row["count"],
                "success": success,
                "failed": failed,
                "text": row["text"],
                "encoding": count.encoding,
                "parts": count.parts,
                "outcome": outcome(row["status"], success, failed),
                "result": row["result"] if row["count"] == 1 else "",
            })  # fmt: skip
        return rows


def outcome(status: str, success: int, failed: int) -> str:
    """Return the status that the page shows for a message.

    Example:
        >>> outcome("Completed", 2, 1), outcome("Completed", 0, 1), outcome("Delayed", 0, 0)
        ('Partly failed', 'Failed', 'Delayed')
    """
    if status != "Completed":
        return status
    if not failed:
        return "Delivered"
    return "Partly failed" if success else "Failed"


def page_number(query: Query) -> int:
    """Return the page number in a query; 1 if it is missing or invalid."""
    text = query.get("page", "1")
    return max(1, int(text[:9])) if text.isascii() and text.isdigit() else 1


def paging(number: int, total: int, size: int = PAGE_SIZE) -> JSON:
    """Return the paging fields of a view."""
    return {"total": total, "page": number, "pages": max(1, -(-total // size))}


def part_of_number(wanted: str) -> str:
    """Return the part of a number, in any format, that also occurs in its E.164 format.

    Example:
        >>> part_of_number("0491 570 006")
        '491570006'
    """
    if re.fullmatch(r"[+()\d\s.-]+", wanted) and (digits := re.sub(r"\D", "", wanted)):
        return digits.removeprefix("00").removeprefix("0") or wanted
    return wanted
