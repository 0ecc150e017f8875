"""What comes back: deliveries of the gateway to an address of yours.

    from bestsms_client.webhooks import parse

    event = parse(body, content_type, headers, secrets="the shared secret")

Adapters for ASGI, FastAPI, Flask and Django are the modules `bestsms_client.webhooks.asgi`,
`.fastapi`, `.flask` and `.django`; each imports its framework, and nothing else does.
"""

from bestsms_client.errors import WebhookError, WebhookSecretError
from bestsms_client.webhooks.event import (
    Event,
    InboundEvent,
    ReplyEvent,
    StatusEvent,
    WebhookEvent,
)
from bestsms_client.webhooks.receiver import Receiver, parse

__all__ = [
    "Event",
    "InboundEvent",
    "Receiver",
    "ReplyEvent",
    "StatusEvent",
    "WebhookError",
    "WebhookEvent",
    "WebhookSecretError",
    "parse",
]
