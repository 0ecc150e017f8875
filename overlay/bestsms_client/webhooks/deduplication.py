"""Handle each event once, although the gateway may deliver it several times.

The gateway retries every five minutes for a day until it gets a successful response, and a receiver
may stop between its work and its response. So a handler runs at least once for each event. Effects
that share the transaction in which the event is recorded happen exactly once.
"""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final, Generic, TypeVar

from bestsms_client.errors import DeduplicationError
from bestsms_client.webhooks.arrivals import Arrivals
from bestsms_client.webhooks.await_guard import AwaitGuard
from bestsms_client.webhooks.events import Event, StatusEvent
from bestsms_client.webhooks.stores.protocol import Record, Store

T = TypeVar("T")

# The gateway retries for a day; the extra hour is for delays.
_RETRIED_FOR: Final = timedelta(hours=25).total_seconds()
_REMEMBERED_FOR: Final = timedelta(days=30).total_seconds()
_SWEEP_EVERY: Final = timedelta(hours=1).total_seconds()
_MAX_IDENTIFIER: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Generic[T]):
    """The state of an event, as `Deduplicator.once` yields it.

    Attributes:
        new: Whether the event still has to be handled.
        suspect: Whether the event is new, but an identical one was already handled. Neither has an
            identifier: somebody may have written "OK" twice, or a proxy may have repeated a
            request. Handle it, because a message must not be lost.
        transaction: The connection of the transaction in which the event is recorded. Your writes
            through it are committed together with the record, or not at all.
    """

    new: bool
    suspect: bool
    transaction: T


class Deduplicator(Generic[T]):
    """Handles each event once.

    A received message is identified by its `ReceivedID` and remembered for 30 days. A message
    without one (the older webhook format) is identified by its content and arrival times: identical
    requests less than four minutes apart are two messages, and the second is `suspect`. A delivery
    report is identified by its content, including its time, and remembered for 30 days.

    Args:
        store: Where to record events, for example a `SQLiteStore`.
        now: Returns the current time in seconds. For tests.

    Example:
        >>> from bestsms_client.webhooks import InboundEvent, MemoryStore
        >>> deduplicator = Deduplicator(MemoryStore())
        >>> event = InboundEvent(
        ...     type_="SMSInbound", destination="+61491570006", message_id="", status="RECEIVED",
        ...     message="Yes", received_id="5000000a-f002-4007-b00a-d00000000001",
        ... )
        >>> for _ in range(2):
        ...     with deduplicator.once(event) as delivery:
        ...         delivery.new
        True
        False
    """

    def __init__(self, store: Store[T], *, now: Callable[[], float] = time.time) -> None:
        self._store, self._now = store, now
        self._guard = AwaitGuard()
        self._swept_at = float("-inf")

    @contextmanager
    def once(self, event: Event, transaction: T | None = None) -> Generator[Delivery[T]]:
        """Handle an event in a `with` block. Record the event if the block succeeds.

        The event is recorded at the end of the block, in the same transaction as the work of the
        block. If the block raises an exception, nothing is recorded and the event stays new. Keep
        the block short, and do not commit, roll back or await in it. In an asynchronous program,
        run it in a thread.

        Args:
            event: The event that was received.
            transaction: Your own connection to the store's database. `once` then works within its
                open transaction, and the record is committed when you commit. By default, `once`
                opens and commits a transaction.

        Yields:
            A `Delivery` with whether the event is new, and the connection of the transaction.

        Raises:
            DeduplicationError: The block committed or rolled back the transaction, or contained an
                `await`. The event is not recorded and will be handled again.
        """
        key, is_identified, lasting = _identity(event)
        with self._guard.watch() as check_no_await:
            number = 0
            if not is_identified:
                # Recorded even if the work fails. Otherwise a failed message could later be
                # mistaken for a retry of an identical one.
                with self._store.transaction(transaction) as opened:
                    record = self._claim(opened, key, lasting)
                    arrivals = Arrivals(record.state)
                    number = arrivals.arrive(self._now())
                    self._store.save(opened, key, record._replace(state=arrivals.state))
            with self._store.transaction(transaction) as opened:
                record = self._claim(opened, key, lasting)
                arrivals = Arrivals(record.state)
                new = not arrivals.is_handled(number)
                suspect = new and arrivals.any_handled
                with self._within(opened):
                    yield Delivery(new=new, suspect=suspect, transaction=opened)
                    check_no_await()
                if new:
                    arrivals.handle(number, self._now())
                    self._store.save(opened, key, record._replace(state=arrivals.state))
                self._sweep(opened)

    @contextmanager
    def _within(self, opened: T) -> Generator[None]:
        """Run a block in a savepoint. Releasing it fails if the block ended the transaction."""
        succeeded = False
        try:
            with self._store.transaction(opened):
                yield
                succeeded = True
        except Exception as error:
            if not succeeded:
                raise
            raise DeduplicationError(
                "The block of `once` committed or rolled back the transaction, so the event cannot "
                "be recorded together with its effects. Nothing was recorded. Remove the commit: "
                "`once` commits at the end of the block."
            ) from error

    def _claim(self, opened: T, key: str, lasting: float) -> Record:
        now = self._now()
        fresh = Record("", now + lasting)
        record = self._store.claim(opened, key, fresh)
        return record if record.expires_at >= now else fresh

    def _sweep(self, opened: T) -> None:
        now = self._now()
        if abs(now - self._swept_at) >= _SWEEP_EVERY:
            self._store.forget(opened, now)
            self._swept_at = now


def _identity(event: Event) -> tuple[str, bool, float]:
    """Return the key of an event, whether it identifies the event, and how long to keep it."""
    if isinstance(event, StatusEvent):
        return _content(event), True, _REMEMBERED_FOR
    identifier = event.received_id
    if not identifier.strip("0- "):
        return _content(event), False, _RETRIED_FOR
    if len(identifier) > _MAX_IDENTIFIER:
        identifier = sha256(identifier.encode()).hexdigest()
    return f"received {identifier}", True, _REMEMBERED_FOR


def _content(event: Event) -> str:
    content = (
        event.type_.casefold(),
        event.destination,
        event.message_id,
        event.job_number,
        event.status.casefold(),
        event.result,
        event.message,
        event.sent_at.isoformat() if event.sent_at else event.sent_time_local,
    )
    return f"content {sha256(repr(content).encode()).hexdigest()}"
