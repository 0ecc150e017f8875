"""Create and open this package's SQLite files, without touching the files of other programs."""

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
    """Turn errors of SQLite and the operating system into `JournalError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise JournalError(f"{path}: {error}.{_advice(error)}") from None
    except OSError as error:
        raise JournalError(f"{path}: {error.strerror or type(error).__name__}.") from None


def _advice(error: sqlite3.Error) -> str:
    text = str(error)
    if "full" in text:
        return " Free some disk space, then run the campaign again."
    if "readonly" in text:
        return " Make the file writable, then run the campaign again."
    if "locked" in text:
        return " Another program has locked the file."
    if "malformed" in text or "not a database" in text:
        return " The file is damaged. Restore it from a backup."
    return ""


def connect(path: Path, *, writable: bool = True) -> sqlite3.Connection:
    """Connect to an existing file."""
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
    """Check that a file is a regular file of this package and version, before it is written to."""
    with errors(path):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise JournalError(f"{path} is not a regular file. Pass the path of the file itself.")
    # With `immutable`, SQLite takes no lock and creates no other file. Do not open the file
    # directly: closing it would release the locks of all other connections in this process.
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            found_id = connection.execute("PRAGMA application_id").fetchone()[0]
            found_version = connection.execute("PRAGMA user_version").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise JournalError(f"{path} cannot be read: {error}. It was not changed.") from None
    if found_id != application_id:
        raise JournalError(f"{path} was created by another program. It was not changed.")
    if found_version != version:
        age = "an older" if found_version < version else "a newer"
        raise JournalError(
            f"{path} was written by {age} version of bestsms_campaign (schema {found_version}, "
            f"this version has {version}). Finish it with that version. It was not changed."
        )


@contextmanager
def open_file(
    path: Path,
    application_id: int,
    version: int,
    create: Callable[[sqlite3.Connection], None] | None = None,
) -> Generator[sqlite3.Connection]:
    """Open a file for a `with` block. Create it first if it is missing and `create` is given."""
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
    """Create a complete file, or none. Raise `FileExistsError` if the file exists."""
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
                # No crash protection is needed, because the draft is not at its path yet.
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
