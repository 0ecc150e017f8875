"""The adapters share a request with other readers, and report a missing secret early."""

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Annotated, Any

import fastapi as fastapi_framework
import flask as flask_framework
import httpx
import pytest
import starlette.applications
import starlette.middleware
import starlette.middleware.base
import starlette.routing
from django.core.handlers.wsgi import WSGIRequest
from fastapi import Form
from starlette.requests import Request
from starlette.responses import Response
from tests.unit.webhooks.django_settings import configure
from tests.unit.webhooks.webhook_bodies import MEDIA, REPLY, SECRET, body

from bestsms_client.errors import ConfigurationError
from bestsms_client.webhooks import Event, asgi, fastapi, flask
from bestsms_client.webhooks import django as django_adapter

every_format = pytest.mark.parametrize("form", MEDIA)


def flask_receiver(events: list[Event], before: Callable[[], Any], after: Callable[[], Any]) -> Any:
    app = flask_framework.Flask("receiver")

    @app.before_request
    def log_request() -> None:
        before()

    @app.after_request
    def log_response(response: flask_framework.Response) -> flask_framework.Response:
        after()
        return response

    app.post("/sms")(flask.webhook(secrets=SECRET)(events.append))
    return app.test_client()


FLASK_READERS: dict[str, Callable[[], Any]] = {
    "none": lambda: None,
    "form": lambda: flask_framework.request.form,
    "values": lambda: flask_framework.request.values,
    "data": lambda: flask_framework.request.data,
    "get_data": lambda: flask_framework.request.get_data(),
    "get_data(parse_form_data)": lambda: flask_framework.request.get_data(parse_form_data=True),
    "get_json": lambda: flask_framework.request.get_json(silent=True),
}


@every_format
@pytest.mark.parametrize("reader", FLASK_READERS)
def test_flask(reader: str, form: str) -> None:
    events: list[Event] = []
    client = flask_receiver(events, FLASK_READERS[reader], lambda: None)
    answer = client.post("/sms", data=body(REPLY, form), content_type=MEDIA[form])
    assert (answer.status_code, answer.text) == (200, "")
    assert [event.message for event in events] == ["This is a reply."]


@every_format
def test_flask_leaves_the_body_to_other_readers(form: str) -> None:
    seen: list[Any] = []
    read = lambda: seen.append(flask_framework.request.get_data())  # noqa: E731
    client = flask_receiver([], lambda: None, read)
    client.post("/sms", data=body(REPLY, form), content_type=MEDIA[form])
    assert seen == [body(REPLY, form)]


def test_flask_with_chunks_that_the_server_does_not_decode() -> None:
    client = flask_receiver([], lambda: None, lambda: None)
    chunked = {"wsgi.input": io.BytesIO(body(REPLY)), "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = client.post("/sms", content_type="application/json", environ_overrides=chunked)
    assert answer.status_code == 411
    ended = chunked | {"wsgi.input": io.BytesIO(body(REPLY)), "wsgi.input_terminated": True}
    answer = client.post("/sms", content_type="application/json", environ_overrides=ended)
    assert answer.status_code == 200


def post(app: Any, form: str, url: str = "/sms") -> int:
    async def run() -> int:
        carrier = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=carrier, base_url="http://here") as client:
            headers = {"Content-Type": MEDIA[form]}
            answer = await client.post(url, content=body(REPLY, form), headers=headers)
            return answer.status_code

    return asyncio.run(run())


async def _none(request: Request) -> None:
    del request


async def _form(request: Request) -> None:
    await request.form()


async def _body(request: Request) -> None:
    await request.body()


STARLETTE_READERS = {"none": _none, "form": _form, "body": _body}
starlette_readers = pytest.mark.parametrize("reader", STARLETTE_READERS)


def middleware(reader: str) -> Any:
    async def log(request: Request, call_next: Any) -> Response:
        await STARLETTE_READERS[reader](request)
        answer: Response = await call_next(request)
        return answer

    return log


@every_format
@starlette_readers
@pytest.mark.parametrize("layers", [1, 2])
def test_fastapi_with_middleware(layers: int, reader: str, form: str) -> None:
    app, events = fastapi_framework.FastAPI(), list[Event]()
    for _ in range(layers):
        app.middleware("http")(middleware(reader))

    @app.post("/sms")
    def receive(
        event: Annotated[Event, fastapi_framework.Depends(fastapi.webhook(secrets=SECRET))],
    ) -> None:
        events.append(event)

    assert post(app, form) == 200
    assert [event.message for event in events] == ["This is a reply."]


