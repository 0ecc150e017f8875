"""Jobs for the chunks of a campaign, in Procrastinate's tables. Needs the extra `workers`."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bestsms_campaign._journal import claims
from bestsms_campaign._journal.journal import Journal
from bestsms_campaign._journal.postgres_journal import PostgresJournal
from bestsms_campaign.errors import CampaignError

try:
    from procrastinate import App, SyncPsycopgConnector
except ImportError:  # pragma: no cover - the error says what to install
    raise CampaignError(
        "Workers need a package that is not installed: pip install 'bestsms-client[workers]'."
    ) from None

QUEUE: Final = "bestsms_campaign"
SEND: Final = "bestsms_campaign.send"
SWEEP: Final = "bestsms_campaign.sweep"
_AT_ONCE: Final = 5_000
_LOCK: Final = 0x42535350  # taken while the tables are created

# It has no connection of its own: every job joins a transaction of the journal.
_deferrer: Final = App(connector=SyncPsycopgConnector())


def defer(journal: PostgresJournal, numbers: Sequence[int], seconds: float = 0.0) -> None:
    """Defer a job for each chunk, in the transaction that is open on this thread.

    Args:
        journal: The journal, whose transaction is open.
        numbers: The numbers of the chunks.
        seconds: The time to wait before.
    """
    options: dict[str, Any] = {"queue": QUEUE, "connection": journal.connection}
    if seconds > 0:
        options["schedule_at"] = datetime.now(UTC) + timedelta(seconds=seconds)
    for first in range(0, len(numbers), _AT_ONCE):
        jobs: list[dict[str, Any]] = [
            {"campaign": journal.name, "chunk": number}
            for number in numbers[first : first + _AT_ONCE]
        ]
        _deferrer.configure_task(SEND, **options).batch_defer(*jobs)


def defer_due(journal: Journal) -> int:
    """Defer a job for each chunk that is due, in one transaction; return how many there are."""
    if not isinstance(journal, PostgresJournal):
        raise CampaignError(
            "Workers need a journal in PostgreSQL. Call campaign.run(client) for this one."
        )
    create_tables(journal)
    with journal.transaction():
        numbers = claims.due(journal, 2**31)
        defer(journal, numbers)
    return len(numbers)


def defer_swept(journal: PostgresJournal) -> int:
    """Take chunks back from workers that do not return, and defer a job for each."""
    with journal.transaction() as run:
        numbers = claims.sweep(journal, run)
        defer(journal, numbers)
    return len(numbers)


def create_tables(journal: PostgresJournal) -> None:
    """Create Procrastinate's tables, unless the database has them."""
    with journal.transaction() as run:
        run("SELECT pg_advisory_xact_lock(?)", _LOCK)
        if run("SELECT to_regclass('procrastinate_jobs')").fetchone()[0] is None:
            journal.connection.execute(_deferrer.schema_manager.get_schema())
