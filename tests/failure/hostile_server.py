"""A hostile gateway: real sockets on loopback, with exactly scripted faults.

It implements just enough of the API for successful calls. Its purpose is the failures:

    with HostileServer() as server:
        server.script(Fault("drop", keep=True), Fault(status=503))    # the next two sends
        ...                                                          # client under test
        assert server.count("sendSms") == 2 and len(server.kept("ID1")) == 1

Nothing is random: faults are consumed in order, waiting uses events, and leaving the `with` block
ends every thread and socket. The server uses neither the project's own code nor a web framework, so
that it cannot share their mistakes.
"""

import json
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.client import parse_headers
from io import BufferedReader
from typing import Any, Literal, Self
from urllib.parse import urlsplit
from uuid import uuid4

from tests.failure import good_responses as gateway

Wire = Literal["answer", "drop", "reset", "stall", "truncate", "drip", "hangup"]


@dataclass(frozen=True)
class Fault:
    """A fault for one request.

    Attributes:
        wire: `answer` sends status, headers and body; `drop` closes without a byte; `reset` closes
            with a TCP reset; `stall` does not answer until released; `truncate` announces 16 bytes
            more than it sends; `drip` sends one byte every `pause` seconds; `hangup` sends a
            complete response and then closes the connection without announcing it.
        keep: Process the request first, so that a message is accepted although its response is
            lost.
        status: The HTTP status, registered or not.
        headers: Additional headers, such as `Retry-After` or `Location`.
        body: The body in bytes. None is the operation's own response, or an error body for a status
            of 400 or more.
        pause: The seconds between two bytes of `drip`.
    """

    wire: Wire = "answer"
    keep: bool = False
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    pause: float = 0.05


_WELL = Fault(keep=True)


@dataclass(frozen=True)
class Request:
    """A received request. `operation` is `unknown` without a matching route, `at` is monotonic."""

    operation: str
    method: str
    path: str
    ids: tuple[str, ...]
    headers: Mapping[str, str]
    body: bytes
    at: float

    def json(self) -> dict[str, Any]:
        return json.loads(self.body) if self.body else {}


@dataclass
class Kept:
    """An accepted message. Status reads do not find it while either limit applies."""

    message_id: str
    request: Request
    created: datetime
    hidden_reads: int = 0
    hidden_for: timedelta = timedelta(0)  # after its creation, by the gateway's clock


class HostileServer:
    """The server, a context manager. Pass `base_url` to the client.

    Args:
        decide: Chooses the fault of a request when no script is left; None behaves well.
        now: The gateway's clock (UTC), for the `Date` header and accepted messages.
    """

    def __init__(
        self,
        decide: Callable[[Request], Fault | None] = lambda _request: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.requests: list[Request] = []
        self.messages: list[Kept] = []
        self.connections = self.peak = 0  # accepted in total, and the maximum open at a time
        self._decide, self._now = decide, now
        self._scripts: dict[str, deque[Fault | None]] = {}
        self._hide = (0, 0.0)
        self._changed = threading.Condition()
        self._released, self._closing = threading.Event(), False
        self._failures: list[Exception] = []
        self._open: dict[threading.Thread, socket.socket] = {}
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._acceptor = threading.Thread(target=self._accept, name="hostile-accept")
        self.address: tuple[str, int] = self._listener.getsockname()
        self.base_url = f"http://127.0.0.1:{self.address[1]}{gateway.BASE}"

    # --- scripts and inspection ------------------------------------------------------------------

    def script(self, *faults: Fault | None, on: str = "sendSms") -> None:
        """Queue faults for the next requests of the operation `on`; None lets one succeed."""
        with self._changed:
            self._scripts.setdefault(on, deque()).extend(faults)

    def hide_from_status(self, *, reads: int = 0, seconds: float = 0.0) -> None:
        """Hide messages accepted from now on from their first status reads, or for some seconds."""
        self._hide = (reads, seconds)

    def preload(self, message_id: str, created: datetime) -> None:
        """Add an older message with an id, as if another call had sent it at `created` (UTC)."""
        request = Request("sendSms", "POST", "", (), {}, b"", time.monotonic())
        self.messages.append(Kept(message_id, request, created))

    def release(self) -> None:
        """Close stalled connections, and finish dripping responses without pauses."""
        self._released.set()

    def kept(self, message_id: str) -> list[Kept]:
        """Return the messages accepted with an id, oldest first."""
        return [kept for kept in self.messages if kept.message_id == message_id]

    def count(self, operation: str) -> int:
        return sum(request.operation == operation for request in self.requests)

    def wait_for(self, operation: str, count: int = 1, timeout: float = 5.0) -> None:
        """Block until `count` requests of an operation have arrived; raise `TimeoutError`."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.count(operation) >= count, timeout):
                raise TimeoutError(f"{self.count(operation)} of {count} {operation} in {timeout} s")

    def wait_until_open(self, count: int, timeout: float = 5.0) -> None:
        """Block until exactly `count` connections are open; raise `TimeoutError`."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._open) == count, timeout):
                raise TimeoutError(f"{len(self._open)} connections, not {count}, in {timeout} s")

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._closing = True
        self.release()
        with suppress(OSError), socket.create_connection(self.address):
            pass  # wakes accept(), which nothing else does on every system
        self._acceptor.join()
        self._listener.close()
        with self._changed:
            left = dict(self._open)
        for connection in left.values():
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in left:
            thread.join()
        if self._failures:
            raise ExceptionGroup("the hostile server itself failed", self._failures)

    # --- connections -----------------------------------------------------------------------------

    def _accept(self) -> None:
        while True:
            connection, _peer = self._listener.accept()
            if self._closing:
                connection.close()
                return
            thread = threading.Thread(target=self._converse, args=(connection,), name="hostile")
            with self._changed:
                self.connections += 1
                self._open[thread] = connection
                self.peak = max(self.peak, len(self._open))
            thread.start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as reader, suppress(ConnectionError):
                while request := self._read(reader):
                    if not self._serve(connection, request):
                        break
        except Exception as failure:
            # A bug in the server must fail the test, not vanish in a thread.
            self._failures.append(failure)
        finally:
            with self._changed:
                del self._open[threading.current_thread()]
                self._changed.notify_all()

    def _read(self, reader: BufferedReader) -> Request | None:
        line = reader.readline().decode("latin-1").split()
        if len(line) != 3:
            return None
        headers = {name.lower(): value for name, value in parse_headers(reader).items()}
        length = int(headers.get("content-length", "0"))
        body = reader.read(length)
        if len(body) < length:  # the sender was interrupted
            return None
        path = urlsplit(line[1]).path
        operation, ids = gateway.route(line[0], path)
        request = Request(operation, line[0], line[1], ids, headers, body, time.monotonic())
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        return request

    def _serve(self, connection: socket.socket, request: Request) -> bool:
        with self._changed:
            script = self._scripts.get(request.operation)
            fault = (script.popleft() if script else self._decide(request)) or _WELL
            status, response = self._perform(request, fault.keep)
        if fault.wire == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if fault.wire == "stall":
            self._released.wait()
        if fault.wire in ("drop", "reset", "stall"):
            return False
        if fault.status >= 400:
            response = gateway.FAILED
        status = fault.status if fault.status != 200 else status
        body = json.dumps(response).encode() if fault.body is None else fault.body
        head = {
            "Date": format_datetime(self._now(), usegmt=True),
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(body) + (16 if fault.wire == "truncate" else 0)),
            **fault.headers,
        }
        lines = [f"HTTP/1.1 {status} Hostile"]
        lines += [f"{name}: {value}" for name, value in head.items()]
        payload = "\r\n".join([*lines, "", ""]).encode("latin-1") + body
        if fault.wire == "drip":
            for place in range(len(payload)):
                connection.sendall(payload[place : place + 1])
                self._released.wait(fault.pause)
            return True
        connection.sendall(payload)
        return fault.wire == "answer"

    def _perform(self, request: Request, keep: bool) -> tuple[int, dict[str, Any]]:
        if request.operation == "sendSms":
            message_id = request.json()["MessageData"].get("MessageID") or str(uuid4())
            if keep:
                reads, seconds = self._hide
                age = timedelta(seconds=seconds)
                self.messages.append(Kept(message_id, request, self._now(), reads, age))
            return 200, {"Result": "Success", "MessageID": message_id}
        if request.operation in ("getStatus", "getSmsReply"):
            for kept in reversed(self.kept(request.ids[0])):  # the latest that is visible
                if kept.hidden_reads > 0:
                    kept.hidden_reads -= 1
                elif self._now() >= kept.created + kept.hidden_for:
                    return 200, gateway.status(kept.message_id, kept.created)
            return 400, gateway.not_found(request.ids[0])
        return gateway.response(request.operation, request.ids, request.json())


@contextmanager
def refusing_url() -> Generator[str]:
    """Yield a base URL that refuses every connection until the block ends."""
    with socket.socket() as bound:  # bound but not listening, so the port is taken and refuses
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}{gateway.BASE}"
