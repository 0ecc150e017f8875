"""A Flask view that receives deliveries."""

from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import isawaitable
from io import BytesIO
from typing import Any, Protocol, TypeAlias, Unpack, cast

from flask import Response, current_app, request

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks.events import Event
from bestsms_client.webhooks.formats import MAX_BYTES, too_large
from bestsms_client.webhooks.parsing import Receiver, ReceiverOptions, check_length

Handler: TypeAlias = Callable[[Event], Any]


class View(Protocol):
    """A view of Flask that receives deliveries."""

    check: Callable[[], None]
    """Check that there is a secret; see `Receiver.check`."""

    def __call__(self, **route: object) -> Response:
        """Answer a request."""
        ...


def webhook(**options: Unpack[ReceiverOptions]) -> Callable[[Handler], View]:
    """Turn a handler into a Flask view.

    The view answers 200 when the handler has returned, 401 to a wrong secret, 400 to a malformed
    body and 413 to one that is too large. If the handler raises an exception, Flask answers 500 and
    the gateway delivers again. Other parts of the application may read the same request.

    Args:
        **options: As for `Receiver`.

    Returns:
        A decorator; it goes below the route. The handler takes an event, not the arguments of the
        route. It may be asynchronous. `check()` of the view raises `ConfigurationError` if there is
        no secret.

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
                event = _received(receiver)
            except WebhookError as error:
                return Response(str(error), error.status_code, mimetype="text/plain")
            result = handler(event)
            if isawaitable(result):
                current_app.async_to_sync(_finish)(result)
            return Response(status=200)

        checked = cast("View", view)
        checked.check = receiver.check
        return checked

    return decorate


async def _finish(result: Awaitable[object]) -> None:
    await result


def _received(receiver: Receiver) -> Event:
    headers, url = list(request.headers.items()), request.full_path
    content = _body()
    if not content and request.form:  # something parsed the form, which uses up the body
        return receiver.parse_form(request.form.items(multi=True), headers, url)
    check_length(content, request.headers.get("Transfer-Encoding"))
    return receiver.parse(content, request.headers.get("Content-Type"), headers, url)


def _body() -> bytes:
    """Return the body, and leave it to those who read it later."""
    if (request.content_length or 0) > MAX_BYTES:
        raise too_large()
    content = request.stream.read(MAX_BYTES + 1)
    if content:
        vars(request)["stream"] = BytesIO(content)
    # What was read before is kept, if it was read with get_data() or get_json().
    return content or request.get_data()
