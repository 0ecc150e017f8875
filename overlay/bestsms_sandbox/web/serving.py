"""The HTTP server of one sandbox, based on uvicorn."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Coroutine, Generator
from typing import Any

import uvicorn
from starlette.types import Scope

from bestsms_sandbox.background import BackgroundLoop
from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.real_time import RealTimeLoop
from bestsms_sandbox.web.access import AccessControl
from bestsms_sandbox.web.app import SandboxApp
from bestsms_sandbox.web.bodies import Disconnected
from bestsms_sandbox.web.control_api import ControlApi
from bestsms_sandbox.web.controls import Controls
from bestsms_sandbox.web.http_protocol import HttpProtocol
from bestsms_sandbox.webhooks.delivery import WebhookDelivery

BACKLOG = 1024
_KEEP_ALIVE_SECONDS = 3600  # idle connections must not be closed between tests


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to an address but not listening."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only if the protocol is given; otherwise requests take 40 ms more.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except BaseException:
        listener.close()
        raise
    return listener


class SandboxServer(uvicorn.Server):
    """A uvicorn server that reports when it is ready and does not handle signals."""

    when_ready: Callable[[], None]

    def __init__(self, gateway: Gateway, listener: socket.socket, *, allow_remote: bool) -> None:
        self._gateway, self._faults = gateway, gateway.faults
        delivery = WebhookDelivery(gateway.context, gateway.webhooks)
        self._background = BackgroundLoop(gateway, delivery)
        self._listener = listener
        self._address: tuple[str, int] = listener.getsockname()[:2]
        self._tasks: set[asyncio.Task[None]] = set()
        control = ControlApi(gateway, Controls(gateway, delivery), self._open).app()
        app = SandboxApp(gateway, control, self._connection, lambda: self._background.error)
        super().__init__(
            uvicorn.Config(
                AccessControl(app, gateway.context.token, allow_remote=allow_remote),
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

    def serve_until_stopped(self, ready: Callable[[], None]) -> None:
        """Serve in this thread until `should_exit` is set.

        Args:
            ready: Called when the server is ready.
        """
        self.when_ready = ready
        with asyncio.Runner(loop_factory=RealTimeLoop) as runner:
            runner.run(self.serve(sockets=[self._listener]))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the server and the background loop."""
        await super().startup(sockets)
        self._faults.refuse = self._refuse
        self._start(self._background.run())
        self.when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop the background tasks, end all waiting, and stop the server."""
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
        """Refuse new connections for some seconds. Open connections stay open."""
        for server in self.servers:
            server.close()
        self._refusing = bind(*self._address)  # bound but not listening
        self._start(self._listen_again(self._refusing, seconds))

    async def _listen_again(self, listener: socket.socket, seconds: float) -> None:
        with contextlib.closing(listener):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._faults.released.wait(), seconds)
            if listener is self._refusing:  # unless another refusal has started
                listener.listen(BACKLOG)
                await super().startup([listener.dup()])

    def _open(self) -> int:
        return len(self.server_state.connections)

    def _connection(self, scope: Scope) -> asyncio.Transport:
        for connection in self.server_state.connections:
            if isinstance(connection, HttpProtocol) and connection.client == scope["client"]:
                return connection.transport
        raise Disconnected

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Do nothing: this may not be the main thread."""
        yield
