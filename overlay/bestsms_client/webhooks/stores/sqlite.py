"""A store in a SQLite file."""

import os
import sqlite3
import time
from collections.abc import Generator
from contextlib import closing, contextmanager, nullcontext, suppress

from bestsms_client.errors import ConfigurationError
from bestsms_client.webhooks.stores.protocol import INDEX, TABLE, Record

_OWN = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_WITHIN = ("SAVEPOINT bestsms", "RELEASE bestsms", ("ROLLBACK TO bestsms", "RELEASE bestsms"))


class SQLiteStore:
    """Keeps the records in a SQLite file, which any number of threads and processes may share.

    A new file is created with mode 0600. `Delivery.transaction` is a `sqlite3.Connection` to it.

    Args:
        path: The path of the file. A relative path is resolved immediately.
        timeout: Seconds to wait for other transactions.

    Raises:
        ConfigurationError: The path names an in-memory database.
        sqlite3.Error: The file cannot be opened.
    """

    def __init__(self, path: str | os.PathLike[str], *, timeout: float = 30.0) -> None:
        name = os.fspath(path)
        if not name.strip() or name == ":memory:" or name.startswith("file:"):
            raise ConfigurationError(
                f"SQLiteStore: {name!r} is not a file path. For a store in memory, use "
                "MemoryStore()."
            )
        self._path, self._timeout = os.path.abspath(name), timeout  # noqa: PTH100
        with suppress(OSError):  # the file exists, or SQLite raises the better error
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(self._connect()) as connection:
            _switch_to_wal(connection, timeout)
        with self.transaction() as connection:
            for statement in (TABLE, INDEX):
                connection.execute(statement)

    @contextmanager
    def transaction(
        self, within: sqlite3.Connection | None = None
    ) -> Generator[sqlite3.Connection]:
        """Begin a transaction or a savepoint; see `Store`."""
        begin, end, undo = _WITHIN if within else _OWN
        with nullcontext(within) if within else closing(self._connect()) as connection:
            connection.execute(begin)
            try:
                yield connection
                connection.execute(end)
            except BaseException:
                with suppress(sqlite3.Error):  # the block has ended the transaction
                    for statement in undo:
                        connection.execute(statement)
                raise

    def claim(self, transaction: sqlite3.Connection, key: str, fresh: Record) -> Record:
        """Return or insert a record; see `Store`."""
        insert = "INSERT OR IGNORE INTO bestsms_events VALUES (?, ?, ?)"
        select = "SELECT state, expires_at FROM bestsms_events WHERE event = ?"
        transaction.execute(insert, (key, *fresh))
        state, expires_at = transaction.cursor().execute(select, (key,)).fetchone()
        return Record(state, expires_at)

    def save(self, transaction: sqlite3.Connection, key: str, record: Record) -> None:
        """Overwrite a record; see `Store`."""
        update = "UPDATE bestsms_events SET state = ?, expires_at = ? WHERE event = ?"
        transaction.execute(update, (*record, key))

    def forget(self, transaction: sqlite3.Connection, before: float) -> None:
        """Delete expired records; see `Store`."""
        transaction.execute("DELETE FROM bestsms_events WHERE expires_at < ?", (before,))

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=self._timeout, isolation_level=None)
        # The gateway never repeats an acknowledged event, so its record must survive power loss.
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def _switch_to_wal(connection: sqlite3.Connection, timeout: float) -> None:
    """Enable WAL mode. SQLite does not wait for locks here, so this function retries."""
    end = time.monotonic() + timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
