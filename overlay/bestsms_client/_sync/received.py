# Made by scripts/sync from the asynchronous half: do not edit.
"""`client.reports.sms_received`: all received messages."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from bestsms_api.api.reports import get_sms_received
from bestsms_api.models import ReceivedMessage, SMSReceivedResult
from bestsms_client._http.decision import Safety
from bestsms_client._http.operation import ClientOperation
from bestsms_client._message.schedule import plain_datetime
from bestsms_client._received.cursor import Followed, Fresh, Progress, without_repeats
from bestsms_client._sync.namespace import Namespace
from bestsms_client._sync.paging import pages
from bestsms_client._sync.requester import PASSING, POLL_INTERVAL
from bestsms_client._validation import seconds
from bestsms_client.errors import BestSMSError, InvalidRequestError

_SLOWEST_POLL: Final = 60.0
_LONGEST_ASKED: Final = 3600.0
RECEIVED: Final = ClientOperation(
    "getSmsReceived", "reports.sms_received.poll", get_sms_received, SMSReceivedResult, Safety.READ
)
_FOLLOWED: Final = RECEIVED.named("reports.sms_received.follow")

_log = logging.getLogger("bestsms_client")


class _Walk(NamedTuple):
    messages: list[ReceivedMessage]
    pages: int
    begun: datetime
    ended: datetime


class SMSReceived(Namespace):
    """`client.reports.sms_received`: all messages that handsets sent, replies included."""

    def poll(
        self,
        *,
        time_period: int | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        records_per_page: int | None = None,
        page: int | None = None,
    ) -> SMSReceivedResult:
        """Return one page of the messages received in a time window, newest first.

        Args:
            time_period: The window's length in minutes, up to now.
            date_from: The start of the window, instead of `time_period`, as `YYYY-MM-DDThh:mm:ss`
                in the API user's local time. Pass `date_to` as well.
            date_to: The end of the window, in the same form.
            records_per_page: Messages per page, 1 to 999. The gateway's default is 100.
            page: The page number, from 1.

        Raises:
            InvalidRequestError: The window is missing or incomplete.

        Example:
            >>> client.reports.sms_received.poll(time_period=1440).result
            'Success'
        """
        if (date_from is None) != (date_to is None):
            raise InvalidRequestError("Pass date_from and date_to together; one is missing.")
        if (time_period is None) == (date_from is None):
            raise InvalidRequestError(
                "Pass either time_period (in minutes), or date_from and date_to."
            )
        return self._requester.perform(
            RECEIVED,
            time_period=time_period,
            date_from=date_from,
            date_to=date_to,
            records_per_page=records_per_page,
            page=page,
        )

    def iter(
        self,
        *,
        time_period: int | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        records_per_page: int | None = None,
    ) -> Iterator[ReceivedMessage]:
        """Iterate over all messages in a time window, newest first; pages are read as needed.

        The arguments are as for `poll`. With `time_period`, a message that arrives during the
        iteration shifts the pages, so that the iterator yields a message twice. To avoid this, pass
        two dates in the past.

        Example:
            >>> gateway.reply("+61491570006", "Is anybody there?")
            >>> received = client.reports.sms_received.iter(time_period=60)
            >>> [message.message_text for message in received]
            ['Is anybody there?']
        """
        for result in pages(
            lambda page: self.poll(
                time_period=time_period,
                date_from=date_from,
                date_to=date_to,
                records_per_page=records_per_page,
                page=page,
            )
        ):
            for message in result.messages:
                yield message

    def follow(
        self,
        *,
        since: datetime | None = None,
        cursor: str | None = None,
        timeout: float | None = None,
        interval: float = 5.0,
        overlap: float = 600.0,
        records_per_page: int | None = None,
    ) -> Iterator[Followed]:
        """Wait for received messages and yield each one once, in the order of receipt.

        Each message comes with a cursor of at most 20 kB. Store the latest cursor in the same
        transaction as the work that its message causes, and pass it in after a restart: then no
        message is lost or repeated, whatever this machine's clock and time zone. Every poll
        overlaps the one before it, because a message may show up late. While the gateway cannot be
        reached, the client polls less and less often; the logger `bestsms_client` reports the
        failure and the recovery once each.

        Args:
            since: Where to start without a cursor: an aware datetime. The default is now.
            cursor: Where to continue. It takes precedence over `since`.
            timeout: Seconds after which no more polls start. By default the iteration never ends.
            interval: Seconds between polls, at least one.
            overlap: How late a message may show up, in seconds. The gateway's clock must not be set
                back by more than this.
            records_per_page: Messages to read per request.

        Yields:
            Each message with its cursor.

        Raises:
            InvalidRequestError: `since` has no time zone, or `cursor` is damaged.
            BestSMSError: A failure that is not temporary, such as a wrong token; or the last
                failure, if the gateway could not be reached before the timeout.

        Example:
            >>> from datetime import UTC, datetime, timedelta
            >>> gateway.reply("+61491570006", "Is anybody there?")
            >>> hour_ago = datetime.now(UTC) - timedelta(hours=1)
            >>> for received in client.reports.sms_received.follow(since=hour_ago, timeout=0):
            ...     print(received.message.message_text)
            Is anybody there?
        """
        if since is not None:
            since = plain_datetime(since, "since")
            if since.tzinfo is None:
                raise InvalidRequestError("since has no time zone. Pass an aware datetime.")
        interval, overlap = seconds(interval, "interval"), seconds(overlap, "overlap")
        if timeout is not None:
            timeout = seconds(timeout, "timeout")
        clock = self._requester.runtime
        begun = clock.monotonic()
        progress = Progress.resume(cursor, overlap) if cursor else None
        now: datetime | None = None
        failures, polls = 0, 0
        while True:
            wait = max(interval, POLL_INTERVAL)
            fresh: list[Fresh] = []
            failure: BestSMSError | None = None
            try:
                if now is None:
                    now = self._time()
                progress = progress or Progress(since or now, overlap)
                fresh, now = self._read_new(progress, now, records_per_page)
                if failures:
                    _log.warning("Received messages can be read again")
                failures, polls = 0, polls + 1
            except PASSING as error:
                failure = error
                if not failures:
                    _log.warning(
                        "Received messages cannot be read (%s); trying again", type(error).__name__
                    )
                failures = min(failures + 1, 10)
                asked = min(_LONGEST_ASKED, error.retry_after or 0.0)
                wait = max(asked, min(_SLOWEST_POLL, wait * 2.0**failures))
            if progress and now and not failures:
                for one in fresh:
                    yield progress.finish(one, now)
                progress.advance(now.timestamp())
            if timeout is not None:
                wait = min(wait, begun + timeout - clock.monotonic())
                if wait <= 0:
                    if failure and not polls:
                        raise failure
                    return
            clock.sleep(wait)

    def _time(self) -> datetime:
        _, now = self._requester.perform_timed(_FOLLOWED, time_period=1, records_per_page=1)
        return now

    def _read_new(
        self, progress: Progress, now: datetime, records_per_page: int | None
    ) -> tuple[list[Fresh], datetime]:
        """Read the messages that are not done, earliest first, and the gateway's new time."""
        while True:
            minutes = progress.minutes(now)
            walked = self._walk(minutes, records_per_page)
            if progress.is_covered(minutes, walked.ended):
                break
            now = walked.ended  # the gateway's clock is further ahead than expected
        fresh = progress.fresh(walked.messages, walked.ended)
        # A message can move to another page between two reads. Repeat until a walk finds nothing
        # new except messages that arrived since it began.
        missed = walked.pages > 1
        while missed:
            again = self._walk(minutes, records_per_page)
            more = progress.fresh(again.messages, again.ended)
            missed = any(more[key].at < walked.begun.timestamp() for key in more.keys() - fresh)
            fresh |= more
        return sorted(fresh.values(), key=lambda one: one[:3]), walked.ended

    def _walk(self, minutes: int, records_per_page: int | None) -> _Walk:
        times: list[datetime] = []
        messages: list[ReceivedMessage] = []

        def read(page: int) -> SMSReceivedResult:
            result, now = self._requester.perform_timed(
                _FOLLOWED, time_period=minutes, records_per_page=records_per_page, page=page
            )
            times.append(now)
            return result

        total: int | None = None
        for result in pages(read):
            shown = result.messages
            if not isinstance(result.total_records, int) or total is None:
                arrived = len(shown)
            else:
                arrived = max(0, result.total_records - total)
            total = result.total_records
            messages += without_repeats(messages, shown, arrived)
        return _Walk(messages, len(times), times[0], times[-1])
