"""A hostile gateway: real sockets on loopback, and faults by exact script.

It speaks just enough of the API for a client to be happy. What it is for is the unhappy rest:

    with HostileServer() as server:
        server.script(Fault("drop", keep=True), Fault(status=503))    # the next two sends
        ...                                                          # client under test
        assert server.count("sendSms") == 2 and len(server.kept("ID1")) == 1

Nothing is left to chance: faults are consumed in order, waiting is done on events, and leaving the
`with` block ends every thread and socket. It is written without the project's own code and without
a web framework, for a witness must not share the faults of what it watches.
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

from tests.failure import good_answers as gateway

Wire = Literal["answer", "drop", "reset", "stall", "truncate", "drip", "hangup"]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request.

    Attributes:
        wire: `answer` sends status, headers and body; `drop` closes without a byte; `reset` does so
            with a TCP reset; `stall` never answers until released; `truncate` announces 16 bytes
            more than it sends; `drip` sends one byte every `pause` seconds; `hangup` answers well
            and then closes the connection that it had promised to keep.
        keep: Carry the request out first, so that a send is kept although its answer is lost.
        status: HTTP status, inside or outside the registered ones.
        headers: Further headers, such as `Retry-After` or `Location`.
        body: Body bytes; None is the operation's own answer, or an error body from status 400 on.
        pause: Seconds between two bytes of `drip`.
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
    """One request as it arrived; `operation` is `unknown` where no route fits, `at` monotonic."""

    operation: str
    method: str
    path: str
    ids: tuple[str, ...]
    headers: Mapping[str, str]
    body: bytes
    at: float

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object; empty when there is none."""
        return json.loads(self.body) if self.body else {}


@dataclass
class Kept:
    """A message that the server accepted; hidden from status reads while either bound holds."""

    message_id: str
    request: Request
    created: datetime
    hidden_reads: int = 0
    hidden_for: timedelta = timedelta(0)  # by the gateway's clock, from its creation on


class HostileServer:
    """The server. Use it as a context manager; `base_url` is what a client is to be given.

    Args:
        decide: Chooses the fault of a request for which no script is left (None: behave well).
        now: The gateway's clock (UTC); it stamps the `Date` header and kept messages.
    """

    def __init__(
        self,
        decide: Callable[[Request], Fault | None] = lambda _request: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.requests: list[Request] = []
        self.messages: list[Kept] = []
        self.connections = self.peak = 0  # ever accepted, and the most that were open at a time
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

    # --- what a test says and asks ---------------------------------------------------------------

    def script(self, *faults: Fault | None, on: str = "sendSms") -> None:
        """Queue faults for the next requests of the operation `on`; None lets one pass well."""
        with self._changed:
            self._scripts.setdefault(on, deque()).extend(faults)

    def hide_from_status(self, *, reads: int = 0, seconds: float = 0.0) -> None:
        """Let messages kept from now on be unknown to their first status reads, or for a while."""
        self._hide = (reads, seconds)

    def preload(self, message_id: str, created: datetime) -> None:
        """Keep an older message under an id, as if another call had sent it at `created` (UTC)."""
        request = Request("sendSms", "POST", "", (), {}, b"", time.monotonic())
        self.messages.append(Kept(message_id, request, created))

    def release(self) -> None:
        """Close the connections that stall, and let dripping ones go on without a pause."""
        self._released.set()

    def kept(self, message_id: str) -> list[Kept]:
        """Return the messages kept under an id, oldest first."""
        return [kept for kept in self.messages if kept.message_id == message_id]

    def count(self, operation: str) -> int:
        """Return how many requests of an operation arrived."""
        return sum(request.operation == operation for request in self.requests)

    def wait_for(self, operation: str, count: int = 1, timeout: float = 5.0) -> None:
        """Block until `count` requests of an operation arrived; raises `TimeoutError`."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.count(operation) >= count, timeout):
                raise TimeoutError(f"{self.count(operation)} of {count} {operation} in {timeout} s")

    def wait_until_open(self, count: int, timeout: float = 5.0) -> None:
        """Block until just `count` connections are open; raises `TimeoutError`."""
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
        except Exception as failure:  # a fault of ours must fail the test, not vanish in a thread
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
        if len(body) < length:  # who sent it was interrupted
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
            status, answer = self._perform(request, fault.keep)
        if fault.wire == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if fault.wire == "stall":
            self._released.wait()
        if fault.wire in ("drop", "reset", "stall"):
            return False
        if fault.status >= 400:
            answer = gateway.FAILED
        status = fault.status if fault.status != 200 else status
        body = json.dumps(answer).encode() if fault.body is None else fault.body
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
            for kept in reversed(self.kept(request.ids[0])):  # the latest that can be seen
                if kept.hidden_reads > 0:
                    kept.hidden_reads -= 1
                elif self._now() >= kept.created + kept.hidden_for:
                    return 200, gateway.status(kept.message_id, kept.created)
            return 400, gateway.not_found(request.ids[0])
        return gateway.answer(request.operation, request.ids, request.json())


@contextmanager
def refusing_url() -> Generator[str]:
    """Yield a base URL at which every connection is refused for as long as the block lasts."""
    with socket.socket() as bound:  # bound but never listening: the port is taken, and refuses
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}{gateway.BASE}"
