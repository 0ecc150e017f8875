"""Tests for `scripts/fuzz --url`, which fuzzes a gateway other than the sandbox safely."""

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
class RecordingGateway:
    """A gateway that accepts every request and records it."""

    server: ThreadingHTTPServer
    requests: list[tuple[str, str, Any]] = field(default_factory=list[tuple[str, str, Any]])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/api/v2.04"

    def sent(self, *methods: str) -> list[tuple[str, str, Any]]:
        return [request for request in self.requests if request[0] in methods]


@pytest.fixture
def gateway() -> Iterator[RecordingGateway]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def respond(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body: Any = None
            with contextlib.suppress(ValueError):
                body = json.loads(raw)
            recording.requests.append((self.command, self.path, body))
            holder = {"ContactID": THEIRS, "GroupID": THEIRS}
            response = {
                "Result": "Success",
                "MessageID": THEIRS,
                "Contact": holder,
                "Group": holder,
            }
            content = json.dumps(response).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = respond  # noqa: N815

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the name in the base class
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        recording = RecordingGateway(server)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield recording
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
def test_without_write_it_only_reads_and_sends_in_test_mode(gateway: RecordingGateway) -> None:
    code, text = fuzz("--url", gateway.url, "--budget=60", "--rate=200", "--max-examples=3")

    assert f"Fuzzing {gateway.url} with at most 60 requests" in text
    assert text.index("at most 60 requests") < text.index("Schemathesis v")
    assert "interrupted after" in text
    assert "Stopped after the budget of 60 requests" in text
    assert (code, "FAILURES" in text) == (1, True)  # its responses violate the contract
    assert len(gateway.requests) == 60
    assert {method for method, *_ in gateway.requests} == {"GET", "POST"}
    assert {path for _, path, _ in gateway.sent("POST")} == {"/api/v2.04/send/sms"}
    bodies = [body for *_, body in gateway.sent("POST")]
    modes = {body["MessageData"]["Mode"] for body in bodies if has_data(body)}
    assert modes == {"Test"}


@pytest.mark.slow
def test_a_spent_budget_is_not_a_failure() -> None:
    with running_sandbox("--strict") as other:
        options = ("--url", other.base_url, "--budget=60", "--rate=200")
        code, text = fuzz(*options, token=other.token)

    assert "Stopped after the budget of 60 requests" in text
    assert code == 0, text


@pytest.mark.slow
def test_with_write_it_changes_only_what_it_created(gateway: RecordingGateway) -> None:
    _, text = fuzz(
        *("--url", gateway.url, "--write", "--budget=150", "--rate=200", "--max-examples=2"),
        *("--phases=examples", "--checks=not_a_server_error"),
    )

    assert "The run creates contacts and groups" in text
    changed = [path for _, path, _ in gateway.sent("PATCH", "DELETE")]
    assert changed
    created = [path for _, path, _ in gateway.requests].index("/api/v2.04/addressbook/contact")
    for method, path, _ in gateway.requests[:created]:
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
        ("http://gateway.example/api/v2.04", "gateway.example", "must be an https address"),
        ("http://127.0.0.1:8080/api/v2.04", "", ""),
        ("ftp://127.0.0.1/", "", "must be an https address"),
    ],
)
def test_the_vendors_host_must_be_confirmed(
    url: str, confirmed: str, objection: str, parsed: dict[str, Any]
) -> None:
    found = Plan(url, write=False, budget=1, per_second=1).objection(parsed, confirmed)

    assert objection in found
    assert bool(objection) == bool(found)


def test_a_run_with_an_objection_does_not_start() -> None:
    code, text = fuzz("--url", VENDOR)
    assert (code, "Schemathesis" in text) == (2, False)
    assert "CONFIRM=" in text
    code, text = fuzz("--url", "http://127.0.0.1:1/api/v2.04", token="")
    assert (code, "set TOKEN to the gateway's token" in text) == (2, True)


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
    assert "at most 7 requests, 3 per second" in statement


def test_the_guard_sets_test_mode_replaces_foreign_ids_and_stops() -> None:
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
