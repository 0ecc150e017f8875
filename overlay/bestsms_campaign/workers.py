"""Workers for campaigns in PostgreSQL, on any number of hosts, based on Procrastinate.

A job only triggers a look at the journal, which decides what to do. So a job that is repeated, late
or lost does no harm.
"""

import asyncio
import logging
import random
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException

from bestsms_campaign import _jobs
from bestsms_campaign._journal.postgres_journal import PostgresJournal
from bestsms_campaign.campaign import Campaign
from bestsms_campaign.chunks import DEFAULT_LEASE, lease_guard, send_chunk
from bestsms_campaign.errors import CampaignError
from bestsms_client import BestSMS, RetryPolicy

_MAX_WAIT: Final = 5.0
_POLL_INTERVAL: Final = 0.2
_log = logging.getLogger("bestsms_campaign")


@dataclass(frozen=True, kw_only=True)
class WorkerOptions:
    """The options of a worker. Times are in seconds.

    Attributes:
        concurrency: The number of chunks to send at once.
        lease: The time after which another worker may take over a chunk.
        timeout: The client's `timeout`.
        reconcile_for: How long to ask the gateway for a chunk whose outcome is unknown.
        sweep: The interval for recovering the chunks of stopped workers.
        heartbeat: The interval of the worker's heartbeat. Its jobs are retried when three
            heartbeats are missing.
        until_done: Whether to stop when every campaign in the database is sent.

    Raises:
        CampaignError: The lease is too short for a call of the client.
    """

    concurrency: int = 4
    lease: float = DEFAULT_LEASE
    timeout: float = 30.0
    reconcile_for: float = 10.0
    sweep: int = 60
    heartbeat: float = 10.0
    until_done: bool = False

    def __post_init__(self) -> None:
        # An attempt starts in the first half of a lease. It can take twice the timeout, followed by
        # the reconciliation. All of that must end before the lease does.
        least = 2 * (2 * self.timeout + self.reconcile_for)
        if self.lease < least:
            raise CampaignError(
                f"lease is {self.lease:g} s, but with this timeout and reconcile_for it must be at "
                f"least {least:g} s."
            )


class Worker:
    """A worker process. The default client takes its settings from the environment.

    Another client needs `RetryPolicy(on_attempt=lease_guard)`.
    """

    def __init__(
        self, dsn: str, options: WorkerOptions | None = None, client: BestSMS | None = None
    ) -> None:
        self._dsn, self._options = dsn, options or WorkerOptions()
        self._client = client or BestSMS(
            timeout=self._options.timeout,
            retry=RetryPolicy(
                on_attempt=lease_guard,
                reconcile_for=self._options.reconcile_for,
                deadline=min(60.0, self._options.lease / 2),
            ),
        )
        self._campaigns: dict[str, Campaign] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until SIGTERM or SIGINT. Finish the chunks in progress before returning."""
        journal = PostgresJournal(self._dsn)
        _jobs.create_tables(journal)
        journal.close()
        try:
            asyncio.run(self._work())
        finally:
            for campaign in self._campaigns.values():
                campaign.close()
            self._client.close()

    async def _work(self) -> None:
        options, app = self._options, self._app()
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(options.concurrency + 4))
        async with app.open_async():
            working = asyncio.create_task(self._keep_working(app))

            def stop() -> None:
                self._stopping.set()
                working.cancel()  # Procrastinate waits for the jobs in progress

            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stop)
            watching = asyncio.create_task(self._stop_when_done(stop))
            try:
                await working
            except asyncio.CancelledError:
                if not self._stopping.is_set():
                    raise
            finally:
                watching.cancel()

    async def _keep_working(self, app: App) -> None:
        options = self._options
        while True:
            try:
                await app.run_worker_async(
                    queues=[_jobs.QUEUE],
                    concurrency=options.concurrency,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    update_heartbeat_interval=options.heartbeat,
                    stalled_worker_timeout=3 * options.heartbeat,
                    fetch_job_polling_interval=min(5.0, float(options.sweep)),
                )
            except ConnectorException as error:
                # The database was unreachable, or this worker was suspended and considered dead.
                _log.warning("Registering the worker again: %s", type(error.__cause__).__name__)
                await asyncio.sleep(1.0)

    async def _stop_when_done(self, stop: Callable[[], None]) -> None:
        while self._options.until_done:
            await asyncio.sleep(1.0)
            if not await asyncio.to_thread(self._unfinished):
                stop()

    def _app(self) -> App:
        app = App(connector=PsycopgConnector(conninfo=self._dsn))
        every = self._options.sweep
        cron = f"* * * * * */{every}" if every < 60 else f"*/{every // 60} * * * *"

        # Every failure is retried, even a wrong token: the journal decides what to do.
        @app.task(name=_jobs.SEND, queue=_jobs.QUEUE, retry=RetryStrategy(wait=60))
        def send(campaign: str, chunk: int) -> None:
            self._send(campaign, chunk)

        @app.periodic(cron=cron)
        @app.task(name=_jobs.SWEEP, queue=_jobs.QUEUE, queueing_lock=_jobs.SWEEP)
        async def sweep(timestamp: int) -> None:
            del timestamp
            # Retry the jobs of stopped workers. The journal decides what to do.
            stalled = await app.job_manager.get_stalled_jobs(
                queue=_jobs.QUEUE, seconds_since_heartbeat=3 * self._options.heartbeat
            )
            for job in stalled:
                await app.job_manager.retry_job(job)
            await asyncio.to_thread(self._sweep)

        del send, sweep  # they are registered
        return app

    def _send(self, name: str, number: int) -> None:
        """Send one chunk. If it has to wait for long, defer another job for it."""
        campaign = self._campaign(name)
        until = time.monotonic() + _MAX_WAIT
        while True:
            result = send_chunk(campaign, self._client, number, lease=self._options.lease)
            if result.error is not None:
                _log.warning("%s, chunk %d: %s: %s", name, number, result.outcome, result.error)
            if (wait := result.again_in) is None:
                return
            end = time.monotonic() + wait
            if end > until:
                break
            while time.monotonic() < end and not self._stopping.is_set():
                time.sleep(min(_POLL_INTERVAL, max(0.0, end - time.monotonic())))
            if self._stopping.is_set():
                break
        journal = campaign.journal
        assert isinstance(journal, PostgresJournal)
        with journal.transaction():
            # With jitter, so that jobs that wait for the rate limit do not return all at once.
            _jobs.defer(journal, [number], wait * random.uniform(1.0, 1.2))  # noqa: S311

    def _sweep(self) -> None:
        for name in self._unfinished():
            journal = self._campaign(name).journal
            assert isinstance(journal, PostgresJournal)
            if taken := _jobs.defer_swept(journal):
                _log.info("%s: recovered %d chunks of stopped workers", name, taken)

    def _unfinished(self) -> list[str]:
        journal = PostgresJournal(self._dsn)
        try:
            with journal.transaction() as run:
                rows = run(
                    "SELECT name FROM bestsms_campaign c WHERE EXISTS (SELECT 1 FROM bestsms_chunk"
                    " WHERE campaign = c.key AND (state IN ('sending', 'unknown')"
                    " OR state = 'queued' AND c.state = 'ready'))"
                ).fetchall()
        finally:
            journal.close()
        return [row[0] for row in rows]

    def _campaign(self, name: str) -> Campaign:
        with self._lock:
            if name not in self._campaigns:
                self._campaigns[name] = Campaign.open(self._dsn, name=name)
            return self._campaigns[name]
