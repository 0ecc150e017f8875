"""Every fault, over a socket, by a plain HTTP client."""

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import BadStatusLine, HTTPConnection, IncompleteRead
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from tests.contract.rig import ALICE, BOB, Rig

from bestsms_sandbox import Sandbox

SEND = "/send/sms"


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """One connection to a gateway, without retries or manners."""

    def __init__(self, rig: Rig, timeout: float = 10) -> None:
        url = urlsplit(rig.sandbox.base_url)
        self.http = HTTPConnection(url.hostname or "", url.port, timeout=timeout)
        self._base, self._token = url.path, rig.sandbox.token

    def call(self, method: str, path: str, body: Any = None) -> Reply:
        headers = {"Authorization": f"Basic {self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body)
        self.http.request(method, self._base + path, data, headers)
        with self.http.getresponse() as answer:
            return Reply(answer.status, dict(answer.headers), answer.read())

    def send(self, message_id: str = "ID1", to: str = ALICE) -> Reply:
        data = {"MessageID": message_id, "Message": message_id, "Destinations": [to]}
        return self.call("POST", SEND, {"MessageData": data})


@pytest.fixture
def wire(rig: Rig) -> Iterator[Wire]:
    with contextlib.closing(Wire(rig).http) as http:
        wire = Wire(rig)
        wire.http = http
        yield wire


def script(rig: Rig, *faults: dict[str, Any]) -> None:
    answer = rig.control.put("faults", json={"faults": list(faults)})
    assert answer.status_code == 200, answer.text


def kept(rig: Rig) -> list[str]:
    return [message["message_id"] for message in rig.kept()]


def wait_for_refused(rig: Rig, count: int) -> None:
    """Ask until that many calls went wrong."""
    while len(rig.control.get("refused").json()["refused"]) < count:
        pass


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(("do", "error"), [("drop", BadStatusLine), ("reset", ConnectionError)])
def test_a_lost_answer(rig: Rig, wire: Wire, do: str, error: type[Exception], keep: bool) -> None:
    script(rig, {"path": SEND, "do": do, "keep": keep})
    with pytest.raises(error) as caught:
        wire.send()
    # RemoteDisconnected is both: what tells a reset from a drop is that it is no BadStatusLine
    assert isinstance(caught.value, BadStatusLine) == (do == "drop")
    assert kept(rig) == ["ID1"] * keep


def test_a_refused_connection_and_the_end_of_it(rig: Rig, wire: Wire) -> None:
    wire.send("before")
    script(rig, {"do": "refuse", "seconds": 3600})
    with pytest.raises(ConnectionRefusedError):
        Wire(rig).send()
    script(rig, {"do": "refuse", "seconds": 3600})  # anew
    with pytest.raises(ConnectionRefusedError):
        Wire(rig).send()
    assert wire.send("open").status == 200  # a connection that was open stays
    rig.control.delete("faults").raise_for_status()
    for _ in range(1000):  # it listens as soon as the server gets to it
        again = Wire(rig)
        with contextlib.closing(again.http), contextlib.suppress(ConnectionRefusedError):
            assert again.send("after").status == 200
            break
    assert kept(rig) == ["before", "open", "after"]
    script(rig, {"do": "refuse", "seconds": 0.01})  # ends by itself
    with contextlib.closing(Wire(rig).http) as again_http:
        for _ in range(1000):
            with contextlib.suppress(ConnectionRefusedError):
                again_http.connect()
                break


def test_never_answered_until_released(rig: Rig) -> None:
    script(rig, {"do": "stall", "keep": True})
    hasty, patient = Wire(rig, timeout=0.1), Wire(rig)
    with contextlib.closing(hasty.http), pytest.raises(TimeoutError):
        hasty.send("hasty")
    with contextlib.closing(patient.http):
        patient.http.request("POST", "/api/v2.04/send/sms", b"")
        wait_for_refused(rig, 2)
        rig.control.delete("faults").raise_for_status()
        with pytest.raises(BadStatusLine):
            patient.http.getresponse()
    assert kept(rig) == ["hasty"]


def test_answered_after_some_seconds(rig: Rig, wire: Wire) -> None:
    script(rig, {"after_seconds": 0.2})
    begun = time.monotonic()
    assert json.loads(wire.send().body)["Result"] == "Success"
    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize("status", [302, 429, 500, 503, 520, 599])
def test_any_status_with_and_without_retry_after(rig: Rig, wire: Wire, status: int) -> None:
    headers = {"Retry-After": "2", "Location": "sms"}
    script(
        rig, {"status": status, "headers": headers, "times": 1}, {"status": status, "keep": True}
    )
    first = wire.send("lost")
    assert (first.status, first.headers["retry-after"]) == (status, "2")
    assert json.loads(first.body)["Result"] == "Failed"
    second = wire.send("kept")
    assert (second.status, "retry-after" in second.headers) == (status, False)
    assert kept(rig) == ["kept"]


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ({"body": "<html>Please log in</html>"}, b"<html>Please log in</html>"),
        ({"body": ""}, b""),
        ({"body_base64": "6f8="}, b"\xe9\xff"),
        ({"status": 204, "body": ""}, b""),
    ],
)
def test_any_body(rig: Rig, wire: Wire, fault: dict[str, Any], body: bytes) -> None:
    script(rig, fault)
    reply = wire.send()
    assert (reply.status, reply.body) == (fault.get("status", 200), body)
    assert kept(rig) == []


