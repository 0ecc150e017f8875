"""The fixture `postgres`."""

import psycopg
import pytest


@pytest.mark.needs("postgres")
@pytest.mark.parametrize("run", [1, 2])
def test_each_test_has_an_empty_database(postgres: str, run: int) -> None:
    with psycopg.connect(postgres) as connection:
        tables = connection.execute("SELECT * FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchall() == [], run
        connection.execute("CREATE TABLE left_behind (n integer)")
