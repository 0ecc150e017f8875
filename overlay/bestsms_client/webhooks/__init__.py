"""Receive what the gateway delivers to an address of yours: delivery reports and replies.

    from bestsms_client.webhooks import parse

    event = parse(body, content_type, headers, secrets="the shared secret")

Adapters for ASGI, FastAPI, Flask and Django are the modules `bestsms_client.webhooks.asgi`,
`.fastapi`, `.flask` and `.django`; each imports its framework, and nothing else does.
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
