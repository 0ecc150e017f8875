"""The sandbox as a server on a socket: for the command line, and for tests in a thread."""

import asyncio
import contextlib
import secrets
import socket
import threading
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Self

import uvicorn
from starlette.types import Scope

from bestsms_sandbox.background import BackgroundLoop
from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.contract import loading
from bestsms_sandbox.demo import fill
from bestsms_sandbox.faults.sockets import HttpProtocol
from bestsms_sandbox.gateway.dispatch import BASE_PATH, Gateway
from bestsms_sandbox.outbox import Outbox
from bestsms_sandbox.storage.database import Database
from bestsms_sandbox.web.app import application
from bestsms_sandbox.web.control_api import ControlApi
from bestsms_sandbox.web.controls import Controls
from bestsms_sandbox.webhooks.delivery import WebhookDelivery

_BACKLOG = 1024
_KEEP_ALIVE_SECONDS = 3600  # a pool's idle connection must not end between two tests


class Sandbox:
    """A BestSMS gateway on a port of its own.

        with Sandbox() as sandbox:
            client = BestSMS(token=sandbox.token, base_url=sandbox.base_url)
            client.messaging.sms.send_message(message="Hello", destinations="+61491570006")
            assert sandbox.outbox.last.text == "Hello"

    Args:
        host: The address to listen on.
        port: The port; 0 takes a free one.
        db: A file to keep everything in, or `:memory:`.
        token: The auth token that clients must show; a random one if not given.
        strict: Whether the contract holds without the table of tolerances.
        demo: Whether it begins with something to look at.

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
        demo: bool = False,
    ) -> None:
        contract = loading.load()
        self.token = token or secrets.token_urlsafe(24)
        self._database = Database(db)
        try:
            self._socket = _bind(host, port)
            self._socket.listen(_BACKLOG)
        except BaseException:
            self._database.close()
            raise
        name = f"[{host}]" if ":" in host else host
        self.page_url = f"http://{name}:{self._socket.getsockname()[1]}/"
        self.base_url = self.page_url.removesuffix("/") + BASE_PATH
        context = SandboxContext(contract, self._database, self.page_url, self.token, strict=strict)
        gateway = Gateway(context)
        if demo:
            fill(gateway)
        self._server = _Server(gateway, self._socket)
        self._thread: threading.Thread | None = None
        self._outbox: Outbox | None = None

    @property
    def outbox(self) -> Outbox:
        """What was sent here, and how handsets, the network and the clock behave."""
        if self._outbox is None:
            self._outbox = Outbox(self.page_url)
        return self._outbox

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
            self._database.close()

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
        if self._outbox is not None:
            self._outbox.close()
            self._outbox = None
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only with its protocol named does asyncio turn off Nagle's algorithm, 40 ms a call.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except BaseException:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    """A uvicorn that says when it is ready, and leaves signals to its caller."""

    when_ready: Callable[[], None]

    def __init__(self, gateway: Gateway, listener: socket.socket) -> None:
        self._gateway, self._faults = gateway, gateway.faults
        delivery = WebhookDelivery(gateway.context, gateway.webhooks)
        self._background = BackgroundLoop(gateway, delivery)
        self._address: tuple[str, int] = listener.getsockname()[:2]
        self._tasks: set[asyncio.Task[None]] = set()
        control = ControlApi(gateway, Controls(gateway, delivery), self._open).app()
        super().__init__(
            uvicorn.Config(
                application(gateway, control, self._connection),
                http=HttpProtocol,
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=2,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._faults.refuse = self._refuse
        self._start(self._background.run())
        self.when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for task in self._tasks:
            task.cancel()
        self._faults.clear()
        self._gateway.context.closing = True
        await super().shutdown(sockets)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _refuse(self, seconds: float) -> None:
        """Let the port refuse connections for a while; those that are open stay."""
        for server in self.servers:
            server.close()
        self._refusing = _bind(*self._address)  # taken, but not listening
        self._start(self._listen_again(self._refusing, seconds))

    async def _listen_again(self, listener: socket.socket, seconds: float) -> None:
        with contextlib.closing(listener):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._faults.released.wait(), seconds)
            if listener is self._refusing:  # or else another refusal has begun
                listener.listen(_BACKLOG)
                await super().startup([listener.dup()])

    def _open(self) -> int:
        return len(self.server_state.connections)

    def _connection(self, scope: Scope) -> asyncio.Transport:
        """Find the connection that a call came on."""
        return next(
            connection.transport
            for connection in self.server_state.connections
            if isinstance(connection, HttpProtocol) and connection.client == scope["client"]
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield
