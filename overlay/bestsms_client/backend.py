"""The aiohttp backend. It is imported only where it is asked for."""

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from bestsms_client.runtime import ssl_context


def aiohttp_transport(limits: httpx.Limits) -> httpx.AsyncBaseTransport:
    """Make the transport; the session in it is made by the first request, in its event loop.

    Args:
        limits: How many connections there may be, and how long one may be idle.
    """

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=limits.max_connections or 0,
            keepalive_timeout=limits.keepalive_expiry,
            ssl=ssl_context(),
        )
        return aiohttp.ClientSession(connector=connector, middlewares=[_once])

    return AiohttpTransport(verify=ssl_context(), client=session)


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
