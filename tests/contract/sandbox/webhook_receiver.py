"""A webhook receiver on loopback that records its deliveries."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread


@dataclass(frozen=True)
class Delivery:
    path: str
    headers: Message
    body: bytes


@dataclass
class Receiver:
    """Responds with its current status; `got` returns one delivery after the other."""

    url: str = ""
    status: int = 200
    deliveries: "Queue[Delivery]" = field(default_factory=lambda: Queue[Delivery]())

    def got(self) -> Delivery:
        return self.deliveries.get(timeout=10)


@contextmanager
def receiving() -> Generator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            # Recorded before the response: the next delivery has its own thread and could overtake
            # this one.
            receiver.deliveries.put(Delivery(self.path, self.headers, body))
            self.send_response(receiver.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