def test_a_truncated_answer(rig: Rig, wire: Wire) -> None:
    script(rig, {"do": "truncate"})
    with pytest.raises(IncompleteRead) as caught:
        wire.send()
    assert json.loads(caught.value.partial)["MessageID"] == "ID1"
    assert caught.value.expected == 16
    assert kept(rig) == ["ID1"]


def test_an_answer_byte_by_byte(rig: Rig) -> None:
    url = urlsplit(rig.sandbox.base_url)
    script(rig, {"do": "drip", "status": 503, "body": "{}", "pause_seconds": 3600})
    with socket.create_connection((url.hostname, url.port or 0), timeout=10) as raw:
        raw.sendall(b"GET /api/v2.04/get/status/x HTTP/1.1\r\nHost: x\r\n\r\n")
        assert raw.recv(4096) == b"H"
        rig.control.delete("faults").raise_for_status()  # and the rest comes without a pause
        with raw.makefile("rb") as rest:
            text = rest.read()
    assert text.startswith(b"TTP/1.1 503 ")
    assert text.endswith(b"\r\n\r\n{}")


def test_a_hang_up_after_a_good_answer(rig: Rig, wire: Wire) -> None:
    script(rig, {"do": "hangup", "times": 1})
    reply = wire.send("first")
    assert (reply.status, reply.headers.get("connection")) == (200, None)
    with pytest.raises((BadStatusLine, ConnectionError)):
        wire.send("lost")
    assert kept(rig) == ["first"]


def test_kept_late(rig: Rig, wire: Wire) -> None:
    script(rig, {"method": "POST", "do": "drop", "keep_after_seconds": 60})
    with pytest.raises(BadStatusLine):
        wire.send()
    rig.advance(59)
    assert kept(rig) == []
    assert rig.refused("GET", "/get/status/ID1") == "Message(s) NOT found"
    rig.advance(1)
    assert kept(rig) == ["ID1"]
    rig.advance(2)
    assert rig.status("ID1")["Success"] == 1


def test_hidden_from_reads(rig: Rig, wire: Wire) -> None:
    wire.send("old")
    script(rig, {"method": "POST", "hide_seconds": 60})
    for message_id in ("ID1", "old"):
        assert wire.send(message_id).status == 200
    for path in ("/get/status/ID1", "/get/sms/reply/ID1"):
        assert rig.refused("GET", path) == "Message(s) NOT found"
    job = rig.status("old")["JobNum"]  # the older one can be seen
    assert rig.ok("PATCH", "/set/abort/old", {})["JobNum"] != job  # an action finds the latest
    rig.advance(60)
    assert rig.status("ID1")["Status"] == "Completed"
    assert rig.status("old")["JobNum"] != job


def test_which_calls(rig: Rig, wire: Wire) -> None:
    script(
        rig,
        {"path": "/get/status/*", "status": 501},
        {"path": "/Get/SMS/Reply/x", "status": 502, "times": 1},
        {"method": "PATCH", "status": 503},
        {"number": "0491 570 156", "status": 504},
    )
    seen = [
        wire.call("GET", "/get/status/x").status,
        wire.call("GET", "/get/status/y/").status,
        wire.call("GET", "/get/sms/reply/y").status,
        wire.call("GET", "/GET/sms/reply/x/").status,
        wire.call("GET", "/get/sms/reply/x").status,
        wire.call("PATCH", "/set/abort/x", {}).status,
        wire.send("a", ALICE).status,
        wire.send("b", BOB).status,
    ]
    assert seen == [501, 501, 400, 502, 400, 503, 200, 504]
    assert [fault["hits"] for fault in rig.control.get("faults").json()["faults"]] == [2, 1, 1, 1]


def test_chance_repeats_itself(rig: Rig, wire: Wire) -> None:
    def draw(seed: int) -> list[int]:
        script(rig, {"path": "/get/status/*", "status": 503, "probability": 0.3, "seed": seed})
        return [wire.call("GET", "/get/status/x").status for _ in range(100)]

    first = draw(1)
    assert first == draw(1) != draw(2)
    assert 15 <= first.count(503) <= 45


