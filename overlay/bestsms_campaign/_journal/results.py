"""Delivery results and other queries about individual recipients."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bestsms_campaign._journal.counts import Counts
from bestsms_campaign._journal.journal import Execute, Journal
from bestsms_campaign._journal.schema import (
    DELIVERED,
    FAILED,
    SUPPRESSED,
    CampaignState,
    ChunkState,
)

_PAGE = 1000
_STATES = {DELIVERED: "delivered", FAILED: "failed", SUPPRESSED: "suppressed"}
_CHUNK_STATES: Mapping[str, str] = {"sending": "unknown", "cancelled": "failed"}


class Delivery(NamedTuple):
    """The result of one recipient, in the gateway's words."""

    number: str
    delivered: bool
    result: str


class Line(NamedTuple):
    """A line of the report."""

    line: int
    number: str
    state: str
    result: str
    message_id: str


def counts(journal: Journal) -> tuple[CampaignState, Counts, int, int]:
    """Return the campaign's state and counts, and the numbers of rejected rows and duplicates."""
    with journal.transaction() as run:
        state, rejected, duplicates = journal.campaign(run, "state, rejected, duplicates")
        rows = run(
            "SELECT state, SUM(recipients), SUM(suppressed), SUM(delivered), SUM(failed),"
            " SUM(recoveries) FROM bestsms_chunk WHERE campaign = ? GROUP BY state",
            journal.key,
        ).fetchall()
    return state, Counts.of(rows), rejected, duplicates


def record(journal: Journal, message_id: str, deliveries: Iterable[Delivery]) -> int:
    """Record delivery results, and return how many recipients have a new result.

    A result proves that the gateway accepted the chunk.
    """
    changed = 0
    with journal.transaction() as run:
        chunk = run(
            "SELECT number, state FROM bestsms_chunk"  # noqa: S608
            f" WHERE campaign = ? AND message_id = ? {journal.FOR_UPDATE}",
            journal.key, message_id,
        ).fetchone()  # fmt: skip
        if chunk is None:
            return 0
        for delivery in deliveries:
            changed += _record_one(run, journal, chunk[0], delivery)
        if changed and chunk[1] not in ("sent", "cancelled"):
            run(
                "UPDATE bestsms_chunk SET state = 'sent', owner = NULL, error = NULL"
                " WHERE campaign = ? AND number = ?",
                journal.key, chunk[0],
            )  # fmt: skip
    return changed


def _record_one(run: Execute, journal: Journal, chunk: int, delivery: Delivery) -> bool:
    digits = "".join(filter(str.isdecimal, delivery.number))
    row = run(
        "SELECT state, line FROM bestsms_recipient"
        " WHERE campaign = ? AND number = ? AND chunk = ?",
        journal.key, int(digits or 0), chunk,
    ).fetchone()  # fmt: skip
    state = DELIVERED if delivery.delivered else FAILED
    if row is None or row[0] in (state, SUPPRESSED):
        return False
    run(
        "UPDATE bestsms_recipient SET state = ?, result = ?"
        " WHERE campaign = ? AND chunk = ? AND line = ?",
        state, delivery.result[:200], journal.key, chunk, row[1],
    )  # fmt: skip
    run(
        "UPDATE bestsms_chunk SET delivered = delivered + ?, failed = failed + ?"
        " WHERE campaign = ? AND number = ?",
        (state == DELIVERED) - (row[0] == DELIVERED), (state == FAILED) - (row[0] == FAILED),
        journal.key, chunk,
    )  # fmt: skip
    return True


def to_poll(journal: Journal, limit: int) -> list[tuple[int, str, int, int]]:
    """Return the sent chunks whose results are due to be read.

    Each has its number, its message id, the number of known results, and the number of
    consecutive reads without a new result.
    """
    with journal.transaction() as run:
        rows = run(
            "SELECT number, message_id, delivered + failed, polls FROM bestsms_chunk"  # noqa: S608
            f" WHERE campaign = ? AND state = 'sent' AND poll_at <= {journal.NOW}"
            " AND delivered + failed + suppressed < recipients ORDER BY poll_at, number LIMIT ?",
            journal.key, limit,
        ).fetchall()  # fmt: skip
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def poll_again(journal: Journal, number: int, polls: int, seconds: float) -> None:
    """Schedule the next read of a chunk's results."""
    with journal.transaction() as run:
        run(
            f"UPDATE bestsms_chunk SET polls = ?, poll_at = {journal.NOW} + ?"  # noqa: S608
            " WHERE campaign = ? AND number = ?",
            polls, seconds, journal.key, number,
        )  # fmt: skip


def set_cancelled(journal: Journal, number: int) -> None:
    """Record that the message of a chunk was aborted."""
    with journal.transaction() as run:
        run(
            "UPDATE bestsms_chunk SET state = 'cancelled' WHERE campaign = ? AND number = ?",
            journal.key, number,
        )  # fmt: skip


def chunks(journal: Journal, states: Sequence[ChunkState]) -> Iterator[tuple[int, str]]:
    """Yield the number and message id of each chunk in the given states."""
    after, marks = -1, ", ".join("?" for _ in states)
    while True:
        with journal.transaction() as run:
            rows = run(
                "SELECT number, message_id FROM bestsms_chunk WHERE campaign = ?"  # noqa: S608
                f" AND number > ? AND state IN ({marks}) ORDER BY number LIMIT ?",
                journal.key, after, *states, _PAGE,
            ).fetchall()  # fmt: skip
        yield from ((row[0], row[1]) for row in rows)
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]


def lines(journal: Journal) -> Iterator[Line]:
    """Yield a report line for every recipient."""
    after = -1
    while True:
        with journal.transaction() as run:
            chunk: Any = run(
                "SELECT number, state, message_id, error FROM bestsms_chunk"
                " WHERE campaign = ? AND number > ? ORDER BY number LIMIT 1",
                journal.key, after,
            ).fetchone()  # fmt: skip
            if chunk is None:
                return
            after, message_id, error = chunk[0], chunk[2], chunk[3]
            rows: Sequence[Any] = run(
                "SELECT line, number, state, result FROM bestsms_recipient"
                " WHERE campaign = ? AND chunk = ? ORDER BY line",
                journal.key, after,
            ).fetchall()  # fmt: skip
        stored: str = chunk[1]
        state = _CHUNK_STATES.get(stored, stored)
        for line, number, own, result in rows:
            yield Line(
                line, f"+{number}", _STATES[own] if own else state,
                result or ("" if own else error or ""), message_id,
            )  # fmt: skip


def destinations(journal: Journal, chunk: int) -> list[tuple[int, int, str | None]]:
    """Return the line, number and fields of each recipient of a chunk that is not suppressed."""
    with journal.transaction() as run:
        rows = run(
            "SELECT line, number, fields FROM bestsms_recipient"
            " WHERE campaign = ? AND chunk = ? AND state IS NULL ORDER BY line",
            journal.key, chunk,
        ).fetchall()  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


def rejects(journal: Journal, after: int, limit: int) -> list[tuple[int, str]]:
    """Return the rejected rows after a line."""
    with journal.transaction() as run:
        rows = run(
            "SELECT line, reason FROM bestsms_reject WHERE campaign = ? AND line > ?"
            " ORDER BY line LIMIT ?",
            journal.key, after, limit,
        ).fetchall()  # fmt: skip
    return [(row[0], row[1]) for row in rows]
