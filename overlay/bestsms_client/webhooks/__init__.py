"""Receive webhooks from the gateway: delivery reports, replies and other inbound messages.

    from bestsms_client.webhooks import parse

    event = parse(body, content_type, headers, secrets="the shared secret")

The modules `bestsms_client.webhooks.asgi`, `.fastapi`, `.flask` and `.django` are adapters for
these frameworks. Each framework is imported only by its own adapter.
"""

from bestsms_client.errors import DeduplicationError, WebhookError, WebhookSecretError
from bestsms_client.webhooks.deduplication import Deduplicator, Delivery
from bestsms_client.webhooks.events import (
    Event,
    InboundEvent,
    ReplyEvent,
    StatusEvent,
    WebhookEvent,
)
from bestsms_client.webhooks.parsing import Receiver, parse
from bestsms_client.webhooks.stores import (
    DjangoStore,
    MemoryStore,
    PostgresStore,
    Record,
    SQLiteStore,
    Store,
)

__all__ = [
    "DeduplicationError",
    "Deduplicator",
    "Delivery",
    "DjangoStore",
    "Event",
    "InboundEvent",
    "MemoryStore",
    "PostgresStore",
    "Receiver",
    "Record",
    "ReplyEvent",
    "SQLiteStore",
    "StatusEvent",
    "Store",
    "WebhookError",
    "WebhookEvent",
    "WebhookSecretError",
    "parse",
]
