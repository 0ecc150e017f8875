"""What exceptions of httpx say about a request, where nothing else is known."""

import aiohttp
import httpx
import pytest

from bestsms_client._network.httpx_details import never_left

# Every exception class of the HTTP library, and whether a request may have left before it. One that
# is new there fails the test below until somebody has decided.
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
    """An exception of a class, whatever its constructor wants."""
    return kind.__new__(kind)


def test_every_exception_of_the_http_library_is_known_here() -> None:
    assert {kind.__name__ for kind in exceptions()} == NEVER_LEFT | UNKNOWN
    assert not NEVER_LEFT & UNKNOWN


@pytest.mark.parametrize("kind", exceptions())
def test_an_exception_tells_whether_the_request_left(kind: type[Exception]) -> None:
    assert never_left(blank(kind)) is (kind.__name__ in NEVER_LEFT)


@pytest.mark.parametrize(
    ("cause", "wanted"),
    [
        (aiohttp.ClientConnectorError, True),
        (aiohttp.ClientConnectorDNSError, True),
        (aiohttp.ConnectionTimeoutError, True),
        (aiohttp.InvalidURL, True),
        # The backend gives all of these as httpx.ConnectTimeout or ConnectError as well.
        (aiohttp.ServerDisconnectedError, False),
        (aiohttp.ClientOSError, False),
        (aiohttp.SocketTimeoutError, False),
        (aiohttp.ServerTimeoutError, False),
        (aiohttp.ClientPayloadError, False),
    ],
)
@pytest.mark.parametrize("kind", [httpx.ConnectTimeout, httpx.ConnectError])
def test_the_aiohttp_backend_is_believed_only_with_its_own_cause(
    kind: type[Exception], cause: type[Exception], wanted: bool
) -> None:
    error = kind("mapped")
    error.__cause__ = blank(cause)
    assert never_left(error) is wanted
