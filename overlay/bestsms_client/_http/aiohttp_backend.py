"""The aiohttp backend. It is imported only where it is asked for."""

from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from bestsms_client._http.clients import AsyncHTTPClient, ssl_context


class AiohttpClient(AsyncHTTPClient):
    """An HTTP client whose requests are carried by aiohttp.

    Its session is made by the first request, in the event loop of that.

    Args:
        limits: How many connections there may be, and how long one may be idle.
    """

    def __init__(self, limits: httpx.Limits) -> None:
        def session() -> aiohttp.ClientSession:
            connector = aiohttp.TCPConnector(
                limit=limits.max_connections or 0,
                keepalive_timeout=limits.keepalive_expiry,
                ssl=ssl_context(),
            )
            return aiohttp.ClientSession(connector=connector, middlewares=[_once])

        self._carrier = AiohttpTransport(verify=ssl_context(), client=session)
        super().__init__(transport=self._carrier, verify=ssl_context(), trust_env=False)

    async def send(self, request: httpx.Request, **_options: Any) -> httpx.Response:
        """Make a request; the answer is to be read, and to be closed.

        It goes straight to aiohttp. The HTTP library would look for proxies, passwords, redirects
        and cookies first, of which there are none, at half the cost of what aiohttp does.
        """
        return await self._carrier.handle_async_request(request)


async def _once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    # aiohttp repeats a GET or a DELETE whose connection was lost, of its own accord. The retry
    # policy would not know of it: it could not count it, nor tell that a delete which finds nothing
    # was the second one. It repeats two kinds of error only, so they are given another name.
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientPayloadError(type(error).__name__) from error
