"""Tell a delivery from its repetition.

The gateway repeats a delivery every five minutes for a day until it is answered with success, and a
receiver may die between its work and its answer. So a handler runs at least once for each event. It
runs exactly once as far as its effects share the transaction in which the event is recorded.
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

# Repetitions come for a day; the hour is for delays.
_REPEATED_FOR: Final = timedelta(hours=25).total_seconds()
_KNOWN_FOR: Final = timedelta(days=30).total_seconds()
_SWEEP_EVERY: Final = timedelta(hours=1).total_seconds()
_LONGEST_IDENTIFIER: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Generic[T]):
    """What `Deduplicator.once` yields.

    Attributes:
        new: Whether there is work to do: the event is not recorded yet.
        suspect: Whether the event is new, but an equal one was handled already. Neither has an
            identifier: somebody may have written "OK" twice, or a proxy repeated a request. It is
            work to do, because a text must not be lost.
        transaction: The connection of the transaction in which the event is recorded. What you
            write with it commits with the record or not at all.
    """

    new: bool
    suspect: bool
    transaction: T


class Deduplicator(Generic[T]):
    """Lets each event through once.

    A received message is known by its ReceivedID, for 30 days. A message without one (the older
    shape of deliveries) is known by its content and by the times at which it arrives: equal
    deliveries less than four minutes apart are two messages, and the later is `suspect`. Delivery
    reports are known by their content, their time included, for 30 days.

    Args:
        store: Where to record events, for example a `SQLiteStore`.
        now: Returns the time in seconds, for tests.

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
        """Handle an event in a block; record the event if the block succeeds.

        The event is recorded after the block, in the transaction that the block works in. If the
        block raises an exception, nothing is recorded and the event is new again. Keep the block
        short, and do not commit, roll back or await in it. In an asynchronous program, run it in a
        thread.

        Args:
            event: The event that was received.
            transaction: A connection of yours to the database of the store, to work within its open
                transaction: the record commits when you commit. Without it, `once` opens and
                commits a transaction of its own.

        Yields:
            Whether the event is new, and the connection.

        Raises:
            DeduplicationError: The block ended the transaction by a commit or rollback of its own,
                or it awaited. The event is not recorded and will be handled again.
        """
        key, is_identified, lasting = _identity(event)
        with self._guard.watch() as check_no_await:
            number = 0
            if not is_identified:
                # Noted before the work and kept if it fails. Otherwise a message that failed could
                # later be taken for the repetition of an equal one.
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
        """Run a block in a savepoint, which shows whether the block ends the transaction."""
        succeeded = False
        try:
            with self._store.transaction(opened):
                yield
                succeeded = True
        except Exception as error:
            if not succeeded:
                raise
            raise DeduplicationError(
                "The block of `once` ended the transaction by a commit or rollback of its own, so "
                "the event cannot be recorded together with its effects. It is not recorded. "
                "Remove the commit: `once` commits at the end of the block."
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
        return _content(event), True, _KNOWN_FOR
    identifier = event.received_id
    if not identifier.strip("0- "):
        return _content(event), False, _REPEATED_FOR
    if len(identifier) > _LONGEST_IDENTIFIER:
        identifier = sha256(identifier.encode()).hexdigest()
    return f"received {identifier}", True, _KNOWN_FOR


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
