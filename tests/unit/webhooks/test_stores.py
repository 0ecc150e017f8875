"""Every store commits its record together with the user's rows, whatever happens in `once`."""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
import pytest
import trio
from psycopg.rows import dict_row
from tests.unit.webhooks.django_settings import configure
from tests.unit.webhooks.webhook_bodies import REPLY, SEED_REPLY, event

from bestsms_client import ConfigurationError, DeduplicationError
from bestsms_client.webhooks import (
    Deduplicator,
    DjangoStore,
    MemoryStore,
    PostgresStore,
    SQLiteStore,
    Store,
)

IDENTIFIED, ANONYMOUS = event(REPLY), event(SEED_REPLY)
events = pytest.mark.parametrize("taken", [IDENTIFIED, ANONYMOUS], ids=["with id", "without"])


class Database:
    """A database with a user's table and a store in it."""

    def __init__(self, store: Store[Any], execute: Callable[..., Any], connect: Any) -> None:
        self.store, self.execute, self.connect = store, execute, connect
        self.once = Deduplicator(store).once

    def rows(self) -> int:
        with self.connect() as connection:
            return int(self.execute(connection, "SELECT count(*) FROM inbox")[0][0])

    def handle(self, taken: Any, *statements: str, fail: bool = False, within: Any = None) -> bool:
        """Insert a row and run statements in `once`; optionally fail. Return whether it was new."""
        with self.once(taken, within) as delivery:
            if delivery.new:
                self.execute(delivery.transaction, "INSERT INTO inbox VALUES ('Yes')")
                for statement in statements:
                    self.execute(delivery.transaction, statement)
                if fail:
                    raise ConnectionError
        return delivery.new


def on_connection(connection: Any, statement: str) -> Any:
    cursor = connection.execute(statement)
    return cursor.fetchall() if statement.startswith("SELECT") else None


def on_django(connection: Any, statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if statement.startswith("SELECT") else None


@contextmanager
def sqlite(request: pytest.FixtureRequest) -> Generator[Database]:
    path = request.getfixturevalue("tmp_path") / "app.db"

    @contextmanager
    def connect() -> Generator[sqlite3.Connection]:
        with closing(sqlite3.connect(path)) as connection, connection:
            yield connection

    yield Database(SQLiteStore(path), on_connection, connect)


@contextmanager
def postgres(request: pytest.FixtureRequest) -> Generator[Database]:
    conninfo = request.getfixturevalue("postgres")
    store = PostgresStore(conninfo)
    for _ in range(2):
        store.create_table()
    yield Database(store, on_connection, lambda: psycopg.connect(conninfo))


@contextmanager
def django(request: pytest.FixtureRequest) -> Generator[Database]:
    del request
    configure()
    from django.db import connection, transaction

    @contextmanager
    def connect() -> Generator[Any]:
        with transaction.atomic():
            yield connection

    with connection.schema_editor() as editor:
        for table in ("bestsms_events", "inbox"):
            editor.execute(f"DROP TABLE IF EXISTS {table}")
        DjangoStore.create_table(None, editor)
    try:
        yield Database(DjangoStore(), on_django, connect)
    finally:
        connection.close()


DATABASES: dict[str, Any] = {"sqlite": sqlite, "postgres": postgres, "django": django}
MARKED = [
    pytest.param(name, marks=[pytest.mark.needs("postgres")] if name == "postgres" else [])
    for name in DATABASES
]


@pytest.fixture(params=MARKED)
def database(request: pytest.FixtureRequest) -> Generator[Database]:
    with DATABASES[request.param](request) as made:
        with made.connect() as connection:
            made.execute(connection, "CREATE TABLE inbox (text VARCHAR(9))")
        yield made


@events
def test_rows_and_record_are_committed_together(database: Database, taken: Any) -> None:
    with pytest.raises(ConnectionError):
        database.handle(taken, fail=True)
    assert database.rows() == 0
    assert database.handle(taken)
    assert database.rows() == 1
    if taken is IDENTIFIED:
        assert not database.handle(taken)
        assert database.rows() == 1


@events
def test_inside_a_users_transaction(database: Database, taken: Any) -> None:
    def fail_after_the_block() -> None:
        with database.connect() as connection:
            database.execute(connection, "INSERT INTO inbox VALUES ('before')")
            assert database.handle(taken, within=connection)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail_after_the_block()
    assert database.rows() == 0
    with database.connect() as connection:
        database.execute(connection, "INSERT INTO inbox VALUES ('before')")
        with pytest.raises(ConnectionError):
            database.handle(taken, fail=True, within=connection)
        assert database.handle(taken, within=connection)
    assert database.rows() == 2
    if taken is IDENTIFIED:
        with database.connect() as connection:
            assert not database.handle(taken, within=connection)


ENDINGS = [("COMMIT",), ("ROLLBACK",), ("COMMIT", "BEGIN"), ("ROLLBACK", "BEGIN")]


@events
@pytest.mark.parametrize("ending", ENDINGS, ids=" ".join)
def test_a_block_that_ends_the_transaction(
    database: Database, taken: Any, ending: tuple[str, ...]
) -> None:
    with pytest.raises(DeduplicationError, match="committed or rolled back"):
        database.handle(taken, *ending)
    # Nothing is marked as done before the work is done.
    assert database.handle(taken)


@events
def test_a_block_that_commits_and_then_fails(database: Database, taken: Any) -> None:
    with pytest.raises(ConnectionError):
        database.handle(taken, "COMMIT", fail=True)
    assert database.handle(taken)


@pytest.mark.parametrize("method", ["commit", "rollback"])
def test_commit_and_rollback_inside_a_block_are_refused(database: Database, method: str) -> None:
    def handle() -> None:
        with database.once(IDENTIFIED) as delivery:
            database.execute(delivery.transaction, "INSERT INTO inbox VALUES ('Yes')")
            getattr(delivery.transaction, method)()

    # psycopg and Django forbid these calls themselves.
    with pytest.raises(Exception, match=r"(?i)forbidden|committed or rolled back"):
        handle()
    assert database.handle(IDENTIFIED)


@pytest.mark.needs("postgres")
def test_postgres_row_factories_and_pools(postgres: str) -> None:
    store = PostgresStore(lambda: psycopg.Connection[Any].connect(postgres, row_factory=dict_row))
    store.create_table()
    once = Deduplicator(store).once
    for new in (True, False):
        with once(IDENTIFIED) as delivery:
            assert delivery.new == new


@pytest.mark.needs("postgres")
def test_postgres_makes_the_second_of_two_deliveries_wait(postgres: str) -> None:
    store = PostgresStore(postgres)
    store.create_table()
    once = Deduplicator(store).once
    second: list[bool] = []

    def repeat() -> None:
        with once(IDENTIFIED) as delivery:
            second.append(delivery.new)

    thread = threading.Thread(target=repeat)
    with once(IDENTIFIED) as delivery:
        assert delivery.new
        thread.start()
        with psycopg.connect(postgres, autocommit=True) as watching:
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while watching.execute(waiting).fetchone() == (0,):
                pass
        assert second == []
    thread.join()
    assert second == [False]


@pytest.mark.parametrize("path", [":memory:", "", " ", "file::memory:?cache=shared", "file:x.db"])
def test_a_path_that_is_not_a_file(path: str) -> None:
    with pytest.raises(ConfigurationError, match="MemoryStore"):
        SQLiteStore(path)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        SQLiteStore(tmp_path / "nowhere" / "app.db")


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o277])
def test_the_mode_of_a_new_file(tmp_path: Path, mask: int) -> None:
    path = tmp_path / "app.db"
    before = os.umask(mask)
    try:
        store = SQLiteStore(path)
    finally:
        os.umask(before)
    path.chmod(0o600)
    with store.transaction() as connection:
        connection.execute("CREATE TABLE inbox (text)")
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["app.db", "app.db-wal", "app.db-shm"], 0o600)


