"""Handle many deliveries with one store: `python deduplicating_worker.py STORE TARGET SEED COUNT`.

It writes a row for each new event. The process may be killed at any time.
"""

import random
import sys
from typing import Any

from bestsms_client.webhooks import (
    Deduplicator,
    DjangoStore,
    PostgresStore,
    ReplyEvent,
    SQLiteStore,
    Store,
)

INSERT = "INSERT INTO inbox (text) VALUES ('{}')"


def configure_django(database: str) -> None:
    """Configure Django with a PostgreSQL database or a SQLite file."""
    import django.conf

    settings: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": database}
    settings["OPTIONS"] = {"timeout": 60, "transaction_mode": "IMMEDIATE"}
    if "host=" in database:
        parts = dict(part.split("=") for part in database.split())
        settings = {"ENGINE": "django.db.backends.postgresql", "NAME": parts["dbname"]}
        settings |= {"HOST": parts["host"], "USER": parts["user"]}
    django.conf.settings.configure(DATABASES={"default": settings})
    django.setup()


def create_store(kind: str, target: str) -> Store[Any]:
    if kind == "sqlite":
        return SQLiteStore(target, timeout=60)
    if kind == "postgres":
        return PostgresStore(target)
    configure_django(target)
    return DjangoStore()


def write_row(connection: Any, text: str) -> None:
    statement = INSERT.format(text)
    if hasattr(connection, "execute"):
        connection.execute(statement)
        return
    with connection.cursor() as cursor:
        cursor.execute(statement)


def main() -> None:
    """Handle each event once, in an order that differs between processes."""
    kind, target, seed, count = sys.argv[1:]
    once = Deduplicator(create_store(kind, target)).once
    numbers = list(range(int(count)))
    random.Random(seed).shuffle(numbers)
    print("ready", flush=True)
    for number in numbers:
        event = ReplyEvent(
            type_="SMSReply", destination="+61491570006", message_id="ID1", status="RECEIVED",
            message="Yes", received_id=f"id-{number}",
        )  # fmt: skip
        with once(event) as delivery:
            if delivery.new:
                write_row(delivery.transaction, event.received_id)
            print(event.received_id, flush=True)  # the process may be killed here
    print("done", flush=True)


if __name__ == "__main__":
    main()
