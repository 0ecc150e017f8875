"""HTTP clients that keep no cookies, for custom transports."""

import httpx


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """Ignore the cookies of a response."""


class _Stateless:
    cookies = _NoCookies()


class HTTPClient(_Stateless, httpx.Client):  # type: ignore[misc]  # the base's is a property
    """A client that keeps no cookies."""


class AsyncHTTPClient(_Stateless, httpx.AsyncClient):  # type: ignore[misc]
    """An asynchronous client that keeps no cookies."""