def test_faults_and_refusals_are_remembered(rig: Rig, wire: Wire) -> None:
    script(rig, {"path": SEND, "do": "drop", "times": 1})
    with pytest.raises(BadStatusLine):
        wire.send()
    wire.call("GET", "/get/status/nobody?page=1")
    lost, refused = rig.control.get("refused").json()["refused"]
    assert (lost["method"], lost["path"], lost["fault"]) == ("POST", "/api/v2.04/send/sms", "drop")
    assert json.loads(lost["request"])["MessageData"]["MessageID"] == "ID1"
    assert (refused["status"], refused["query"], refused["fault"]) == (400, "page=1", None)
    assert refused["reasons"] == ["Message(s) NOT found"]
    rig.control.post("reset").raise_for_status()
    assert rig.control.get("refused").json() == {"refused": []}
    assert rig.control.get("faults").json() == {"faults": []}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({}, "nothing goes wrong"),
        ({"do": "explode"}, "is not one of"),
        ({"status": 199}, "less than the minimum"),
        ({"status": 503, "time": 1}, "unexpected"),
        ({"do": "drop", "times": 0}, "less than the minimum"),
        ({"do": "drop", "status": 503}, "answers nothing"),
        ({"do": "reset", "body": ""}, "answers nothing"),
        ({"do": "stall", "headers": {"A": "b"}}, "answers nothing"),
        ({"do": "stall", "after_seconds": 1}, "never answers"),
        ({"do": "refuse"}, "takes seconds"),
        ({"do": "refuse", "seconds": 1, "path": SEND}, "takes seconds"),
        ({"do": "drop", "seconds": 1}, "is for refuse"),
        ({"status": 503, "pause_seconds": 1}, "is for drip"),
        ({"body": "", "body_base64": ""}, "cannot both"),
        ({"body_base64": "x"}, "does not match"),
        ({"status": 204}, "has no body"),
        ({"status": 503, "headers": {"content-length": "1"}}, "steered by do"),
        ({"status": 503, "headers": {"A": "b\r\nc"}}, "does not match"),
        ({"do": "truncate", "keep": False}, "not carried out"),
        ({"after_seconds": 1, "keep_after_seconds": 1}, "not carried out"),
        ({"do": "drop", "keep": True, "keep_after_seconds": 1}, "has no keep"),
        ({"do": "drop", "path": SEND, "hide_seconds": 1}, "need not be hidden"),
        ({"path": "/get/status/*", "hide_seconds": 1}, "are for sends"),
        ({"do": "drop", "method": "GET", "number": ALICE}, "are for sends"),
        ({"do": "drop", "seed": 1}, "is for a probability"),
        ({"do": "drop", "probability": 0}, "less than or equal"),
        ({"do": "drop", "path": "/get/stats/*"}, "no operation"),
        ({"do": "drop", "path": SEND, "method": "GET"}, "no operation"),
    ],
)
def test_a_script_that_makes_no_sense_is_refused(
    rig: Rig, fault: dict[str, Any], reason: str
) -> None:
    script(rig, {"status": 503})
    answer = rig.control.put("faults", json={"faults": [{"do": "drop"}, fault]})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("faults/1")
    assert reason in answer.json()["error"]
    (before,) = rig.control.get("faults").json()["faults"]
    assert before == {"status": 503, "hits": 0}


def test_what_is_no_http_is_answered_in_the_gateways_form(rig: Rig) -> None:
    url = urlsplit(rig.sandbox.base_url)
    with socket.create_connection((url.hostname, url.port or 0), timeout=10) as raw:
        raw.sendall(b"GET nowhere\r\n\r\n")
        head, _, body = raw.makefile("rb").read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["Result"] == "Failed"


def test_the_date_of_answers_is_that_of_the_sandboxs_clock(rig: Rig) -> None:
    """Clients hold it against the times of messages."""
    before = rig.control.post("clock", json={"advance_seconds": 10**8}).json()["now"]
    date = rig.call("GET", "/addressbook/contact/list").headers["Date"]
    late = parsedate_to_datetime(date) - datetime.fromisoformat(before)
    assert timedelta(0) <= late < timedelta(seconds=30)


def test_a_stalled_call_does_not_hold_up_the_end() -> None:
    with Sandbox() as sandbox:
        own = Rig(sandbox)
        script(own, {"do": "stall"})
        waiting = Wire(own)
        waiting.http.request("GET", "/api/v2.04/get/status/x")
        wait_for_refused(own, 1)
        own.close()
        begun = time.monotonic()
    assert time.monotonic() - begun < 1
    waiting.http.close()
