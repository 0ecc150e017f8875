"""Send requests with the user's HTTP client or transport.

This supports everything that httpx can do: hooks, all kinds of proxies, recorded responses. What
httpx does not limit is not limited here either: a thread that receives endless headers reads them
as long as the transport permits.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, Final, cast
from urllib.parse import urlsplit

import httpx

from bestsms_client._network.async_io import AsyncGate, AsyncShield, guarded
from bestsms_client._network.body import decode, limit
from bestsms_client._network.causes import (
    NetworkError,
    Stage,
    beneath,
    is_own,
)
from bestsms_client._network.httpx_details import FAILURES, connections_of, named, never_left
from bestsms_client._network.no_cookies import AsyncHTTPClient
from bestsms_client._network.progress import Progress
from bestsms_client._network.wire import MAX_CONNECTIONS, RawAnswer, Unsent, fields
from bestsms_client.errors import ConfigurationError

_PROGRESS: Final = "bestsms_progress"
_BODY: Final = "bestsms_body"
_SETTLE: Final = "bestsms_settle"
_STEPS: Final = ("connect", "write", "read", "pool")


class AsyncOwnClient:
    """Sends single requests with the user's HTTP client or transport.

    Args:
        http: The client, which stays open when the carrier is closed.
        transport: A transport to use if `http` is None. It is closed with the carrier.
        base_url: The URL of the gateway.
        headers: The headers of all requests, in addition to the client's own.
    """

    def __init__(
        self,
        http: httpx.AsyncClient | None,
        transport: httpx.AsyncBaseTransport | None,
        *,
        base_url: str,
        headers: Mapping[str, str],
    ) -> None:
        if not isinstance(http, httpx.AsyncClient | None):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError("http_client must be an httpx.AsyncClient.")
        self._owned = http is None
        self._http = http or AsyncHTTPClient(transport=transport, trust_env=False)
        if httpx.URL(base_url).raw_host.decode("ascii") != urlsplit(base_url).hostname:
            raise ConfigurationError("httpx parses base_url differently. Check its host name.")
        self._base_url = base_url
        self._headers = httpx.Headers(self._http.headers)
        self._headers.update(headers)
        self._headers_of_body = httpx.Headers(self._headers)
        self._headers_of_body["Content-Type"] = "application/json"
        self._gate = AsyncGate(connections_of(self._http) or MAX_CONNECTIONS)
        self._process: int | None = None
        self._traced = False  # whether httpcore sends the requests

    @property
    def is_closed(self) -> bool:
        """Whether the HTTP client is closed."""
        return self._http.is_closed

    async def aclose(self) -> None:
        """Close the HTTP client, unless it is the user's."""
        if self._owned and self._process in (None, os.getpid()):
            await self._http.aclose()

    async def exchange(self, request: Unsent, progress: Progress) -> RawAnswer:
        """Send a request once, and return the whole response.

        Raises:
            NetworkError: There is no response. `progress.written` says whether any byte of the
                request may have been sent.
            ConfigurationError: The HTTP client was used before this process was forked.
        """
        self._process = self._process or os.getpid()
        if self._process != os.getpid():
            raise ConfigurationError(
                "This process was forked after the http_client or transport had been used. "
                "Processes cannot share connections: create one in each process. Nothing was sent."
            )
        trace = _Trace(progress)
        await self._gate.enter(progress)
        try:
            return await guarded(
                lambda: self._exchange(request, progress, trace), progress, trace.shield
            )
        except httpx.HTTPStatusError as error:  # raised by a hook of the user
            return _answered(error.response)
        except FAILURES as error:
            wrapped = beneath(error)[1:]
            for inner in wrapped:
                if isinstance(inner, OSError) and not is_own(inner):
                    raise inner from None  # raised by a signal handler
            if not trace.events:
                progress.written = not never_left(error)
            raise named(error, wrapped, progress.stage) from None
        finally:
            self._gate.leave(progress)

    async def _exchange(self, request: Unsent, progress: Progress, trace: "_Trace") -> RawAnswer:
        left = progress.left()
        if self._traced:  # a cancellation in httpcore's queue would lose a connection, too
            await trace.shield.up()
        queue = None if trace.shield.is_up else left
        hooks = self._http.event_hooks["response"]
        if hooks and _keep_body not in hooks:
            hooks.insert(0, _keep_body)
        made = httpx.Request(
            request.method,
            self._base_url + request.target,
            content=request.content,
            headers=self._headers if request.content is None else self._headers_of_body,
            extensions={
                "timeout": {**dict.fromkeys(_STEPS, left), "pool": queue},
                "trace": trace.note,
                _PROGRESS: progress,
                _SETTLE: request.settle,
            },
        )
        try:
            response = await self._http.send(made, stream=True, auth=None, follow_redirects=False)
        finally:
            self._traced = self._traced or trace.events > 0
            await trace.shield.down()
        try:
            progress.written = True
            progress.stage = "waiting for the response"
            if not response.is_stream_consumed:  # by a hook, or read in advance
                await _keep_body(response)
        finally:
            await response.aclose()
        return _answered(response)


