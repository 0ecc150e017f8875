"""A store in a PostgreSQL database, through psycopg 3."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from bestsms_client.webhooks.stores.protocol import INDEX, TABLE, Record

if TYPE_CHECKING:
    import psycopg

    Connection: TypeAlias = psycopg.Connection[Any]


class PostgresStore:
    """Keeps the records in a PostgreSQL database. `Delivery.transaction` is a psycopg connection.

    Args:
        connect: A connection string for `psycopg.connect`, or a function that returns a context
            manager for a connection, such as the `connection` method of a
            `psycopg_pool.ConnectionPool`.
    """

    def __init__(self, connect: str | Callable[[], AbstractContextManager[Connection]]) -> None:
        self._given = connect

    def create_table(self) -> None:
        """Create the table `bestsms_events` if it does not exist."""
        with self.transaction() as connection:
            # Concurrent CREATE TABLE statements can fail despite IF NOT EXISTS.
            connection.execute("SELECT pg_advisory_xact_lock(7325617061)")
            for statement in (TABLE, INDEX):
                connection.execute(statement.encode())

    @contextmanager
    def transaction(self, within: Connection | None = None) -> Generator[Connection]:
        """Begin a transaction or a savepoint; see `Store`."""
        if within is not None:
            with within.transaction():
                yield within
            return
        with self._connect() as connection, connection.transaction():
            yield connection

    def claim(self, transaction: Connection, key: str, fresh: Record) -> Record:
        """Return or insert a record; see `Store`."""
        from psycopg.rows import tuple_row  # the connection may have another row factory

        insert = (
            "INSERT INTO bestsms_events VALUES (%s, %s, %s) ON CONFLICT (event)"
            " DO UPDATE SET event = EXCLUDED.event RETURNING state, expires_at"
        )
        with transaction.cursor(row_factory=tuple_row) as cursor:
            state, expires_at = cursor.execute(insert, (key, *fresh)).fetchone() or fresh
        return Record(state, expires_at)

    def save(self, transaction: Connection, key: str, record: Record) -> None:
        """Overwrite a record; see `Store`."""
        update = "UPDATE bestsms_events SET state = %s, expires_at = %s WHERE event = %s"
        transaction.execute(update, (*record, key))

    def forget(self, transaction: Connection, before: float) -> None:
        """Delete expired records; see `Store`. Skip locked rows to avoid deadlocks."""
        expired = "SELECT event FROM bestsms_events WHERE expires_at < %s FOR UPDATE SKIP LOCKED"
        transaction.execute(f"DELETE FROM bestsms_events WHERE event IN ({expired})", (before,))  # noqa: S608

    def _connect(self) -> AbstractContextManager[Connection]:
        if not isinstance(self._given, str):
            return self._given()
        import psycopg

        return psycopg.connect(self._given)
