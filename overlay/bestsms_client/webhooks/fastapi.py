"""A FastAPI dependency that gives an endpoint the event of a delivery."""

from collections.abc import Awaitable, Callable
from typing import Unpack

from fastapi import HTTPException, Request

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks.events import Event
from bestsms_client.webhooks.parsing import Body, Receiver, ReceiverOptions


def webhook(**options: Unpack[ReceiverOptions]) -> Callable[[Request], Awaitable[Event]]:
    """Make a dependency that reads and verifies a delivery.

    It ends the request with 401 for a wrong secret, and with 400 or 413 for a body that is none.
    What the endpoint raises is answered by 500, and the gateway delivers again. Write the endpoint
    with `def` if it blocks: FastAPI then runs it in a thread.

    Args:
        **options: As for `Receiver`.

    Returns:
        What `Depends` takes.

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
        body = Body()
        try:
            async for piece in request.stream():
                body.add(piece)
            return receiver.parse(
                body.whole(),
                request.headers.get("content-type"),
                request.headers.items(),
                str(request.url),
            )
        except WebhookError as error:
            refusal = HTTPException(error.status_code or 400, str(error))
        raise refusal

    return event
