"""Create, run and control a campaign."""

import inspect
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
from bestsms_client._arguments import refuse_unknown
from bestsms_client._boundary import protect_methods
from bestsms_client.webhooks import Event


@protect_methods
class Campaign(OpenCampaign):
    """One message to many recipients, and the journal that records each step.

    `Campaign.create` writes the whole campaign into a journal before anything is sent, and `run`
    sends it. You can interrupt a run at any time, even by killing the process, and call `run`
    again. Each recipient is sent to exactly once, for three reasons:

    - Before the first byte of a chunk is sent, the journal records on disk that it is being sent.
    - Each chunk has its own message id, derived from the campaign's id and the chunk's number.
    - If the outcome of a chunk is unknown, the gateway is asked for its message id. The chunk is
      sent again only if the gateway still reports, after `RetryPolicy.reconcile_for` seconds, that
      it has no such message.

    Get one with `create` or `open`. Close it when you are done, or use it as a context manager.

    Attributes:
        journal: The campaign's journal.
        clock: The clock to use instead of the system's. For tests.
        suppression: The numbers that must not be sent to.
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
        """Create a campaign. Check every row and write all of it into a new journal.

        Nothing is sent. If an exception is raised, nothing was created.

        Args:
            where: The path of a new file, or the connection string of a PostgreSQL database, such
                as `postgresql://host/shop`.
            message: The text, as for `send_message`.
            recipients: The path of a CSV file with a header row, a database cursor, or an iterable
                of numbers or mappings, as for `send_message`. It is read once, a chunk at a time.
            name: The name of the campaign. Required in PostgreSQL, where one database can contain
                many campaigns. By default, the name of the file.
            per_request: The maximum number of recipients in a chunk. A chunk succeeds or fails as
                a whole.
            columns: A mapping from column names of the file or cursor to fields, such as
                `{"Mobile": "recipient", "Given name": "first_name"}`. Columns with the name of a
                field need no entry. All other columns are ignored.
            encoding: The encoding of a CSV file.
            suppression: A `SuppressionList`, which is read again before each chunk, or an iterable
                of numbers, which are left out now. In PostgreSQL, the list in the database also
                applies.
            rate: The maximum number of recipients per second, for all workers together.
            quiet_hours: The hours in which nothing is sent.
            attachments: Attachments, as for `send_message`. They are stored in the journal.
            mode: As for `send_message`.
            caps: As for `BestSMS`.
            clock: The clock to use instead of the system's. For tests.
            **options: As for `send_bulk`. A `send_time` is checked now. A chunk that is sent after
                that time is delivered immediately.

        Returns:
            The campaign.

        Raises:
            InvalidRequestError: The message is invalid.
            CampaignError: An argument is invalid, there is no valid recipient, or the campaign
                already exists.
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
        if unknown := options.keys() - BulkOptions.__annotations__.keys():
            parameters = inspect.signature(cls.create).parameters
            names = [*parameters, *BulkOptions.__annotations__]
            names.remove("options")
            refuse_unknown(unknown, names, "Campaign.create", CampaignError)
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
            raise CampaignError(
                "A campaign in PostgreSQL needs a name. Pass one, for example name='spring'."
            )
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
        """Open an existing campaign.

        Args:
            where: The path of its file, or the connection string of its PostgreSQL database.
            name: Its name, if the database contains several campaigns.
            clock: The clock to use instead of the system's. For tests.

        Raises:
            CampaignError: There is no such campaign.
            JournalError: The file cannot be read, or is not a journal.
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
        """Return what the campaign would send: recipients, parts, price and rejected rows.

        The parts of every message are counted. This takes about 15 seconds for a million recipients
        with merge fields.

        Args:
            price: The price of one message part.
        """
        return _planning.plan(self, price)

    def run(self, client: BestSMS) -> Iterator[Progress]:
        """Send everything that is not sent yet.

        Args:
            client: The client to send with.

        Yields:
            The progress: after each chunk, and while the run waits because of quiet hours, the rate
            limit or a failing gateway. The run ends when every chunk is settled, or when the
            campaign is paused or cancelled.

        Raises:
            CampaignError: The campaign is paused or cancelled, another run is in progress, or the
                client uses another gateway than before.
            AuthenticationError: The auth token is wrong.
            BestSMSError: Several chunks in a row failed. This is the error of the last one. Call
                `run` again to continue.
            JournalError: The journal cannot be read or written.
        """
        return runner.run(self, client)

    def start(self) -> int:
        """Hand the campaign to the workers. Defer a job for each chunk, in one transaction.

        Needs a campaign in PostgreSQL and the extra `workers`. Start workers with
        `python -m bestsms_campaign worker`. Call this method again after `resume` or
        `requeue_failed`. A second job for the same chunk is harmless.

        Returns:
            The number of jobs.
        """
        from bestsms_campaign import _jobs

        return _jobs.defer_due(self.journal)

    def due(self, limit: int = 1_000_000) -> list[int]:
        """Return the chunks that are due, for your own queue. Call `send_chunk` for each.

        Args:
            limit: The maximum number of chunks to return.
        """
        return claims.due(self.journal, limit)

    def sweep(self) -> list[int]:
        """Recover the chunks whose worker stopped: their lease has expired.

        Call it once a minute and add the chunks that it returns to your queue again.
        """
        with self.journal.transaction() as execute:
            return claims.sweep(self.journal, execute)

    def pause(self) -> None:
        """Pause the campaign. No further chunk is sent, and runs in any process end."""
        self.journal.set_state("paused")

    def resume(self) -> None:
        """End a pause. Call `run` afterwards to continue sending."""
        self.journal.set_state("ready")

    def cancel(self, client: BestSMS) -> delivery.Cancelled:
        """Cancel the campaign. Send nothing more, and abort messages scheduled for later.

        Args:
            client: A client for the gateway that the campaign was sent through.

        Returns:
            What was aborted. If `unknown` is not 0, call `cancel` again later.
        """
        return delivery.cancel(self, client)

    def requeue_failed(self) -> int:
        """Requeue the chunks that the gateway refused, so that the next run sends them again.

        The run asks the gateway for each of them first, as for any chunk that may have been sent.

        Returns:
            The number of chunks.
        """
        return claims.requeue_failed(self.journal)

    def record(self, event: Event) -> bool:
        """Record the delivery report of a webhook. Recording it again changes nothing.

        Args:
            event: An event from `bestsms_client.webhooks`. Events other than delivery reports are
                ignored.

        Returns:
            Whether the result of a recipient changed.
        """
        return delivery.record(self, event)

    def poll(self, client: BestSMS, *, limit: int = 100) -> int:
        """Read delivery results from the gateway. Use it if you do not receive webhooks.

        Call it regularly. A chunk is read again after 15 seconds at first, and less often later.

        Args:
            client: A client for the gateway that the campaign was sent through.
            limit: The maximum number of chunks to read.

        Returns:
            The number of recipients with a new result.
        """
        return delivery.poll(self, client, limit)

    def report(self, path: str | os.PathLike[str]) -> None:
        """Write a CSV file with the line, recipient, state, result and message id of each row.

        Args:
            path: The path of the file. An existing file is replaced.
        """
        write_report(self, Path(path))
