"""Taking a chunk, and writing what happened to it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from bestsms_campaign._journal.journal import Execute, Journal, Suppression
from bestsms_campaign._journal.schema import SUPPRESSED, ChunkState

_FORGOTTEN = 120.0
_OPEN = "state IN ('queued', 'sending', 'unknown')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The answer to a worker that wants to send a chunk.

    Attributes:
        verdict: `send`: the chunk is yours and has not been sent. `look`: it is yours, and the
            gateway has to be asked for it first. `wait`: not now, but in `again_in` seconds.
            `settled`: there is nothing to do. `stopped`: the campaign is paused or cancelled.
        owner: What the lease is held under.
        message_id: The id of the chunk's message.
        destinations: What `send_message` takes, if the verdict is `send`.
        again_in: Seconds after which to ask again.
    """

    verdict: Literal["send", "look", "wait", "settled", "stopped"]
    owner: str = ""
    message_id: str = ""
    destinations: Sequence[Mapping[str, str]] = ()
    again_in: float = 0.0


def claim(
    journal: Journal, number: int, lease: float, suppression: Suppression, holder: str = "task"
) -> Claim:
    """Take a chunk if it is to be taken. When this returns, the journal says so on disk.

    Args:
        journal: The journal.
        number: The number of the chunk.
        lease: Seconds after which others may take it over.
        suppression: Whom not to send to.
        holder: What kind of worker this is: `run` or `task`.
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
            _take(run, journal, number, owner, lease, recovered)
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
        if not destinations:  # all of them are suppressed
            run(
                "UPDATE bestsms_chunk SET state = 'sent' WHERE campaign = ? AND number = ?",
                journal.key, number,
            )  # fmt: skip
            return Claim(verdict="settled")
        _take(run, journal, number, owner, lease, ", attempts = attempts + 1")
    return Claim(verdict="send", owner=owner, message_id=message_id, destinations=destinations)


def _take(run: Execute, journal: Journal, number: int, owner: str, lease: float, more: str) -> None:
    run(
        "UPDATE bestsms_chunk SET state = 'sending', owner = ?,"  # noqa: S608
        f" due_at = {journal.NOW} + ?{more} WHERE campaign = ? AND number = ?",
        owner, lease, journal.key, number,
    )  # fmt: skip


def _use_rate(run: Execute, journal: Journal, seconds: float) -> bool:
    """Use the campaign's rate for some seconds; return False if another worker was faster."""
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
    """Return whether a lease is held for at least so many seconds to come."""
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
    """Write what happened to a chunk.

    That the gateway accepted it is true whoever finds out; anything else is for the holder of the
    lease alone to say.

    Returns:
        Whether it was written.
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
    """Return chunks that are due now, those first whose outcome is not known."""
    with journal.transaction() as run:
        rows = run(
            f"SELECT number FROM bestsms_chunk WHERE campaign = ? AND {_OPEN}"  # noqa: S608
            f" AND due_at <= {journal.NOW} ORDER BY state = 'queued', number LIMIT ?",
            journal.key, limit,
        ).fetchall()  # fmt: skip
    return [row[0] for row in rows]


def next_due_in(journal: Journal) -> float | None:
    """Return the seconds until a chunk is due; None if all are settled."""
    with journal.transaction() as run:
        row = run(
            f"SELECT MIN(due_at) - {journal.NOW} FROM bestsms_chunk"  # noqa: S608
            f" WHERE campaign = ? AND {_OPEN}",
            journal.key,
        ).fetchone()
    return None if row[0] is None else max(0.0, float(row[0]))


def sweep(journal: Journal, run: Execute) -> list[int]:
    """Take chunks back from workers whose lease is over.

    Args:
        journal: The journal.
        run: Its transaction, which a job for each of them can join.

    Returns:
        Their numbers, each once. One that nobody has seen to for two minutes is returned again.
    """
    rows = run(
        "UPDATE bestsms_chunk SET state = 'unknown', owner = NULL,"  # noqa: S608
        " recoveries = recoveries + CASE WHEN state = 'sending' THEN 1 ELSE 0 END,"
        f" due_at = {journal.NOW}"
        f" WHERE campaign = ? AND (state = 'sending' AND due_at <= {journal.NOW}"
        f" OR state = 'unknown' AND due_at <= {journal.NOW} - ?) RETURNING number",
        journal.key, _FORGOTTEN,
    ).fetchall()  # fmt: skip
    return sorted(row[0] for row in rows)


def suppress_all(journal: Journal, suppression: Suppression) -> None:
    """Leave out those recipients that are on a list now."""
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
    """End the leases of earlier runs, for a run that knows that none of them is alive."""
    with journal.transaction() as run:
        run(
            "UPDATE bestsms_chunk SET due_at = 0"
            " WHERE campaign = ? AND state IN ('sending', 'unknown')"
            " AND (owner IS NULL OR owner LIKE 'run-%')",
            journal.key,
        )


def requeue_failed(journal: Journal) -> int:
    """Have the chunks sent again that the gateway refused, once it says that it has none of them.

    Returns:
        How many chunks there are.
    """
    with journal.transaction() as run:
        return run(
            "UPDATE bestsms_chunk SET state = 'unknown', due_at = 0, error = NULL"
            " WHERE campaign = ? AND state = 'failed'",
            journal.key,
        ).rowcount


def is_queued(journal: Journal, number: int) -> bool:
    """Return whether the journal says that a chunk was never sent."""
    with journal.transaction() as run:
        row = run(
            "SELECT state FROM bestsms_chunk WHERE campaign = ? AND number = ?",
            journal.key, number,
        ).fetchone()  # fmt: skip
    return row is not None and row[0] == "queued"


def doubt(journal: Journal, number: int) -> None:
    """Have a chunk looked for before it is sent."""
    with journal.transaction() as run:
        run(
            "UPDATE bestsms_chunk SET state = 'unknown'"
            " WHERE campaign = ? AND number = ? AND state = 'queued'",
            journal.key, number,
        )  # fmt: skip
