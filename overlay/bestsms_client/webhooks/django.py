"""A Django view that receives webhooks."""

from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import isawaitable
from typing import Any, Protocol, TypeAlias, Unpack, cast

from asgiref.sync import async_to_sync
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks.events import Event
from bestsms_client.webhooks.formats import MAX_BYTES, empty, too_large
from bestsms_client.webhooks.parsing import Body, Receiver, ReceiverOptions, check_length

Handler: TypeAlias = Callable[[Event], Any]


class View(Protocol):
    """A Django view that receives webhooks."""

    check: Callable[[], None]
    """Check that a secret is configured; see `Receiver.check`."""

    def __call__(self, request: HttpRequest, **route: object) -> HttpResponseBase:
        """Handle a request."""
        ...


def webhook(**options: Unpack[ReceiverOptions]) -> Callable[[Handler], View]:
    """Turn a handler into a Django view.

    The view responds with 200 after the handler returns, 401 for a wrong secret, 400 for a
    malformed body, 413 for one that is too large, 411 for a chunked body that the server does not
    decode, and 405 for any method other than POST. If the handler raises an exception, Django
    responds with 500 and the gateway retries. The view is exempt from CSRF protection, because the
    secret authenticates the request. Middleware may read the same request.

    Args:
        **options: The arguments of `Receiver`.

    Returns:
        A decorator. The handler takes an event, not the arguments of the route. It may be
        asynchronous. The view's `check()` raises `ConfigurationError` if no secret is configured.

    Example:
        >>> from django.urls import path
        >>> @webhook(secrets="ta8wr7ymd")
        ... def receive(event):
        ...     print(event.message)
        >>> urlpatterns = [path("sms", receive)]
    """
    receiver = Receiver(**options)

    def decorate(handler: Handler) -> View:
        @csrf_exempt
        @require_POST
        @wraps(handler)
        def view(request: HttpRequest, **_route: object) -> HttpResponse:
            try:
                content = _body(request)
                check_length(content, request.headers.get("Transfer-Encoding"))
                event = receiver.parse(
                    content,
                    request.headers.get("Content-Type"),
                    list(request.headers.items()),
                    request.get_full_path(),
                )
            except WebhookError as error:
                return HttpResponse(str(error), "text/plain", error.status_code)
            result = handler(event)
            if isawaitable(result):
                async_to_sync(_finish)(result)
            return HttpResponse()

        checked = cast("View", view)
        checked.check = receiver.check
        return checked

    return decorate


async def _finish(result: Awaitable[object]) -> None:
    await result


def _body(request: HttpRequest) -> bytes:
    """Return the body, and keep it readable for other code."""
    length: str = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > MAX_BYTES:
        raise too_large()
    environ: dict[str, Any] = getattr(request, "environ", {})
    # Without a length, Django assumes an empty body. A server that decodes chunks marks its end.
    if environ.get("wsgi.input_terminated") and not environ.get("CONTENT_LENGTH"):
        body = Body()
        while piece := environ["wsgi.input"].read(MAX_BYTES + 1):
            body.add(piece)
        return body.whole()
    try:
        return request.body
    except RequestDataTooBig:
        raise too_large() from None
    except RawPostDataException:
        raise empty() from None
