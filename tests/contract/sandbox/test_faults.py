"""The effect of each fault on a call, seen by a plain HTTP client."""

import asyncio
import contextlib
import json
import socket
import time
from http.client import BadStatusLine, IncompleteRead
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from starlette.types import ASGIApp, Message, Scope
from tests.contract.sandbox.raw_connection import RawConnection, script
from tests.contract.sandbox.sandbox_api import SEND, SandboxApi

from bestsms_sandbox import Sandbox


def kept(api: SandboxApi) -> list[str]:
    return [message["message_id"] for message in api.kept()]


def wait_for_refused(api: SandboxApi, count: int) -> None:
    """Wait until this many calls have failed."""
    while len(api.control.get("refused").json()["refused"]) < count:
        pass


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(("do", "error"), [("drop", BadStatusLine), ("reset", ConnectionError)])
def test_a_lost_response(
    api: SandboxApi, connection: RawConnection, do: str, error: type[Exception], keep: bool
) -> None:
    script(api, {"path": SEND, "do": do, "keep": keep})
    with pytest.raises(error) as caught:
        connection.send()
    # RemoteDisconnected is a subclass of both, so only the check for BadStatusLine tells a drop
    # from a reset
    assert isinstance(caught.value, BadStatusLine) == (do == "drop")
    assert kept(api) == ["ID1"] * keep


def test_connections_are_refused_until_the_fault_ends(
    api: SandboxApi, connection: RawConnection
) -> None:
    connection.send("before")
    script(api, {"do": "refuse", "seconds": 3600})
    with pytest.raises(ConnectionRefusedError):
        RawConnection(api).send()
    script(api, {"do": "refuse", "seconds": 3600})  # again
    with pytest.raises(ConnectionRefusedError):
        RawConnection(api).send()
    # A connection that is already open is not affected.
    assert connection.send("open").status == 200
    api.control.delete("faults").raise_for_status()
    for _ in range(1000):  # the server needs a moment until it listens again
        again = RawConnection(api)
        with contextlib.closing(again.http), contextlib.suppress(ConnectionRefusedError):
            assert again.send("after").status == 200
            break
    assert kept(api) == ["before", "open", "after"]
    script(api, {"do": "refuse", "seconds": 0.01})  # ends after 0.01 seconds
    with contextlib.closing(RawConnection(api).http) as again_http:
        for _ in range(1000):
            with contextlib.suppress(ConnectionRefusedError):
                again_http.connect()
                break


def test_a_stalled_call_is_unanswered_until_released(api: SandboxApi) -> None:
    script(api, {"do": "stall", "keep": True})
    hasty, patient = RawConnection(api, timeout=0.1), RawConnection(api)
    with contextlib.closing(hasty.http), pytest.raises(TimeoutError):
        hasty.send("hasty")
    with contextlib.closing(patient.http):
        patient.http.request("POST", "/api/v2.04/send/sms", b"")
        wait_for_refused(api, 2)
        api.control.delete("faults").raise_for_status()
        with pytest.raises(BadStatusLine):
            patient.http.getresponse()
    assert kept(api) == ["hasty"]


def test_a_delayed_response(api: SandboxApi, connection: RawConnection) -> None:
    script(api, {"after_seconds": 0.2})
    started = time.monotonic()
    assert json.loads(connection.send().body)["Result"] == "Success"
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize("status", [302, 429, 500, 503, 520, 599])
def test_any_status_code_with_and_without_retry_after(
    api: SandboxApi, connection: RawConnection, status: int
) -> None:
    headers = {"Retry-After": "2", "Location": "sms"}
    script(
        api, {"status": status, "headers": headers, "times": 1}, {"status": status, "keep": True}
    )
    first = connection.send("lost")
    assert (first.status, first.headers["retry-after"]) == (status, "2")
    assert json.loads(first.body)["Result"] == "Failed"
    second = connection.send("kept")
    assert (second.status, "retry-after" in second.headers) == (status, False)
    assert kept(api) == ["kept"]


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ({"body": "<html>Please log in</html>"}, b"<html>Please log in</html>"),
        ({"body": ""}, b""),
        ({"body_base64": "6f8="}, b"\xe9\xff"),
        ({"status": 204, "body": ""}, b""),
    ],
)
def test_any_response_body(
    api: SandboxApi, connection: RawConnection, fault: dict[str, Any], body: bytes
) -> None:
    script(api, fault)
    reply = connection.send()
    assert (reply.status, reply.body) == (fault.get("status", 200), body)
    assert kept(api) == []


