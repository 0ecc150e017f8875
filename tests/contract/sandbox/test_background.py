"""Background work survives and reports any error, and foreign database files are never changed."""

import json
import logging
import os
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from tests.contract.sandbox.sandbox_api import ALICE, BOB, SandboxApi
from tests.contract.sandbox.webhook_receiver import receiving

from bestsms_sandbox import Sandbox, StoreError
from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.storage.database import Database
from bestsms_sandbox.webhooks.delivery import WebhookDelivery

pytestmark = pytest.mark.slow

FULL_DISK = """
    import json, logging, resource, signal, sys, time
    from bestsms_sandbox import Sandbox
    import httpx

    logging.disable()
    path, receiver = sys.argv[1:]
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write fails instead
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)

    def send(sandbox, text):
        data = {"Message": text, "Destinations": ["+61491570006"]}
        headers = {"Authorization": "Basic " + sandbox.token}
        url = sandbox.base_url + "/send/sms"
        return httpx.post(url, json={"MessageData": data}, headers=headers).status_code

    def health(sandbox):
        return httpx.get(sandbox.page_url + "readyz").status_code

    with Sandbox(db=path) as sandbox:
        sandbox.outbox.webhook(receiver)
        sandbox.outbox.control("PUT", "settings", {"delivery_seconds": 0.5})
        assert send(sandbox, "One") == 200
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))
        while health(sandbox) != 503:
            time.sleep(0.05)
        assert send(sandbox, "Full") == 500
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        while health(sandbox) != 200:
            time.sleep(0.05)
        assert send(sandbox, "Two") == 200
        while sum(hook["state"] == "delivered"
                  for hook in sandbox.outbox.control("GET", "webhooks")["webhooks"]) < 2:
            time.sleep(0.05)
        print([message.text for message in sandbox.outbox])
"""


def test_the_sandbox_recovers_from_a_full_disk(tmp_path: Path) -> None:
    with receiving() as receiver:
        command = [sys.executable, "-c", textwrap.dedent(FULL_DISK)]
        arguments = [str(tmp_path / "db"), receiver.url]
        done = subprocess.run(
            [*command, *arguments], check=False, capture_output=True, text=True, timeout=60
        )
        assert done.stdout == "['One', 'Two']\n", done.stderr
        bodies = [json.loads(receiver.got().body)["Result"] for _ in range(2)]
        assert bodies == ["delivered"] * 2


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), RuntimeError("bug")])
def test_a_background_error_is_logged_and_reported(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    failing = [True]
    tick = Gateway.tick

    def broken_tick(gateway: Gateway) -> None:
        if failing:
            raise error
        tick(gateway)

    monkeypatch.setattr("bestsms_sandbox.background._REST_SECONDS", 0.01)
    with caplog.at_level(logging.ERROR, "bestsms_sandbox"), Sandbox() as sandbox:
        monkeypatch.setattr(Gateway, "tick", broken_tick)
        sandbox.post_event("SMS", ALICE, url="http://127.0.0.1:1/")  # wakes the loop
        while (health := httpx.get(sandbox.page_url + "readyz", trust_env=False)).is_success:
            pass
        assert health.json() == {"status": "failing", "error": f"{type(error).__name__}: {error}"}
        assert httpx.get(sandbox.page_url + "livez", trust_env=False).is_success
        failing.clear()
        while not httpx.get(sandbox.page_url + "readyz", trust_env=False).is_success:
            pass
    assert [record.exc_info is not None for record in caplog.records] == [True]  # logged once


def test_an_error_while_recording_a_delivery_repeats_the_delivery(
    api: SandboxApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = getattr(WebhookDelivery, "_record")  # noqa: B009 - private
    failures = [sqlite3.OperationalError("disk full")]

    def broken_record(*arguments: object) -> None:
        if failures:
            raise failures.pop()
        record(*arguments)

    monkeypatch.setattr(WebhookDelivery, "_record", broken_record)
    monkeypatch.setattr("bestsms_sandbox.webhooks.delivery._REST_SECONDS", 0.01)
    with receiving() as receiver:
        api.control.put("webhook", json={"url": receiver.url}).raise_for_status()
        api.reply(BOB, "Hello")
        assert receiver.got().body == receiver.got().body
        (hook,) = api.control.get("webhooks").json()["webhooks"]
        assert (hook["state"], len(hook["tries"])) == ("delivered", 1)


def foreign_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (name)")
        connection.execute("PRAGMA user_version = 3")


def older_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE messages (seq)")
        connection.execute("PRAGMA user_version = 2")


def write_ahead_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE customers (name)")


FILES: dict[str, Callable[[Path], object]] = {
    "a foreign database": foreign_database,
    "a database with a write-ahead log": write_ahead_database,
    "a database of an older sandbox": older_database,
    "a text": lambda path: path.write_text("Important\n" * 100),
    "a short text": lambda path: path.write_text("x"),
    "a truncated database": lambda path: path.write_bytes(b"SQLite format 3\x00"),
    "a folder": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
}


@pytest.mark.parametrize("name", FILES)
def test_foreign_files_are_refused_and_not_changed(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    FILES[name](path)
    if path.is_file():
        path.chmod(0o644)
    before = path.lstat(), path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreError, match="file: not a"):
        Sandbox(db=str(path))
    after = path.lstat(), path.read_bytes() if path.is_file() else b""
    assert (after[0].st_mode, after[0].st_mtime_ns, after[1]) == (
        before[0].st_mode, before[0].st_mtime_ns, before[1],
    )  # fmt: skip
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_new_file_is_identified_before_anything_is_stored(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "db"))
    copy = tmp_path / "copy"  # like after SIGKILL, but without the write-ahead log
    copy.write_bytes((tmp_path / "db").read_bytes())
    database.close()
    Database(str(copy)).close()


def test_an_empty_file_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "db"
    path.touch()
    Database(str(path)).close()
    assert path.stat().st_size > 0
