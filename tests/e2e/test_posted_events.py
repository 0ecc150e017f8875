"""The client's receivers understand the events that the sandbox posts on demand."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

import pytest

from bestsms_client.webhooks import Event, InboundEvent, ReplyEvent, StatusEvent, parse
from bestsms_sandbox import Sandbox

SECRET, NUMBER = "ta8wr7ymd", "+61491570006"
received: Queue[Event] = Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        secrets = [SECRET, "token"]
        headers: Any = self.headers
        received.put(parse(body, self.headers["Content-Type"], headers, secrets=secrets))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/sms"
    server.shutdown()
    server.server_close()


KINDS: list[tuple[str, dict[str, Any], type[Event]]] = [
    ("SMS", {"status": "FAILED", "result": "Undelivered"}, StatusEvent),
    ("SMSReply", {"message": "Yes & <no> Größe 😀", "message_id": "order-7"}, ReplyEvent),
    ("SMSInbound", {"message": "Hello"}, InboundEvent),
]


@pytest.mark.parametrize("shape", ["v2.04", "seed"])
@pytest.mark.parametrize("form", ["JSON", "XML"])
def test_the_client_parses_every_posted_event(form: str, shape: Any, url: str) -> None:
    with Sandbox(token="token") as sandbox:
        sandbox.outbox.webhook(url=url, secret=SECRET, format=form, shape=shape)
        for kind, fields, expected in KINDS:
            sandbox.post_event(kind, NUMBER, **fields)
            event = received.get(timeout=10)
            assert type(event) is expected
            assert event.message == fields.get("message", "")
            assert NUMBER in (event.from_number, event.to_number)
            assert event.sent_at is not None
