"""A Flask view that receives deliveries."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias, Unpack

from flask import Response, current_app, request

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks.events import Event
from bestsms_client.webhooks.formats import MAX_BYTES
from bestsms_client.webhooks.parsing import Receiver, ReceiverOptions

Handler: TypeAlias = Callable[[Event], Any]
View: TypeAlias = Callable[..., Response]


def webhook(**options: Unpack[ReceiverOptions]) -> Callable[[Handler], View]:
    """Make a Flask view of a handler.

    It answers 200 when the handler has returned, 401 to a wrong secret, and 400 or 413 to a body
    that is none. What the handler raises goes on to Flask, which answers 500; the gateway then
    delivers again.

    Args:
        **options: As for `Receiver`.

    Returns:
        A decorator; it goes below the route. The handler takes an event, not what the route names.

    Example:
        >>> from flask import Flask
        >>> app = Flask("receiver")
        >>> @app.post("/sms")
        ... @webhook(secrets="ta8wr7ymd")
        ... def receive(event):
        ...     print(event.message)
    """
    receiver = Receiver(**options)

    def decorate(handler: Handler) -> View:
        @wraps(handler)
        def view(**_route: object) -> Response:
            try:
                event = receiver.parse(
                    request.stream.read(MAX_BYTES + 1),
                    request.headers.get("Content-Type"),
                    list(request.headers.items()),
                    request.full_path,
                )
            except WebhookError as error:
                return Response(str(error), error.status_code, mimetype="text/plain")
            current_app.ensure_sync(handler)(event)
            return Response(status=200)

        return view

    return decorate
