"""The sandbox as users start it: for the command line, and for tests in a thread."""

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

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - to recognise it
_STOP_SECONDS = 10


class Sandbox:
    """A BestSMS gateway on a port of its own.

        with Sandbox() as sandbox:
            client = BestSMS(token=sandbox.token, base_url=sandbox.base_url)
            client.messaging.sms.send_message(message="Hello", destinations="+61491570006")
            assert sandbox.outbox.last.text == "Hello"

    A sandbox that is never stopped ends with its process.

    Args:
        host: The address to listen on. Other machines get no answer without `allow_remote`.
        port: The port; 0 takes a free one.
        db: A file to keep everything in, or `:memory:`.
        token: The auth token that clients must show; a random one if not given.
        strict: Whether the contract holds without the table of tolerances.
        demo: Whether it begins with something to look at.
        keep: How many finished messages are kept; older ones are deleted with everything that
            belongs to them, and look to clients as if they had never been sent. None keeps all.
        allow_remote: Whether other machines may call. The page and the control API then ask them
            for the token.
        public_url: The address under which clients reach the sandbox, such as
            `http://sandbox:8080`, if it is not the one that it listens on.
        webhook_hosts: Hosts beside this machine that webhooks may go to.

    Attributes:
        base_url: The base URL for clients.
        page_url: The address of the page, with the control API below it.
        token: The auth token.

    Raises:
        StoreError: `db` cannot be used.
        OSError: The address cannot be listened on.
        ValueError: `public_url` or `keep` makes no sense.
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
        """What was sent here, and how handsets, the network and the clock behave."""
        if self._outbox is None:
            self._outbox = Outbox(self._local_url, self.token)
        return self._outbox

    def post_event(self, type: str, destination: str, **fields: Any) -> None:  # noqa: A002
        """Send a webhook about any event; see `Outbox.post_event`."""
        self.outbox.post_event(type, destination, **fields)

    def serve(self, ready: Callable[[], None]) -> None:
        """Serve in this thread until `stop` is called, from another one or from a signal.

        Args:
            ready: Called once requests are answered.

        Raises:
            RuntimeError: It was started or stopped before.
        """
        self._begin()
        self._run(ready)

    def start(self) -> Self:
        """Serve in a thread, and return when requests are answered.

        Raises:
            RuntimeError: It was started or stopped before, or it cannot start; the thread's own
                traceback then says why.
        """
        self._begin()
        ready = threading.Event()

        def run() -> None:
            try:
                self._run(ready.set)
            finally:
                ready.set()  # also if it failed: nobody shall wait for ever

        # A daemon, so that an exception before stop() does not keep the process alive.
        self._thread = threading.Thread(target=run, name="bestsms-sandbox", daemon=True)
        self._thread.start()
        atexit.register(self.stop)
        ready.wait()
        if not self._server.started:
            self.stop()
            raise RuntimeError("the sandbox did not start")
        return self

    def stop(self) -> None:
        """End serving, close the port and the database, and wait until that is done.

        It may be called at any time and more than once.
        """
        atexit.unregister(self.stop)
        if self not in _alive:  # stopped, or this process is a fork of the one that serves
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
                raise RuntimeError("the sandbox was stopped; make a new one")
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
        """Give up the port in a child process: the parent serves it, and ends it."""
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
        raise ValueError("public_url must be like http://sandbox:8080, without a path")
    return f"{parts.scheme}://{parts.netloc}/"
