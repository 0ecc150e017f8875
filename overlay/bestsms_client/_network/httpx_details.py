"""Interpret httpx and its exceptions, for HTTP clients and transports of the user."""

import ssl
import sys
from collections.abc import Mapping
from typing import Final

import httpx

from bestsms_client._network.causes import NetworkError, Stage, network_error, timed_out

FAILURES: Final = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict)
"""The exceptions of httpx. All others come from the user's code."""

# Raised before any byte of a request is written.
_BEFORE: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_BY_TYPE: Final[Mapping[type[Exception], Stage]] = {
    httpx.PoolTimeout: "waiting for a free connection",
    httpx.ConnectTimeout: "connecting",
    httpx.WriteTimeout: "sending",
    httpx.ReadTimeout: "waiting for the response",
}


def never_left(error: Exception) -> bool:
    """Return whether an exception of a transport proves that nothing of the request was sent."""
    # httpx-aiohttp raises ConnectError also for connections that were lost during a request. The
    # exception of aiohttp, its cause, tells them apart.
    aiohttp = sys.modules.get("aiohttp")
    cause = error.__cause__
    if aiohttp is not None and isinstance(cause, aiohttp.ClientError):
        made_none = aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL
        return isinstance(cause, made_none)
    return isinstance(error, _BEFORE)


def connections_of(client: httpx.Client | httpx.AsyncClient) -> int | None:
    """Return the maximum number of connections of a client, or None if it is not known.

    Attempts wait in a gate of this size rather than in the queue of httpcore, which can lose a
    connection when an attempt is cancelled.
    """
    pool = getattr(getattr(client, "_transport", None), "_pool", None)
    most = getattr(pool, "_max_connections", None)
    return most if isinstance(most, int) else None


def named(error: Exception, wrapped: list[BaseException], stage: Stage) -> NetworkError:
    """Convert an exception of httpx. `wrapped` has the exceptions that it wraps, innermost last."""
    for kind, known in _BY_TYPE.items():
        if isinstance(error, kind):
            return NetworkError(timed_out(known))
    for inner in reversed(wrapped):
        if isinstance(inner, ssl.SSLError) or (isinstance(inner, OSError) and inner.errno):
            return network_error(inner, stage)
    if isinstance(error, httpx.ConnectError):
        return NetworkError("could not connect")
    return NetworkError(f"network error ({type(error).__name__})")
