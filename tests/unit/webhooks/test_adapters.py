"""All adapters respond the same way: 200 if handled, 4xx if invalid, 500 if the handler fails."""

import asyncio
import inspect
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import django.test
import django.urls
import fastapi as fastapi_framework
import flask as flask_framework
import httpx
import pytest
import starlette.applications
import starlette.routing
from tests.unit.webhooks.django_settings import configure
from tests.unit.webhooks.webhook_bodies import MEDIA, REPLY, SECRET, STATUS, body

from bestsms_client.webhooks import Event, asgi, fastapi, flask
from bestsms_client.webhooks import django as django_adapter

Handler: TypeAlias = Callable[[Event], Any]
Post: TypeAlias = Callable[..., int]
OPTIONS: Any = {"secrets": [SECRET, "next-secret"], "url_secret": "path-secret"}
URL = "/hooks/path-secret"


@dataclass
class Answer:
    status: int
    text: str


class HandlerRecorder:
    """One application, whose handler records its events or fails."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.failure: Exception | None = None

    def handle(self, event: Event) -> None:
        if self.failure:
            raise self.failure
        self.events.append(event)

    async def handle_async(self, event: Event) -> None:
        await asyncio.sleep(0)
        self.handle(event)


Ask: TypeAlias = Callable[..., Answer]


def over_asgi(application: Any) -> Ask:
    def ask(content: bytes, headers: Mapping[str, str], url: str, method: str) -> Answer:
        async def run() -> Answer:
            carrier = httpx.ASGITransport(application, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=carrier, base_url="http://here") as client:
                response = await client.request(method, url, content=content, headers=headers)
                return Answer(response.status_code, response.text)

        return asyncio.run(run())

    return ask


def plain_asgi(handler: Handler) -> Ask:
    return over_asgi(asgi.webhook(**OPTIONS)(handler))


def mounted_asgi(handler: Handler) -> Ask:
    mount = starlette.routing.Mount("/hooks", app=asgi.webhook(**OPTIONS)(handler))
    return over_asgi(starlette.applications.Starlette(routes=[mount]))


def routed_asgi(handler: Handler) -> Ask:
    route = starlette.routing.Route(URL, asgi.webhook(**OPTIONS)(handler))
    wild = starlette.routing.Route("/hooks/{name}", asgi.webhook(**OPTIONS)(handler))
    return over_asgi(starlette.applications.Starlette(routes=[route, wild]))


def over_fastapi(handler: Handler) -> Ask:
    app = fastapi_framework.FastAPI()
    take = fastapi_framework.Depends(fastapi.webhook(**OPTIONS))

    if inspect.iscoroutinefunction(handler):

        @app.post("/hooks/{secret}")
        async def _(event: Annotated[Event, take]) -> None:
            await handler(event)

    else:

        @app.post("/hooks/{secret}")
        def _(event: Annotated[Event, take]) -> None:
            handler(event)

    return over_asgi(app)


def over_flask(handler: Handler) -> Ask:
    app = flask_framework.Flask("receiver")
    app.post("/hooks/<secret>")(flask.webhook(**OPTIONS)(handler))

    def ask(content: bytes, headers: Mapping[str, str], url: str, method: str) -> Answer:
        response = app.test_client().open(url, method=method, data=content, headers=dict(headers))
        return Answer(response.status_code, response.text)

    return ask


def over_django(handler: Handler) -> Ask:
    view = django_adapter.webhook(**OPTIONS)(handler)
    urls = type("urls", (), {"urlpatterns": [django.urls.path("hooks/<secret>", view)]})
    configure()

    def ask(content: bytes, headers: Mapping[str, str], url: str, method: str) -> Answer:
        with django.test.override_settings(ROOT_URLCONF=urls):
            client = django.test.Client(enforce_csrf_checks=True, raise_request_exception=False)
            media = headers.get("Content-Type", "")
            response = client.generic(method, url, content, media, headers=dict(headers))
            return Answer(response.status_code, response.content.decode())

    return ask


ADAPTERS = {
    "asgi": plain_asgi,
    "mounted": mounted_asgi,
    "routed": routed_asgi,
    "fastapi": over_fastapi,
    "flask": over_flask,
    "django": over_django,
}
adapters = pytest.mark.parametrize("adapter", ADAPTERS)


@pytest.fixture
def recorder() -> HandlerRecorder:
    return HandlerRecorder()


def ask(
    adapter: str,
    handler: Handler,
    content: bytes = body(REPLY),
    media: str = MEDIA["json"],
    *,
    url: str = URL,
    method: str = "POST",
    **headers: str,
) -> Answer:
    made = ADAPTERS[adapter](handler)
    return made(content, {"Content-Type": media, **headers}, url, method)


@adapters
@pytest.mark.parametrize("form", MEDIA)
def test_a_delivery_is_handled(adapter: str, form: str, recorder: HandlerRecorder) -> None:
    response = ask(adapter, recorder.handle, body(REPLY, form), MEDIA[form])
    assert response.status == 200
    assert [event.message for event in recorder.events] == ["This is a reply."]


@adapters
def test_an_asynchronous_handler_is_awaited(adapter: str, recorder: HandlerRecorder) -> None:
    assert ask(adapter, recorder.handle_async).status == 200
    assert len(recorder.events) == 1


@adapters
def test_the_secret_in_the_header(adapter: str, recorder: HandlerRecorder) -> None:
    bare = body({name: text for name, text in STATUS.items() if name != "APIKey"})
    assert ask(adapter, recorder.handle, bare).status == 401
    assert ask(adapter, recorder.handle, bare, Authorization="forged").status == 401
    assert not recorder.events
    assert ask(adapter, recorder.handle, bare, Authorization="next-secret").status == 200
    assert len(recorder.events) == 1


@adapters
def test_the_secret_in_the_url(adapter: str, recorder: HandlerRecorder) -> None:
    assert ask(adapter, recorder.handle, url="/hooks/forged").status == 401
    assert not recorder.events


@adapters
@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"{}", 401),
        (b"x" * 256 * 1024, 400),
        (b"x" * 300_000, 413),
        (b"x" * 3_000_000, 413),
    ],
    ids=lambda value: str(value if isinstance(value, int) else len(value)),
)
def test_an_invalid_body_is_a_client_error(
    adapter: str, content: bytes, status: int, recorder: HandlerRecorder
) -> None:
    response = ask(adapter, recorder.handle, content)
    assert response.status == status
    assert "xxx" not in response.text
    assert not recorder.events


@adapters
def test_another_method_is_refused(adapter: str, recorder: HandlerRecorder) -> None:
    assert ask(adapter, recorder.handle, method="PUT").status == 405
    assert not recorder.events


@adapters
@pytest.mark.parametrize("failure", [OSError("no disk"), StopIteration()], ids=repr)
def test_a_failing_handler_is_a_server_error(
    adapter: str, failure: Exception, recorder: HandlerRecorder
) -> None:
    recorder.failure = failure
    response = ask(adapter, recorder.handle)
    assert response.status == 500
    assert "This is a reply." not in response.text
    recorder.failure = None
    assert ask(adapter, recorder.handle).status == 200


@adapters
def test_a_synchronous_handler_that_returns_a_coroutine(
    adapter: str, recorder: HandlerRecorder
) -> None:
    if adapter == "fastapi":
        return  # the endpoint is the user's own function
    assert ask(adapter, lambda event: recorder.handle_async(event)).status == 200
    assert len(recorder.events) == 1


def drive(application: asgi.Application, scope: Any, *messages: Any) -> list[Any]:
    """Run an ASGI application with prepared messages. Return the messages that it sends."""
    sent: list[Any] = []
    waiting = iter(messages)

    async def receive() -> Any:
        return next(waiting)

    async def send(message: Any) -> None:
        sent.append(message)

    async def run() -> None:
        await application(scope, receive, send)

    asyncio.run(run())
    return sent


def test_lifespan_of_the_asgi_application(recorder: HandlerRecorder) -> None:
    application = asgi.webhook(secrets=SECRET)(recorder.handle)
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = drive(application, {"type": "lifespan"}, *messages)
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


def test_a_websocket_is_refused(recorder: HandlerRecorder) -> None:
    with pytest.raises(RuntimeError, match="scope 'websocket'"):
        drive(asgi.webhook(secrets=SECRET)(recorder.handle), {"type": "websocket"})


def test_an_endless_body_is_cut_off(recorder: HandlerRecorder) -> None:
    scope: Any = {"type": "http", "method": "POST", "path": "/", "headers": []}
    piece = {"type": "http.request", "body": b"x" * 65536, "more_body": True}
    sent = drive(asgi.webhook(secrets=SECRET)(recorder.handle), scope, *[piece] * 5)
    assert sent[0]["status"] == 413  # the fifth chunk is the last that is read


def test_a_client_that_disconnects(recorder: HandlerRecorder) -> None:
    scope: Any = {"type": "http", "method": "POST", "path": "/", "headers": []}
    started = {"type": "http.request", "body": body(REPLY), "more_body": True}
    gone = {"type": "http.disconnect"}
    assert drive(asgi.webhook(secrets=SECRET)(recorder.handle), scope, started, gone) == []
    assert not recorder.events


def test_a_framework_is_imported_only_with_its_adapter() -> None:
    script = """
import sys
import bestsms_client.webhooks, bestsms_client.webhooks.asgi
assert not {"fastapi", "starlette", "flask", "werkzeug", "django"} & set(sys.modules)
import bestsms_client.webhooks.flask
assert not {"fastapi", "starlette", "django"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], check=True)
