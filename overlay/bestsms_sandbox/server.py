"""The `Sandbox` class: start and stop a sandbox, in a thread or in the foreground."""

import atexit
import os
import secrets
import threading
import weakref
from collections.abc import Callable, Collection
from typing import Any, Self
from urllib.parse import urlsplit

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.contract import loading
from bestsms_sandbox.demo import fill
from bestsms_sandbox.gateway.dispatch import BASE_PATH, Gateway
from bestsms_sandbox.outbox import Outbox
from bestsms_sandbox.storage.database import Database
from bestsms_sandbox.web.serving import BACKLOG, SandboxServer, bind

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - only compared
_STOP_SECONDS = 10


class Sandbox:
    """A local BestSMS gateway, listening on its own port.

        with Sandbox() as sandbox:
            client = BestSMS(token=sandbox.token, base_url=sandbox.base_url)
            client.messaging.sms.send_message(message="Hello", destinations="+61491570006")
            assert sandbox.outbox.last.text == "Hello"

    A sandbox that is not stopped ends when its process ends.

    Args:
        host: The address to listen on. Requests from other machines are rejected unless
            `allow_remote` is set.
        port: The port to listen on; 0 chooses a free port.
        db: The database file, or `:memory:`.
        token: The auth token that clients must send. The default is a random token.
        strict: Enforce the contract exactly, without tolerances for real clients.
        demo: Start with example messages.
        keep: The number of finished messages to keep. Older ones are deleted with their replies,
            attachments and webhooks, as if they had never been sent. None keeps all.
        allow_remote: Accept requests from other machines. The page and the control API then require
            the token.
        public_url: The URL at which clients reach the sandbox, such as `http://sandbox:8080`, if
            it differs from the address it listens on.
        webhook_hosts: Hosts that webhooks may be sent to, in addition to this machine.

    Attributes:
        base_url: The base URL for clients.
        page_url: The URL of the page. The control API is below it, at `_sandbox/`.
        token: The auth token.

    Raises:
        StoreError: The file `db` cannot be used.
        OSError: The address cannot be used, for example because the port is taken.
        ValueError: `public_url` or `keep` is invalid.
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
        keep: int | None = None,
        allow_remote: bool = False,
        public_url: str | None = None,
        webhook_hosts: Collection[str] = (),
    ) -> None:
        contract = loading.load()
        public = None if public_url is None else _public(public_url)
        if keep is not None and keep < 1:
            raise ValueError("keep must be at least 1")
        self.token = token or secrets.token_urlsafe(24)
        self._database = Database(db)
        try:
            self._socket = bind(host, port)
            self._socket.listen(BACKLOG)
        except BaseException:
            self._database.close()
            raise
        address = _ANY_ADDRESS.get(host, host)
        name = f"[{address}]" if ":" in address else address
        self._local_url = f"http://{name}:{self._socket.getsockname()[1]}/"
        self.page_url = public or self._local_url
        self.base_url = self.page_url.removesuffix("/") + BASE_PATH
        context = SandboxContext(
            contract, self._database, self.page_url, self.token, strict=strict, keep=keep,
            webhook_hosts=webhook_hosts,
        )  # fmt: skip
        gateway = Gateway(context)
        if demo:
            fill(gateway)
        self._server = SandboxServer(gateway, self._socket, allow_remote=allow_remote)
        self._lock = threading.Lock()
        self._state = "new"
        self._thread: threading.Thread | None = None
        self._outbox: Outbox | None = None
        _alive.add(self)

    @property
    def outbox(self) -> Outbox:
        """The messages sent to this sandbox, and control over handsets, network and clock."""
        if self._outbox is None:
            self._outbox = Outbox(self._local_url, self.token)
        return self._outbox

    def post_event(self, type: str, destination: str, **fields: Any) -> None:  # noqa: A002
        """Send a webhook about any event; see `Outbox.post_event`."""
        self.outbox.post_event(type, destination, **fields)

    def serve(self, ready: Callable[[], None]) -> None:
        """Serve in this thread until `stop` is called from another thread or a signal handler.

        Args:
            ready: Called when the server is ready.

        Raises:
            RuntimeError: The sandbox has already been started or stopped.
        """
        self._begin()
        self._run(ready)

    def start(self) -> Self:
        """Serve in a background thread. Return when the server is ready.

        Raises:
            RuntimeError: The sandbox has already been started or stopped, or it could not start;
                the traceback of its thread then shows the reason.
        """
        self._begin()
        ready = threading.Event()

        def run() -> None:
            try:
                self._run(ready.set)
            finally:
                ready.set()  # also after a failure, so that start() does not wait forever

        # A daemon thread: an exception before stop() must not keep the process alive.
        self._thread = threading.Thread(target=run, name="bestsms-sandbox", daemon=True)
        self._thread.start()
        atexit.register(self.stop)
        ready.wait()
        if not self._server.started:
            self.stop()
            raise RuntimeError("the sandbox could not start; see the traceback of its thread")
        return self

    def stop(self) -> None:
        """Stop the server, close the port and the database, and wait until that is done.

        It can be called at any time, and more than once.
        """
        atexit.unregister(self.stop)
        if self not in _alive:  # already stopped, or this process is a fork
            return
        if self._outbox is not None:
            self._outbox.close()
            self._outbox = None
        self._server.should_exit = True
        if self._state == "new":
            self._state = "stopped"
            self._release()
        elif self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_STOP_SECONDS)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _begin(self) -> None:
        with self._lock:
            if self._state == "stopped":
                raise RuntimeError(
                    "the sandbox was stopped and cannot be started again; create a new Sandbox"
                )
            if self._state == "started":
                raise RuntimeError("the sandbox is already started")
            self._state = "started"

    def _run(self, ready: Callable[[], None]) -> None:
        try:
            self._server.serve_until_stopped(ready)
        finally:
            self._state = "stopped"
            self._release()

    def _release(self) -> None:
        _alive.discard(self)
        self._socket.close()
        self._database.close()

    def _abandon(self) -> None:
        """Close the port in a forked child process; the parent keeps serving."""
        _alive.discard(self)
        self._socket.close()


_alive: "weakref.WeakSet[Sandbox]" = weakref.WeakSet()


def _after_fork() -> None:
    for sandbox in list(_alive):
        sandbox._abandon()  # pyright: ignore[reportPrivateUsage]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _public(url: str) -> str:
    parts: Any = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ValueError(
            "public_url must be an http or https URL without a path, such as http://sandbox:8080"
        )
    return f"{parts.scheme}://{parts.netloc}/"
