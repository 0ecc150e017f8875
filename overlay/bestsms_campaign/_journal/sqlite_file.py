"""Opening a SQLite file of ours, and never touching one that is not."""

import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bestsms_campaign.errors import JournalError

_TIMEOUT: Final = 30.0


@contextmanager
def errors(path: Path) -> Generator[None]:
    """Turn what SQLite and the system raise into `JournalError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise JournalError(f"{path}: {error}.{_advice(error)}") from None
    except OSError as error:
        raise JournalError(f"{path}: {error.strerror or type(error).__name__}.") from None


def _advice(error: sqlite3.Error) -> str:
    text = str(error)
    if "full" in text:
        return " Make room, then run it again."
    if "readonly" in text:
        return " Make it writable, then run it again."
    if "locked" in text:
        return " Another program holds a lock on it."
    if "malformed" in text or "not a database" in text:
        return " It is damaged; restore it from a backup."
    return ""


def connect(path: Path, *, writable: bool = True) -> sqlite3.Connection:
    """Connect to a file that exists."""
    mode = "rw" if writable else "ro"
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=_TIMEOUT,
        check_same_thread=False,
    )
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def require_ours(path: Path, application_id: int, version: int) -> None:
    """Check a file before it is opened for writing.

    Raises:
        JournalError: The file is missing, is not a regular file, belongs to another program, or is
            of another version.
    """
    with errors(path):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise JournalError(f"{path} is not a regular file. Give the path of the file itself.")
    # Immutable: SQLite takes no lock and creates no file beside it. We must not open and close the
    # file ourselves: that would end the locks of every other connection in this process.
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            found_id = connection.execute("PRAGMA application_id").fetchone()[0]
            found_version = connection.execute("PRAGMA user_version").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise JournalError(f"{path} cannot be read: {error}. It was not touched.") from None
    if found_id != application_id:
        raise JournalError(f"{path} belongs to another program. It was not touched.")
    if found_version != version:
        age = "an older" if found_version < version else "a newer"
        raise JournalError(
            f"{path} was written by {age} version of bestsms_campaign (schema {found_version}; "
            f"this one has {version}). Finish it with that version. It was not touched."
        )


@contextmanager
def open_file(
    path: Path,
    application_id: int,
    version: int,
    create: Callable[[sqlite3.Connection], None] | None = None,
) -> Generator[sqlite3.Connection]:
    """Open a small file for a block; create it first if it is missing and `create` is given."""
    if create and not os.path.lexists(path):
        with suppress(FileExistsError):
            create_file(path, application_id, version, create)
    require_ours(path, application_id, version)
    with errors(path):
        yield connect(path)


def create_file(
    path: Path,
    application_id: int,
    version: int,
    create: Callable[[sqlite3.Connection], None],
) -> None:
    """Create a file: complete under its name, or not at all.

    Raises:
        FileExistsError: There is one already. It was not touched.
        JournalError: It cannot be created.
    """
    if os.path.lexists(path):
        raise FileExistsError
    with errors(path):
        handle, name = tempfile.mkstemp(".part", f".{path.name}.", path.parent)  # mode 0600
        os.close(handle)
    draft = Path(name)
    try:
        with errors(path):
            connection = connect(draft)
            try:
                # Nothing is lost if the machine dies: the draft has no name yet.
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(f"PRAGMA application_id = {application_id}")
                connection.execute(f"PRAGMA user_version = {version}")
                create(connection)
                connection.execute("PRAGMA journal_mode = WAL")
            finally:
                connection.close()
            _sync(draft)
        try:
            os.link(draft, path)
        except FileExistsError:
            raise
        except OSError as error:
            raise JournalError(f"{path}: {error.strerror}.") from None
        _sync(path.parent)
    finally:
        for leftover in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            leftover.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
