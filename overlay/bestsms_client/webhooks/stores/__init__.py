"""Stores: where a `Deduplicator` records which events are handled.

`protocol` has the interface; the other modules implement it for SQLite, PostgreSQL, Django's
connections and memory. A module imports its database library only when it is used.
"""

from bestsms_client.webhooks.stores.django import DjangoStore
from bestsms_client.webhooks.stores.memory import MemoryStore
from bestsms_client.webhooks.stores.postgres import PostgresStore
from bestsms_client.webhooks.stores.protocol import Record, Store
from bestsms_client.webhooks.stores.sqlite import SQLiteStore

__all__ = ["DjangoStore", "MemoryStore", "PostgresStore", "Record", "SQLiteStore", "Store"]
