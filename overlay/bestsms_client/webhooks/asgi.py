"""An ASGI application that receives deliveries; it needs no framework and fits into any."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from inspect import isawaitable
from typing import Any, Final, TypeAlias, Unpack
from urllib.parse import quote

import anyio.to_thread

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks.event import Event
from bestsms_client.webhooks.receiver import Body, Receiver, ReceiverOptions

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
Handler: TypeAlias = Callable[[Event], Awaitable[None] | None]

_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")


def webhook(**options: Unpack[ReceiverOptions]) -> Callable[[Handler], Application]:
    """Make an ASGI application of a handler.

    It answers 200 when the handler has returned, 401 to a wrong secret, 400 or 413 to a body that
    is none, and 405 to another method than POST. What the handler raises goes on to the server,
    which answers 500; the gateway then delivers again.

    Args:
        **options: As for `Receiver`.

    Returns:
        A decorator. The handler takes an event; it may be asynchronous, and if not it runs in a
        thread.

    Example:
        >>> @webhook(secrets="ta8wr7ymd")
        ... def receive(event):
        ...     print(event.message)
    """
    receiver = Receiver(**options)

    def decorate(handler: Handler) -> Application:
        async def application(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "lifespan":
                await _live(receive, send)
            elif scope["type"] != "http":
                raise RuntimeError(f"A webhook is no {scope['type']}.")
            elif scope["method"] != "POST":
                await _answer(send, 405, "Deliveries are posted.", (b"allow", b"POST"))
            else:
                await _deliver(receiver, handler, scope, receive, send)

        return application

    return decorate


async def _deliver(
    receiver: Receiver, handler: Handler, scope: Scope, receive: Receive, send: Send
) -> None:
    headers: list[tuple[bytes, bytes]] = [(name, value) for name, value in scope["headers"]]
    types = [value.decode("latin-1") for name, value in headers if name == b"content-type"]
    query = scope.get("query_string", b"").decode("latin-1")
    try:
        body = await _read(receive)
        if body is None:
            return
        content_type = types[0] if types else None
        event = receiver.parse(body, content_type, headers, f"{quote(scope['path'])}?{query}")
    except WebhookError as error:
        await _answer(send, error.status_code or 400, str(error))
        return
    # In a thread, since a handler that is not asynchronous blocks; one that is only begins there.
    result = await anyio.to_thread.run_sync(handler, event)
    if isawaitable(result):
        await result
    await _answer(send, 200, "")


async def _read(receive: Receive) -> bytes | None:
    """Read the body; give None if the client has gone."""
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
    """Say that there is nothing to start and nothing to stop, to a server that asks."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
