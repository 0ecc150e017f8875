"""The connections of a client. Each process and each event loop has its own."""

from typing import Final
from urllib.parse import urlsplit

import httpcore

from bestsms_client._network._async.streams import AsyncBackend
from bestsms_client._network.async_io import (
    INTERRUPTION_BREAKS,
    AsyncGate,
    Place,
    is_here,
    is_over,
    place,
)
from bestsms_client._network.causes import NetworkError
from bestsms_client._network.progress import Progress
from bestsms_client._network.proxies import Proxy, find_proxy
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
"""The failures of an attempt. All other exceptions come from other code."""


class AsyncPool:
    """A connection pool of httpcore, with its open connections."""

    def __init__(self, tls: bool, proxy: Proxy | None) -> None:
        peer = "the proxy" if proxy else ""
        layers = int(tls) + (proxy is not None and proxy.scheme == "https")
        self.backend = AsyncBackend(layers, peer)
        self.http = httpcore.AsyncConnectionPool(
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
        """Close all connections. This takes no lock, since one may be held forever."""
        for stream in list(self.backend.open_streams):
            stream.close_now()


class AsyncConnections:
    """The connections of one process and one event loop in it."""

    def __init__(self, tls: bool, proxy: Proxy | None) -> None:
        self._tls, self._proxy = tls, proxy
        self._gate = AsyncGate(MAX_CONNECTIONS)
        self._pool = AsyncPool(tls, proxy)

    async def enter(self, progress: Progress) -> httpcore.AsyncConnectionPool:
        """Wait until a connection is available, and return its pool.

        Raises:
            NetworkError: The deadline passed.
        """
        await self._gate.enter(progress)
        if len(self._pool.http.connections) >= MAX_CONNECTIONS:
            self._renew_if_leaking()
        progress.pool = self._pool
        return self._pool.http

    def leave(self, progress: Progress, *, interrupted: bool) -> None:
        """Record the end of an attempt.

        If an exception from outside interrupted it, httpcore may have lost a connection, which it
        counts as used forever.
        """
        self._gate.leave(progress)
        if interrupted:
            self._renew_if_leaking(INTERRUPTION_BREAKS)
        pool = progress.pool
        if isinstance(pool, AsyncPool) and pool is not self._pool and not self._users(pool):
            pool.close()

    def _renew_if_leaking(self, broken: bool = False) -> None:
        if broken or self._pool.held() > self._users(self._pool):
            old, self._pool = self._pool, AsyncPool(self._tls, self._proxy)
            if not self._users(old):
                old.close()

    def _users(self, pool: AsyncPool) -> int:
        return sum(one.pool is pool for one in list(self._gate.inside))

    def close(self) -> None:
        """Close all connections. Attempts that use them fail."""
        for pool in {self._pool, *(one.pool for one in list(self._gate.inside))}:
            if isinstance(pool, AsyncPool):
                pool.close()


class AsyncOwned:
    """The connections of a client by their owner: a process and an event loop in it.

    Connections of other owners are neither used nor closed nor garbage-collected: if a child
    process closed those of its parent, the parent would lose them.

    Raises:
        ConfigurationError: The proxy or the certificates in the environment cannot be used.
    """

    def __init__(self, base_url: str, *, loopback: bool) -> None:
        parts = urlsplit(base_url)
        self._tls = parts.scheme == "https"
        self._proxy: Proxy | None = None
        if not loopback:
            port = parts.port or (443 if self._tls else 80)
            self._proxy = find_proxy(parts.scheme, parts.hostname or "", port)
        if self._tls or (self._proxy and self._proxy.scheme == "https"):
            tls_context()  # so that errors are raised here
        self._by_place: dict[Place, AsyncConnections] = {}

    def here(self) -> AsyncConnections:
        """Return the connections of this process and event loop."""
        owner = place()
        found = self._by_place.get(owner)
        if found is None:
            for other in [one for one in list(self._by_place) if is_over(one)]:
                closed = self._by_place.pop(other, None)  # another thread may have done so
                if closed:
                    closed.close()
            found = self._by_place.setdefault(owner, AsyncConnections(self._tls, self._proxy))
        return found

    def close(self) -> None:
        """Close all connections of this process."""
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
