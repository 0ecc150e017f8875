"""A Flask view that receives webhooks."""

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
    """A Flask view that receives webhooks."""

    check: Callable[[], None]
    """Check that a secret is configured; see `Receiver.check`."""

    def __call__(self, **route: object) -> Response:
        """Handle a request."""
        ...


def webhook(**options: Unpack[ReceiverOptions]) -> Callable[[Handler], View]:
    """Turn a handler into a Flask view.

    The view responds with 200 after the handler returns, 401 for a wrong secret, 400 for a
    malformed body and 413 for one that is too large. If the handler raises an exception, Flask
    responds with 500 and the gateway retries. Other parts of the application may read the same
    request.

    Args:
        **options: The arguments of `Receiver`.

    Returns:
        A decorator. Place it below the route decorator. The handler takes an event, not the
        arguments of the route. It may be asynchronous. The view's `check()` raises
        `ConfigurationError` if no secret is configured.

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
    if not content and request.form:  # other code parsed the form, which consumed the body
        return receiver.parse_form(request.form.items(multi=True), headers, url)
    check_length(content, request.headers.get("Transfer-Encoding"))
    return receiver.parse(content, request.headers.get("Content-Type"), headers, url)


def _body() -> bytes:
    """Return the body, and keep it readable for other code."""
    if (request.content_length or 0) > MAX_BYTES:
        raise too_large()
    content = request.stream.read(MAX_BYTES + 1)
    if content:
        vars(request)["stream"] = BytesIO(content)
    # get_data() and get_json() cache a body that they have read earlier.
    return content or request.get_data()
