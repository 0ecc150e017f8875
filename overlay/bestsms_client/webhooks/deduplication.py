"""Tells a delivery from its repetition.

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

from bestsms_client.webhooks.events import Event, StatusEvent
from bestsms_client.webhooks.stores import Record, Store

T = TypeVar("T")

# Repetitions come every five minutes for a day; the minute and the hour are for delays.
_RETRY_AFTER: Final = timedelta(minutes=4).total_seconds()
_RETRIED_FOR: Final = timedelta(hours=25).total_seconds()
_KNOWN_FOR: Final = timedelta(days=30).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Generic[T]):
    """What `Deduplicator.once` says of a delivery.

    Attributes:
        new: Whether there is work to do: it was not recorded yet.
        suspect: Whether it is new, but an equal one was handled already. Neither had an identifier,
            and they came less than four minutes apart: somebody may have written "OK" twice, or a
            proxy repeated a request. It is work to do, because a text must not be lost.
        transaction: What effects are made with to share the fate of the record: for a `SQLiteStore`
            its connection, for a `MemoryStore` None.
    """

    new: bool
    suspect: bool
    transaction: T


class Deduplicator(Generic[T]):
    """Lets each event through once.

    A received message is known by its ReceivedID, for 30 days. One without (the older shape) is
    known by what it says: if equal ones come less than four minutes apart, they are two (and the
    later is `suspect`); up to 25 hours later it is a repetition. Delivery reports are known by what
    they say, their time included, for 30 days.

    Args:
        store: Where to record what was seen.
        now: The time in seconds, for tests.

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

    @contextmanager
    def once(self, event: Event) -> Generator[Delivery[T]]:
        """Record an event for the time of a block, and keep the record if the block succeeds.

        Keep the block short and blocking: transactions exclude each other, so nothing may be
        awaited in it. In an asynchronous program run it in a thread.

        Args:
            event: What was received.

        Yields:
            Whether it is new, and the transaction.
        """
        message = not isinstance(event, StatusEvent)
        identified = message and _is_real(event.received_id)
        key = f"received {event.received_id}" if identified else _content(event)
        anonymous = message and not identified
        lasting = _RETRIED_FOR if anonymous else _KNOWN_FOR
        if anonymous:
            # Noted first, whatever becomes of the work: else one that failed could later not be
            # told from the repetition of an equal one that was done.
            with self._store.transaction() as transaction:
                self._see(transaction, key, lasting, again=True)
        with self._store.transaction() as transaction:
            record = self._see(transaction, key, lasting, again=False)
            new = record.done < record.seen
            if new:
                self._store.put(transaction, key, record._replace(done=record.done + 1))
            yield Delivery(new=new, suspect=new and record.done > 0, transaction=transaction)

    def _see(self, transaction: T, key: str, lasting: float, *, again: bool) -> Record:
        """Note that a delivery came; if `again`, count it in its round."""
        now = self._now()
        self._store.forget(transaction, now)
        record = self._store.get(transaction, key)
        if record is None or record.expires_at < now:
            record = Record(round_at=now, expires_at=now + lasting, arrivals=1, seen=1, done=0)
        elif again:
            early = now - record.round_at < _RETRY_AFTER
            arrivals = record.arrivals + 1 if early else 1
            record = record._replace(
                round_at=record.round_at if early else now,
                arrivals=arrivals,
                seen=max(record.seen, arrivals),
            )
        self._store.put(transaction, key, record)
        return record


def _is_real(received_id: str) -> bool:
    return bool(received_id.strip("0- "))


def _content(event: Event) -> str:
    said = (
        event.type_.casefold(),
        event.destination,
        event.message_id,
        event.job_number,
        event.status.casefold(),
        event.result,
        event.message,
        event.sent_at.isoformat() if event.sent_at else event.sent_time_local,
    )
    return f"content {sha256(repr(said).encode()).hexdigest()}"
