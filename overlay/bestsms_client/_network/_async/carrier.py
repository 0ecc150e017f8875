"""Send requests over connections of this package."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any, Final, cast
from urllib.parse import urlsplit

import httpcore

from bestsms_client._network._async.pool import FAILURES, AsyncOwned
from bestsms_client._network._async.streams import AsyncStream
from bestsms_client._network.body import decode, limit
from bestsms_client._network.causes import NetworkError
from bestsms_client._network.progress import Progress
from bestsms_client._network.wire import RawAnswer, Unsent, fields

_PORTS: Final = {"http": 80, "https": 443}
_EARLY: Final = ("disconnected", "closed connection")


class AsyncCarrier:
    """Sends single requests to the gateway at `base_url`, each within a deadline.

    Raises:
        ConfigurationError: The proxy or the certificates in the environment cannot be used.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str], *, loopback: bool) -> None:
        parts = urlsplit(base_url)
        host = parts.hostname or ""
        port = None if parts.port == _PORTS[parts.scheme] else parts.port
        self._scheme, self._host, self._port = parts.scheme.encode(), host.encode("ascii"), port
        self._path = parts.path.rstrip("/").encode("ascii")
        shown = f"[{host}]" if ":" in host else host
        named = {"Host": f"{shown}:{port}" if port else shown, **headers}
        self._headers = [(name.encode(), value.encode()) for name, value in named.items()]
        self._owned = AsyncOwned(base_url, loopback=loopback)
        self.is_closed = False

    async def exchange(self, request: Unsent, progress: Progress) -> RawAnswer:
        """Send a request once, and return the whole response.

        Raises:
            NetworkError: There is no response. `progress.written` says whether any byte of the
                request may have been sent.
        """
        connections = self._owned.here()
        interrupted = True
        try:
            pool = await connections.enter(progress)
            answer = await self._exchange(pool, request, progress)
            interrupted = False
        except FAILURES as error:
            interrupted = False
            raise _named(error) from None
        finally:
            connections.leave(progress, interrupted=interrupted)
        return answer

    async def _exchange(
        self, pool: httpcore.AsyncConnectionPool, request: Unsent, progress: Progress
    ) -> RawAnswer:
        headers = self._headers
        if request.content is not None:
            length = str(len(request.content)).encode()
            headers = [*headers, _JSON, (b"Content-Length", length)]
        response = await pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=self._scheme,
                    host=self._host,
                    port=self._port,
                    target=self._path + request.target.encode("ascii"),
                ),
                headers=headers,
                content=request.content,
                extensions={"timeout": {"pool": progress.left()}},
            )
        )
        most = limit(response.status)
        pieces: list[bytes] = []
        size = 0
        try:
            parts = cast("AsyncGenerator[bytes]", aiter(cast("Any", response.stream)))
            try:
                async for piece in parts:
                    pieces.append(piece)
                    size += len(piece)
                    if size > most:
                        break
            finally:
                await parts.aclose()
            if size > most and response.status < 400:
                raise NetworkError("the response is too large")
            named = fields(response.headers)
            body = b"".join(pieces)[:most]
            encoding = named.get("content-encoding", "")
            answer = RawAnswer(response.status, named, decode(body, encoding, response.status))
            if not request.settle(answer) and isinstance(progress.stream, AsyncStream):
                progress.stream.close_now()  # its responses belong to other requests
        finally:
            await response.aclose()
        return answer

    async def aclose(self) -> None:
        """Close all connections."""
        self.is_closed = True
        self._owned.close()


_JSON: Final = (b"Content-Type", b"application/json")


def _named(error: Exception) -> NetworkError:
    if isinstance(error, NetworkError):
        return error
    text = str(error)
    if isinstance(error, httpcore.ProxyError):
        return NetworkError(f"the proxy refused (HTTP {text[:3]})")
    if isinstance(error, httpcore.RemoteProtocolError):
        if any(word in text for word in _EARLY):
            return NetworkError("connection closed before the response was complete")
        return NetworkError("the response is not valid HTTP")
    if isinstance(error, httpcore.PoolTimeout):
        return NetworkError("timed out while waiting for a free connection")
    return NetworkError(f"network error ({type(error).__name__})")
