"""A webhook handler that fails and dies according to a plan.

It uses files in the current folder: `plan` has a line for each future delivery, `offset` is the
number of seconds that the gateway's clock is ahead, and `app.db` has the handled events.
"""

import os
import signal
import sqlite3
import time
from pathlib import Path

from bestsms_client.webhooks import Deduplicator, Event, SQLiteStore

SECRETS = ["previous-secret", "shared-secret"]


def _now() -> float:
    return time.time() + float(Path("offset").read_text())


def _step() -> str:
    """Remove and return the next line of the plan; an empty plan means success."""
    step, _, rest = Path("plan").read_text().partition("\n")
    Path("plan").write_text(rest)
    return step


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


with sqlite3.connect("app.db") as _connection:
    _connection.execute(
        "CREATE TABLE IF NOT EXISTS inbox (kind, destination, status, message, suspect)"
    )
_connection.close()
_once = Deduplicator(SQLiteStore("app.db"), now=_now).once


def receive(event: Event) -> None:
    """Store an event once, or fail, or die before or after it is stored."""
    step = _step()
    with _once(event) as delivery:
        if delivery.new:
            delivery.transaction.execute(
                "INSERT INTO inbox VALUES (?, ?, ?, ?, ?)",
                (event.type_, event.destination, event.status, event.message, delivery.suspect),
            )
        if step == "fail":
            raise RuntimeError("The handler fails.")
        if step == "die before":
            _die()
    if step == "die after":
        _die()
