"""A gateway on a raw socket, so that a test chooses every byte of a response.

with RawGateway(lambda request: reply(sent(request))) as gateway:
    BestSMS("t0ken", base_url=gateway.url)
"""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Self, TypeAlias

BASE: Final = "/api/v2.04"


@dataclass(frozen=True)
class RawRequest:
    """A request and the connection that it arrived on."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: socket.socket

    @property
    def message_id(self) -> str:
        if self.method == "POST":
            return str(json.loads(self.body)["MessageData"]["MessageID"])
        return self.path.partition("?")[0].rpartition("/")[2]


Respond: TypeAlias = Callable[[RawRequest], bytes | None]


class RawGateway:
    """Responds to each request with the bytes that `respond` returns; None closes the connection.

    Args:
        respond: Returns the response to a request.
        tls: Speak TLS with this context.

    Attributes:
        requests: The received requests.
        ended: Set at the end of the block, for responses that wait.
        connections: The number of accepted connections.
    """

    def __init__(self, respond: Respond, tls: ssl.SSLContext | None = None) -> None:
        self._respond, self._tls = respond, tls
        self.requests: list[RawRequest] = []
        self.ended = threading.Event()
        self.connections = 0
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self.port}{BASE}"

    def __enter__(self) -> Self:
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.ended.set()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            pass  # wakes accept()
        self._acceptor.join()
        self._listener.close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self.ended.is_set():
                connection.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._converse, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _converse(self, plain: socket.socket) -> None:
        connection = plain
        self._open.add(plain)
        try:
            if self._tls:
                connection = self._tls.wrap_socket(plain, server_side=True)
            with connection, connection.makefile("rb") as reader:
                while line := reader.readline():
                    method, path, _ = line.decode("latin-1").split(" ", 2)
                    headers: dict[str, str] = {}
                    while field := reader.readline().decode("latin-1").strip():
                        name, _, value = field.partition(":")
                        headers[name.lower()] = value.strip()
                    body = reader.read(int(headers.get("content-length", 0)))
                    request = RawRequest(method, path, headers, body, connection)
                    self.requests.append(request)
                    response = self._respond(request)
                    if response is None:
                        return
                    connection.sendall(response)
        except (OSError, ValueError):
            pass  # the client disconnected, or does not speak HTTP
        finally:
            self._open.discard(plain)
            plain.close()

    def drip(self, request: RawRequest, head: bytes, piece: bytes, pause: float = 0.02) -> None:
        """Send an endless response."""
        request.connection.sendall(head)
        while not self.ended.wait(pause):
            request.connection.sendall(piece)

    def posts(self) -> int:
        return sum(request.method == "POST" for request in self.requests)


def reply(
    body: Any, status: int = 200, headers: Mapping[str, str] | None = None, *, length: bool = True
) -> bytes:
    """Return a response; bodies other than bytes become JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = [f"HTTP/1.1 {status} Status", "Content-Type: application/json"]
    head += [f"Content-Length: {len(content)}"] * length
    head += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*head, "", ""]).encode() + content


def sent(request: RawRequest) -> dict[str, Any]:
    """Return the body for a message that was accepted or found."""
    return {"Result": "Success", "MessageID": request.message_id, "Recipients": []}
