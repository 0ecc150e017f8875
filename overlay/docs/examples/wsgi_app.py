"""A webhook receiver without a framework: a WSGI application that prints each event once."""

import os

from bestsms_client.webhooks import Deduplicator, SQLiteStore, WebhookError, parse

once = Deduplicator(SQLiteStore("webhooks.db")).once
LIMIT = 262_144  # bytes; a webhook body is never larger


def app(environ, start_response):
    body = environ["wsgi.input"].read(min(int(environ.get("CONTENT_LENGTH") or 0), LIMIT))
    try:
        event = parse(
            body, environ.get("CONTENT_TYPE"), secrets=os.environ["BESTSMS_WEBHOOK_SECRET"]
        )
    except WebhookError as error:
        start_response(f"{error.status_code} Refused", [("Content-Type", "text/plain")])
        return [str(error).encode()]
    with once(event) as delivery:
        if delivery.new:
            print(type(event).__name__, event.status, event.message, flush=True)
    start_response("200 OK", [("Content-Length", "0")])
    return []
