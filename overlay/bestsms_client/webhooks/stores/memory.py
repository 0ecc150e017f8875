"""A store in memory, for tests and for programs that need no durable record."""

import threading
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from typing import TypeAlias

from bestsms_client.webhooks.stores.protocol import Record

Undo: TypeAlias = dict[str, Record | None]


class MemoryStore:
    """Keeps the records for the lifetime of the process, one transaction at a time.

    `Delivery.transaction` is of no use with this store.

    Example:
        >>> store = MemoryStore()
        >>> with store.transaction() as transaction:
        ...     store.claim(transaction, "key", Record("", 60.0))
        Record(state='', expires_at=60.0)
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: dict[str, Record] = {}

    @contextmanager
    def transaction(self, within: Undo | None = None) -> Generator[Undo]:
        """Begin a transaction; see `Store`."""
        undo: Undo = {}
        with self._lock if within is None else nullcontext():
            try:
                yield undo
            except BaseException:
                self._records.update({key: old for key, old in undo.items() if old})
                for key in [key for key, old in undo.items() if not old]:
                    self._records.pop(key, None)
                raise
        if within is not None:
            within.update(undo | within)

    def claim(self, transaction: Undo, key: str, fresh: Record) -> Record:
        """Return or insert a record; see `Store`."""
        transaction.setdefault(key, self._records.get(key))
        return self._records.setdefault(key, fresh)

    def save(self, transaction: Undo, key: str, record: Record) -> None:
        """Overwrite a record; see `Store`."""
        transaction.setdefault(key, self._records.get(key))
        self._records[key] = record

    def forget(self, transaction: Undo, before: float) -> None:
        """Delete expired records; see `Store`."""
        for key, record in list(self._records.items()):
            if record.expires_at < before:
                transaction.setdefault(key, record)
                del self._records[key]
