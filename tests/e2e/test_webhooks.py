"""Webhook receivers of the frameworks under real servers, with events from the sandbox.

Each event is handled once, although handlers fail, and die between storing an event and responding.
"""

import os
import random
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bestsms_client import BestSMS
from bestsms_client.webhooks import InboundEvent, ReplyEvent, StatusEvent, parse
from bestsms_sandbox.webhooks.payloads import MEDIA_TYPES, encode
from sandbox_process import SandboxProcess, running_sandbox

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SECRET = "shared-secret"
NUMBER, OTHER, BAD, STRANGER = "+61491570006", "+61491570156", "+61491570110", "+61491570157"

APPS = {
    "asgi": """
from failing_handler import SECRETS, receive
from bestsms_client.webhooks.asgi import webhook
from starlette.applications import Starlette
from starlette.routing import Route
app = Starlette(routes=[Route("/sms", webhook(secrets=SECRETS)(receive))])
""",
    "fastapi": """
from typing import Annotated
from failing_handler import SECRETS, receive
from bestsms_client.webhooks import Event
from bestsms_client.webhooks.fastapi import webhook
from fastapi import Depends, FastAPI
app = FastAPI()
@app.post("/sms")
def take(event: Annotated[Event, Depends(webhook(secrets=SECRETS))]) -> None:
    receive(event)
""",
    "flask": """
from failing_handler import SECRETS, receive
from bestsms_client.webhooks.flask import webhook
from flask import Flask
app = Flask("receiver")
app.post("/sms")(webhook(secrets=SECRETS)(receive))
""",
    "django": """
from failing_handler import SECRETS, receive
from bestsms_client.webhooks.django import webhook
from django.urls import path
urlpatterns = [path("sms", webhook(secrets=SECRETS)(receive))]
""",
}
REPLIES = [(NUMBER, "OK"), (OTHER, "Größe 😀 & <so>"), (STRANGER, "OK"), (NUMBER, "Yes")]
frameworks = pytest.mark.parametrize("framework", APPS)


class Application:
    """A receiver in a separate process, with a fixed port across restarts."""

    def __init__(self, framework: str, folder: Path, source: str) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/sms"
        (folder / "receiver_app.py").write_text(source)
        command = [str(HERE / "serve.py"), framework, str(self.port), "receiver_app.py"]
        self._command = [sys.executable, *command]
        self._process: subprocess.Popen[str] | None = None
        self.output: list[str] = []
        self.deaths = 0

    def ensure_running(self) -> None:
        if self._process and self._process.poll() is None:
            return
        if self._process:
            self.deaths += 1
            self.end()
        self._process = subprocess.Popen(
            self._command,
            cwd=self.folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def end(self) -> None:
        """Kill the process and collect its output."""
        if self._process:
            self._process.kill()
            self.output += self._process.communicate()[0].splitlines()
            self._process = None

    def inbox(self) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "app.db") as connection:
            rows = connection.execute("SELECT * FROM inbox").fetchall()
        connection.close()
        return rows


@pytest.fixture(scope="module")
def served() -> Iterator[SandboxProcess]:
    with running_sandbox() as gateway:
        yield gateway


@pytest.fixture
def gateway(served: SandboxProcess) -> SandboxProcess:
    served.control("POST", "reset")
    return served


def states(gateway: SandboxProcess) -> list[str]:
    return [webhook["state"] for webhook in gateway.control("GET", "webhooks")["webhooks"]]


def configure(gateway: SandboxProcess, url: str, form: str, shape: str) -> None:
    config = {"url": url, "format": form, "shape": shape, "secret": SECRET, "timeout_seconds": 5}
    gateway.control("PUT", "webhook", config)


