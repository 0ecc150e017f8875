"""What is known of httpx, where a client or transport of the user's own carries requests."""

import ssl
import sys
from collections.abc import Mapping
from typing import Final

import httpx

from bestsms_client._network.causes import NetworkError, Stage, network_error, timed_out

FAILURES: Final = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict)
"""What an attempt may fail with; all else comes from the user's own code."""

# Raised before a byte of a request is written, by transports that tell no more than this.
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
    httpx.ReadTimeout: "waiting for the answer",
}


def never_left(error: Exception) -> bool:
    """Return whether nothing of the request left, by what a transport raised."""
    # httpx-aiohttp reports a connection that was lost in mid-request as one that was never made.
    # Its own exception, the cause, tells.
    aiohttp = sys.modules.get("aiohttp")
    cause = error.__cause__
    if aiohttp is not None and isinstance(cause, aiohttp.ClientError):
        made_none = aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL
        return isinstance(cause, made_none)
    return isinstance(error, _BEFORE)


def connections_of(client: httpx.Client | httpx.AsyncClient) -> int | None:
    """Return how many connections a client has at the most, as far as that can be seen.

    Attempts that wait before the queue of httpcore can be cancelled without losing a connection.
    """
    pool = getattr(getattr(client, "_transport", None), "_pool", None)
    most = getattr(pool, "_max_connections", None)
    return most if isinstance(most, int) else None


def named(error: Exception, wrapped: list[BaseException], stage: Stage) -> NetworkError:
    """Name the cause of an exception of httpx.

    Args:
        error: The exception.
        wrapped: What it wraps, the innermost last.
        stage: What the attempt was doing.
    """
    for kind, known in _BY_TYPE.items():
        if isinstance(error, kind):
            return NetworkError(timed_out(known))
    for inner in reversed(wrapped):
        if isinstance(inner, ssl.SSLError) or (isinstance(inner, OSError) and inner.errno):
            return network_error(inner, stage)
    if isinstance(error, httpx.ConnectError):
        return NetworkError("could not connect")
    return NetworkError(f"the request failed ({type(error).__name__})")
