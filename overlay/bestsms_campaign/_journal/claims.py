"""Claim a chunk, and record its outcome."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from bestsms_campaign._journal.journal import Execute, Journal, Suppression
from bestsms_campaign._journal.schema import SUPPRESSED, ChunkState

_UNCLAIMED_FOR = 120.0
_OPEN = "state IN ('queued', 'sending', 'unknown')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The result of claiming a chunk.

    Attributes:
        verdict: `send`: the chunk is claimed and has not been sent. `look`: it is claimed, but the
            gateway must be asked for it first. `wait`: claim it again in `again_in` seconds.
            `settled`: there is nothing to do. `stopped`: the campaign is paused or cancelled.
        owner: The identifier of the lease.
        destinations: The argument for `send_message`, if the verdict is `send`.
    """

    verdict: Literal["send", "look", "wait", "settled", "stopped"]
    owner: str = ""
    message_id: str = ""
    destinations: Sequence[Mapping[str, str]] = ()
    again_in: float = 0.0


def claim(
    journal: Journal, number: int, lease: float, suppression: Suppression, holder: str = "task"
) -> Claim:
    """Claim a chunk if it is due. The claim is on disk when this function returns.

    After `lease` seconds, other workers may take over the chunk. `holder` is the kind of worker:
    `run` or `task`.
    """
    owner = f"{holder}-{uuid4().hex}"
    with journal.transaction() as run:
        row = run(
            f"SELECT state, message_id, due_at, {journal.NOW}, recipients - suppressed"  # noqa: S608
            f" FROM bestsms_chunk WHERE campaign = ? AND number = ? {journal.FOR_UPDATE}",
            journal.key, number,
        ).fetchone()  # fmt: skip
        if row is None or row[0] not in ("queued", "sending", "unknown"):
            return Claim(verdict="settled")
        state, message_id, due_at, now, recipients = row
        if state != "queued":
            if due_at > now:
                return Claim(verdict="wait", again_in=due_at - now)
            recovered = ", recoveries = recoveries + 1" if state == "sending" else ""
            _start_lease(run, journal, number, owner, lease, recovered)
            return Claim(verdict="look", owner=owner, message_id=message_id)
        campaign_state, open_at = journal.campaign(run, "state, open_at")
        if campaign_state != "ready":
            return Claim(verdict="stopped")
        rate: float | None = journal.settings["rate"]
        wait = max(due_at - now, open_at - now if rate else 0.0)
        if wait <= 0 and rate and not _use_rate(run, journal, recipients / rate):
            wait = recipients / rate
        if wait > 0:
            return Claim(verdict="wait", again_in=wait)
        destinations = _destinations(run, journal, number, suppression)
        if not destinations:  # all recipients are suppressed
            run(
                "UPDATE bestsms_chunk SET state = 'sent' WHERE campaign = ? AND number = ?",
                journal.key, number,
            )  # fmt: skip
            return Claim(verdict="settled")
        _start_lease(run, journal, number, owner, lease, ", attempts = attempts + 1")
    return Claim(verdict="send", owner=owner, message_id=message_id, destinations=destinations)


def _start_lease(
    run: Execute, journal: Journal, number: int, owner: str, lease: float, more: str
) -> None:
    run(
        "UPDATE bestsms_chunk SET state = 'sending', owner = ?,"  # noqa: S608
        f" due_at = {journal.NOW} + ?{more} WHERE campaign = ? AND number = ?",
        owner, lease, journal.key, number,
    )  # fmt: skip


def _use_rate(run: Execute, journal: Journal, seconds: float) -> bool:
    """Reserve the campaign's rate for some seconds. Return False if another worker has it."""
    return bool(
        run(
            f"UPDATE bestsms_campaign SET open_at = {journal.NOW} + ?"  # noqa: S608
            f" WHERE key = ? AND open_at <= {journal.NOW}",
            seconds, journal.key,
        ).rowcount
    )  # fmt: skip


def _destinations(
    run: Execute, journal: Journal, number: int, suppression: Suppression
) -> list[dict[str, str]]:
    rows = run(
        "SELECT number, fields FROM bestsms_recipient"
        " WHERE campaign = ? AND chunk = ? AND state IS NULL ORDER BY line",
        journal.key, number,
    ).fetchall()  # fmt: skip
    stopped = suppression.among([f"+{row[0]}" for row in rows])
    for text in stopped:
        run(
            f"UPDATE bestsms_recipient SET state = '{SUPPRESSED}'"  # noqa: S608
            " WHERE campaign = ? AND number = ?",
            journal.key, int(text[1:]),
        )  # fmt: skip
    if stopped:
        run(
            "UPDATE bestsms_chunk SET suppressed = suppressed + ?"
            " WHERE campaign = ? AND number = ?",
            len(stopped), journal.key, number,
        )  # fmt: skip
    texts = ",".join([row[1] or "null" for row in rows])
    fields: list[dict[str, str] | None] = json.loads(f"[{texts}]")
    return [
        {"Recipient": f"+{row[0]}", **(more or {})}
        for row, more in zip(rows, fields, strict=True)
        if not stopped or f"+{row[0]}" not in stopped
    ]