@pytest.mark.slow
@frameworks
@pytest.mark.parametrize(("form", "shape"), [("JSON", "v2.04"), ("XML", "seed")])
def test_each_event_is_stored_once(
    framework: str, form: str, shape: str, gateway: SandboxProcess, tmp_path: Path
) -> None:
    chance = random.Random(f"{framework} {form}")
    plan = ["die after", "die before", "fail", "die after"]
    plan += chance.choices(["", "fail", "die before", "die after"], [6, 2, 1, 1], k=12)
    (tmp_path / "plan").write_text("\n".join(plan))
    (tmp_path / "offset").write_text("0")
    application = Application(framework, tmp_path, APPS[framework])
    configure(gateway, application.url, form, shape)
    try:
        application.ensure_running()
        with BestSMS(gateway.token, base_url=gateway.base_url) as client:
            client.messaging.sms.send_message(message="Hi", destinations=[NUMBER, OTHER, BAD])
        ahead = 0
        for step in range(40):
            if step == 1:  # two people send the same text at once, and later a third
                for number, text in REPLIES:
                    gateway.reply(number, text)
            application.ensure_running()
            gateway.advance(300 if step else 10)
            ahead += 300 if step else 10
            (tmp_path / "offset").write_text(str(ahead))
            known = states(gateway)
            if len(known) == 7 and set(known) == {"delivered"}:
                break
        assert states(gateway) == ["delivered"] * 7
        assert application.deaths >= 3
        (tmp_path / "plan").write_text("")
        application.ensure_running()
        for _ in range(2):  # someone sends the same text twice
            gateway.reply(NUMBER, "No!")
        gateway.advance(1)
        (tmp_path / "offset").write_text(str(ahead + 300))
        for webhook in gateway.control("GET", "webhooks")["webhooks"]:  # redelivered
            gateway.control("POST", f"webhooks/{webhook['seq']}/redeliver")
        gateway.advance(300)
        assert states(gateway) == ["delivered"] * 9
    finally:
        application.end()
    kept = sorted(row[:4] for row in application.inbox())
    assert kept == sorted([
        ("SMS", NUMBER, "SUCCESS", ""),
        ("SMS", OTHER, "SUCCESS", ""),
        ("SMS", BAD, "FAILED", ""),
        ("SMSReply", NUMBER, "RECEIVED", "No!"),
        ("SMSReply", NUMBER, "RECEIVED", "No!"),
        ("SMSReply", NUMBER, "RECEIVED", "OK"),
        ("SMSReply", NUMBER, "RECEIVED", "Yes"),
        ("SMSReply", OTHER, "RECEIVED", "Größe 😀 & <so>"),
        ("SMSInbound", STRANGER, "RECEIVED", "OK"),
    ])  # fmt: skip
    suspects = [row[3] for row in application.inbox() if row[4]]
    assert suspects == (["No!"] if shape == "seed" else [])


@frameworks
def test_a_wrong_secret_is_refused_and_retried(
    framework: str, gateway: SandboxProcess, tmp_path: Path
) -> None:
    (tmp_path / "plan").write_text("")
    (tmp_path / "offset").write_text("0")
    application = Application(framework, tmp_path, APPS[framework])
    configure(gateway, application.url, "JSON", "v2.04")
    gateway.control("PUT", "webhook", {"url": application.url, "secret": "forged"})
    try:
        application.ensure_running()
        gateway.reply(NUMBER, "Hello")
        gateway.advance(1)
        (webhook,) = gateway.control("GET", "webhooks")["webhooks"]
        assert [one["status"] for one in webhook["tries"]] == [401]
        assert application.inbox() == []
    finally:
        application.end()


@pytest.mark.parametrize("shape", ["v2.04", "seed"])
def test_both_formats_give_equal_events(shape: str, gateway: SandboxProcess) -> None:
    configure(gateway, "http://127.0.0.1:9/nobody", "JSON", shape)
    texts = ["OK", "STOP", "Größe 😀 & <so> \"'", " two\nlines ", "cr\r\nlf", "]]>", "\t"]
    with BestSMS(gateway.token, base_url=gateway.base_url) as client:
        sent = client.messaging.sms.send_message(
            message="Hi", destinations=[NUMBER, BAD, OTHER], sub_account="S&Co", department="<D>"
        )
    gateway.advance(60)
    for text in texts:
        gateway.reply(NUMBER, text)
    gateway.reply(STRANGER, "Who is this?")
    gateway.advance(1)
    bodies = [webhook["body"] for webhook in gateway.control("GET", "webhooks")["webhooks"]]
    kinds: list[type] = []
    for body in bodies:
        json, xml = (
            parse(encode(body, form), MEDIA_TYPES[form], secrets=[SECRET, gateway.token])
            for form in ("JSON", "XML")
        )
        assert json == xml
        assert json.raw == xml.raw == body
        assert json.sent_at is not None
        assert (json.sent_at.tzinfo is None) == (shape == "seed")
        assert json.price is None or json.price >= 0
        assert json.message_id in (sent.message_id, "")
        kinds.append(type(json))
    assert sorted(kind.__name__ for kind in kinds) == sorted(
        [StatusEvent.__name__] * 3 + [ReplyEvent.__name__] * 7 + [InboundEvent.__name__]
    )
    assert [body["Message"] for body in bodies if body["Type"] == "SMSReply"] == texts
