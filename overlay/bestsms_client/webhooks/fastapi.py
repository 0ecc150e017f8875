"""A FastAPI dependency that receives webhooks and passes their events to an endpoint."""

from collections.abc import Callable
from typing import Protocol, Unpack, cast

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks._starlette_forms import form_read_earlier
from bestsms_client.webhooks.events import Event
from bestsms_client.webhooks.formats import empty
from bestsms_client.webhooks.parsing import Body, Receiver, ReceiverOptions


class Dependency(Protocol):
    """A FastAPI dependency that returns the event of a request."""

    check: Callable[[], None]
    """Check that a secret is configured; see `Receiver.check`."""

    async def __call__(self, request: Request) -> Event:
        """Parse and verify a webhook request."""
        ...


def webhook(**options: Unpack[ReceiverOptions]) -> Dependency:
    """Create a dependency that parses and verifies a webhook request.

    It ends the request with 401 for a wrong secret, 400 for a malformed body and 413 for one that
    is too large. If the endpoint raises an exception, FastAPI responds with 500 and the gateway
    retries. Declare the endpoint with `def` if it blocks: FastAPI then runs it in a thread.
    Middleware and `Form()` parameters may read the same request.

    Args:
        **options: The arguments of `Receiver`.

    Returns:
        A dependency for `Depends`. Its `check()` raises `ConfigurationError` if no secret is
        configured.

    Example:
        >>> from typing import Annotated
        >>> from fastapi import Depends, FastAPI
        >>> from bestsms_client.webhooks import Event
        >>> app = FastAPI()
        >>> @app.post("/sms")
        ... def receive(event: Annotated[Event, Depends(webhook(secrets="ta8wr7ymd"))]) -> None:
        ...     print(event.message)
    """
    receiver = Receiver(**options)

    async def event(request: Request) -> Event:
        headers, url = request.headers.items(), str(request.url)
        try:
            content = await _body(request)
            if not content and (pairs := await _form(request)):
                return receiver.parse_form(pairs, headers, url)
            return receiver.parse(content, request.headers.get("content-type"), headers, url)
        except WebhookError as error:
            refusal = HTTPException(error.status_code or 400, str(error))
        raise refusal

    dependency = cast("Dependency", event)
    dependency.check = receiver.check
    return dependency


async def _body(request: Request) -> bytes:
    """Return the body, and keep it readable for other code."""
    body = Body()
    try:
        async for piece in request.stream():
            body.add(piece)
    except RuntimeError:  # "Stream consumed": a form was read
        return b""
    except ClientDisconnect:
        raise empty() from None
    # The attribute in which Request.body() caches it.
    vars(request)["_body"] = content = body.whole()
    return content


async def _form(request: Request) -> list[tuple[str, str]]:
    """Return the form that the endpoint or a middleware has read."""
    own = (await request.form()).multi_items() if "_body" not in vars(request) else ()
    pairs = [(name, value) for name, value in own if isinstance(value, str)]
    return pairs or form_read_earlier(request.receive)
