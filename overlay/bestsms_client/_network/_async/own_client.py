"""Carry requests over an HTTP client, or a transport, of the user's own.

It is there for whatever httpx can do: hooks, proxies of all kinds, recorded answers. What httpx
does not bound is not bounded here either: a thread that reads headers which never end reads for as
long as the transport lets it.
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
    """Makes single requests with an HTTP client that is not ours.

    Args:
        http: The client. It stays open when this is closed.
        transport: Or a transport, which is closed with this.
        base_url: The address of the gateway.
        headers: What every request carries, besides the client's own headers.
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
            raise ConfigurationError("httpx reads another host in base_url.")
        self._base_url = base_url
        self._headers = httpx.Headers(self._http.headers)
        self._headers.update(headers)
        self._headers_of_body = httpx.Headers(self._headers)
        self._headers_of_body["Content-Type"] = "application/json"
        self._gate = AsyncGate(connections_of(self._http) or MAX_CONNECTIONS)
        self._process: int | None = None
        self._traced = False  # whether httpcore is what carries the requests

    @property
    def is_closed(self) -> bool:
        """Whether the HTTP client is closed."""
        return self._http.is_closed

    async def aclose(self) -> None:
        """Close the HTTP client, unless it is somebody else's."""
        if self._owned and self._process in (None, os.getpid()):
            await self._http.aclose()

    async def exchange(self, request: Unsent, progress: Progress) -> RawAnswer:
        """Make a request once, and return its whole answer.

        Raises:
            NetworkError: There is none. `progress` says whether the request may have left.
            ConfigurationError: The HTTP client was used by another process before.
        """
        self._process = self._process or os.getpid()
        if self._process != os.getpid():
            raise ConfigurationError(
                "This process was forked from one that had used the same http_client or transport, "
                "and its connections cannot be shared. Make a new one in each process. Nothing was "
                "sent."
            )
        trace = _Trace(progress)
        await self._gate.enter(progress)
        try:
            return await guarded(
                lambda: self._exchange(request, progress, trace), progress, trace.shield
            )
        except httpx.HTTPStatusError as error:  # a hook of the user's own, after an answer
            return _answered(error.response)
        except FAILURES as error:
            wrapped = beneath(error)[1:]
            for inner in wrapped:
                if isinstance(inner, OSError) and not is_own(inner):
                    raise inner from None  # a signal handler raised it while a socket waited
            if not trace.events:
                progress.written = not never_left(error)
            raise named(error, wrapped, progress.stage) from None
        finally:
            self._gate.leave(progress)

    async def _exchange(self, request: Unsent, progress: Progress, trace: "_Trace") -> RawAnswer:
        left = progress.left()
        if self._traced:  # httpcore loses a connection also by what is cancelled in its queue
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
            progress.stage = "waiting for the answer"
            if not response.is_stream_consumed:  # by a hook, or it was whole from the beginning
                await _keep_body(response)
        finally:
            await response.aclose()
        return _answered(response)


async def _keep_body(response: httpx.Response) -> None:
    """Read a body within its limits and keep it, also for hooks that raise for its status.

    It is the first of the response hooks of the user's client, and leaves other requests alone.
    """
    progress: Progress | None = response.request.extensions.get(_PROGRESS)
    if progress is None or _BODY in response.extensions or response.is_stream_consumed:
        return
    progress.written = True
    progress.stage = "waiting for the answer"
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
        await connection.aclose()  # what comes next on it would answer no question of ours
    await stream.aclose()
    if size > most and response.status_code < 400:
        raise NetworkError("the answer is too large")
    response.stream = httpx.ByteStream(body)


def _may_stay(response: httpx.Response) -> bool:
    settle: Callable[[RawAnswer], bool] = response.request.extensions[_SETTLE]
    try:
        return settle(_answered(response))
    except NetworkError:  # its encoding is not readable
        return False


class _Trace:
    """Sees what httpcore does with a request; other transports report nothing."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self.shield = progress, AsyncShield()
        self.events = 0

    async def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Note an event."""
        self.events += 1
        _, step, state = event.split(".")
        if step in _CONNECTING and state == "complete":
            # A connection that was made, and has no request yet, is lost to the pool by a
            # cancellation: neither used nor idle.
            await self.shield.up()
            return
        stage = _STAGES.get(step)
        if stage is None or state != "started":
            return
        await self.shield.down()
        if getattr(info.get("request"), "method", b"") != b"CONNECT":  # that is the proxy's
            self._progress.stage = stage
            self._progress.written = self._progress.written or step not in _CONNECTING


_CONNECTING: Final = ("connect_tcp", "start_tls")
_STAGES: Final[Mapping[str, Stage]] = {
    "connect_tcp": "connecting",
    "start_tls": "connecting",
    "send_request_headers": "sending",
    "receive_response_headers": "waiting for the answer",
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
