"""A campaign: one text to very many recipients, that can be interrupted at any moment."""

import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Self, Unpack

from bestsms_campaign import _planning, delivery, runner
from bestsms_campaign._journal import claims
from bestsms_campaign._journal.dsn import is_dsn
from bestsms_campaign._journal.filling import fill
from bestsms_campaign._journal.journal import Journal
from bestsms_campaign._journal.sqlite_journal import SQLiteJournal
from bestsms_campaign._opened import OpenCampaign
from bestsms_campaign.clock import Clock
from bestsms_campaign.errors import CampaignError
from bestsms_campaign.progress import Plan, Progress
from bestsms_campaign.quiet_hours import QuietHours
from bestsms_campaign.recipients import read_rows
from bestsms_campaign.report import write_report
from bestsms_campaign.suppression import FixedSuppression, SuppressionList
from bestsms_client import BestSMS, BulkOptions, Caps
from bestsms_client.webhooks import Event


class Campaign(OpenCampaign):
    """A campaign and its journal.

    `Campaign.create` writes everything into the journal before anything is sent; `run` sends. You
    may interrupt a run at any moment, in any way, and call `run` again: each recipient is sent to
    exactly once. What that rests on:

    - The journal says on disk that a chunk is being sent before its first byte leaves.
    - Each chunk has a message id of its own, derived from the campaign and the number of the chunk.
    - A chunk whose outcome is not known is looked for at the gateway. It is sent again only if the
      gateway itself still says after `RetryPolicy.reconcile_for` that it has no such message.

    Create one with `create` or `open`, and close it at the end or use it as a context manager.

    Attributes:
        journal: Its journal.
        clock: Time, for tests.
        suppression: Whom not to send to.
    """

    @classmethod
    def create(
        cls,
        where: str | os.PathLike[str],
        *,
        message: str,
        recipients: Any,
        name: str | None = None,
        per_request: int = 1000,
        columns: Mapping[str, str] | None = None,
        encoding: str = "utf-8",
        suppression: SuppressionList | Any = None,
        rate: float | None = None,
        quiet_hours: QuietHours | None = None,
        attachments: Any = None,
        mode: Literal["test"] | None = None,
        caps: Caps | None = None,
        clock: Clock | None = None,
        **options: Unpack[BulkOptions],
    ) -> Self:
        """Create a campaign: check every row, and write all of it into a new journal.

        Nothing is sent. If this raises, nothing was created.

        Args:
            where: The path of a new file, or the connection string of a PostgreSQL database such as
                `postgresql://host/shop`.
            message: As for `send_message`.
            recipients: The path of a CSV file whose first line names the columns, a database
                cursor, or an iterable of numbers or mappings as `send_message` takes them. Read
                once, a chunk at a time.
            name: The name of the campaign; needed in PostgreSQL, where there may be many.
            per_request: The most recipients of a chunk. If a chunk fails, it fails as a whole.
            columns: What the columns of a file or cursor stand for, such as
                `{"Mobile": "recipient", "Given name": "first_name"}`. Columns with the names of
                fields need no entry; all others are ignored.
            encoding: The encoding of a CSV file.
            suppression: A `SuppressionList`, which is read again before each chunk; or numbers,
                which are left out now. In PostgreSQL the list of the database applies.
            rate: Recipients per second at the most, for all workers together.
            quiet_hours: When not to send.
            attachments: As for `send_message`. They are kept in the journal.
            mode: As for `send_message`.
            caps: As for `BestSMS`.
            clock: Time, for tests.
            **options: As for `send_bulk`. A `send_time` is fixed now.

        Returns:
            The campaign.

        Raises:
            InvalidRequestError: The message is not valid, whoever it is sent to.
            CampaignError: An argument is not valid, no row names a recipient, or there is a
                campaign already.
            JournalError: The journal cannot be written.

        Example:
            >>> import tempfile
            >>> rows = ["+61491570006", "+61491570156", "+61491570006", "12"]
            >>> campaign = Campaign.create(f"{tempfile.mkdtemp()}/spring.db",
            ...                            message="Open again!", recipients=rows)
            >>> campaign.status().counts.queued, campaign.status().duplicates
            (2, 1)
            >>> [reject.line for reject in campaign.rejects()]
            [4]
        """
        clock = clock or Clock()
        stops = _planning.suppression_of(where, suppression)
        prepared = _planning.prepare(
            message, attachments, mode, caps, options,
            per_request=per_request, rate=rate, quiet_hours=quiet_hours, suppression=stops,
        )  # fmt: skip
        rows = read_rows(recipients, columns, message, encoding)

        def write(journal: Journal) -> None:
            title = name or Path(where).stem
            fill(journal, title, prepared.settings, prepared.batches(rows), prepared.files)
            if suppression is not None:
                claims.suppress_all(journal, stops)

        if not is_dsn(where):
            path = Path(where).absolute()
            SQLiteJournal.create(path, write)
            return cls.open(path, clock=clock)
        if not name:
            raise CampaignError("A campaign in PostgreSQL needs a name, such as name='spring'.")
        from bestsms_campaign._journal.postgres_journal import PostgresJournal

        shared = PostgresJournal(str(where))
        try:
            with shared.transaction():
                write(shared)
                claims.suppress_all(shared, shared.suppression)
        except BaseException:
            shared.close()
            raise
        return cls(shared, shared.suppression, clock)

    @classmethod
    def open(
        cls,
        where: str | os.PathLike[str],
        *,
        name: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Open a campaign that exists.

        Args:
            where: As for `create`.
            name: Its name, if the database has several.
            clock: Time, for tests.

        Raises:
            CampaignError: There is no such campaign.
            JournalError: The journal cannot be read, or is not one.
        """
        if is_dsn(where):
            from bestsms_campaign._journal.postgres_journal import PostgresJournal

            shared = PostgresJournal.open(str(where), name)
            return cls(shared, shared.suppression, clock or Clock())
        clock = clock or Clock()
        journal = SQLiteJournal.open(Path(where).absolute(), clock.now)
        stops = journal.settings["suppression"]
        try:
            suppression = SuppressionList(stops, create=False) if stops else FixedSuppression()
        except BaseException:
            journal.close()
            raise
        return cls(journal, suppression, clock)

    def plan(self, price: Decimal | float | None = None) -> Plan:
        """Return what the campaign would send: recipients, parts, price, rejected rows.

        Every text is counted, which takes about 15 seconds for a million recipients with merge
        fields.

        Args:
            price: The price of one part.
        """
        return _planning.plan(self, price)

    def run(self, client: BestSMS) -> Iterator[Progress]:
        """Send what is not sent yet.

        Args:
            client: The client to send with.

        Yields:
            The progress after each chunk, and while nothing is sent: in quiet hours, under the rate
            limit, or when the gateway is in trouble. The run ends when everything is settled, or
            when the campaign is paused or cancelled.

        Raises:
            CampaignError: The campaign is paused or cancelled, another run is under way, or the
                client is of another gateway.
            AuthenticationError: The auth token is wrong.
            BestSMSError: Several chunks in a row failed; this is the last error. Call `run` again
                to continue.
            JournalError: The journal cannot be read or written.
        """
        return runner.run(self, client)

    def start(self) -> int:
        """Give the campaign to the workers: defer a job for each chunk, in one transaction.

        Needs a journal in PostgreSQL and the extra `workers`; see `python -m bestsms_campaign
        worker`. Call it again after `resume` or `requeue_failed`. A second job for a chunk does no
        harm.

        Returns:
            How many jobs were deferred.
        """
        from bestsms_campaign import _jobs

        return _jobs.defer_due(self.journal)

    def due(self, limit: int = 1_000_000) -> list[int]:
        """Return the chunks to call `send_chunk` with, to fill a queue of your own."""
        return claims.due(self.journal, limit)

    def sweep(self) -> list[int]:
        """Return the chunks that a worker left unfinished and whose lease is over.

        Call it once a minute, and put what it returns into your queue again.
        """
        with self.journal.transaction() as execute:
            return claims.sweep(self.journal, execute)

    def pause(self) -> None:
        """Let no further chunk leave. A run, in this or any other process, ends by itself."""
        self.journal.set_state("paused")

    def resume(self) -> None:
        """Allow chunks to leave again; then call `run`."""
        self.journal.set_state("ready")

    def cancel(self, client: BestSMS) -> delivery.Cancelled:
        """Cancel the campaign: nothing more is sent, and what is still delayed is aborted.

        Args:
            client: The client that the campaign was sent with.

        Returns:
            What could be aborted. If `unknown` is not 0, call it again later.
        """
        return delivery.cancel(self, client)

    def requeue_failed(self) -> int:
        """Have the chunks sent again that the gateway refused.

        The gateway is asked for each of them first, as for any chunk that may have been sent.

        Returns:
            How many chunks there are.
        """
        return claims.requeue_failed(self.journal)

    def record(self, event: Event) -> bool:
        """Take a delivery report of a webhook into account; repetitions change nothing.

        Args:
            event: What `bestsms_client.webhooks` reads. Other events change nothing.

        Returns:
            Whether the result of a recipient changed.
        """
        return delivery.record(self, event)

    def poll(self, client: BestSMS, *, limit: int = 100) -> int:
        """Read delivery results of chunks that are due, where there are no webhooks.

        Call it now and then. A chunk is read again after 15 seconds at first, and less often later.

        Args:
            client: The client that the campaign was sent with.
            limit: The most chunks to read.

        Returns:
            How many recipients have a new result.
        """
        return delivery.poll(self, client, limit)

    def report(self, path: str | os.PathLike[str]) -> None:
        """Write a CSV file with a line for each row: line, recipient, state, result, message id.

        Args:
            path: The file. It is replaced if it exists.
        """
        write_report(self, Path(path))
