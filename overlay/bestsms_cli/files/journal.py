"""The journal of an import, which ensures that no row is imported twice.

A row is recorded before its request is sent, and settled when the response arrives. A row that is
recorded but not settled may have been created, so the next run looks it up in the address book.
Rows are stored as digests. The journal contains no names or numbers.
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from bestsms_cli.account.folders import private_folder, state_folder
from bestsms_cli.errors import CommandError

_APPLICATION: Final = 0x42535349  # "BSSI"
_SCHEMA: Final = """
CREATE TABLE rows (
    digest BLOB PRIMARY KEY,
    id TEXT,           -- the id of the created object, NULL while unknown
    member_of TEXT,    -- the group that it was added to
    since TEXT,        -- when it was created, or the earliest possible time while unknown
    run INTEGER,       -- the last run that read the row
    line INTEGER       -- its line in that run
) WITHOUT ROWID;
CREATE UNIQUE INDEX by_id ON rows (id);
CREATE INDEX unknown ON rows (digest) WHERE id IS NULL;
"""


class Entry(NamedTuple):
    """The journal's record of a row. `id` is None while the outcome is unknown.

    `line` is the line of the row if this run has already read it, otherwise 0.
    """

    id: str | None
    member_of: str | None
    line: int


def digest(fields: Mapping[str, Any]) -> bytes:
    """Return a digest that identifies a row by its non-empty fields."""
    given = sorted((name, value) for name, value in fields.items() if value)
    return hashlib.sha256(json.dumps(given).encode()).digest()[:16]


class Journal:
    """The journal of the imports of one file into one gateway.

    Without a path it is temporary, for a dry run. Raise `CommandError` if another import of the
    file is running or the journal is damaged.
    """

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            private_folder(path.parent)
            path.touch(mode=0o600)
        self._db = sqlite3.connect(path or "", isolation_level=None, timeout=0.5)
        try:
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")  # survives a killed process
            self._db.execute("BEGIN IMMEDIATE")
            if not self._db.execute("PRAGMA user_version").fetchone()[0]:
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
                self._db.execute("PRAGMA user_version = 1")
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            self._db.close()
            if "locked" in str(error):
                raise CommandError("Another import of this file is running.") from None
            raise CommandError(
                f"The journal of this import cannot be read: {error}.",
                hint=f"Check the file {path}. It records which rows were imported.",
            ) from None
        last = self._db.execute("SELECT coalesce(max(run), 0) FROM rows").fetchone()[0]
        self._run: int = last + 1
        self._db.execute("BEGIN")

    def read(self, key: bytes, line: int) -> Entry | None:
        """Return the record of a row, and mark the row as read by this run."""
        found = self._db.execute(
            "SELECT id, member_of, run, line FROM rows WHERE digest = ?", (key,)
        ).fetchone()
        if found is None:
            return None
        identifier, member_of, run, earlier = found
        if run == self._run:
            return Entry(identifier, member_of, earlier)
        self._db.execute(
            "UPDATE rows SET run = ?, line = ? WHERE digest = ?", (self._run, line, key)
        )
        return Entry(identifier, member_of, 0)

    def begin(self, key: bytes, line: int, since: str) -> None:
        """Record that a row is about to be created."""
        self._db.execute(
            "INSERT INTO rows (digest, since, run, line) VALUES (?, ?, ?, ?)",
            (key, since, self._run, line),
        )
        self._commit()

    def created(self, key: bytes, identifier: str, at: str) -> None:
        """Record the id of the created object and its creation time by the gateway's clock."""
        self._db.execute(
            "UPDATE rows SET id = ?, since = ? WHERE digest = ?", (identifier, at, key)
        )
        self._commit()

    def newest(self) -> str:
        """Return the creation time of the newest row, by the gateway's clock."""
        found = self._db.execute("SELECT max(since) FROM rows WHERE id IS NOT NULL")
        return found.fetchone()[0] or ""

    def joined(self, key: bytes, group: str) -> None:
        """Record that a contact was added to a group."""
        self._db.execute("UPDATE rows SET member_of = ? WHERE digest = ?", (group, key))
        self._commit()

    def forget(self, key: bytes) -> None:
        """Delete the record of a row that was not created."""
        self._db.execute("DELETE FROM rows WHERE digest = ?", (key,))
        self._commit()

    def unknown(self) -> dict[bytes, str]:
        """Return the rows with an unknown outcome, each with its `since`."""
        rows = self._db.execute("SELECT digest, since FROM rows WHERE id IS NULL")
        return dict(rows.fetchall())

    def has(self, identifier: str) -> bool:
        """Return whether a row is recorded with this id."""
        found = self._db.execute("SELECT 1 FROM rows WHERE id = ?", (identifier,))
        return found.fetchone() is not None

    def close(self) -> None:
        """Commit and close the file."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _commit(self) -> None:
        # Ctrl-C may have interrupted an earlier call between the two statements.
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        self._db.execute("BEGIN")


def journal_path(base_url: str, noun: str, file: Path) -> Path:
    """Return the path of the journal for an import of a file."""
    key = json.dumps([base_url, noun, str(file.resolve())])
    return state_folder() / "imports" / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.db"


def remove_journal(path: Path) -> None:
    """Delete a journal, so that its rows are imported again."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
