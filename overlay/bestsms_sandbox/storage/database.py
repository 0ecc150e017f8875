"""The sandbox's database: one SQLite connection, in memory or to a file."""

import os
import re
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, job_num TEXT NOT NULL,
    status TEXT NOT NULL, test INTEGER NOT NULL, created_at INTEGER NOT NULL,
    send_at INTEGER NOT NULL, data TEXT NOT NULL, request TEXT NOT NULL,
    hidden_until INTEGER NOT NULL DEFAULT 0, active_at INTEGER NOT NULL);
CREATE INDEX messages_id ON messages (id, seq);
CREATE INDEX messages_active ON messages (status, active_at, seq);
CREATE TABLE recipients (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL REFERENCES messages,
    dest_seq TEXT NOT NULL, destination TEXT NOT NULL, contact_id TEXT NOT NULL,
    group_id TEXT NOT NULL, fields TEXT NOT NULL, text TEXT NOT NULL, parts INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'Pending', result TEXT NOT NULL DEFAULT '',
    price REAL NOT NULL DEFAULT 0, sender TEXT NOT NULL, typed TEXT NOT NULL,
    submitted_at INTEGER, sent_at INTEGER);
CREATE INDEX recipients_message ON recipients (message, status);
CREATE INDEX recipients_submitted ON recipients (destination, submitted_at);
CREATE INDEX recipients_duplicate ON recipients (destination, text, submitted_at);
CREATE TABLE files (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL REFERENCES messages,
    name TEXT NOT NULL, data BLOB NOT NULL, sha256 TEXT NOT NULL);
CREATE INDEX files_message ON files (message);
CREATE TABLE received (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, sender TEXT NOT NULL,
    text TEXT NOT NULL, received_at INTEGER NOT NULL, recipient INTEGER REFERENCES recipients);
CREATE INDEX received_at ON received (received_at);
CREATE INDEX received_recipient ON received (recipient);
CREATE TABLE optouts (number TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE contacts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, fields TEXT NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE TABLE groups (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL,
    code_key TEXT NOT NULL UNIQUE, name_key TEXT NOT NULL, fields TEXT NOT NULL,
    created_at INTEGER NOT NULL);
CREATE TABLE memberships (
    contact INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
    "group" INTEGER NOT NULL REFERENCES groups ON DELETE CASCADE,
    PRIMARY KEY (contact, "group")) WITHOUT ROWID;
CREATE INDEX memberships_group ON memberships ("group", contact);
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, due_at INTEGER NOT NULL, kind TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES messages, recipient INTEGER REFERENCES recipients,
    data TEXT NOT NULL);
CREATE INDEX events_due ON events (due_at, seq);
CREATE INDEX events_message ON events (message);
CREATE INDEX events_recipient ON events (recipient);
CREATE TABLE webhooks (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL, format TEXT NOT NULL,
    body TEXT NOT NULL, state TEXT NOT NULL, first_at INTEGER NOT NULL, next_at INTEGER,
    message INTEGER REFERENCES messages);
CREATE INDEX webhooks_message ON webhooks (message);
CREATE INDEX webhooks_next ON webhooks (next_at, url) WHERE next_at IS NOT NULL;
CREATE TABLE tries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, webhook INTEGER NOT NULL REFERENCES webhooks,
    at INTEGER NOT NULL, status INTEGER, error TEXT, answer TEXT);
CREATE INDEX tries_webhook ON tries (webhook);
CREATE TABLE mails (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL REFERENCES messages,
    cause TEXT NOT NULL, address TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL,
    at INTEGER NOT NULL);
