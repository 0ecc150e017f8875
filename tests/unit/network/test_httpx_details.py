"""Which httpx exceptions prove that the request was not sent."""

import aiohttp
import httpx
import pytest

from bestsms_client._network.httpx_details import never_left

# Every exception class of httpx, and whether the request may have been sent. A new class fails the
# test below until it is added here.
NEVER_LEFT = {
    "ConnectError",
    "ConnectTimeout",
    "InvalidURL",
    "PoolTimeout",
    "ProxyError",
    "UnsupportedProtocol",
}
UNKNOWN = {
    "CloseError",
    "CookieConflict",
    "DecodingError",
    "HTTPError",
    "HTTPStatusError",
    "LocalProtocolError",
    "NetworkError",
    "ProtocolError",
    "ReadError",
    "ReadTimeout",
    "RemoteProtocolError",
    "RequestError",
    "RequestNotRead",
    "ResponseNotRead",
    "StreamClosed",
    "StreamConsumed",
    "StreamError",
    "TimeoutException",
    "TooManyRedirects",
    "TransportError",
    "WriteError",
    "WriteTimeout",
}


def exceptions() -> list[type[Exception]]:
    things = [getattr(httpx, name) for name in dir(httpx)]
    return [t for t in things if isinstance(t, type) and issubclass(t, Exception)]


def blank(kind: type[Exception]) -> Exception:
    """Create an exception without calling its constructor."""
    return kind.__new__(kind)


def test_every_httpx_exception_is_classified() -> None:
    assert {kind.__name__ for kind in exceptions()} == NEVER_LEFT | UNKNOWN
    assert not NEVER_LEFT & UNKNOWN


@pytest.mark.parametrize("kind", exceptions())
def test_exceptions_tell_whether_the_request_was_sent(kind: type[Exception]) -> None:
    assert never_left(blank(kind)) is (kind.__name__ in NEVER_LEFT)


@pytest.mark.parametrize(
    ("cause", "wanted"),
    [
        (aiohttp.ClientConnectorError, True),
        (aiohttp.ClientConnectorDNSError, True),
        (aiohttp.ConnectionTimeoutError, True),
        (aiohttp.InvalidURL, True),
        # The backend also raises all of these as httpx.ConnectTimeout or ConnectError.
        (aiohttp.ServerDisconnectedError, False),
        (aiohttp.ClientOSError, False),
        (aiohttp.SocketTimeoutError, False),
        (aiohttp.ServerTimeoutError, False),
        (aiohttp.ClientPayloadError, False),
    ],
)
@pytest.mark.parametrize("kind", [httpx.ConnectTimeout, httpx.ConnectError])
def test_aiohttp_exceptions_are_judged_by_their_cause(
    kind: type[Exception], cause: type[Exception], wanted: bool
) -> None:
    error = kind("mapped")
    error.__cause__ = blank(cause)
    assert never_left(error) is wanted
