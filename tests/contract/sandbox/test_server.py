"""The sandbox as a process and server: start, stop, durability, and its control API."""

import contextlib
import json
import signal
import socket
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from tests.contract.sandbox.sandbox_api import ALICE, ANSWERS, BOB, SandboxApi

from bestsms_sandbox import Sandbox, StoreError

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-W", "error", "-m", "bestsms_sandbox"]


@contextmanager
def process(*options: str) -> Generator[tuple["subprocess.Popen[str]", dict[str, str]]]:
    """Run the command; yield the process and its first output."""
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, *options], stdout=pipe, stderr=pipe, text=True) as running:
        try:
            assert running.stdout is not None
            yield running, json.loads(running.stdout.readline())
        finally:
            running.kill()


def send(
    where: dict[str, str], message_ids: list[str], done: Callable[[str], None] = lambda _: None
) -> None:
    headers = {"Authorization": f"Basic {where['token']}"}
    with httpx.Client(headers=headers, trust_env=False, verify=False) as client:
        for message_id in message_ids:
            destinations = [{"Recipient": ALICE}]
            data = {"MessageID": message_id, "Message": message_id, "Destinations": destinations}
            response = client.post(where["base_url"] + "/send/sms", json={"MessageData": data})
            assert response.json() == {"Result": "Success", "MessageID": message_id}
            done(message_id)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_one_line_serves_and_ends_cleanly(number: signal.Signals) -> None:
    with process() as (running, where):
        assert where.keys() == {"base_url", "page_url", "token"}
        assert where["base_url"] == where["page_url"] + "api/v2.04"
        assert urlsplit(where["page_url"]).hostname == "127.0.0.1"
        assert len(where["token"]) >= 32
        with httpx.Client(trust_env=False, verify=False) as client:  # keeps a connection open
            page = client.get(where["page_url"])
            assert page.headers["Content-Type"].startswith("text/html")
            assert where["base_url"] in page.text
            running.send_signal(number)
            assert running.communicate(timeout=10) == ("", "")
        assert running.returncode == 0


def test_port_and_token_can_be_chosen() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with process("--port", str(port), "--token", "chosen") as (_, where):
        assert where["token"] == "chosen"
        assert urlsplit(where["base_url"]).port == port
        send(where, ["ID1"])


def test_the_command_has_a_strict_option() -> None:
    with process("--strict") as (_, where):
        headers = {"Authorization": f"Basic {where['token']}"}
        url = where["base_url"] + "/addressbook/contact/list/"
        assert httpx.get(url, headers=headers, trust_env=False, verify=False).status_code == 404


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--port", "70000"], "port must be between 0 and 65535"),
        (["--keep", "0"], "keep must be at least 1"),
        (["--db", "/no/such/folder/x.db"], "/no/such/folder/x.db: No such file or directory"),
    ],
)
def test_invalid_options_are_reported_on_one_line(options: list[str], reason: str) -> None:
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"bestsms_sandbox: {reason}\n"


def test_a_port_in_use_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "--port", str(port)], capture_output=True, text=True, check=False
        )
    reason = f"cannot listen on 127.0.0.1 port {port}: Address already in use"
    assert done.stderr == f"bestsms_sandbox: {reason}\n"


@pytest.mark.parametrize("sends", [600, pytest.param(2000, marks=pytest.mark.slow)])
def test_no_acknowledged_send_is_lost_by_kill_9(sends: int, tmp_path: Path) -> None:
    path = tmp_path / "gateway.db"
    sent: list[str] = []

    def send_on(where: dict[str, str], numbers: range) -> None:
        with contextlib.suppress(httpx.TransportError):
            send(where, [f"ID-{number}" for number in numbers], sent.append)

    with process("--db", str(path)) as (running, where):
        halves = [range(0, sends, 2), range(1, sends, 2)]
        senders = [Thread(target=send_on, args=(where, half)) for half in halves]
        for sender in senders:
            sender.start()
        while len(sent) < sends // 2:
            senders[0].join(0.01)
        running.kill()
        running.wait()
        assert running.returncode == -signal.SIGKILL
        for sender in senders:
            sender.join()
    assert sends // 2 <= len(sent) < sends
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    with Sandbox(db=str(path)) as sandbox, closing(SandboxApi(sandbox)) as api:
        kept = Counter(message["message_id"] for message in api.kept())
    assert set(kept.values()) == {1}
    # The last two sends may have been stored without an acknowledgement.
    assert kept.keys() >= set(sent)
    assert len(kept.keys() - set(sent)) <= 2


def test_a_file_stores_clock_plans_and_address_book(tmp_path: Path) -> None:
    path = tmp_path / "gateway.db"
    path.touch(0o644)
    with Sandbox(db=str(path), token="T") as sandbox, closing(SandboxApi(sandbox)) as api:
        api.group("Cooks", [api.contact(MobilePhone=BOB)])
        api.advance(3600)
        message_id = api.send(ANSWERS, {"GroupCode": "Cooks"})
        api.reply(BOB, "STOP")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with Sandbox(db=str(path), token="T") as sandbox, closing(SandboxApi(sandbox)) as api:
        api.advance(32)
        replies = api.replies(message_id)
        assert (replies["Success"], replies["Status"]) == (2, "Completed")
        texts = [[r["MessageText"] for r in each["SMSReplies"]] for each in replies["Recipients"]]
        assert texts == [["Yes"], ["STOP"]]
        assert api.ok("GET", "/addressbook/group/Cooks/contact/list")["TotalRecords"] == 1


