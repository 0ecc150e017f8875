"""Send a campaign on one host, one chunk at a time."""

from collections.abc import Generator, Iterator
from contextlib import nullcontext
from typing import Final

from bestsms_campaign._journal import claims, results
from bestsms_campaign._journal.counts import Counts
from bestsms_campaign._journal.sqlite_journal import SQLiteJournal
from bestsms_campaign._opened import OpenCampaign
from bestsms_campaign.chunks import DEFAULT_LEASE, ChunkResult, advance
from bestsms_campaign.errors import CampaignError
from bestsms_campaign.progress import Progress
from bestsms_client import BestSMS
from bestsms_client._boundary import protected

_MAX_FAILURES: Final = 5
_BATCH_SIZE: Final = 100
_POLL_INTERVAL: Final = 1.0
# Counting takes at most a twentieth of the time.
_COUNT_RATIO: Final = 20


def run(campaign: OpenCampaign, client: BestSMS) -> Iterator[Progress]:
    """Send a campaign; see `Campaign.run`. Arguments are checked before the first step."""
    campaign.bind(client)
    _require_ready(campaign)
    steps: Iterator[Progress] = _Run(campaign, client).steps()
    return steps


def _require_ready(campaign: OpenCampaign) -> None:
    state = campaign.journal.state()
    if state == "paused":
        raise CampaignError("The campaign is paused. Call campaign.resume() first.")
    if state == "cancelled":
        raise CampaignError("The campaign is cancelled. Create a new one.")


class _Run:
    def __init__(self, campaign: OpenCampaign, client: BestSMS) -> None:
        self._campaign, self._client, self._clock = campaign, client, campaign.clock
        self._started_at = self._clock.monotonic()
        self._counts = Counts()
        self._counted_at = self._cost = 0.0
        self._done = self._failures = 0
        self._proven = False

    @protected  # `Campaign.run` only returns this generator
    def steps(self) -> Generator[Progress]:
        journal = self._campaign.journal
        lock = journal.exclusive() if isinstance(journal, SQLiteJournal) else nullcontext()
        with lock:
            if isinstance(journal, SQLiteJournal):
                journal.check()
                claims.release_all(journal)
            self._started_at = self._clock.monotonic()
            while (left := claims.next_due_in(journal)) is not None:
                if journal.state() != "ready":
                    break
                if left > 0:
                    yield from self._wait(left, "")
                for number in claims.due(journal, _BATCH_SIZE):
                    self._require_up_to_date(number)
                    result = advance(self._campaign, self._client, number, DEFAULT_LEASE, "run")
                    yield from self._after(result)
                    if result.outcome == "nothing" and journal.state() != "ready":
                        break
            yield self._progress(fresh=True)

    def _require_up_to_date(self, number: int) -> None:
        """Ask the gateway once for the first chunk that was never sent according to the journal.

        If the gateway has it, the journal is out of date: a copy, or restored from a backup. The
        run then asks for every chunk, up to the first that the gateway does not have.
        """
        if self._proven or not claims.is_queued(self._campaign.journal, number):
            return
        message_id = self._campaign.journal.message_id(number)
        look = self._client.messaging.sms.lookup(message_id, within=0)
        if look.result == "absent":
            self._proven = True
        else:
            claims.mark_unknown(self._campaign.journal, number)

    def _after(self, result: ChunkResult) -> Generator[Progress]:
        self._done += result.recipients
        if result.outcome in ("sent", "nothing"):
            self._failures = 0
            yield self._progress()
            return
        if result.error is None:
            yield from self._wait(result.again_in or 0.0, "")
            return
        self._failures += 1
        if self._failures >= _MAX_FAILURES:
            raise result.error
        pause = 2.0 ** (self._failures - 1) if result.outcome != "failed" else 0.0
        yield from self._wait(pause, str(result.error))

    def _wait(self, seconds: float, trouble: str) -> Generator[Progress]:
        """Wait, but stop when the campaign is paused."""
        end = self._clock.monotonic() + seconds
        yield self._progress(waiting=seconds, trouble=trouble, fresh=True)
        while (left := end - self._clock.monotonic()) > 0:
            self._clock.sleep(min(left, _POLL_INTERVAL))
            if self._campaign.journal.state() != "ready":
                return

    def _progress(
        self, *, waiting: float = 0.0, trouble: str = "", fresh: bool = False
    ) -> Progress:
        now = self._clock.monotonic()
        if fresh or now - self._counted_at >= _COUNT_RATIO * self._cost:
            _state, self._counts, _rejected, _duplicates = results.counts(self._campaign.journal)
            self._counted_at = self._clock.monotonic()
            self._cost = self._counted_at - now
        elapsed = now - self._started_at
        rate = self._done / elapsed if elapsed > 0 else 0.0
        left = self._counts.queued + self._counts.unknown
        return Progress(
            counts=self._counts,
            rate=rate,
            seconds_left=left / rate if rate else None,
            waiting=waiting,
            trouble=trouble,
        )
