"""A webhook receiver without a framework: an ASGI application that prints each event once."""

from bestsms_client.webhooks import Deduplicator, Event, SQLiteStore
from bestsms_client.webhooks.asgi import webhook

once = Deduplicator(SQLiteStore("webhooks.db")).once


@webhook()
def app(event: Event):
    with once(event) as delivery:
        if delivery.new:
            print(type(event).__name__, event.status, event.message, flush=True)
