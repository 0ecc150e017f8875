"""A FastAPI dependency that passes the event of a delivery to an endpoint."""

from collections.abc import Callable
from typing import Protocol, Unpack, cast

from fastapi import HTTPException, Request
from starlette.requests import ClientDisconnect

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks._earlier import form_read_earlier
from bestsms_client.webhooks.events import Event
from bestsms_client.webhooks.formats import empty
from bestsms_client.webhooks.parsing import Body, Receiver, ReceiverOptions


class Dependency(Protocol):
    """A dependency of FastAPI that returns the event of a request."""

    check: Callable[[], None]
    """Check that there is a secret; see `Receiver.check`."""

    async def __call__(self, request: Request) -> Event:
        """Read and verify a delivery."""
        ...


def webhook(**options: Unpack[ReceiverOptions]) -> Dependency:
    """Create a dependency that reads and verifies a delivery.

    It ends the request with 401 for a wrong secret, 400 for a malformed body and 413 for one that
    is too large. If the endpoint raises an exception, FastAPI answers 500 and the gateway delivers
    again. Write the endpoint with `def` if it blocks: FastAPI then runs it in a thread. Middleware
    and `Form()` parameters may read the same request.

    Args:
        **options: As for `Receiver`.

    Returns:
        A dependency for `Depends`. Its `check()` raises `ConfigurationError` if there is no secret.

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
    """Return the body, and leave it to those who read it later."""
    body = Body()
    try:
        async for piece in request.stream():
            body.add(piece)
    except RuntimeError:  # its message is "Stream consumed": a form was read
        return b""
    except ClientDisconnect:
        raise empty() from None
    # Where Request.body() keeps it.
    vars(request)["_body"] = content = body.whole()
    return content


async def _form(request: Request) -> list[tuple[str, str]]:
    """Return the form that the endpoint or a middleware has read."""
    own = (await request.form()).multi_items() if "_body" not in vars(request) else ()
    pairs = [(name, value) for name, value in own if isinstance(value, str)]
    return pairs or form_read_earlier(request.receive)
