"""Who may call where no token is asked for: this machine, by a name of its own.

A web page elsewhere that points its own name here (DNS rebinding), or that posts here, gets
nothing.
"""

from urllib.parse import urlsplit

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class LoopbackOnly:
    """Passes on what was asked of a name of this machine, and nothing else.

    Args:
        app: What it is passed on to.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        headers = dict(scope.get("headers", ()))
        host = _hostname(b"//" + headers.get(b"host", b""))
        origin = _hostname(headers.get(b"origin", b"//localhost"))
        if host in LOOPBACK and origin in LOOPBACK:
            await self._app(scope, receive, send)
        else:
            text = "The control API answers on this machine's loopback names alone"
            await JSONResponse({"error": text}, 403)(scope, receive, send)


def _hostname(url: bytes) -> str | None:
    try:
        return urlsplit(url.decode("ascii", "replace")).hostname
    except ValueError:
        return None
