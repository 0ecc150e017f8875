"""What a `Deduplicator` needs of a store, and the table that the database stores share."""

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
    """What is known of one event.

    Attributes:
        state: A text that the deduplicator reads and writes.
        expires_at: When to forget the record, in seconds since 1970.
    """

    state: str
    expires_at: float


class Store(Protocol[T]):
    """The interface of a store. `T` is what the user's own effects are made with: a connection.

    To implement it for another database, write these four methods. `tests/unit/webhooks` shows what
    a store must do.
    """

    def transaction(self, within: T | None = None) -> AbstractContextManager[T]:
        """Open a transaction, or a savepoint within one that is open.

        It commits (or releases the savepoint) at the end of the block, and rolls back if the block
        raises an exception. It must raise an exception if the block has ended it by a commit or
        rollback of its own.
        """
        ...

    def claim(self, transaction: T, key: str, fresh: Record) -> Record:
        """Return the record of a key, or insert `fresh` and return that.

        Until the transaction ends, the same call in another transaction must wait.
        """
        ...

    def save(self, transaction: T, key: str, record: Record) -> None:
        """Overwrite the record of a key that this transaction has claimed."""
        ...

    def forget(self, transaction: T, before: float) -> None:
        """Delete the records that expired before a time; skip those that others hold."""
        ...