def test_fastapi_with_form_parameters_and_a_second_reader() -> None:
    app, seen = fastapi_framework.FastAPI(), list[Any]()

    @app.post("/sms")
    def receive(
        event: Annotated[Event, fastapi_framework.Depends(fastapi.webhook(secrets=SECRET))],
        job: Annotated[str, Form(alias="JobNumber")],
    ) -> None:
        seen.extend([event.message, job])

    async def raw(request: Request) -> bytes:
        return await request.body()

    @app.post("/raw")
    def receive_raw(
        event: Annotated[Event, fastapi_framework.Depends(fastapi.webhook(secrets=SECRET))],
        content: Annotated[bytes, fastapi_framework.Depends(raw)],
    ) -> None:
        seen.extend([event.message, content])

    assert post(app, "form") == 200
    assert post(app, "form", "/raw") == 200
    texts = ["This is a reply.", REPLY["JobNumber"], "This is a reply.", body(REPLY, "form")]
    assert seen == texts


@every_format
@starlette_readers
def test_asgi_below_starlette_middleware(reader: str, form: str) -> None:
    events: list[Event] = []
    app = starlette.applications.Starlette(
        routes=[starlette.routing.Route("/sms", asgi.webhook(secrets=SECRET)(events.append))],
        middleware=[
            starlette.middleware.Middleware(
                starlette.middleware.base.BaseHTTPMiddleware, dispatch=middleware(reader)
            )
        ],
    )
    assert post(app, form) == 200
    assert [event.message for event in events] == ["This is a reply."]


def django_request(form: str, **environ: Any) -> WSGIRequest:
    content = body(REPLY, form)
    return WSGIRequest({
        "REQUEST_METHOD": "POST", "PATH_INFO": "/sms", "CONTENT_TYPE": MEDIA[form],
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.input": io.BytesIO(content),
        "CONTENT_LENGTH": str(len(content)), **environ,
    })  # fmt: skip


DJANGO_READERS: dict[str, Callable[[WSGIRequest], Any]] = {
    "none": lambda _: None,
    "POST": lambda request: request.POST,
    "body": lambda request: request.body,
}


@pytest.fixture(autouse=True)
def _settings() -> None:
    configure()


@every_format
@pytest.mark.parametrize("reader", DJANGO_READERS)
def test_django(reader: str, form: str) -> None:
    events: list[Event] = []
    request = django_request(form)
    DJANGO_READERS[reader](request)
    answer = django_adapter.webhook(secrets=SECRET)(events.append)(request)
    assert (answer.status_code, len(events)) == (200, 1)
    assert request.body == body(REPLY, form)


@every_format
def test_django_with_a_chunked_body(form: str) -> None:
    events: list[Event] = []
    view = django_adapter.webhook(secrets=SECRET)(events.append)
    chunked = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    assert view(django_request(form, **chunked)).status_code == 411
    ended = {**chunked, "wsgi.input_terminated": True}
    assert view(django_request(form, **ended)).status_code == 200
    assert len(events) == 1
    large = {**ended, "wsgi.input": io.BytesIO(b"x" * 300_000)}
    assert view(django_request(form, **large)).status_code == 413


def test_django_after_another_reader_consumed_the_stream() -> None:
    request = django_request("json")
    request.read()
    answer: Any = django_adapter.webhook(secrets=SECRET)(print)(request)
    assert answer.status_code == 400
    assert "consumed it" in answer.content.decode()


IMPORTED = """
from typing import Any
from bestsms_client import ConfigurationError
from bestsms_client.webhooks import asgi, django, fastapi, flask
made = [asgi.webhook()(print), flask.webhook()(print), django.webhook()(print), fastapi.webhook()]
for one in made:
    try:
        one.check()
    except ConfigurationError as error:
        assert "BESTSMS_WEBHOOK_SECRET" in str(error)
    else:
        raise SystemExit("nothing was raised")
"""


def test_importing_an_application_without_the_secret() -> None:
    subprocess.run([sys.executable, "-c", IMPORTED], check=True)


def test_the_first_request_without_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    app = flask_framework.Flask("receiver")
    app.testing = True  # raise the exceptions of the view here
    events: list[Event] = []
    app.post("/sms")(flask.webhook()(events.append))
    client = app.test_client()
    with pytest.raises(ConfigurationError, match="BESTSMS_WEBHOOK_SECRET"):
        client.post("/sms", data=json.dumps(dict(REPLY)), content_type="application/json")
    monkeypatch.setenv("BESTSMS_WEBHOOK_SECRET", SECRET + "\n")
    assert client.post("/sms", data=body(REPLY), content_type="application/json").status_code == 200
    assert len(events) == 1
