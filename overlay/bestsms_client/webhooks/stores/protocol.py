"""The interface that a `Deduplicator` needs, and the table that the database stores share."""

from contextlib import AbstractContextManager
from typing import Final, NamedTuple, Protocol, TypeVar

T = TypeVar("T")

TABLE: Final = """CREATE TABLE IF NOT EXISTS bestsms_events (
    event VARCHAR(100) PRIMARY KEY,
    state TEXT NOT NULL,
    expires_at DOUBLE PRECISION NOT NULL
)"""
INDEX: Final = "CREATE INDEX IF NOT EXISTS bestsms_events_expiry ON bestsms_events (expires_at)"


class Record(NamedTuple):
    """The record of one event.

    Attributes:
        state: An opaque string that the deduplicator reads and writes.
        expires_at: When the record may be deleted, in seconds since 1970.
    """

    state: str
    expires_at: float


class Store(Protocol[T]):
    """The interface of a store. `T` is the type of its connections.

    To support another database, implement these four methods. `tests/unit/webhooks` shows the
    required behaviour.
    """

    def transaction(self, within: T | None = None) -> AbstractContextManager[T]:
        """Begin a transaction, or a savepoint within an open one.

        Commit (or release the savepoint) at the end of the block. Roll back if the block raises an
        exception. Raise an exception if the block itself committed or rolled back.
        """
        ...

    def claim(self, transaction: T, key: str, fresh: Record) -> Record:
        """Return the record of a key, or insert `fresh` and return it.

        The same call in another transaction must wait until this transaction ends.
        """
        ...

    def save(self, transaction: T, key: str, record: Record) -> None:
        """Overwrite a record that this transaction has claimed."""
        ...

    def forget(self, transaction: T, before: float) -> None:
        """Delete the records that expired before a time. Skip those that are locked."""
        ...