async def _keep_body(response: httpx.Response) -> None:
    """Read the body within its limits and store it, before other hooks see the response.

    This is the first response hook of the user's client. It ignores requests of other code.
    """
    progress: Progress | None = response.request.extensions.get(_PROGRESS)
    if progress is None or _BODY in response.extensions or response.is_stream_consumed:
        return
    progress.written = True
    progress.stage = "waiting for the response"
    most = limit(response.status_code)
    pieces: list[bytes] = []
    size = 0
    stream = cast("httpx.AsyncByteStream", response.stream)
    try:
        async for piece in stream:
            pieces.append(piece)
            size += len(piece)
            if size > most:
                break
            progress.left()
    except BaseException:
        await response.aclose()
        raise
    response.extensions[_BODY] = body = b"".join(pieces)[:most]
    connection = response.extensions.get("network_stream")
    if connection is not None and size <= most and not _may_stay(response):
        await connection.aclose()  # its responses belong to other requests
    await stream.aclose()
    if size > most and response.status_code < 400:
        raise NetworkError("the response is too large")
    response.stream = httpx.ByteStream(body)


def _may_stay(response: httpx.Response) -> bool:
    settle: Callable[[RawAnswer], bool] = response.request.extensions[_SETTLE]
    try:
        return settle(_answered(response))
    except NetworkError:  # its compression is not supported
        return False


class _Trace:
    """Follows what httpcore does with a request. Other transports report nothing."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self.shield = progress, AsyncShield()
        self.events = 0

    async def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Record an event of httpcore."""
        self.events += 1
        _, step, state = event.split(".")
        if step in _CONNECTING and state == "complete":
            # A cancellation between connecting and the request would leave a connection that is
            # neither used nor idle, and the pool would lose it.
            await self.shield.up()
            return
        stage = _STAGES.get(step)
        if stage is None or state != "started":
            return
        await self.shield.down()
        if getattr(info.get("request"), "method", b"") != b"CONNECT":  # which goes to the proxy
            self._progress.stage = stage
            self._progress.written = self._progress.written or step not in _CONNECTING


_CONNECTING: Final = ("connect_tcp", "start_tls")
_STAGES: Final[Mapping[str, Stage]] = {
    "connect_tcp": "connecting",
    "start_tls": "connecting",
    "send_request_headers": "sending",
    "receive_response_headers": "waiting for the response",
}


def _answered(response: httpx.Response) -> RawAnswer:
    status, headers = response.status_code, fields(response.headers.raw)
    kept: bytes | None = response.extensions.get(_BODY)
    if kept is not None:
        return RawAnswer(status, headers, decode(kept, headers.get("content-encoding", ""), status))
    try:
        body = response.content
    except httpx.ResponseNotRead:
        body = b""
    return RawAnswer(status, headers, body[: limit(status)])
