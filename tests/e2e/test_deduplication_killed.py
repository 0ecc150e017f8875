"""Many processes handle the same deliveries and are killed. Rows and records stay consistent."""

import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
import pytest

from bestsms_client.webhooks import PostgresStore, SQLiteStore

pytestmark = pytest.mark.slow

Query: TypeAlias = Callable[[str], list[tuple[Any, ...]]]
SCRIPT = Path(__file__).with_name("deduplicating_worker.py")
SIZES = [(3, 40, 1), pytest.param(8, 200, 3, marks=pytest.mark.slow)]
KINDS = ["sqlite", "django on sqlite"]
KINDS_THAT_NEED = [
    pytest.param(kind, marks=pytest.mark.needs("postgres"))
    for kind in ("postgres", "django on postgres")
]


def prepare(kind: str, request: pytest.FixtureRequest) -> tuple[str, Query]:
    """Create the tables; return the database and a function to query it."""
    if kind.endswith("sqlite"):
        path = request.getfixturevalue("tmp_path") / "app.db"
        SQLiteStore(path)

        def ask_sqlite(statement: str) -> list[tuple[Any, ...]]:
            connection = sqlite3.connect(path)
            rows = connection.execute(statement).fetchall()
            connection.commit()
            connection.close()
            return rows

        ask_sqlite("CREATE TABLE inbox (text VARCHAR(99))")
        return str(path), ask_sqlite
    conninfo: str = request.getfixturevalue("postgres")
    PostgresStore(conninfo).create_table()

    def ask_postgres(statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(conninfo) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    ask_postgres("CREATE TABLE inbox (text VARCHAR(99))")
    return conninfo, ask_postgres


@pytest.mark.parametrize(("processes", "deliveries", "kills"), SIZES)
@pytest.mark.parametrize("kind", [*KINDS, *KINDS_THAT_NEED])
def test_each_event_is_handled_once(
    kind: str, processes: int, deliveries: int, kills: int, request: pytest.FixtureRequest
) -> None:
    target, query = prepare(kind, request)

    def handle(number: int) -> None:
        chance = random.Random(number)
        for life in range(kills + 1):
            command = [sys.executable, str(SCRIPT), kind.split()[0], target, f"{number} {life}",
                       str(deliveries)]  # fmt: skip
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
                if life == kills:
                    assert process.stdout.read().endswith("\ndone\n")
                    continue
                for _ in range(chance.randrange(1, deliveries)):
                    process.stdout.readline()
                process.kill()

    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(handle, range(processes)))
    rows = sorted(text for (text,) in query("SELECT text FROM inbox"))
    marks = query("SELECT event, state FROM bestsms_events")
    assert rows == sorted(f"id-{n}" for n in range(deliveries))
    assert sorted(event for event, _ in marks) == sorted(f"received {text}" for text in rows)
    assert all(state.endswith(", 1]]") for _, state in marks)
