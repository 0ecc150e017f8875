"""The sandbox as a server on a socket: for the command line, and for tests in a thread."""

import asyncio
import contextlib
import json
import secrets
import socket
import threading
from collections.abc import Callable, Generator
from typing import Self

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import contract
from .control import Control
from .courier import Courier
from .gateway import BASE_PATH, Answer, Gateway, Request
from .store import Store

_DISCARDED_BYTES = 4 * 1024 * 1024  # read beyond the limit, so that most senders hear the 413
_KEEP_ALIVE_SECONDS = 3600  # a pool's idle connection must not end between two tests


class Sandbox:
    """A BestSMS gateway on a port of its own.

        with Sandbox() as sandbox:
            BestSMS(token=sandbox.token, base_url=sandbox.base_url)

    Args:
        host: The address to listen on.
        port: The port; 0 takes a free one.
        db: A file to keep everything in, or `:memory:`.
        token: The auth token that clients must show; a random one if not given.
        strict: Whether the contract holds without the table of tolerances.

    Attributes:
        base_url: The base URL for clients.
        page_url: The address of the page, with the control API below it.
        token: The auth token.

    Raises:
        StoreError: `db` cannot be used.
        OSError: The address cannot be listened on.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        db: str = ":memory:",
        token: str | None = None,
        strict: bool = False,
    ) -> None:
        rules = contract.load()
        self.token = token or secrets.token_urlsafe(24)
        self._store = Store(db)
        try:
            self._socket = _listen(host, port)
        except BaseException:
            self._store.close()
            raise
        name = f"[{host}]" if ":" in host else host
        self.page_url = f"http://{name}:{self._socket.getsockname()[1]}/"
        self.base_url = self.page_url.removesuffix("/") + BASE_PATH
        gateway = Gateway(rules, self._store, self.page_url, self.token, strict=strict)
        courier = Courier(gateway)
        self._server = _Server(_application(gateway, Control(gateway, courier).app()), courier)
        self._thread: threading.Thread | None = None

    def serve(self, ready: Callable[[], None]) -> None:
        """Serve in this thread until `stop` is called, from another one or from a signal.

        Args:
            ready: Called once requests are answered.
        """
        self._server.when_ready = ready
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()
            self._store.close()

    def start(self) -> Self:
        """Serve in a thread, and return when requests are answered.

        Raises:
            RuntimeError: It ended before; the thread's own traceback says why.
        """
        ready = threading.Event()

        def run() -> None:
            try:
                self.serve(ready.set)
            finally:
                ready.set()  # also if it failed: nobody shall wait for ever

        self._thread = threading.Thread(target=run, name="bestsms-sandbox")
        self._thread.start()
        ready.wait()
        if not self._server.started:
            raise RuntimeError("the sandbox did not start")
        return self

    def stop(self) -> None:
        """End serving, and wait for the thread if there is one."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only with its protocol named does asyncio turn off Nagle's algorithm, 40 ms a call.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except BaseException:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    """A uvicorn that says when it is ready, and leaves signals to its caller."""

    when_ready: Callable[[], None]

    def __init__(self, application: ASGIApp, courier: Courier) -> None:
        self._courier = courier
        super().__init__(
            uvicorn.Config(
                application,
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=2,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._round = asyncio.create_task(self._courier.run())
        self.when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._round.cancel()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _application(gateway: Gateway, control: ASGIApp) -> ASGIApp:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        path: bytes = scope["raw_path"]
        if path == b"/" or path.startswith(b"/_sandbox/"):
            await control(scope, receive, send)
            return
        request = Request(
            method=scope["method"],
            path=path.decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers=dict(scope["headers"]),
            body=await _read(receive, gateway.max_body),
        )
        for message in _messages(gateway.answer(request)):
            await send(message)

    return application


async def _read(receive: Receive, limit: int) -> bytes | None:
    """Read a body, holding no more of it than the limit; None if it is larger."""
    chunks: list[bytes] = []
    size = 0
    while size <= limit + _DISCARDED_BYTES:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            chunks.clear()
        else:
            chunks.append(chunk)
        if not message.get("more_body", False):
            break
    return b"".join(chunks) if size <= limit else None


def _messages(answer: Answer) -> list[Message]:
    """Return an answer in ASGI's terms; the body is one piece, as the vendor's client needs it."""
    body = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    if answer.allow:
        headers.append((b"allow", answer.allow.encode()))
    if answer.status == 413:
        headers.append((b"connection", b"close"))  # the sender may still be at it
    return [
        {"type": "http.response.start", "status": answer.status, "headers": headers},
        {"type": "http.response.body", "body": body},
    ]
