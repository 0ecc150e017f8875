"""Stores, in which a `Deduplicator` records the events that were handled.

`protocol` defines the interface. The other modules implement it for SQLite, PostgreSQL, Django
databases and memory. Database libraries are imported when a store is first used.
"""

from bestsms_client.webhooks.stores.django import DjangoStore
from bestsms_client.webhooks.stores.memory import MemoryStore
from bestsms_client.webhooks.stores.postgres import PostgresStore
from bestsms_client.webhooks.stores.protocol import Record, Store
from bestsms_client.webhooks.stores.sqlite import SQLiteStore

__all__ = ["DjangoStore", "MemoryStore", "PostgresStore", "Record", "SQLiteStore", "Store"]
