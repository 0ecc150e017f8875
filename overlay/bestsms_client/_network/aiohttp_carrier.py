"""Send requests with aiohttp. This module is imported only on request."""

import asyncio
import io
from base64 import b64encode
from collections.abc import AsyncGenerator, Mapping
from types import SimpleNamespace
from typing import Any, Final, TypeGuard
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from bestsms_client._network.async_io import Place, is_over, place
from bestsms_client._network.body import decode, limit
from bestsms_client._network.causes import NetworkError, Stage, beneath, is_own, network_error
from bestsms_client._network.progress import Progress, current
from bestsms_client._network.proxies import find_proxy
from bestsms_client._network.tls import tls_context
from bestsms_client._network.wire import IDLE_SECONDS, MAX_CONNECTIONS, RawAnswer, Unsent, fields

_UNBOUNDED: Final = aiohttp.ClientTimeout(total=None, sock_connect=None)


class AiohttpCarrier:
    """Sends single requests to the gateway at `base_url`, each within a deadline.

    Raises:
        ConfigurationError: The proxy or the certificates in the environment cannot be used.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str], *, loopback: bool) -> None:
        self._base_url = base_url
        self._headers = dict(headers)
        self._headers_of_body = {**headers, "Content-Type": "application/json"}
        parts = urlsplit(base_url)
        self._tls = tls_context() if parts.scheme == "https" else None
        self._proxy: dict[str, Any] = {}
        port = parts.port or (443 if self._tls else 80)
        proxy = None if loopback else find_proxy(parts.scheme, parts.hostname or "", port)
        if proxy:
            self._proxy["proxy"] = proxy.url
            if proxy.auth:
                pair = b64encode(":".join(proxy.auth).encode()).decode()
                # aiohttp sends this as Proxy-Authorization.
                self._proxy["proxy_headers"] = {"Authorization": f"Basic {pair}"}
        self._sessions: dict[Place, tuple[aiohttp.ClientSession, AsyncGenerator[None]]] = {}
        self.is_closed = False

    async def exchange(self, request: Unsent, progress: Progress) -> RawAnswer:
        """Send a request once, and return the whole response.

        Raises:
            NetworkError: There is no response. `progress.written` says whether any byte of the
                request may have been sent.
        """
        session = await self._session()
        try:
            async with asyncio.timeout(progress.left()):
                answer = await self._exchange(session, request, progress)
        except (aiohttp.ClientError, OSError) as error:
            chain = beneath(error)
            for one in chain:
                if not is_own(one):
                    raise one from None  # raised by a signal handler
            raise _named(chain, progress.stage) from None
        except RuntimeError:
            if not self.is_closed:
                raise
            raise NetworkError("the client was closed") from None
        return answer

    async def _exchange(
        self, session: aiohttp.ClientSession, request: Unsent, progress: Progress
    ) -> RawAnswer:
        answered = session.request(
            request.method,
            URL(self._base_url + request.target, encoded=True),
            data=_payload(request.content),
            headers=self._headers if request.content is None else self._headers_of_body,
            allow_redirects=False,
            trace_request_ctx=progress,
            **self._proxy,
        )
        try:
            async with answered as response:
                most = limit(response.status)
                pieces: list[bytes] = []
                size = 0
                async for piece in response.content.iter_any():
                    pieces.append(piece)
                    size += len(piece)
                    if size > most:
                        response.close()  # the rest is not read
                        break
                    progress.left()
        except BaseException:
            if isinstance(progress.stream, asyncio.Transport):
                progress.stream.abort()  # closing it would wait for a peer that does not read
            raise
        if size > most and response.status < 400:
            raise NetworkError("the response is too large")
        headers = fields(response.raw_headers)
        body = decode(b"".join(pieces)[:most], headers.get("content-encoding", ""), response.status)
        answer = RawAnswer(response.status, headers, body)
        if not request.settle(answer) and isinstance(progress.stream, asyncio.Transport):
            progress.stream.abort()  # its responses belong to other requests
        return answer

    async def _session(self) -> aiohttp.ClientSession:
        owner = place()
        found = self._sessions.get(owner)
        if found is None:
            for other in [one for one in self._sessions if is_over(one)]:
                self._sessions.pop(other, None)
            connector = aiohttp.TCPConnector(
                limit=MAX_CONNECTIONS,
                keepalive_timeout=IDLE_SECONDS,
                ssl=self._tls or True,
            )
            session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=_UNBOUNDED,
                auto_decompress=False,
                middlewares=[_once],
                request_class=_Request,
                trace_configs=[_tracing()],
            )
            found = self._sessions[owner] = session, _until_the_end(session)
            # `asyncio.run` closes the generators of its loop, and with this one the session.
            await anext(found[1])
        return found[0]

    async def aclose(self) -> None:
        """Close the session of this process and event loop; others end with their loops."""
        self.is_closed = True
        found = self._sessions.pop(place(), None)
        if found:
            await found[1].aclose()


def _payload(content: bytes | None) -> bytes | io.BytesIO | None:
    # aiohttp writes bytes in one piece and warns if they are many. It reads a file in pieces.
    return content if content is None or len(content) <= 1 << 20 else io.BytesIO(content)


async def _until_the_end(session: aiohttp.ClientSession) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        await session.close()


def _tracing() -> aiohttp.TraceConfig:
    config = aiohttp.TraceConfig()

    def at(stage: Stage, *, written: bool = False) -> Any:
        async def note(
            _session: aiohttp.ClientSession, context: SimpleNamespace, _params: object
        ) -> None:
            progress: Progress = context.trace_request_ctx
            progress.stage = stage
            progress.written = progress.written or written

        return note

    config.on_connection_queued_start.append(at("waiting for a free connection"))
    config.on_connection_create_start.append(at("connecting"))
    config.on_dns_resolvehost_start.append(at("looking up the host name"))
    config.on_dns_resolvehost_end.append(at("connecting"))
    # aiohttp calls this just before it writes the first byte.
    config.on_request_headers_sent.append(at("waiting for the response", written=True))
    return config


class _Request(aiohttp.ClientRequest):
    """A request that records the connection on which it is sent."""

    async def send(self, conn: Any) -> aiohttp.ClientResponse:
        current.get().stream = conn.transport
        return await super().send(conn)


async def _once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    # aiohttp itself repeats a GET or DELETE whose connection was lost. The retry policy could not
    # count these attempts, nor know that a DELETE which finds nothing is the second one. aiohttp
    # repeats only after two kinds of error, so these are replaced with a different one.
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientPayloadError(type(error).__name__) from error


def _named(chain: list[BaseException], stage: Stage) -> NetworkError:
    peer = ""
    for error in chain:
        if isinstance(error, aiohttp.ClientHttpProxyError):
            return NetworkError(f"the proxy refused (HTTP {error.status})")
        if isinstance(error, aiohttp.ClientProxyConnectionError):
            peer = "the proxy"
        if isinstance(error, aiohttp.ClientConnectorCertificateError):
            return network_error(error.certificate_error, stage)
    for error in reversed(chain):
        known = network_error(error, stage) if _tells(error) else None
        if known:
            return known.via(peer) if peer else known
    if any(isinstance(error, aiohttp.ServerDisconnectedError) for error in chain):
        return NetworkError("connection closed before the response was complete")
    if isinstance(chain[0], aiohttp.ClientResponseError):
        return NetworkError("the response is not valid HTTP")
    if isinstance(chain[0], aiohttp.ClientPayloadError):
        return NetworkError("connection closed before the response was complete")
    if isinstance(chain[0], TimeoutError):
        return network_error(chain[0], stage)
    return NetworkError(f"network error ({type(chain[0]).__name__})")


def _tells(error: BaseException) -> TypeGuard[OSError]:
    """Return whether an error comes from the operating system."""
    return isinstance(error, OSError) and bool(error.errno) and error.strerror is not None
