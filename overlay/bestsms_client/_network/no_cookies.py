"""HTTP clients that keep no cookies, for transports of the user's own."""

import httpx


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """Leave the cookies of an answer where they are."""


class _Stateless:
    cookies = _NoCookies()


class HTTPClient(_Stateless, httpx.Client):  # type: ignore[misc]  # the base's is a property
    """Keeps no cookies: each request stands alone."""


class AsyncHTTPClient(_Stateless, httpx.AsyncClient):  # type: ignore[misc]
    """Keeps no cookies."""
