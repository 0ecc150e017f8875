"""A handler of deliveries that fails and dies as a plan says, for the tests of what is promised.

It works in the folder that it runs in: `plan` has a line for each delivery to come, `offset` the
seconds that the gateway's clock is ahead, `app.db` what is kept.
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
    """Take the next line of the plan; without one all goes well."""
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
    """Keep an event once, or fail, or die before or after it is kept."""
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