def test_a_truncated_response(api: SandboxApi, connection: RawConnection) -> None:
    script(api, {"do": "truncate"})
    with pytest.raises(IncompleteRead) as caught:
        connection.send()
    assert json.loads(caught.value.partial)["MessageID"] == "ID1"
    assert caught.value.expected == 16
    assert kept(api) == ["ID1"]


def test_a_response_byte_by_byte(api: SandboxApi) -> None:
    url = urlsplit(api.sandbox.base_url)
    script(api, {"do": "drip", "status": 503, "body": "{}", "pause_seconds": 3600})
    with socket.create_connection((url.hostname, url.port or 0), timeout=10) as raw:
        raw.sendall(b"GET /api/v2.04/get/status/x HTTP/1.1\r\nHost: x\r\n\r\n")
        assert raw.recv(4096) == b"H"
        api.control.delete("faults").raise_for_status()  # the rest comes without pauses
        with raw.makefile("rb") as rest:
            text = rest.read()
    assert text.startswith(b"TTP/1.1 503 ")
    assert text.endswith(b"\r\n\r\n{}")


def test_a_connection_closed_after_a_complete_response(
    api: SandboxApi, connection: RawConnection
) -> None:
    script(api, {"do": "hangup", "times": 1})
    reply = connection.send("first")
    assert (reply.status, reply.headers.get("connection")) == (200, None)
    with pytest.raises((BadStatusLine, ConnectionError)):
        connection.send("lost")
    assert kept(api) == ["first"]


def test_a_message_stored_late(api: SandboxApi, connection: RawConnection) -> None:
    script(api, {"method": "POST", "do": "drop", "keep_after_seconds": 60})
    with pytest.raises(BadStatusLine):
        connection.send()
    api.advance(59)
    assert kept(api) == []
    assert api.refused("GET", "/get/status/ID1") == "Message(s) NOT found"
    api.advance(1)
    assert kept(api) == ["ID1"]
    api.advance(2)
    assert api.status("ID1")["Success"] == 1


def test_a_message_hidden_from_reads(api: SandboxApi, connection: RawConnection) -> None:
    connection.send("old")
    script(api, {"method": "POST", "hide_seconds": 60})
    for message_id in ("ID1", "old"):
        assert connection.send(message_id).status == 200
    for path in ("/get/status/ID1", "/get/sms/reply/ID1"):
        assert api.refused("GET", path) == "Message(s) NOT found"
    job = api.status("old")["JobNum"]  # the earlier message is visible
    # An action finds the latest message.
    assert api.ok("PATCH", "/set/abort/old", {})["JobNum"] != job
    api.advance(60)
    assert api.status("ID1")["Status"] == "Completed"
    assert api.status("old")["JobNum"] != job


def test_a_stalled_call_does_not_delay_the_shutdown() -> None:
    with Sandbox() as sandbox:
        own = SandboxApi(sandbox)
        script(own, {"do": "stall"})
        waiting = RawConnection(own)
        waiting.http.request("GET", "/api/v2.04/get/status/x")
        wait_for_refused(own, 1)
        own.close()
        started = time.monotonic()
    assert time.monotonic() - started < 1
    waiting.http.close()


def test_a_fault_after_the_client_has_disconnected() -> None:
    sandbox = Sandbox()
    server = sandbox._server  # pyright: ignore[reportPrivateUsage]
    server._faults.script({"faults": [{"do": "drop"}]})  # pyright: ignore[reportPrivateUsage]
    path = "/api/v2.04/get/status/x"
    scope: Scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(_: Message) -> None:
        raise AssertionError("nobody is there to receive a response")

    asyncio.run(cast("ASGIApp", server.config.app)(scope, receive, send))  # type: ignore[arg-type]
    sandbox.stop()
