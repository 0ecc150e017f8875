"""Tests of the hostile server: each fault works as scripted, and nothing is left running."""

import json
import socket
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import BadStatusLine, HTTPConnection, IncompleteRead
from typing import Any, NamedTuple

import pytest
from tests.failure import good_responses as gateway
from tests.failure.hostile_server import Fault, HostileServer, Wire, refusing_url

SEND = gateway.BASE + "/send/sms"
STATUS = gateway.BASE + "/get/status/"


class Reply(NamedTuple):
    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def call(wire: HTTPConnection, path: str, body: object = None) -> Reply:
    data = None if body is None else json.dumps(body)
    wire.request("GET" if data is None else "POST", path, data)
    with wire.getresponse() as response:
        return Reply(response.status, response.headers, response.read())


def send(wire: HTTPConnection, message_id: str = "ID1") -> Reply:
    return call(wire, SEND, {"MessageData": {"MessageID": message_id, "Message": "x"}})


def connect(server: HostileServer, timeout: float = 5.0) -> closing[HTTPConnection]:
    return closing(HTTPConnection(*server.address, timeout=timeout))


def test_sends_and_status_reads_on_one_connection() -> None:
    with HostileServer() as server, connect(server) as wire:
        assert send(wire, "ID1").json() == {"Result": "Success", "MessageID": "ID1"}
        assert send(wire, "ID2").json()["MessageID"] == "ID2"
        seen = call(wire, STATUS + "ID1").json()
        assert (seen["MessageID"], seen["Status"]) == ("ID1", "Completed")
        unknown = call(wire, STATUS + "ID3")
        assert unknown.status == 400
        assert unknown.json()["ErrorMessage"] == ["Message(s) NOT found"]
    assert [kept.message_id for kept in server.messages] == ["ID1", "ID2"]
    assert [request.operation for request in server.requests] == ["sendSms"] * 2 + ["getStatus"] * 2
    assert server.connections == 1


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(
    ("wire", "error"), [("drop", BadStatusLine), ("reset", ConnectionResetError)]
)
def test_a_lost_response(wire: Wire, error: type[Exception], keep: bool) -> None:
    with HostileServer() as server, connect(server) as client:
        server.script(Fault(wire, keep=keep))
        with pytest.raises(error) as caught:
            send(client)
    # RemoteDisconnected is a subclass of both, so only the check for BadStatusLine tells a drop
    # from a reset
    assert isinstance(caught.value, BadStatusLine) == (wire == "drop")
    assert (len(server.kept("ID1")), server.count("sendSms")) == (int(keep), 1)


@pytest.mark.parametrize("status", [302, 429, 500, 503, 520, 599])
def test_any_status_headers_and_body(status: int) -> None:
    with HostileServer() as server, connect(server) as client:
        server.script(Fault(status=status, keep=True, headers={"Retry-After": "2"}, body=b"<html>"))
        reply = send(client)
    assert (reply.status, reply.headers["Retry-After"], reply.body) == (status, "2", b"<html>")
    assert len(server.kept("ID1")) == 1


def test_an_error_status_has_an_error_body_and_accepts_nothing() -> None:
    with HostileServer() as server, connect(server) as client:
        server.script(Fault(status=500))
        assert send(client).json()["Result"] == "Failed"
    assert server.messages == []


def test_a_truncated_body() -> None:
    with HostileServer() as server, connect(server) as client:
        server.script(Fault("truncate", keep=True))
        with pytest.raises(IncompleteRead):
            send(client)


def test_a_stall_lasts_until_released() -> None:
    with HostileServer() as server:
        server.script(Fault("stall"), Fault("stall"))
        with connect(server, timeout=0.1) as hasty, pytest.raises(TimeoutError):
            send(hasty)
        with connect(server) as patient:
            patient.request("POST", SEND, b'{"MessageData": {}}')
            server.wait_for("sendSms", 2)
            server.release()
            with pytest.raises(BadStatusLine):
                patient.getresponse()


def test_a_drip_arrives_byte_by_byte() -> None:
    with HostileServer() as server, socket.create_connection(server.address) as raw:
        server.script(Fault("drip", pause=30.0, body=b"{}"))
        raw.sendall(b"POST %s HTTP/1.1\r\nContent-Length: 19\r\n\r\n" % SEND.encode())
        raw.sendall(b'{"MessageData": {}}')
        assert raw.recv(4096) == b"H"
        server.release()  # the rest comes without pauses
        with raw.makefile("rb") as rest:
            assert rest.readline().startswith(b"TTP/1.1 200")


def test_a_hangup_closes_the_connection_after_a_complete_response() -> None:
    with HostileServer() as server, connect(server) as client:
        server.script(Fault("hangup", keep=True))
        assert send(client).json()["Result"] == "Success"
        with pytest.raises((BadStatusLine, ConnectionError)):
            send(client)
    assert len(server.messages) == 1


def test_messages_hidden_from_status_reads_by_count_and_by_time() -> None:
    with HostileServer() as server, connect(server) as client:
        server.hide_from_status(reads=2)
        send(client)
        assert [call(client, STATUS + "ID1").status for _ in range(4)] == [400, 400, 200, 200]
        server.hide_from_status(seconds=3600)
        send(client, "ID2")
        assert call(client, STATUS + "ID2").status == 400


def test_an_older_message_and_the_gateways_clock() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with HostileServer(now=lambda: noon) as server, connect(server) as client:
        server.preload("ID1", noon - timedelta(days=1))
        old = call(client, STATUS + "ID1")
        assert parsedate_to_datetime(old.headers["Date"]) == noon
        assert old.json()["CreatedTimeUTC"] == "2026-02-28 12:00:00"
        send(client)
        assert call(client, STATUS + "ID1").json()["CreatedTimeUTC"] == "2026-03-01 12:00:00"


def test_scripts_take_precedence_over_a_callable() -> None:
    with HostileServer(decide=lambda request: Fault(status=503) if request.ids else None) as server:
        server.script(None, on="getStatus")
        with connect(server) as client:
            paths = (STATUS + "a", STATUS + "a", gateway.BASE + "/get/sms/received")
            assert [call(client, path).status for path in paths] == [400, 503, 200]


def test_a_refusing_url_refuses_connections() -> None:
    with refusing_url() as url, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(url.split(":")[2].split("/")[0])))


def test_no_thread_or_socket_is_left_running() -> None:
    before = threading.active_count()
    server = HostileServer()
    with connect(server) as idle, connect(server) as stalled:
        with server:
            send(idle)
            server.script(Fault("stall"))
            stalled.request("POST", SEND, b'{"MessageData": {}}')
            server.wait_for("sendSms", 2)
            assert threading.active_count() == before + 3
        assert threading.active_count() == before


def test_a_bug_in_the_server_fails_the_test() -> None:
    server = HostileServer().__enter__()
    with connect(server) as client, pytest.raises(BadStatusLine):
        call(client, SEND, "a string has no MessageData")
    with pytest.raises(ExceptionGroup, match="hostile server itself"):
        server.__exit__()