def test_the_mode_of_an_existing_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    path.touch(0o640)
    path.chmod(0o640)
    SQLiteStore(path)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_relative_path_is_resolved_immediately(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = SQLiteStore("app.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with store.transaction():
        pass
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_file_that_another_program_is_writing(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE orders (text)")
    threading.Timer(0.3, other.commit).start()
    SQLiteStore(path, timeout=30)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE more (text)")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        SQLiteStore(path, timeout=0.2)
    other.close()


Run: TypeAlias = Callable[..., Any]
loops = pytest.mark.parametrize(
    ("run", "sleep"),
    [(asyncio.run, asyncio.sleep), (trio.run, trio.sleep)],
    ids=["asyncio", "trio"],
)


@loops
@pytest.mark.parametrize("make", [MemoryStore, lambda: None], ids=["memory", "sqlite"])
def test_a_block_around_an_await(run: Run, sleep: Run, make: Run, tmp_path: Path) -> None:
    once = Deduplicator(make() or SQLiteStore(tmp_path / "app.db")).once

    async def wait() -> None:
        with once(IDENTIFIED):
            await sleep(0.001)

    async def main() -> None:
        with pytest.raises(DeduplicationError, match="contains an `await`"):
            await wait()
        # Without an await it works, and the event was not recorded before.
        with once(IDENTIFIED) as delivery:
            assert delivery.new

    if run is asyncio.run:
        asyncio.run(main())
    else:
        trio.run(main)


def test_two_tasks_do_not_block_each_other() -> None:
    once = Deduplicator(MemoryStore()).once
    errors: list[DeduplicationError] = []

    async def wait() -> None:
        try:
            with once(IDENTIFIED):
                await asyncio.sleep(0.01)
        except DeduplicationError as error:
            errors.append(error)

    async def main() -> None:
        await asyncio.gather(wait(), wait())

    asyncio.run(main())
    assert len(errors) == 2


def test_a_block_in_a_thread_of_an_asynchronous_program() -> None:
    once = Deduplicator(MemoryStore()).once

    def handle() -> bool:
        with once(IDENTIFIED) as delivery:
            return delivery.new

    async def main() -> list[bool]:
        return await asyncio.gather(*[asyncio.to_thread(handle) for _ in range(4)])

    assert sorted(asyncio.run(main())) == [False, False, False, True]
