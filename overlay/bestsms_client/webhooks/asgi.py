"""An ASGI application that receives deliveries. It needs no framework and can be mounted in any."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from inspect import isawaitable
from typing import Any, Final, TypeAlias, Unpack
from urllib.parse import quote

import anyio.to_thread  # it comes with httpx, and any ASGI server has room for its threads

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks._earlier import form_read_earlier
from bestsms_client.webhooks.events import Event
from bestsms_client.webhooks.parsing import Body, Receiver, ReceiverOptions

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Handler: TypeAlias = Callable[[Event], Awaitable[None] | None]

_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")


class Application:
    """An ASGI application that receives deliveries; `webhook` creates it.

    Serve it alone, mount it, or use it as the endpoint of a Starlette route.
    """

    def __init__(self, receiver: Receiver, handler: Handler) -> None:
        self._receiver, self._handler = receiver, handler

    def check(self) -> None:
        """Check that there is a secret; see `Receiver.check`."""
        self._receiver.check()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] != "http":
            raise RuntimeError(f"A webhook cannot serve the ASGI scope {scope['type']!r}.")
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
        # In a thread, as it may block. An asynchronous handler only creates its coroutine there.
        result = await anyio.to_thread.run_sync(self._handler, event)
        if isawaitable(result):
            await result
        await _answer(send, 200, "")


def webhook(**options: Unpack[ReceiverOptions]) -> Callable[[Handler], Application]:
    """Turn a handler into an ASGI application.

    It answers 200 when the handler has returned, 401 to a wrong secret, 400 to a malformed body,
    413 to one that is too large, and 405 to another method than POST. If the handler raises an
    exception, the server answers 500 and the gateway delivers again.

    Args:
        **options: As for `Receiver`.

    Returns:
        A decorator. The handler takes an event. It may be asynchronous; otherwise it runs in a
        thread. `check()` of the application raises `ConfigurationError` if there is no secret.

    Example:
        >>> @webhook(secrets="ta8wr7ymd")
        ... def receive(event):
        ...     print(event.message)
    """
    receiver = Receiver(**options)
    return lambda handler: Application(receiver, handler)


async def _read(receive: Receive) -> bytes | None:
    """Return the body, or None if the client has gone."""
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


async def _live(receive: Receive, send: Send) -> None:
    """Answer a server that starts and stops the application: nothing needs to be done."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
