"""A failing journal gives a clear error, and nothing is sent twice."""

import os
import sqlite3
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.unit.campaign.campaign_gateway import (
    Gateway,
    StillClock,
    create,
    kill,
    people,
    run,
)

from bestsms_campaign import Campaign, CampaignError, JournalError, SuppressionList

ONCE = Counter(people(40))


def reopened(folder: Path) -> Campaign:
    return Campaign.open(folder / "spring.db", clock=StillClock())


def connection_of(campaign: Campaign) -> Any:
    return vars(campaign.journal)["_connection"]


@pytest.mark.parametrize("sends", [0, 2])
def test_a_full_disk_is_a_clear_error(sends: int, tmp_path: Path) -> None:
    gateway = Gateway()
    with create(tmp_path) as campaign:
        connection = connection_of(campaign)

        def fill() -> None:
            if gateway.sends == sends + 1:
                connection.execute(
                    "CREATE TEMP TRIGGER full BEFORE UPDATE ON bestsms_chunk"
                    " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
                )

        gateway.after = fill
        with pytest.raises(JournalError, match=r"disk is full\. Free some disk space") as caught:
            run(campaign, gateway)
        assert caught.value.sent == "yes"
    gateway.after = lambda: None
    with reopened(tmp_path) as campaign:
        assert campaign.status().counts.unknown == 10
        run(campaign, gateway)
    assert gateway.reached == ONCE


FULL = """
    import resource, signal, sys
    from bestsms_campaign import Campaign, JournalError
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    rows = (f"+6149157{number:06}" for number in range(200_000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
    try:
        Campaign.create(sys.argv[1], message="Hello", recipients=rows)
    except JournalError as error:
        print("refused", error)
"""


def test_a_full_disk_during_create(tmp_path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(FULL), str(tmp_path / "spring.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("refused"), done.stderr
    assert not list(tmp_path.iterdir())


def test_a_read_only_journal(tmp_path: Path) -> None:
    gateway = Gateway()
    with create(tmp_path) as campaign:
        connection_of(campaign).execute("PRAGMA query_only = ON")
        with pytest.raises(JournalError, match="readonly"):
            run(campaign, gateway)
    assert gateway.sends == 0


def test_a_locked_journal(tmp_path: Path) -> None:
    gateway = Gateway()
    with (
        create(tmp_path) as campaign,
        closing(sqlite3.connect(tmp_path / "spring.db", isolation_level=None)) as other,
    ):
        connection_of(campaign).execute("PRAGMA busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match=r"locked\. Another program has locked"):
            run(campaign, gateway)
        other.execute("ROLLBACK")
        assert gateway.sends == 0
        run(campaign, gateway)
    assert gateway.reached == ONCE


@pytest.mark.parametrize("kept", [0, 0.00001, 0.001, 0.03, 0.5, 0.9])
def test_a_truncated_journal(kept: float, tmp_path: Path) -> None:
    gateway = Gateway()
    create(tmp_path, 3_000).close()
    path = tmp_path / "spring.db"
    size = path.stat().st_size
    os.truncate(path, int(kept * size))
    with pytest.raises(JournalError) as caught, Campaign.open(path) as campaign:
        run(campaign, gateway)
    assert str(path) in str(caught.value)
    assert gateway.sends == 0


@pytest.mark.parametrize(("version", "age"), [(0, "an older"), (99, "a newer")])
def test_a_journal_of_another_version(version: int, age: str, tmp_path: Path) -> None:
    create(tmp_path).close()
    path = tmp_path / "spring.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {version}")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    with pytest.raises(JournalError, match=f"written by {age} version"):
        Campaign.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", ["text", "SQLite", "empty", "suppression list"])
@pytest.mark.parametrize("call", ["open", "create", "suppression"])
def test_a_database_of_another_program_is_not_changed(kind: str, call: str, tmp_path: Path) -> None:
    path = tmp_path / "customers.db"
    if kind == "SQLite":
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA journal_mode = WAL")
            other.execute("CREATE TABLE customers (name TEXT)")
    elif kind == "suppression list":
        SuppressionList(path)
    else:
        path.write_text('[{"name": "Jo"}]' * 20 if kind == "text" else "")
    before = {entry: entry.read_bytes() for entry in tmp_path.iterdir()}
    if (kind, call) == ("suppression list", "suppression"):
        return
    calls: dict[str, Callable[[], object]] = {
        "open": lambda: Campaign.open(path),
        "create": lambda: Campaign.create(path, message="Hello", recipients=people(3)),
        "suppression": lambda: SuppressionList(path),
    }
    with pytest.raises(CampaignError):
        calls[call]()
    assert {entry: entry.read_bytes() for entry in tmp_path.iterdir()} == before


@pytest.mark.parametrize("kind", ["missing", "folder", "link", "device"])
def test_paths_that_are_not_files(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "spring.db"
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        (tmp_path / "real.db").touch()
        path.symlink_to(tmp_path / "real.db")
    elif kind == "device":
        path = Path("/dev/null")
    with pytest.raises(JournalError, match="No such file" if kind == "missing" else "regular"):
        Campaign.open(path)


def test_a_campaign_is_never_overwritten(tmp_path: Path) -> None:
    create(tmp_path).close()
    before = (tmp_path / "spring.db").read_bytes()
    with pytest.raises(CampaignError, match=r"already exists.*Campaign\.open"):
        create(tmp_path)
    assert (tmp_path / "spring.db").read_bytes() == before


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="No such file or directory"):
        create(tmp_path / "nowhere")


def test_a_second_open_in_the_same_process_keeps_the_locks(tmp_path: Path) -> None:
    """Closing one of our handles would release the locks that SQLite holds in this process."""
    gateway = Gateway()
    with create(tmp_path) as campaign, gateway.client() as client:
        steps = campaign.run(client)
        next(steps)
        Campaign.open(tmp_path / "spring.db").close()
        with campaign.journal.transaction():
            code = (
                "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=0)\n"
                "try: c.execute('BEGIN IMMEDIATE')\n"
                "except sqlite3.OperationalError as e: print(e)"
            )
            done = subprocess.run(
                [sys.executable, "-c", code, str(tmp_path / "spring.db")],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
        assert "locked" in done.stdout
        list(steps)
    assert gateway.reached == ONCE


def test_the_lock_of_a_run_ends_with_it(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.after = kill
    with create(tmp_path) as campaign:
        with pytest.raises(BaseException):  # noqa: B017, PT011
            run(campaign, gateway)
        gateway.after = lambda: None
        run(campaign, gateway)
    assert gateway.reached == ONCE
