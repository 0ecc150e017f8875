"""Conversations: the texts sent to and received from each handset."""

from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.json_schema import JSON
from bestsms_sandbox.phone_numbers import normalise
from bestsms_sandbox.times import rfc3339
from bestsms_sandbox.web.message_list import PAGE_SIZE, Query, page_number, paging

_SHOWN = 200  # texts per conversation
_TEXTS = """
SELECT destination AS number, 0 AS received, r.seq AS seq, text, created_at AS at,
       m.seq AS message, r.status AS status, r.result AS result
FROM recipients r JOIN messages m ON m.seq = r.message
UNION ALL
SELECT i.sender, 1, i.seq, i.text, received_at, r.message, '', ''
FROM received i LEFT JOIN recipients r ON r.seq = i.recipient
"""
_HANDSETS = f"""
SELECT number, count(*) AS count, max(at) AS at, text FROM ({_TEXTS})
GROUP BY number ORDER BY at DESC, number LIMIT ? OFFSET ?
"""  # noqa: S608
_COUNT = """
SELECT count(*) FROM (SELECT destination FROM recipients UNION SELECT sender FROM received)
"""
_ONE = f"""
SELECT * FROM ({_TEXTS}) WHERE number = ? ORDER BY at DESC, received DESC, seq DESC LIMIT ?
"""  # noqa: S608
_LENGTH = """
SELECT (SELECT count(*) FROM recipients WHERE destination = ?1)
     + (SELECT count(*) FROM received WHERE sender = ?1)
"""


class Conversations:
    """The conversations of one gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._database = gateway.context.database

    def view(self, query: Query) -> JSON:
        """Return the handsets, latest first, and the texts of the one selected by `with`."""
        page, number = page_number(query), query.get("with", "").strip()
        number = normalise(number) if number else ""
        total: int = self._database.value(_COUNT)
        handsets = self._database.all(_HANDSETS, PAGE_SIZE, (page - 1) * PAGE_SIZE)
        length: int = self._database.value(_LENGTH, number)
        rows = self._database.all(_ONE, number, _SHOWN)[::-1]
        return {
            **paging(page, total),
            "handset": number,
            "handsets": [
                {
                    "number": row["number"],
                    "count": row["count"],
                    "text": row["text"],
                    "at": rfc3339(row["at"]),
                }
                for row in handsets
            ],
            "optouts": [row["number"] for row in self._database.all("SELECT number FROM optouts")],
            "earlier": length - len(rows),
            "texts": [
                {
                    "received": bool(row["received"]),
                    "text": row["text"],
                    "at": rfc3339(row["at"]),
                    "message": row["message"],
                    "status": row["result"] or row["status"],
                }
                for row in rows
            ],
        }
