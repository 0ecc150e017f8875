"""A store in a Django database."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bestsms_client.webhooks.stores.protocol import INDEX, TABLE, Record

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper as Connection


class DjangoStore:
    """Keeps the records in a Django database, within its open transaction.

    With `ATOMIC_REQUESTS` or in a `transaction.atomic()` block, the record is committed together
    with your model changes. `Delivery.transaction` is Django's connection. Create the table in a
    migration: `operations = [migrations.RunPython(DjangoStore.create_table)]`.

    Args:
        using: The alias of the database.
    """

    def __init__(self, using: str = "default") -> None:
        self._using = using

    @staticmethod
    def create_table(_apps: Any, schema_editor: Any) -> None:
        """Create the table `bestsms_events`. Use it as an operation of a migration."""
        for statement in (TABLE, INDEX):
            schema_editor.execute(statement.replace("INDEX IF NOT EXISTS", "INDEX"))

    @contextmanager
    def transaction(self, within: Connection | None = None) -> Generator[Connection]:
        """Begin a transaction or a savepoint; see `Store`."""
        from django.db import connections, transaction

        alias = within.alias if within else self._using
        with transaction.atomic(using=alias):
            yield connections[alias]

    def claim(self, transaction: Connection, key: str, fresh: Record) -> Record:
        """Return or insert a record; see `Store`."""
        from django.db import IntegrityError

        lock = "UPDATE bestsms_events SET event = event WHERE event = %s"
        with transaction.cursor() as cursor:
            while True:
                cursor.execute(lock, [key])
                if cursor.rowcount:
                    select = "SELECT state, expires_at FROM bestsms_events WHERE event = %s"
                    cursor.execute(select, [key])
                    return Record(*cursor.fetchone())
                try:
                    with self.transaction(transaction):
                        insert = "INSERT INTO bestsms_events VALUES (%s, %s, %s)"
                        cursor.execute(insert, [key, *fresh])
                    return fresh
                except IntegrityError:
                    continue  # another process inserted the row

    def save(self, transaction: Connection, key: str, record: Record) -> None:
        """Overwrite a record; see `Store`."""
        update = "UPDATE bestsms_events SET state = %s, expires_at = %s WHERE event = %s"
        with transaction.cursor() as cursor:
            cursor.execute(update, [*record, key])

    def forget(self, transaction: Connection, before: float) -> None:
        """Delete expired records; see `Store`."""
        with transaction.cursor() as cursor:
            cursor.execute("DELETE FROM bestsms_events WHERE expires_at < %s", [before])
