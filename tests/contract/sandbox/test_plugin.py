"""The pytest plugin in separate sessions, with other plugins and with --sms-sandbox-only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MODULE = """
import asyncio, os, subprocess, sys
import pytest
from bestsms_client import BestSMS, ConfigurationError

ALICE = "+61491570006"

def send(client):
    client.messaging.sms.send_message(message="Hello", destinations=ALICE)

@pytest.mark.parametrize("number", range(5))
def test_each_test_starts_empty(sms_client, sms_outbox, number):
    send(sms_client)
    assert [message.text for message in sms_outbox] == ["Hello"]

def test_a_client_without_the_fixture(sms_outbox):
    with BestSMS() as client:
        send(client)
    assert len(sms_outbox) == 1
"""
ASYNC = """

@pytest.mark.{mark}
async def test_asynchronous(async_sms_client, sms_outbox):
    async with async_sms_client as client:
        sent = await client.messaging.sms.send_message(message="Hello", destinations=ALICE)
        sms_outbox.advance(10)
        assert (await client.reports.status.poll(sent)).status == "Completed"
    assert sms_outbox.last.to == (ALICE,)
"""
ANYIO_BACKENDS = """
@pytest.fixture(params=["asyncio"])
def anyio_backend(request):
    return request.param
"""
FORGETFUL = """

CONSTRUCTIONS = [
    lambda: BestSMS("token"),
    lambda: BestSMS("token", base_url="https://api.bestsms.com.au/api/v2.04"),
    lambda: BestSMS("token", mode="test"),
    lambda: __import__("bestsms_client").AsyncBestSMS("token"),
]

@pytest.mark.parametrize("construct", CONSTRUCTIONS)
def test_forgotten_fixture(construct):
    with pytest.raises(ConfigurationError, match="--sms-sandbox-only"):
        construct()

def test_forgotten_fixture_in_another_process():
    program = "from bestsms_client import BestSMS; BestSMS('token')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "--sms-sandbox-only" in done.stderr

def test_the_fixture_does_not_allow_live_clients(sms_client):
    with pytest.raises(ConfigurationError, match="--sms-sandbox-only"):
        BestSMS(base_url="https://api.bestsms.com.au/api/v2.04")
"""


def session(folder: Path, module: str, *options: str) -> "subprocess.CompletedProcess[str]":
    (folder / "test_it.py").write_text(module)
    names = ("schemathesis", "cacheprovider", "asyncio", "randomly", "xdist", "anyio")
    off = [f"no:{name}" for name in names if f"+{name}" not in options]
    plugins = [argument for name in off for argument in ("-p", name)]
    options = tuple(option for option in options if not option.startswith("+"))
    command = [sys.executable, "-m", "pytest", "-q", *plugins, *options, str(folder)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=120, cwd=folder, env=env
    )


SESSIONS = {
    "alone": (MODULE, (), 6),
    "randomly": (MODULE, ("+randomly",), 6),
    "xdist": (MODULE, ("+xdist", "-n", "2"), 6),
    "asyncio": (MODULE + ASYNC.format(mark="asyncio"), ("+asyncio",), 7),
    "anyio": (MODULE + ANYIO_BACKENDS + ASYNC.format(mark="anyio"), ("+anyio",), 7),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SESSIONS)
def test_with_other_plugins(tmp_path: Path, name: str) -> None:
    module, options, passed = SESSIONS[name]
    done = session(tmp_path, module, *options)
    assert f"{passed} passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("way", ["option", "ini"])
def test_with_sms_sandbox_only_live_clients_are_refused(tmp_path: Path, way: str) -> None:
    options = ["--sms-sandbox-only"] if way == "option" else []
    if way == "ini":
        (tmp_path / "pytest.ini").write_text("[pytest]\nsms_sandbox_only = true\n")
    done = session(tmp_path, MODULE + FORGETFUL, *options)
    assert "12 passed" in done.stdout, done.stdout + done.stderr


def test_without_the_option_nothing_changes(tmp_path: Path) -> None:
    module = """
from bestsms_client import BestSMS

def test_it():
    BestSMS("token").close()
"""
    done = session(tmp_path, module)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_a_session_without_the_fixtures_imports_nothing(tmp_path: Path) -> None:
    module = """
import sys, threading

def test_it(request):
    names = {name.partition(".")[0] for name in sys.modules}
    assert not names & {"httpx", "uvicorn", "starlette", "jsonschema_rs", "bestsms_client"}
    assert "bestsms_sandbox.server" not in sys.modules
    assert threading.active_count() == 1
"""
    done = session(tmp_path, module, "--sms-sandbox-only")
    assert "1 passed" in done.stdout, done.stdout + done.stderr
