"""The fuzzer against a gateway that is not ours: it says what it does, and harms nothing."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import pytest

import contract as c
from fuzz_safety import Guard, Plan, Spent
from sandbox_process import running_sandbox

THEIRS = "AAAAAAAA-BBBB-BBBB-CCCC-DDDDDDDDDDDD"  # also the contract's own example
VENDOR = "https://api.bestsms.com.au/api/v2.04"


@dataclass
class SandboxProcess:
    """A gateway that agrees to everything, and keeps what it was asked."""

    server: ThreadingHTTPServer
    asked: list[tuple[str, str, Any]] = field(default_factory=list[tuple[str, str, Any]])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/api/v2.04"

    def sent(self, *methods: str) -> list[tuple[str, str, Any]]:
        return [asked for asked in self.asked if asked[0] in methods]


@pytest.fixture
def gateway() -> Iterator[SandboxProcess]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body: Any = None
            with contextlib.suppress(ValueError):
                body = json.loads(raw)
            kept.asked.append((self.command, self.path, body))
            holder = {"ContactID": THEIRS, "GroupID": THEIRS}
            answer = {"Result": "Success", "MessageID": THEIRS, "Contact": holder, "Group": holder}
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name for it
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept = SandboxProcess(server)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


def fuzz(*options: str, token: str = "secret-token") -> tuple[int, str]:
    command = [sys.executable, str(c.ROOT / "scripts" / "fuzz"), "--no-color", *options]
    environment = {**os.environ, "TOKEN": token}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert not token or token not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


def has_data(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(cast("Any", body).get("MessageData"), dict)


@pytest.mark.slow
def test_without_leave_to_write_it_reads_and_sends_in_test_mode(gateway: SandboxProcess) -> None:
    code, text = fuzz("--url", gateway.url, "--budget=60", "--rate=200", "--max-examples=3")

    assert f"Against {gateway.url}: at most 60 requests" in text
    assert text.index("at most 60 requests") < text.index("Schemathesis v")
    assert "interrupted after" in text
    assert "The budget of 60 requests is spent" in text
    assert (code, "FAILURES" in text) == (1, True)  # its answers are not as the contract says
    assert len(gateway.asked) == 60
    assert {method for method, *_ in gateway.asked} == {"GET", "POST"}
    assert {path for _, path, _ in gateway.sent("POST")} == {"/api/v2.04/send/sms"}
    bodies = [body for *_, body in gateway.sent("POST")]
    modes = {body["MessageData"]["Mode"] for body in bodies if has_data(body)}
    assert modes == {"Test"}


@pytest.mark.slow
def test_a_budget_that_is_spent_is_no_failure() -> None:
    with running_sandbox("--strict") as other:
        options = ("--url", other.base_url, "--budget=60", "--rate=200")
        code, text = fuzz(*options, token=other.token)

    assert "The budget of 60 requests is spent" in text
    assert code == 0, text


@pytest.mark.slow
def test_with_leave_to_write_it_changes_only_what_it_made(gateway: SandboxProcess) -> None:
    _, text = fuzz(
        *("--url", gateway.url, "--write", "--budget=150", "--rate=200", "--max-examples=2"),
        *("--phases=examples", "--checks=not_a_server_error"),
    )

    assert "It creates contacts and groups" in text
    changed = [path for _, path, _ in gateway.sent("PATCH", "DELETE")]
    assert changed
    made = [path for _, path, _ in gateway.asked].index("/api/v2.04/addressbook/contact")
    for method, path, _ in gateway.asked[:made]:
        assert method in ("GET", "POST") or THEIRS not in path


@pytest.mark.parametrize(
    ("url", "confirmed", "objection"),
    [
        (VENDOR, "", "CONFIRM=api.bestsms.com.au"),
        (VENDOR, "api.bestsms.com", "CONFIRM=api.bestsms.com.au"),
        (VENDOR, "api.bestsms.com.au", ""),
        ("https://test.bestsms.com.au/api/v2.04", "", "CONFIRM=test.bestsms.com.au"),
        ("https://gateway.example/api/v2.04", "", ""),
        ("https://notbestsms.com.au/api/v2.04", "", ""),
        ("http://gateway.example/api/v2.04", "gateway.example", "no https address"),
        ("http://127.0.0.1:8080/api/v2.04", "", ""),
        ("ftp://127.0.0.1/", "", "no https address"),
    ],
)
def test_the_vendors_host_must_be_meant(
    url: str, confirmed: str, objection: str, parsed: dict[str, Any]
) -> None:
    said = Plan(url, write=False, budget=1, per_second=1).objection(parsed, confirmed)

    assert objection in said
    assert bool(objection) == bool(said)


def test_what_is_objected_to_is_not_done() -> None:
    code, text = fuzz("--url", VENDOR)
    assert (code, "Schemathesis" in text) == (2, False)
    assert "CONFIRM=" in text
    code, text = fuzz("--url", "http://127.0.0.1:1/api/v2.04", token="")
    assert (code, "there is no TOKEN" in text) == (2, True)


@pytest.mark.parametrize(("write", "count"), [(False, 12), (True, 25)])
def test_the_statement_names_every_operation(
    write: bool, count: int, parsed: dict[str, Any]
) -> None:
    plan = Plan(VENDOR, write, budget=7, per_second=3)
    names = plan.operations(parsed)

    statement = plan.statement(parsed)

    assert len(names) == count
    assert all(name in statement for name in names)
    assert ("deleteContact" in names) == write
    assert "at most 7 requests, 3 a second" in statement


def test_the_guard_stamps_replaces_and_ends() -> None:
    guard = Guard(5)
    body: dict[str, Any] = {"MessageData": {"Message": "Hello", "Mode": "Live"}}
    guard.admit("sendSms", "POST", {}, body)
    assert body["MessageData"]["Mode"] == "Test"
    guard.learn("sendSms", {"Result": "Success", "MessageID": "mine"})
    guard.learn("createContact", {"Contact": {"ContactID": "mine"}})
    guard.learn("getContact", {"Contact": {"ContactID": "theirs"}})

    path = {"MessageID": "mine"}
    guard.admit("abortMessage", "PATCH", path, {})
    assert path == {"MessageID": "mine"}
    path, body = {"ContactID": "theirs"}, {"GroupID": "theirs"}
    guard.admit("createContactGroup", "POST", path, body)
    assert "theirs" not in (*path.values(), *body.values())
    path = {"ContactID": "mine"}
    guard.admit("deleteContact", "DELETE", path, None)
    assert path == {"ContactID": "mine"}
    path = {"ContactID": "theirs"}
    guard.admit("getContact", "GET", path, None)
    assert path == {"ContactID": "theirs"}
    with pytest.raises(Spent):
        guard.admit("getContact", "GET", path, None)
