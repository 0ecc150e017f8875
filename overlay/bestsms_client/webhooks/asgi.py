"""An ASGI application that receives webhooks. It needs no framework and can be mounted in any."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from inspect import isawaitable
from typing import Any, Final, TypeAlias, Unpack
from urllib.parse import quote

import anyio.to_thread  # a dependency of httpx

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks._starlette_forms import form_read_earlier
from bestsms_client.webhooks.events import Event
from bestsms_client.webhooks.parsing import Body, Receiver, ReceiverOptions

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Handler: TypeAlias = Callable[[Event], Awaitable[None] | None]

_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")


class Application:
    """An ASGI application that receives webhooks. Create it with `webhook`.

    Serve it on its own, mount it, or use it as the endpoint of a Starlette route.
    """

    def __init__(self, receiver: Receiver, handler: Handler) -> None:
        self._receiver, self._handler = receiver, handler

    def check(self) -> None:
        """Check that a secret is configured; see `Receiver.check`."""
        self._receiver.check()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] != "http":
            raise RuntimeError(
                f"Unsupported ASGI scope {scope['type']!r}: a webhook serves HTTP only."
            )
        elif scope["method"] != "POST":
            await _answer(send, 405, "Use POST.", (b"allow", b"POST"))
        else:
            await self._deliver(scope, receive, send)

    async def _deliver(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: list[tuple[bytes, bytes]] = [(name, value) for name, value in scope["headers"]]
        types = [value.decode("latin-1") for name, value in headers if name == b"content-type"]
        url = f"{quote(scope['path'])}?{scope.get('query_string', b'').decode('latin-1')}"
        try:
            body = await _read(receive)
            if body is None:
                return
            if not body and (pairs := form_read_earlier(receive)):
                event = self._receiver.parse_form(pairs, headers, url)
            else:
                event = self._receiver.parse(body, types[0] if types else None, headers, url)
        except WebhookError as error:
            await _answer(send, error.status_code or 400, str(error))
            return
        # In a thread, because it may block. An async handler only creates its coroutine there.
        result = await anyio.to_thread.run_sync(self._handler, event)
        if isawaitable(result):
            await result
        await _answer(send, 200, "")


def webhook(**options: Unpack[ReceiverOptions]) -> Callable[[Handler], Application]:
    """Turn a handler into an ASGI application.

    The application responds with 200 after the handler returns, 401 for a wrong secret, 400 for a
    malformed body, 413 for one that is too large, and 405 for any method other than POST. If the
    handler raises an exception, the server responds with 500 and the gateway retries.

    Args:
        **options: The arguments of `Receiver`.

    Returns:
        A decorator. The handler takes an event. It may be asynchronous; otherwise it runs in a
        thread. The application's `check()` raises `ConfigurationError` if no secret is configured.

    Example:
        >>> @webhook(secrets="ta8wr7ymd")
        ... def receive(event):
        ...     print(event.message)
    """
    receiver = Receiver(**options)
    return lambda handler: Application(receiver, handler)


async def _read(receive: Receive) -> bytes | None:
    """Return the body, or None if the client disconnected."""
    body = Body()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body.add(message.get("body", b""))
        if not message.get("more_body", False):
            return body.whole()


async def _answer(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    content = text.encode()
    sized: Iterable[tuple[bytes, bytes]] = [
        _TEXT,
        (b"content-length", str(len(content)).encode()),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": sized})
    await send({"type": "http.response.body", "body": content})


async def _lifespan(receive: Receive, send: Send) -> None:
    """Acknowledge the server's startup and shutdown messages."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
