"""A Django view that receives deliveries."""

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeAlias, Unpack

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks.events import Event
from bestsms_client.webhooks.formats import MAX_BYTES
from bestsms_client.webhooks.parsing import Receiver, ReceiverOptions

Handler: TypeAlias = Callable[[Event], Any]
View: TypeAlias = Callable[..., HttpResponseBase]


def webhook(**options: Unpack[ReceiverOptions]) -> Callable[[Handler], View]:
    """Make a Django view of a handler.

    It answers 200 when the handler has returned, 401 to a wrong secret, 400 or 413 to a body that
    is none, and 405 to another method than POST. What the handler raises goes on to Django, which
    answers 500; the gateway then delivers again. The secret stands in for a CSRF token.

    Args:
        **options: As for `Receiver`.

    Returns:
        A decorator. The handler takes an event, not what the route names.

    Example:
        >>> from django.urls import path
        >>> @webhook(secrets="ta8wr7ymd")
        ... def receive(event):
        ...     print(event.message)
        >>> urlpatterns = [path("sms", receive)]
    """
    receiver = Receiver(**options)

    def decorate(handler: Handler) -> View:
        handle = async_to_sync(handler) if iscoroutinefunction(handler) else handler

        @csrf_exempt
        @require_POST
        @wraps(handler)
        def view(request: HttpRequest, **_route: object) -> HttpResponse:
            try:
                event = receiver.parse(
                    request.read(MAX_BYTES + 1),
                    request.headers.get("Content-Type"),
                    list(request.headers.items()),
                    request.get_full_path(),
                )
            except WebhookError as error:
                return HttpResponse(str(error), "text/plain", error.status_code)
            handle(event)
            return HttpResponse()

        return view

    return decorate
