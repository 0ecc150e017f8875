"""The journal of an import: which rows are done, so that none is imported twice.

A row is entered before its request leaves and settled when the answer is there. A row that is
entered and not settled may or may not have been created; the next run looks for it in the address
book. Rows are kept as digests: the journal holds no names and no numbers.
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
    id TEXT,           -- of what was created, NULL while that is not known
    member_of TEXT,    -- the group that it was put into
    since TEXT,        -- when it was created, or no later than that while it is not known
    run INTEGER,       -- the last run that read the row
    line INTEGER       -- its line in that run
) WITHOUT ROWID;
CREATE UNIQUE INDEX by_id ON rows (id);
CREATE INDEX unknown ON rows (digest) WHERE id IS NULL;
"""


class Entry(NamedTuple):
    """What the journal knows of a row.

    Attributes:
        id: The identifier of what was created, or None while that is not known.
        member_of: The group that it was put into.
        line: The line of the row if this run has read it before, or 0.
    """

    id: str | None
    member_of: str | None
    line: int


def digest(fields: Mapping[str, Any]) -> bytes:
    """Return what tells a row from others: its fields that have a value."""
    given = sorted((name, value) for name, value in fields.items() if value)
    return hashlib.sha256(json.dumps(given).encode()).digest()[:16]


class Journal:
    """The journal of the imports of one file into one gateway.

    Args:
        path: Where it is kept; None keeps it in a temporary file, for a dry run.

    Raises:
        CommandError: Another import of the same file is running.
    """

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            private_folder(path.parent)
            path.touch(mode=0o600)
        self._db = sqlite3.connect(path or "", isolation_level=None, timeout=0.5)
        try:
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")  # survives the death of the process
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
                f"The journal of this import cannot be used: {error}.",
                hint=f"Look at {path}. Without it the rows that are done are not known.",
            ) from None
        last = self._db.execute("SELECT coalesce(max(run), 0) FROM rows").fetchone()[0]
        self._run: int = last + 1
        self._db.execute("BEGIN")

    def read(self, key: bytes, line: int) -> Entry | None:
        """Return what is known of a row, and note that this run has read it."""
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
        """Note that a row is about to be created."""
        self._db.execute(
            "INSERT INTO rows (digest, since, run, line) VALUES (?, ?, ?, ?)",
            (key, since, self._run, line),
        )
        self._commit()

    def created(self, key: bytes, identifier: str, at: str) -> None:
        """Note what a row has become, and when by the gateway's clock."""
        self._db.execute(
            "UPDATE rows SET id = ?, since = ? WHERE digest = ?", (identifier, at, key)
        )
        self._commit()

    def newest(self) -> str:
        """Return the latest time, by the gateway's clock, at which a row was created."""
        found = self._db.execute("SELECT max(since) FROM rows WHERE id IS NOT NULL")
        return found.fetchone()[0] or ""

    def joined(self, key: bytes, group: str) -> None:
        """Note that a contact was put into a group."""
        self._db.execute("UPDATE rows SET member_of = ? WHERE digest = ?", (group, key))
        self._commit()

    def forget(self, key: bytes) -> None:
        """Note that a row was not created."""
        self._db.execute("DELETE FROM rows WHERE digest = ?", (key,))
        self._commit()

    def unknown(self) -> dict[bytes, str]:
        """Return the rows of which it is not known whether they were created, each with `since`."""
        rows = self._db.execute("SELECT digest, since FROM rows WHERE id IS NULL")
        return dict(rows.fetchall())

    def has(self, identifier: str) -> bool:
        """Return whether a row is known to have become this."""
        found = self._db.execute("SELECT 1 FROM rows WHERE id = ?", (identifier,))
        return found.fetchone() is not None

    def close(self) -> None:
        """Keep what was noted, and close the file."""
        self._db.execute("COMMIT")
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _commit(self) -> None:
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")


def journal_path(base_url: str, noun: str, file: Path) -> Path:
    """Return where the journal of a file's import is kept."""
    key = json.dumps([base_url, noun, str(file.resolve())])
    return state_folder() / "imports" / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.db"


def remove_journal(path: Path) -> None:
    """Forget an import, so that the same rows are imported again."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