def test_two_sandboxes_can_run_in_parallel_but_not_on_one_file(tmp_path: Path) -> None:
    path = str(tmp_path / "gateway.db")
    with Sandbox(db=path) as one, Sandbox() as two:
        assert one.base_url != two.base_url
        assert one.token != two.token
        with pytest.raises(StoreError, match="another sandbox is using this database"):
            Sandbox(db=path)
        for sandbox, other in ((one, two), (two, one)):
            headers = {"Authorization": f"Basic {other.token}"}
            url = sandbox.base_url + "/get/status/x"
            assert httpx.get(url, headers=headers, trust_env=False, verify=False).status_code == 401
    with Sandbox(db=path):
        pass


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_text("not a database, but long enough to be taken for one" * 99)
    with pytest.raises(StoreError, match="not a sandbox database"):
        Sandbox(db=str(path))


def test_a_stopped_sandbox_refuses_connections() -> None:
    with Sandbox() as sandbox:
        url = sandbox.page_url + "_sandbox/livez"
        assert httpx.get(url, trust_env=False, verify=False).json() == {
            "status": "ok",
            "connections": 1,
        }
    sandbox.stop()  # stopping twice is harmless
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False, verify=False)


def test_reset_removes_everything_and_resets_the_clock(api: SandboxApi) -> None:
    api.advance(10**6)
    api.group("Cooks", [api.contact(MobilePhone=ALICE)])
    api.send({"GroupCode": "Cooks"}, Files=[{"Name": "a", "Data": "aGVsbG8K"}])
    api.reply(ALICE, "STOP")
    late = api.control.post("clock", json={"advance_seconds": 0}).json()["now"]
    assert api.control.post("reset").json() == {"status": "ok"}
    assert api.kept() == []
    for path in ("/addressbook/group/list", "/addressbook/contact/list"):
        assert api.ok("GET", path)["TotalRecords"] == 0
    assert api.ok("GET", "/get/sms/received?timePeriod=9")["TotalRecords"] == 0
    assert api.control.post("clock", json={"advance_seconds": 0}).json()["now"] < late
    message_id = api.send(ALICE)
    api.advance(2)
    assert api.status(message_id)["Success"] == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", b"{}"),
        ("clock", b'{"advance_seconds": -1}'),
        ("clock", b'{"advance_seconds": true}'),
        ("clock", b'{"advance_seconds": 1e300}'),
        ("clock", b'{"advance_seconds": NaN}'),
        ("replies", b'{"from": 5, "message": "x"}'),
        ("replies", b'{"from": " ", "message": "x"}'),
        ("replies", b"[]"),
        ("replies", b"\xff"),
    ],
)
def test_invalid_control_calls_are_refused_with_a_reason(
    api: SandboxApi, path: str, body: bytes
) -> None:
    response = api.control.post(path, content=body)
    assert response.status_code == 400
    assert response.json()["error"]


def test_the_control_api_always_answers_with_json(api: SandboxApi) -> None:
    assert api.control.get("weather").json() == {"error": "Not Found"}
    response = api.control.get("reset")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert response.json() == {"error": "Method Not Allowed"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:1"}, 200),
        ({"Host": "[::1]:1"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "[x"}, 403),
        ({"Origin": "http://localhost:8000"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_foreign_hosts_and_origins_are_refused(
    api: SandboxApi, headers: dict[str, str], status: int
) -> None:
    for path in ("_sandbox/messages", ""):
        url = api.sandbox.page_url + path
        assert httpx.get(url, headers=headers, trust_env=False, verify=False).status_code == status


def test_a_body_over_the_limit_is_cut_off(api: SandboxApi) -> None:
    address = urlsplit(api.sandbox.base_url)
    assert address.hostname is not None
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as connection:
        connection.sendall(b"POST /api/v2.04/send/sms HTTP/1.1\r\nHost: x\r\n")
        connection.sendall(b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        sent = 0
        try:
            while sent < 64:
                connection.sendall(chunk)
                sent += 1
        except OSError:
            pass
        assert sent < 64
    api.ok("GET", "/addressbook/contact/list")


def answer_in_pieces(api: SandboxApi, request: bytes) -> list[bytes]:
    """Return the results of successive `recv` calls."""
    address = urlsplit(api.sandbox.base_url)
    assert address.hostname is not None
    pieces: list[bytes] = []
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as connection:
        connection.sendall(request)
        while piece := connection.recv(65536):
            pieces.append(piece)
    return pieces


def test_the_body_of_a_response_arrives_in_one_chunk(api: SandboxApi) -> None:
    """The vendor's Node.js client parses each chunk that it receives as a whole document."""
    request = (
        b"GET /api/v2.04/addressbook/contact/list HTTP/1.1\r\nHost: localhost\r\n"
        b"Connection: close\r\nAuthorization: Basic " + api.sandbox.token.encode() + b"\r\n\r\n"
    )
    body: dict[str, Any] = json.loads(answer_in_pieces(api, request)[-1].rpartition(b"\r\n")[2])
    assert body["Result"] == "Success"


def test_the_date_header_follows_the_sandboxs_clock(api: SandboxApi) -> None:
    """Clients compare the Date header with the times of messages."""
    before = api.control.post("clock", json={"advance_seconds": 10**8}).json()["now"]
    date = api.call("GET", "/addressbook/contact/list").headers["Date"]
    late = parsedate_to_datetime(date) - datetime.fromisoformat(before)
    assert timedelta(0) <= late < timedelta(seconds=30)
