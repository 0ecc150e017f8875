"""Where a `Deduplicator` keeps what it has seen: a SQLite file, or memory."""

import sqlite3
import threading
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeVar

T = TypeVar("T")

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS bestsms_deliveries (
    key TEXT PRIMARY KEY,
    round_at REAL NOT NULL,
    expires_at REAL NOT NULL,
    arrivals INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    done INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bestsms_deliveries_expiry ON bestsms_deliveries (expires_at);
"""
_SWEEP_EVERY: Final = 60.0


class Record(NamedTuple):
    """What is known of equal deliveries. Times are in seconds.

    Attributes:
        round_at: When the first of the latest round came. Those of one round come too close to each
            other for one to be the repetition of another.
        expires_at: When to forget them.
        arrivals: How many came in that round.
        seen: How many there are, repetitions aside: as many as came in the largest round.
        done: How many were handled.
    """

    round_at: float
    expires_at: float
    arrivals: int
    seen: int
    done: int


class Store(Protocol[T]):
    """What a `Deduplicator` needs. To share the transactions of another database, write one."""

    def transaction(self) -> AbstractContextManager[T]:
        """Begin a transaction that excludes others; give what its effects are made with.

        It is committed at the end of the block, or rolled back if the block raises.
        """
        ...

    def get(self, transaction: T, key: str) -> Record | None:
        """Read a record within a transaction."""
        ...

    def put(self, transaction: T, key: str, record: Record) -> None:
        """Write a record within a transaction."""
        ...

    def forget(self, transaction: T, at: float) -> None:
        """Delete what has expired at a time."""
        ...


class SQLiteStore:
    """Keeps the records in a SQLite file, which any number of threads and processes may share.

    Effects written with the connection that a transaction gives, into tables of yours in the same
    file, are kept together with the record or not at all.

    Args:
        path: The file; it is made if it is not there, with the table `bestsms_deliveries`.
        timeout: Seconds to wait for another transaction to end.

    Raises:
        sqlite3.Error: The file cannot be used.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = SQLiteStore(f"{folder}/webhooks.db")
        ...     with store.transaction() as connection:
        ...         print(store.get(connection, "key"))
        None
    """

    def __init__(self, path: str | Path, *, timeout: float = 30.0) -> None:
        self._path, self._timeout = str(path), timeout
        with self._connected() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_TABLE)

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """Begin a transaction; see `Store`. It gives a connection to the file."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def get(self, transaction: sqlite3.Connection, key: str) -> Record | None:
        """Read a record; see `Store`."""
        row = transaction.execute(
            "SELECT round_at, expires_at, arrivals, seen, done FROM bestsms_deliveries"
            " WHERE key = ?",
            (key,),
        ).fetchone()
        return Record(*row) if row else None

    def put(self, transaction: sqlite3.Connection, key: str, record: Record) -> None:
        """Write a record; see `Store`."""
        transaction.execute(
            "REPLACE INTO bestsms_deliveries VALUES (?, ?, ?, ?, ?, ?)", (key, *record)
        )

    def forget(self, transaction: sqlite3.Connection, at: float) -> None:
        """Delete what has expired; see `Store`."""
        transaction.execute("DELETE FROM bestsms_deliveries WHERE expires_at < ?", (at,))

    @contextmanager
    def _connected(self) -> Generator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=self._timeout, isolation_level=None)
        try:
            # Once a delivery is answered it never comes again: it must survive the machine too.
            connection.execute("PRAGMA synchronous = FULL")
            yield connection
        finally:
            connection.close()


class MemoryStore:
    """Keeps the records for as long as the process lives, one transaction at a time.

    Example:
        >>> store = MemoryStore()
        >>> with store.transaction() as transaction:
        ...     store.put(transaction, "key", Record(0.0, 60.0, arrivals=1, seen=1, done=1))
        ...     store.get(transaction, "key").done
        1
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: dict[str, Record] = {}
        self._undo: list[tuple[str, Record | None]] = []
        self._swept_at = float("-inf")

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Begin a transaction; see `Store`. There is nothing to make effects with."""
        with self._lock:
            self._undo = []
            try:
                yield
            except BaseException:
                for key, record in reversed(self._undo):
                    self._set(key, record)
                raise

    def get(self, transaction: None, key: str) -> Record | None:
        """Read a record; see `Store`."""
        del transaction
        return self._records.get(key)

    def put(self, transaction: None, key: str, record: Record) -> None:
        """Write a record; see `Store`."""
        del transaction
        self._undo.append((key, self._records.get(key)))
        self._set(key, record)

    def forget(self, transaction: None, at: float) -> None:
        """Delete what has expired, once a minute; see `Store`."""
        del transaction
        if abs(at - self._swept_at) >= _SWEEP_EVERY:
            self._swept_at = at
            for key in [key for key, kept in self._records.items() if kept.expires_at < at]:
                self._set(key, None)

    def _set(self, key: str, record: Record | None) -> None:
        if record:
            self._records[key] = record
        else:
            self._records.pop(key, None)
