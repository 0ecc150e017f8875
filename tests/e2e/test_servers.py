"""Receivers under gunicorn with four workers and under uvicorn, with and without chunked bodies."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from tests.unit.webhooks.webhook_bodies import REPLY, SECRET

HANDLER = """
from bestsms_client.webhooks import Deduplicator, Event, SQLiteStore
once = Deduplicator(SQLiteStore("app.db", timeout=60)).once

def receive(event: Event) -> None:
    with once(event) as delivery:
        if delivery.new:
            delivery.transaction.execute("INSERT INTO inbox VALUES (?)", (event.received_id,))
"""
APPS = {
    "flask": """
from bestsms_client.webhooks.flask import webhook
from flask import Flask, request
from handler import receive
app = Flask("receiver")
@app.before_request
def log():
    len(request.form)
app.post("/sms")(webhook()(receive))
""",
    "django": """
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path
from bestsms_client.webhooks.django import webhook
from handler import receive
settings.configure(ROOT_URLCONF="receiver_app", ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None)
urlpatterns = [path("sms", webhook()(receive))]
app = get_wsgi_application()
""",
    "fastapi": """
from typing import Annotated
from bestsms_client.webhooks import Event
from bestsms_client.webhooks.fastapi import webhook
from fastapi import Depends, FastAPI
from handler import receive
app = FastAPI()
@app.middleware("http")
async def log(request, call_next):
    await request.form()
    return await call_next(request)
@app.post("/sms")
def take(event: Annotated[Event, Depends(webhook())]) -> None:
    receive(event)
""",
    "asgi": """
import asyncio
from bestsms_client.webhooks.asgi import webhook
from handler import receive
@webhook()
async def app(event):
    await asyncio.to_thread(receive, event)
""",
}


@contextmanager
def serving(framework: str, folder: Path) -> Generator[str]:
    """Run an application under its server until the block ends; yield its URL."""
    (folder / "handler.py").write_text(HANDLER)
    (folder / "receiver_app.py").write_text(APPS[framework])
    with closing(sqlite3.connect(folder / "app.db")) as connection:
        connection.execute("CREATE TABLE inbox (received_id TEXT)")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-m"]
        if framework in ("flask", "django"):
            command += ["gunicorn", "-w", "4", "-b", f"fd://{listener.fileno()}"]
        else:
            command += ["uvicorn", "--log-level", "error", "--fd", str(listener.fileno())]
        with subprocess.Popen(
            [*command, "receiver_app:app"],
            cwd=folder,
            env={**os.environ, "BESTSMS_WEBHOOK_SECRET": SECRET + "\n", "PYTHONPATH": str(folder)},
            pass_fds=[listener.fileno()],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                yield f"http://127.0.0.1:{listener.getsockname()[1]}/sms"
            finally:
                os.killpg(process.pid, signal.SIGKILL)


def content(number: int, form: str) -> bytes:
    fields = {**REPLY, "ReceivedID": f"id-{number}"}
    if form == "form":
        return urlencode(fields).encode()
    return json.dumps(fields).encode()


def pieces(whole: bytes) -> Iterator[bytes]:
    """Yield a body in pieces, which httpx sends as chunks without a length."""
    yield whole[:10]
    yield whole[10:]


@pytest.mark.slow
@pytest.mark.parametrize("framework", APPS)
def test_each_delivery_is_handled_once(framework: str, tmp_path: Path) -> None:
    count = 40
    with serving(framework, tmp_path) as url, httpx.Client(timeout=60, trust_env=False) as client:

        def deliver(number: int) -> int:
            form = "form" if number % 2 else "json"
            media = {"json": "application/json", "form": "application/x-www-form-urlencoded"}[form]
            body = content(number % count, form)
            for _ in range(100):
                try:
                    response = client.post(
                        url,
                        content=pieces(body) if number % 3 else body,
                        headers={"Content-Type": media},
                    )
                except httpx.TransportError:
                    time.sleep(0.1)  # the server or a worker is still starting
                else:
                    return response.status_code
            raise TimeoutError

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(deliver, range(3 * count))) == {200}
        empty = client.post(url, content=b"", headers={"Content-Type": "application/json"})
        large = client.post(url, content=b"x" * 300_000)
        assert (empty.status_code, large.status_code) == (400, 413)
        assert "empty" in empty.text
    with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
        rows = sorted(text for (text,) in connection.execute("SELECT received_id FROM inbox"))
    assert rows == sorted(f"id-{n}" for n in range(count))
