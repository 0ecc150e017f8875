"""Incomplete, stalled and unusual requests change nothing and affect no other requests."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from tests.contract.sandbox.sandbox_api import ALICE, SandboxApi

from bestsms_sandbox import Sandbox
from bestsms_sandbox.web.http_protocol import HttpProtocol


def connect(api: SandboxApi) -> socket.socket:
    url = urlsplit(api.sandbox.base_url)
    assert url.hostname
    assert url.port
    return socket.create_connection((url.hostname, url.port), timeout=10)


def head(api: SandboxApi, request: str, *more: str) -> bytes:
    lines = [
        f"{request} HTTP/1.1",
        "Host: localhost",
        f"Authorization: Basic {api.sandbox.token}",
        "Content-Type: application/json",
        *more,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def broken_off(api: SandboxApi, content: bytes) -> None:
    """Send part of a request and disconnect; return when the sandbox has noticed."""
    before = connections(api)  # earlier tests may have left more than the two of `api`
    with connect(api) as connection:
        connection.sendall(content)
        while connections(api) <= before:
            pass
    while connections(api) > before:
        pass


def connections(api: SandboxApi) -> int:
    count: int = api.control.get("livez").json()["connections"]
    return count


@pytest.fixture
def delayed(api: SandboxApi) -> str:
    api.ok("GET", "/addressbook/contact/list")  # opens the connection of `api`
    return api.send(SendTime="2031-01-01T09:00")


PARTS = {
    "no byte of the body": ("Content-Length: 100", b""),
    "a part of the body": ("Content-Length: 100", b'{"SendTime": "2032-01'),
    "all but the last byte": ("Content-Length: 3", b"{}"),
    "an open chunk": ("Transfer-Encoding: chunked", b"2\r\n{}\r\n"),
    "half a chunk": ("Transfer-Encoding: chunked", b"10\r\n{}"),
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("action", ["abort", "reschedule"])
def test_an_incomplete_action_has_no_effect(
    api: SandboxApi, delayed: str, action: str, part: str
) -> None:
    framing, body = PARTS[part]
    path = f"/api/v2.04/set/{action}/{delayed}"
    broken_off(api, head(api, f"PATCH {path}", framing) + body)
    status = api.status(delayed)
    assert (status["Status"], status["DelayedTimeLocal"]) == ("Delayed", "2031-01-01 09:00:00")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("call", ["POST reset", "DELETE faults", "POST clock", "PUT settings"])
def test_an_incomplete_control_call_has_no_effect(
    api: SandboxApi, delayed: str, call: str, part: str
) -> None:
    api.control.put("faults", json={"faults": [{"do": "drop", "number": "+61491570159"}]})
    before = api.control.get("faults").json()
    method, name = call.split()
    framing, body = PARTS[part]
    broken_off(api, head(api, f"{method} /_sandbox/{name}", framing) + body)
    assert api.kept()[0]["message_id"] == delayed
    assert api.control.get("faults").json() == before


def test_an_incomplete_request_does_not_use_up_a_fault(api: SandboxApi) -> None:
    api.ok("GET", "/addressbook/contact/list")
    api.control.put("faults", json={"faults": [{"do": "drop", "times": 1}]}).raise_for_status()
    broken_off(api, head(api, "POST /api/v2.04/send/sms", "Content-Length: 100") + b"{")
    assert api.control.get("faults").json()["faults"][0]["hits"] == 0


@pytest.mark.parametrize(
    "content", [b"G", b"GET / HTTP/1.1\r\nHost: lo", b"POST /_sandbox/reset HTTP/1.1\r\n"]
)
def test_a_connection_that_stalls_in_the_header_is_closed(
    api: SandboxApi, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(HttpProtocol, "request_seconds", 0.1)
    with connect(api) as connection:
        connection.sendall(content)
        assert received(connection) == b""


def test_a_request_that_stalls_in_the_body_is_closed_without_effect(
    api: SandboxApi, monkeypatch: pytest.MonkeyPatch, delayed: str
) -> None:
    monkeypatch.setattr(HttpProtocol, "request_seconds", 0.1)
    with connect(api) as connection:
        path = f"/api/v2.04/set/abort/{delayed}"
        connection.sendall(head(api, f"PATCH {path}", "Content-Length: 100") + b"{")
        assert received(connection) == b""
    assert api.status(delayed)["Status"] == "Delayed"


def received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1)
    except ConnectionResetError:
        return b""


def test_the_timer_does_not_close_a_complete_request(
    api: SandboxApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HttpProtocol, "request_seconds", 0.1)
    api.control.put("faults", json={"faults": [{"after_seconds": 0.3, "times": 1}]})
    with connect(api) as connection:
        request = head(api, "GET /api/v2.04/addressbook/contact/list")
        connection.sendall(request[:20])
        connection.sendall(request[20:])
        assert connection.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize(
    "path",
    [
        "messages?limit=²", "messages?limit=0", "messages?limit=-1", "messages?limit=1e3",
        "messages?limit=" + "9" * 5000, "messages?limit=", "messages?before=²",
        "messages?before=x", "messages?before=" + "9" * 30, "webhooks?limit=²", "refused?limit=x",
        "mails?limit=٣", "files/99999999999999999999/a.txt", "files/²/a", "files/-1/a",
        "files/" + "9" * 5000 + "/a", "page/messages/99999999999999999999", "page/messages/²",
        "view/messages/99999999999999999999", "view/messages/x", "requests/99999999999999999999",
        "page/nowhere", "view/nowhere", "static/..%2f..%2fserver.py", "nowhere",
    ],
)  # fmt: skip
def test_unusual_values_in_urls_are_client_errors(api: SandboxApi, path: str) -> None:
    assert api.control.get(path).status_code in (400, 404)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "clock", {"advance_seconds": 1e308}),
        ("POST", "clock", {"advance_seconds": True}),
        ("POST", "clock", {"advance_seconds": None}),
        ("POST", "clock?wait=perhaps", {"advance_seconds": 1}),
        ("POST", "replies", {"from": ["x"], "message": "x"}),
        ("POST", "replies", {"from": " ", "message": "x"}),
        ("POST", "outcomes", {"number": ALICE, "outcome": 7}),
        ("PUT", "settings", {"delivery_seconds": 1e300}),
        ("PUT", "settings", {"cap_gsm": 0.5}),
        ("PUT", "webhook", {"url": "http://[::1"}),
        ("PUT", "webhook", {"url": "http://user@example.com"}),
        ("PUT", "webhook", {"url": "http://127.0.0.1/", "copies": 0}),
        ("PUT", "webhook", {"url": "http://127.0.0.1/", "order": "random"}),
        ("PUT", "faults", {"faults": [{"times": 10**30, "seed": 10**400}]}),
        ("PUT", f"numbers/{ALICE}", {"after_seconds": -1}),
        ("POST", "events", {"type": "MMS", "destination": ALICE}),
        ("POST", "events", {"type": "SMS", "destination": ALICE, "at": "yesterday"}),
        ("POST", "events", {"type": "SMS", "destination": ALICE, "at": "2030-01-01T00:00"}),
        ("POST", "events", {"type": "SMS", "destination": ALICE, "zone": "Nowhere"}),
        ("POST", "events", {"type": "SMS", "destination": ALICE, "url": "http://example.com"}),
    ],
)
def test_unusual_values_in_bodies_are_client_errors(
    api: SandboxApi, method: str, path: str, body: Any
) -> None:
    response = api.control.request(method, path, content=json.dumps(body))
    assert response.status_code == 400, response.text
    assert response.json()["error"]


@pytest.mark.parametrize("seq", ["²", "99999999999999999999"])
def test_redelivering_an_unknown_webhook_is_a_client_error(api: SandboxApi, seq: str) -> None:
    assert api.control.post(f"webhooks/{seq}/redeliver").status_code == 404


@pytest.mark.parametrize("path", ["_sandbox/replies", "_sandbox/reset", "_sandbox/page/actions/x"])
def test_a_control_body_that_is_too_large_is_cut_off(api: SandboxApi, path: str) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(200):
            yield bytes(1 << 20)

    api.send()
    try:
        response = httpx.post(api.sandbox.page_url + path, content=pieces(), trust_env=False)
        assert response.status_code == 413
    except httpx.NetworkError:
        pass  # the sandbox disconnected
    assert len(api.kept()) == 1


def test_event_streams_are_limited() -> None:
    with Sandbox() as sandbox, httpx.Client(trust_env=False, base_url=sandbox.page_url) as client:
        limits = httpx.Limits(max_connections=None)
        with httpx.Client(trust_env=False, limits=limits) as many, ExitStack() as streams:
            lines: list[Iterator[str]] = []
            for _ in range(50):
                url = f"{sandbox.page_url}_sandbox/changes"
                lines.append(streams.enter_context(many.stream("GET", url)).iter_lines())
                assert next(lines[-1]) == "retry: 1000"
            assert client.get("_sandbox/changes").status_code == 503
        while client.get("_sandbox/livez").json()["connections"] > 1:
            pass
        with client.stream("GET", "_sandbox/changes") as again:
            assert again.status_code == 200