CREATE INDEX mails_message ON mails (message);
"""
_TABLES = (
    "tries", "webhooks", "mails", "events", "memberships", "groups", "contacts", "optouts",
    "received", "files", "recipients", "messages", "settings",
)  # fmt: skip
_VERSION = 3
_NUMBERED = re.compile(r"\?(\d)")
_APPLICATION_ID = 0x42535342  # "BSSB", in the header of each database file
_HEADER_BYTES = 100  # see https://www.sqlite.org/fileformat.html


class StoreError(Exception):
    """The database file cannot be used."""


class Database:
    """The database of one sandbox.

    All times are integers: milliseconds since 1970 UTC. A finished transaction survives SIGKILL,
    but not necessarily a power failure.

    Args:
        path: The file, which gets mode 0600, or `:memory:`.

    Raises:
        StoreError: The file is not a sandbox database, or another sandbox is using it.
    """

    def __init__(self, path: str = ":memory:") -> None:
        try:
            if path != ":memory:":
                _check_file(path)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
                os.chmod(path, 0o600)  # noqa: PTH101 - the file may have existed
            # The server uses it from one thread, which may not be the thread that opened it.
            self._connection = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=0
            )
            self._connection.row_factory = sqlite3.Row
            # SQLite's own functions handle only ASCII.
            self._connection.create_function("folded", 1, str.casefold, deterministic=True)
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                reason = "another sandbox is using this database"
            raise StoreError(f"{path}: {reason}") from error

    def _prepare(self) -> None:
        self.run("PRAGMA locking_mode = EXCLUSIVE")  # two sandboxes must not share a file
        with self.transaction():
            if self.value("PRAGMA user_version") == 0:
                for statement in _SCHEMA.split(";")[:-1]:
                    self.run(statement)
                self.run(f"PRAGMA user_version = {_VERSION}")
                self.run(f"PRAGMA application_id = {_APPLICATION_ID}")
        # Only now, so that the version and id are in the file itself and not only in the log.
        self.run("PRAGMA journal_mode = WAL")
        self.run("PRAGMA synchronous = NORMAL")
        self.run("PRAGMA foreign_keys = ON")

    @property
    def changes(self) -> int:
        """The number of rows written so far. It changes whenever the content changes."""
        return self._connection.total_changes

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement and return the id of the inserted row."""
        return self._execute(sql, values).lastrowid or 0

    def run_many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement once for each row of values."""
        self._connection.executemany(sql, rows)

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        row: sqlite3.Row | None = self._execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        return self._execute(sql, values).fetchall()

    def value(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row of a query, or None."""
        row = self.one(sql, *values)
        return row[0] if row else None

    def _execute(self, sql: str, values: tuple[Any, ...]) -> sqlite3.Cursor:
        if "?1" not in sql:
            return self._connection.execute(sql, values)
        # Python 3.12.1 warns about a tuple for ?1, though it is right.
        named = {f"p{number}": value for number, value in enumerate(values, 1)}
        return self._connection.execute(_NUMBERED.sub(r":p\1", sql), named)

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Run the block in a transaction. Roll back if it raises an exception."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite has already ended it if the disk is full
                self.run("ROLLBACK")
            raise

    def reset(self) -> None:
        """Delete all rows."""
        for table in _TABLES:
            self.run(f"DELETE FROM {table}")  # noqa: S608 - constant names

    def close(self) -> None:
        """Close the database."""
        self._connection.close()


def _check_file(path: str) -> None:
    """Raise an error if an existing file is not a sandbox database, without changing it."""
    file = Path(path)
    if not file.exists():
        return
    if not file.is_file():
        raise sqlite3.DatabaseError("not a regular file")
    with file.open("rb") as opened:
        header = opened.read(_HEADER_BYTES)
    if not header:
        return
    version, application = (int.from_bytes(header[at : at + 4], "big") for at in (60, 68))
    if header[:16] != b"SQLite format 3\0" or len(header) < _HEADER_BYTES:
        raise sqlite3.DatabaseError("not a sandbox database; the file was not changed")
    if application != _APPLICATION_ID or version != _VERSION:
        raise sqlite3.DatabaseError(
            "not a database of this version of the sandbox; the file was not changed"
        )
