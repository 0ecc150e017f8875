"""The connections of httpcore, which obey the deadline of the current attempt."""

import ssl
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias, TypeVar

import httpcore

from bestsms_client._network.async_io import AsyncSocket, open_socket
from bestsms_client._network.causes import NetworkError, is_own, network_error
from bestsms_client._network.progress import current

T = TypeVar("T")
_PIECE: Final = 65_536
_ENDS: Final = (ssl.SSLZeroReturnError, ssl.SSLEOFError)


class AsyncTLS:
    """A TLS layer over a connection, or over another TLS layer (for an https proxy)."""

    taken = True  # part of a record may have been sent

    def __init__(self, lower: "AsyncLink", context: ssl.SSLContext, host: str | None) -> None:
        self._lower = lower
        self._arrived, self._leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.ssl_object = context.wrap_bio(self._arrived, self._leaving, server_hostname=host)
        self._agreed = False

    async def handshake(self) -> None:
        """Negotiate with the peer and check its certificate. Raise `NetworkError` on failure."""
        await self._run(self.ssl_object.do_handshake)
        self._agreed = True

    async def receive(self, size: int) -> bytes:
        """Return the next bytes, or an empty value at the end."""
        try:
            return await self._run(lambda: self.ssl_object.read(size))
        except _ENDS:
            return b""

    async def send(self, data: memoryview) -> int:
        """Send some of the data, and return how many bytes."""
        try:
            return await self._run(lambda: self.ssl_object.write(data[:_PIECE]))
        except _ENDS:
            raise NetworkError("connection closed by the peer") from None

    async def _run(self, step: Callable[[], T]) -> T:
        results: list[T] = []
        while True:
            try:
                results.append(step())
            except ssl.SSLWantReadError:
                pass  # continued below with the next bytes
            except ssl.SSLError as error:
                if not is_own(error) or (self._agreed and isinstance(error, _ENDS)):
                    raise
                failed = network_error(error, current.get().stage)
                await self._flush()  # sends the TLS alert
                raise failed from None
            await self._flush()
            if results:
                return results[0]
            if data := await self._lower.receive(_PIECE):
                self._arrived.write(data)
            else:
                self._arrived.write_eof()

    async def _flush(self) -> None:
        if self._leaving.pending:
            await _send_all(self._lower, self._leaving.read())

    def is_readable(self) -> bool:
        """Return whether data has arrived or the peer has closed the connection."""
        return self._lower.is_readable()

    def close(self) -> None:
        """Close the connection."""
        self._lower.close()


AsyncLink: TypeAlias = AsyncSocket | AsyncTLS


async def _send_all(link: AsyncLink, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[await link.send(rest) :]


class AsyncStream(httpcore.AsyncNetworkStream):
    """A connection for httpcore that knows whether a write belongs to the request.

    A CONNECT request to a proxy and the TLS handshakes come before the request.

    Args:
        link: The underlying connection.
        layers: The number of TLS layers that will be added before the request is written.
        open_streams: The set that lists the stream until it is closed.
        peer: The name of the other side in errors, if it is not the gateway.
    """

    def __init__(
        self, link: AsyncLink, layers: int, open_streams: set["AsyncStream"], peer: str
    ) -> None:
        self._link, self._layers, self._open, self._peer = link, layers, open_streams, peer
        self._used = False
        self._kept_back = b""
        open_streams.add(self)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes within the deadline of the attempt."""
        progress = current.get()
        if self._layers:
            progress.stage = "connecting"
        elif progress.stage == "sending":
            progress.stage = "waiting for the response"
        return await self._link.receive(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write data within the deadline of the attempt.

        httpcore writes the headers, then the body, then an empty string. The headers are held back
        until the next write, so that a small request is sent in one piece.
        """
        progress = current.get()
        if self._layers:  # to a proxy
            await _send_all(self._link, buffer)
            return
        if progress.stream is not self:
            progress.stream = self
            # Since the last response the peer may have closed the connection, or sent unexpected
            # data. Nothing of this request has been sent yet, so another connection can be used.
            if self._used and self._link.is_readable():
                raise httpcore.ConnectionNotAvailable
            self._used = True
            self._kept_back = buffer
            return
        kept, self._kept_back = self._kept_back, b""
        if len(buffer) > _PIECE:
            await self._write(kept)
            kept = b""
        await self._write(kept + buffer)

    async def _write(self, buffer: bytes) -> None:
        progress = current.get()
        progress.left("sending")
        before = progress.written
        progress.written = True
        rest = memoryview(buffer)
        while rest:
            try:
                rest = rest[await self._link.send(rest) :]
            except NetworkError as error:
                if not (self._link.taken or before) and len(rest) == len(buffer):
                    progress.written = False  # no byte was sent
                elif not error.cause.startswith("timed out"):
                    # The gateway may have refused the request before it had read all of it. On
                    # this error httpcore reads the response, and fails if there is none.
                    raise httpcore.WriteError(error.cause) from None
                raise

    async def aclose(self) -> None:
        """Close the connection."""
        self.close_now()

    def close_now(self) -> None:
        """Close the connection without waiting."""
        self._open.discard(self)
        self._link.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> "AsyncStream":
        """Add a TLS layer within the deadline of the attempt."""
        current.get().left("connecting")
        try:
            tls = AsyncTLS(self._link, ssl_context, server_hostname)
            await tls.handshake()
        except NetworkError as error:
            self.close_now()
            # The last layer is always that of the gateway.
            raise error.via(self._peer) if self._peer and self._layers > 1 else error from None
        except BaseException:
            self.close_now()
            raise
        self._open.discard(self)
        return AsyncStream(tls, self._layers - 1, self._open, self._peer)

    def get_extra_info(self, info: str) -> Any:
        """Return the information that httpcore uses."""
        if info == "is_readable":
            return self._link.is_readable()
        if info == "ssl_object" and isinstance(self._link, AsyncTLS):
            return self._link.ssl_object
        return None


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """Opens the connections of one pool.

    Args:
        layers: The number of TLS layers of a connection: to the proxy, to the gateway.
        peer: The name of the other side in errors, if it is not the gateway.

    Attributes:
        open_streams: All open connections.
    """

    def __init__(self, layers: int, peer: str = "") -> None:
        self._layers, self._peer = layers, peer
        self.open_streams: set[AsyncStream] = set()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncStream:
        """Connect within the deadline of the attempt."""
        try:
            link = await open_socket(host, port)
        except NetworkError as error:
            raise error.via(self._peer) if self._peer else error from None
        return AsyncStream(link, self._layers, self.open_streams, self._peer)
