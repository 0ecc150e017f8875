"""Procrastinate jobs for the chunks of a campaign. Needs the extra `workers`."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bestsms_campaign._journal import claims
from bestsms_campaign._journal.journal import Journal
from bestsms_campaign._journal.postgres_journal import PostgresJournal
from bestsms_campaign.errors import CampaignError

try:
    from procrastinate import App, SyncPsycopgConnector
except ImportError:  # pragma: no cover - needs an environment without Procrastinate
    raise CampaignError(
        "Workers need the extra `workers`: pip install 'bestsms-client[workers]'."
    ) from None

QUEUE: Final = "bestsms_campaign"
SEND: Final = "bestsms_campaign.send"
SWEEP: Final = "bestsms_campaign.sweep"
_BATCH_SIZE: Final = 5_000
_LOCK: Final = 0x42535350  # an advisory lock, held while the tables are created

# Its connector is never opened: every job joins a transaction of the journal.
_deferrer: Final = App(connector=SyncPsycopgConnector())


def defer(journal: PostgresJournal, numbers: Sequence[int], seconds: float = 0.0) -> None:
    """Defer a job for each chunk, in this thread's open transaction. It starts after a delay."""
    options: dict[str, Any] = {"queue": QUEUE, "connection": journal.connection}
    if seconds > 0:
        options["schedule_at"] = datetime.now(UTC) + timedelta(seconds=seconds)
    for first in range(0, len(numbers), _BATCH_SIZE):
        jobs: list[dict[str, Any]] = [
            {"campaign": journal.name, "chunk": number}
            for number in numbers[first : first + _BATCH_SIZE]
        ]
        _deferrer.configure_task(SEND, **options).batch_defer(*jobs)


def defer_due(journal: Journal) -> int:
    """Defer a job for each chunk that is due, in one transaction. Return the number of jobs."""
    if not isinstance(journal, PostgresJournal):
        raise CampaignError(
            "campaign.start() needs a campaign in PostgreSQL. This one is in a SQLite file. "
            "Call campaign.run(client) instead."
        )
    create_tables(journal)
    with journal.transaction():
        numbers = claims.due(journal, 2**31)
        defer(journal, numbers)
    return len(numbers)


def defer_swept(journal: PostgresJournal) -> int:
    """Recover the chunks of stopped workers, and defer a job for each. Return the number."""
    with journal.transaction() as run:
        numbers = claims.sweep(journal, run)
        defer(journal, numbers)
    return len(numbers)


def create_tables(journal: PostgresJournal) -> None:
    """Create Procrastinate's tables if they do not exist."""
    with journal.transaction() as run:
        run("SELECT pg_advisory_xact_lock(?)", _LOCK)
        if run("SELECT to_regclass('procrastinate_jobs')").fetchone()[0] is None:
            journal.connection.execute(_deferrer.schema_manager.get_schema())