def holds(journal: Journal, number: int, owner: str, least: float) -> bool:
    """Return whether a lease is still held, and for at least `least` more seconds."""
    with journal.transaction() as run:
        row: Any = run(
            "SELECT 1 FROM bestsms_chunk WHERE campaign = ? AND number = ?"  # noqa: S608
            f" AND owner = ? AND state = 'sending' AND due_at >= {journal.NOW} + ?",
            journal.key, number, owner, least,
        ).fetchone()  # fmt: skip
    return row is not None


def settle(
    journal: Journal,
    number: int,
    owner: str,
    state: ChunkState,
    *,
    error: str | None = None,
    again_in: float = 0.0,
) -> bool:
    """Record the outcome of a chunk and end its lease. Return whether that was allowed.

    Anyone may record that the gateway accepted the chunk. Any other outcome is recorded only for
    the owner of the lease.
    """
    mine = "state NOT IN ('sent', 'cancelled')" if state == "sent" else "owner = ?"
    with journal.transaction() as run:
        return bool(
            run(
                "UPDATE bestsms_chunk SET state = ?, owner = NULL, error = ?,"  # noqa: S608
                f" due_at = {journal.NOW} + ? WHERE campaign = ? AND number = ? AND {mine}",
                state, error, again_in, journal.key, number,
                *([owner] if state != "sent" else []),
            ).rowcount
        )  # fmt: skip


def due(journal: Journal, limit: int) -> list[int]:
    """Return the chunks that are due, those with an unknown outcome first."""
    with journal.transaction() as run:
        rows = run(
            f"SELECT number FROM bestsms_chunk WHERE campaign = ? AND {_OPEN}"  # noqa: S608
            f" AND due_at <= {journal.NOW} ORDER BY state = 'queued', number LIMIT ?",
            journal.key, limit,
        ).fetchall()  # fmt: skip
    return [row[0] for row in rows]


def next_due_in(journal: Journal) -> float | None:
    """Return the seconds until the next chunk is due, or None if all are settled."""
    with journal.transaction() as run:
        row = run(
            f"SELECT MIN(due_at) - {journal.NOW} FROM bestsms_chunk"  # noqa: S608
            f" WHERE campaign = ? AND {_OPEN}",
            journal.key,
        ).fetchone()
    return None if row[0] is None else max(0.0, float(row[0]))


def sweep(journal: Journal, run: Execute) -> list[int]:
    """End expired leases, and return the chunks that need a worker.

    A chunk that no worker has claimed within two minutes is returned again. `run` is the open
    transaction, which jobs for the chunks can join.
    """
    rows = run(
        "UPDATE bestsms_chunk SET state = 'unknown', owner = NULL,"  # noqa: S608
        " recoveries = recoveries + CASE WHEN state = 'sending' THEN 1 ELSE 0 END,"
        f" due_at = {journal.NOW}"
        f" WHERE campaign = ? AND (state = 'sending' AND due_at <= {journal.NOW}"
        f" OR state = 'unknown' AND due_at <= {journal.NOW} - ?) RETURNING number",
        journal.key, _UNCLAIMED_FOR,
    ).fetchall()  # fmt: skip
    return sorted(row[0] for row in rows)


def suppress_all(journal: Journal, suppression: Suppression) -> None:
    """Mark the recipients that are on a suppression list."""
    number = 0
    while True:
        with journal.transaction() as run:
            if not run(
                "SELECT 1 FROM bestsms_chunk WHERE campaign = ? AND number = ?",
                journal.key, number,
            ).fetchone():  # fmt: skip
                return
            _destinations(run, journal, number, suppression)
        number += 1


def release_all(journal: Journal) -> None:
    """End the leases of earlier runs. The caller must know that none of them is alive."""
    with journal.transaction() as run:
        run(
            "UPDATE bestsms_chunk SET due_at = 0"
            " WHERE campaign = ? AND state IN ('sending', 'unknown')"
            " AND (owner IS NULL OR owner LIKE 'run-%')",
            journal.key,
        )


def requeue_failed(journal: Journal) -> int:
    """Mark failed chunks as unknown, so that the gateway is asked first. Return their number."""
    with journal.transaction() as run:
        return run(
            "UPDATE bestsms_chunk SET state = 'unknown', due_at = 0, error = NULL"
            " WHERE campaign = ? AND state = 'failed'",
            journal.key,
        ).rowcount


def is_queued(journal: Journal, number: int) -> bool:
    """Return whether a chunk was never sent, according to the journal."""
    with journal.transaction() as run:
        row = run(
            "SELECT state FROM bestsms_chunk WHERE campaign = ? AND number = ?",
            journal.key, number,
        ).fetchone()  # fmt: skip
    return row is not None and row[0] == "queued"


def mark_unknown(journal: Journal, number: int) -> None:
    """Mark a queued chunk as unknown, so that the gateway is asked before it is sent."""
    with journal.transaction() as run:
        run(
            "UPDATE bestsms_chunk SET state = 'unknown'"
            " WHERE campaign = ? AND number = ? AND state = 'queued'",
            journal.key, number,
        )  # fmt: skip
