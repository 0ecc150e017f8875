# Made by scripts/sync from the asynchronous half: do not edit.
"""The connections of one client: each process and each event loop has its own."""

from typing import Final
from urllib.parse import urlsplit

import httpcore

from bestsms_client._network._sync.streams import Backend
from bestsms_client._network.causes import NetworkError
from bestsms_client._network.progress import Progress
from bestsms_client._network.proxies import Proxy, find_proxy
from bestsms_client._network.sync_io import (
    INTERRUPTION_BREAKS,
    Gate,
    Place,
    is_here,
    is_over,
    place,
)
from bestsms_client._network.tls import tls_context
from bestsms_client._network.wire import IDLE_SECONDS, MAX_CONNECTIONS, MAX_IDLE_CONNECTIONS

FAILURES: Final = (
    NetworkError,
    httpcore.NetworkError,
    httpcore.PoolTimeout,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)
"""What an attempt may fail with. Whatever else comes out of it is not ours."""


class Pool:
    """A pool of httpcore with the connections that it uses."""

    def __init__(self, tls: bool, proxy: Proxy | None) -> None:
        peer = "the proxy" if proxy else ""
        layers = int(tls) + (proxy is not None and proxy.scheme == "https")
        self.backend = Backend(layers, peer)
        self.http = httpcore.ConnectionPool(
            ssl_context=tls_context() if tls else None,
            proxy=_proxy(proxy),
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=MAX_IDLE_CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=self.backend,
        )

    def held(self) -> int:
        """Return how many connections are neither idle nor closed."""
        return sum(not (one.is_idle() or one.is_closed()) for one in self.http.connections)

    def close(self) -> None:
        """Close all connections. It takes no lock: one may be held for ever."""
        for stream in list(self.backend.open_streams):
            stream.close_now()


class Connections:
    """What one process, and one event loop in it, connects with.

    Args:
        tls: Whether the gateway is spoken to by TLS.
        proxy: What stands in between.
    """

    def __init__(self, tls: bool, proxy: Proxy | None) -> None:
        self._tls, self._proxy = tls, proxy
        self._gate = Gate(MAX_CONNECTIONS)
        self._pool = Pool(tls, proxy)

    def enter(self, progress: Progress) -> httpcore.ConnectionPool:
        """Wait until there is a connection to be had, and return the pool that has it.

        Raises:
            NetworkError: The deadline passed.
        """
        self._gate.enter(progress)
        if len(self._pool.http.connections) >= MAX_CONNECTIONS:
            self._renew_if_leaking()
        progress.pool = self._pool
        return self._pool.http

    def leave(self, progress: Progress, *, interrupted: bool) -> None:
        """Note the end of an attempt.

        Args:
            progress: The attempt.
            interrupted: Whether an exception from outside ended it: httpcore may then have lost a
                connection, which it counts as used for ever.
        """
        self._gate.leave(progress)
        if interrupted:
            self._renew_if_leaking(INTERRUPTION_BREAKS)
        pool = progress.pool
        if isinstance(pool, Pool) and pool is not self._pool and not self._users(pool):
            pool.close()

    def _renew_if_leaking(self, broken: bool = False) -> None:
        if broken or self._pool.held() > self._users(self._pool):
            old, self._pool = self._pool, Pool(self._tls, self._proxy)
            if not self._users(old):
                old.close()

    def _users(self, pool: Pool) -> int:
        return sum(one.pool is pool for one in list(self._gate.inside))

    def close(self) -> None:
        """Close all connections; the attempts that use them fail."""
        for pool in {self._pool, *(one.pool for one in list(self._gate.inside))}:
            if isinstance(pool, Pool):
                pool.close()


class Owned:
    """The connections of a client, by their owners: a process, and an event loop in it.

    What another owner has is neither used nor touched, nor let go: in a child process, to close or
    collect what the parent uses would end it for the parent, too.

    Args:
        base_url: The address of the gateway.
        loopback: Whether that is this machine, which needs no proxy.

    Raises:
        ConfigurationError: A proxy or certificates of the environment cannot be used.
    """

    def __init__(self, base_url: str, *, loopback: bool) -> None:
        parts = urlsplit(base_url)
        self._tls = parts.scheme == "https"
        self._proxy: Proxy | None = None
        if not loopback:
            port = parts.port or (443 if self._tls else 80)
            self._proxy = find_proxy(parts.scheme, parts.hostname or "", port)
        if self._tls or (self._proxy and self._proxy.scheme == "https"):
            tls_context()  # so that it is here that it fails
        self._by_place: dict[Place, Connections] = {}

    def here(self) -> Connections:
        """Return the connections of this process and event loop."""
        owner = place()
        found = self._by_place.get(owner)
        if found is None:
            for other in [one for one in list(self._by_place) if is_over(one)]:
                closed = self._by_place.pop(other, None)  # or another thread does it
                if closed:
                    closed.close()
            found = self._by_place.setdefault(owner, Connections(self._tls, self._proxy))
        return found

    def close(self) -> None:
        """Close what this process owns."""
        for owner, connections in list(self._by_place.items()):
            if is_here(owner):
                connections.close()


def _proxy(proxy: Proxy | None) -> httpcore.Proxy | None:
    if proxy is None:
        return None
    user, password = proxy.auth or ("", "")
    return httpcore.Proxy(
        proxy.url,
        auth=(user.encode(), password.encode()) if proxy.auth else None,
        ssl_context=tls_context() if proxy.scheme == "https" else None,
    )
