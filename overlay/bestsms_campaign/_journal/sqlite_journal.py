"""A journal in a SQLite file, for one host."""

import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Final

from bestsms_campaign._journal.journal import Execute, Journal
from bestsms_campaign._journal.schema import TABLES, VERSION
from bestsms_campaign._journal.sqlite_file import connect, create_file, errors, require_ours
from bestsms_campaign.errors import CampaignError, JournalError

APPLICATION_ID: Final = 0x4253534A  # "BSSJ"
_OTHER_PROCESS: Final[list[sqlite3.Connection]] = []
_SCHEMA: Final = TABLES.format(exists="", key="INTEGER PRIMARY KEY", clustered=" WITHOUT ROWID")


class SQLiteJournal(Journal):
    """A journal in a SQLite file. `now` returns the time, in seconds since 1970."""

    NOW: ClassVar[str] = "bestsms_now()"
    FOR_UPDATE: ClassVar[str] = ""  # BEGIN IMMEDIATE excludes all other transactions

    def __init__(
        self, connection: sqlite3.Connection, path: Path, now: Callable[[], float]
    ) -> None:
        self._connection, self.path, self._now = connection, path, now
        connection.create_function("bestsms_now", 0, now)
        self._lock, self._process = threading.Lock(), os.getpid()

    @classmethod
    def open(cls, path: Path, now: Callable[[], float] = time.time) -> "SQLiteJournal":
        """Open an existing file. Raise `JournalError` if it is not a journal of this version."""
        require_ours(path, APPLICATION_ID, VERSION)
        with errors(path):
            journal = cls(connect(path), path, now)
        try:
            with journal.transaction() as run:
                if not journal.load(run):
                    raise JournalError(f"{path} contains no campaign.")
        except BaseException:
            journal.close()
            raise
        return journal

    @classmethod
    def create(cls, path: Path, write: Callable[["SQLiteJournal"], None]) -> None:
        """Create a file, and let `write` write a campaign into it. If that fails, leave no file."""

        def create(connection: sqlite3.Connection) -> None:
            connection.executescript(_SCHEMA)
            connection.execute("PRAGMA cache_size = -32768")
            write(cls(connection, path, time.time))

        try:
            create_file(path, APPLICATION_ID, VERSION, create)
        except FileExistsError:
            raise CampaignError(
                f"{path} already exists. It was not changed. Continue that campaign with "
                "Campaign.open(), or choose another path."
            ) from None

    @contextmanager
    def transaction(self) -> Generator[Execute]:
        """Begin a transaction that excludes all others; see `Journal`."""
        if self._process != os.getpid():
            # After a fork, the child must neither use nor close the parent's connection.
            _OTHER_PROCESS.append(self._connection)
            with errors(self.path):
                SQLiteJournal.__init__(self, connect(self.path), self.path, self._now)
        with self._lock, errors(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._execute
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)

    def insert_recipients(
        self, run: Execute, chunk: int, lines: Sequence[tuple[int, int, str | None]]
    ) -> int:
        """Insert recipients; see `Journal`."""
        del run  # it uses the same connection
        before = self._connection.total_changes
        self._connection.executemany(
            "INSERT OR IGNORE INTO bestsms_recipient"  # noqa: S608 - two integers
            " (campaign, chunk, line, number, fields)"
            f" VALUES ({self.key}, {chunk}, ?, ?, ?)",
            lines,
        )
        return self._connection.total_changes - before

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def check(self) -> None:
        """Check the integrity of the file, which may be truncated, for example."""
        with errors(self.path):
            (found,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise JournalError(
                f"{self.path} is damaged. Restore it from a backup. Nothing was sent."
            )

    @contextmanager
    def exclusive(self) -> Generator[None]:
        """Exclude other runs of the campaign during a `with` block or until the process ends."""
        # A separate file, because closing this handle would release SQLite's locks on the journal.
        with errors(self.path):
            handle = os.open(f"{self.path}-run", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _locked(handle):
                raise CampaignError(
                    f"Another run of {self.path} is in progress. This run sent nothing."
                )
            yield
        finally:
            os.close(handle)


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
