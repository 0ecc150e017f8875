# Made by scripts/sync from the asynchronous half: do not edit.
"""Everything that handsets sent."""

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

_SLOWEST_LOOK: Final = 60.0
_LONGEST_ASKED: Final = 3600.0
_RECEIVED: Final = ClientOperation(
    "getSmsReceived", get_sms_received, SMSReceivedResult, Safety.READ
)

_log = logging.getLogger("bestsms_client")


class _Walk(NamedTuple):
    messages: list[ReceivedMessage]
    pages: int
    begun: datetime
    ended: datetime


class SMSReceived(Namespace):
    """`client.reports.sms_received`: everything that handsets sent."""

    def poll(
        self,
        *,
        time_period: int | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        records_per_page: int | None = None,
        page: int | None = None,
    ) -> SMSReceivedResult:
        """Read a page of the messages received in a time window, newest first.

        Args:
            time_period: The window in minutes, back from now.
            date_from: Instead of it, the start as `YYYY-MM-DDThh:mm:ss` in the local time of the
                API user; `date_to` goes with it.
            date_to: The end, likewise.
            records_per_page: Messages on a page, 1 to 999; the gateway takes 100.
            page: The number of the page, from 1.

        Raises:
            InvalidRequestError: There is no window, or half of one.
            BestSMSError: Any other failure. A read is repeated by the retry policy.

        Example:
            >>> (client.reports.sms_received.poll(time_period=1440)).result
            'Success'
        """
        if (date_from is None) != (date_to is None):
            raise InvalidRequestError("date_from and date_to go together; one of them is missing.")
        if (time_period is None) == (date_from is None):
            raise InvalidRequestError(
                "Give a time window: either time_period in minutes, or date_from and date_to."
            )
        return self._requester.perform(
            _RECEIVED,
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
        """Walk over all messages received in a time window, reading page after page as needed.

        Args:
            time_period: As for `poll`. Such a window moves, and a message that arrives during the
                walk shifts the pages, so that one is seen twice; two dates in the past stand still.
            date_from: As for `poll`.
            date_to: As for `poll`.
            records_per_page: Messages read at once.

        Yields:
            Each message, newest first.

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
        """Wait for received messages and yield each once, in the order in which they were received.

        Each message comes with a cursor. Store the latest together with the work that its message
        causes, in one transaction, and pass it in after a restart: then no message is lost and none
        comes twice, whatever the clock and the time zone of this machine. A cursor has at most
        20 kB. Each look at the gateway reaches back beyond the one before, since a message may show
        up after its time. While the gateway cannot be reached, it is asked less and less often; the
        logger `bestsms_client` warns once and reports the recovery.

        Args:
            since: Where to begin without a cursor, a time with its zone. The default is now.
            cursor: Where to continue. It takes precedence over `since`.
            timeout: Seconds after which no further look begins. Without it, the loop never ends.
            interval: Seconds between two looks, at least one.
            overlap: How much later than its time a message may show up, in seconds. The gateway's
                clock must not be set back by more.
            records_per_page: Messages read at once.

        Yields:
            Each message with its cursor.

        Raises:
            InvalidRequestError: `since` has no time zone, or `cursor` is damaged.
            BestSMSError: Any failure that does not pass, such as a wrong token; and the last
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
        failures, looks = 0, 0
        while True:
            wait = max(interval, POLL_INTERVAL)
            fresh: list[Fresh] = []
            failure: BestSMSError | None = None
            try:
                if now is None:
                    now = self._time()
                progress = progress or Progress(since or now, overlap)
                fresh, now = self._look(progress, now, records_per_page)
                if failures:
                    _log.warning("Received messages can be read again")
                failures, looks = 0, looks + 1
            except PASSING as error:
                failure = error
                if not failures:
                    _log.warning(
                        "Received messages cannot be read (%s); trying again", type(error).__name__
                    )
                failures = min(failures + 1, 10)
                asked = min(_LONGEST_ASKED, error.retry_after or 0.0)
                wait = max(asked, min(_SLOWEST_LOOK, wait * 2.0**failures))
            if progress and now and not failures:
                for one in fresh:
                    yield progress.finish(one, now)
                progress.advance(now.timestamp())
            if timeout is not None:
                wait = min(wait, begun + timeout - clock.monotonic())
                if wait <= 0:
                    if failure and not looks:
                        raise failure
                    return
            clock.sleep(wait)

    def _time(self) -> datetime:
        """Ask for the gateway's time."""
        _, now = self._requester.perform_timed(_RECEIVED, time_period=1, records_per_page=1)
        return now

    def _look(
        self, progress: Progress, now: datetime, records_per_page: int | None
    ) -> tuple[list[Fresh], datetime]:
        """Read what is not done, the earliest first, and the gateway's time, given its last."""
        while True:
            minutes = progress.minutes(now)
            walked = self._walk(minutes, records_per_page)
            if progress.is_covered(minutes, walked.ended):
                break
            now = walked.ended  # more time has passed at the gateway than was known here
        fresh = progress.fresh(walked.messages, walked.ended)
        # While several pages are read a message can slip from one to another: until a walk shows
        # no more than the one before it, but for what came since.
        missed = walked.pages > 1
        while missed:
            again = self._walk(minutes, records_per_page)
            more = progress.fresh(again.messages, again.ended)
            missed = any(more[key].at < walked.begun.timestamp() for key in more.keys() - fresh)
            fresh |= more
        return sorted(fresh.values(), key=lambda one: one[:3]), walked.ended

    def _walk(self, minutes: int, records_per_page: int | None) -> _Walk:
        """Read all pages of a window."""
        times: list[datetime] = []
        messages: list[ReceivedMessage] = []

        def read(page: int) -> SMSReceivedResult:
            result, now = self._requester.perform_timed(
                _RECEIVED, time_period=minutes, records_per_page=records_per_page, page=page
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
