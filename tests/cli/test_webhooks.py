"""Webhooks for a receiver in development: posted, forwarded and polled."""

import json
import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

import pytest
from tests.cli.shell import Shell

from bestsms_cli.webhooks.polling import Poller
from bestsms_cli.webhooks.posting import ReceiverResponse
from bestsms_client import BestSMS, webhooks
from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.slow  # many processes

JO, FAILS = "+61491570006", "+61491570110"
SECRET = "a-secret-for-tests"


class Receiver(ThreadingHTTPServer):
    """A receiver that parses events with the client and responds with a chosen status."""

    daemon_threads = True
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.events: Queue[Any] = Queue()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sms?x=1"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        receiver = self.server
        assert isinstance(receiver, Receiver)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.headers["Content-Type"]
        event = webhooks.parse(body, kind, dict(self.headers), secrets=[SECRET])
        self.send_response(receiver.status)
        self.end_headers()
        self.wfile.write(self.path.encode())
        receiver.events.put(event)

    def log_message(self, *_: Any, **__: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def shell_with_secret(shell: Shell) -> Shell:
    return shell.with_variables(BESTSMS_WEBHOOK_SECRET=SECRET)


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("event", "kind", "status"),
    [
        ("delivered", webhooks.StatusEvent, "SUCCESS"),
        ("failed", webhooks.StatusEvent, "FAILED"),
        ("reply", webhooks.ReplyEvent, "RECEIVED"),
        ("inbound", webhooks.InboundEvent, "RECEIVED"),
    ],
)
def test_trigger(
    shell_with_secret: Shell,
    receiver: Receiver,
    event: str,
    kind: type[webhooks.StatusEvent],
    status: str,
    form: str,
) -> None:
    options = ("--message-id", "ID-1", "--text", "On \u201cmy\u201d way")
    trigger = ("trigger", event, "--url", receiver.url, "--format", form, "--json")
    done = shell_with_secret.run(*trigger, *options)

    assert done.code == 0, done.stderr
    got: webhooks.Event = receiver.events.get(timeout=5)
    assert isinstance(got, kind)
    assert (got.status, got.destination) == (status, JO)
    assert got.message_id == ("" if event == "inbound" else "ID-1")
    assert got.message == ("On \u201cmy\u201d way" if status == "RECEIVED" else "")
    assert done.record == {
        "event": event,
        "message_id": got.message_id or None,
        "answer": 200,
        "text": "/sms?x=1",
    }


def test_trigger_fails_if_the_receiver_refuses_the_event(
    shell_with_secret: Shell, receiver: Receiver
) -> None:
    receiver.status = 500
    done = shell_with_secret.run("trigger", "reply", "--url", receiver.url)
    assert done.code == 1
    assert "Response\t500\n" in done.stdout

    refused = shell_with_secret.run("trigger", "reply", "--url", "http://127.0.0.1:9/", "--json")
    assert (refused.code, refused.record["answer"]) == (1, 0)
    assert "refused" in refused.record["text"]
    assert shell_with_secret.run("trigger", "reply", "--url", "ftp://x").code == 2


def test_listen_forwards_the_sandboxs_events(
    shell_with_secret: Shell, receiver: Receiver, sandbox: Sandbox
) -> None:
    before = sandbox.outbox.control("GET", "webhook")
    with shell_with_secret.start("listen", "--forward-to", receiver.url, "--json") as process:
        assert process.stdout is not None
        while not sandbox.outbox.control("GET", "webhook")["url"]:
            assert process.poll() is None
        sandbox.outbox.reply(JO, "Hello")
        assert receiver.events.get(timeout=10).message == "Hello"
        assert json.loads(process.stdout.readline()) == {
            "type": "SMSInbound",
            "destination": JO,
            "message_id": "",
            "status": "RECEIVED",
            "result": "RECEIVED",
            "answer": 200,
            "reason": "",
        }
        receiver.status = 503
        sandbox.outbox.reply(JO, "Hello again")
        assert json.loads(process.stdout.readline())["answer"] == 503
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
    assert sandbox.outbox.control("GET", "webhook") == before


def test_listen_masks_numbers_and_needs_a_sandbox(
    shell_with_secret: Shell, new_shell: Shell, receiver: Receiver, sandbox: Sandbox
) -> None:
    with shell_with_secret.start("listen", "--forward-to", receiver.url, "--sandbox") as process:
        assert process.stdout is not None
        while not sandbox.outbox.control("GET", "webhook")["url"]:
            assert process.poll() is None
        sandbox.outbox.reply(JO, "Hello")
        assert process.stdout.readline() == "SMSInbound\t+61***06\tRECEIVED\tRECEIVED\t200\t\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 143
    assert sandbox.outbox.control("GET", "webhook")["url"] == ""
    assert new_shell.run("listen", "--forward-to", receiver.url, "--sandbox").code == 1
    assert shell_with_secret.run("listen", "--forward-to", "nonsense").code == 2


def test_listen_ends_quietly_when_its_sandbox_has_stopped(
    shell_with_secret: Shell, receiver: Receiver
) -> None:
    with Sandbox() as sandbox:
        shell = shell_with_secret.with_variables(
            BESTSMS_API_URL=sandbox.base_url, BESTSMS_AUTH_TOKEN=sandbox.token
        )
        process = shell.start("listen", "--forward-to", receiver.url)
        while not sandbox.outbox.control("GET", "webhook")["url"]:
            assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "bug" not in stderr


def test_messages_of_the_live_gateway_are_posted_as_webhooks(
    shell: Shell, receiver: Receiver, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BESTSMS_WEBHOOK_SECRET", SECRET)
    answers: list[ReceiverResponse] = []
    assert shell.variables["BESTSMS_API_URL"] == sandbox.base_url
    with BestSMS(sandbox.token, base_url=sandbox.base_url) as client:
        sent = client.messaging.sms.send_message(message="Hi", destinations=[JO, FAILS])
        poller = Poller(
            client, receiver.url, [sent.message_id], lambda _, response: answers.append(response)
        )
        poller.look()
        sandbox.outbox.advance(10)
        sandbox.outbox.reply(JO, "Yes")
        for _ in range(2):  # each event is posted once
            sandbox.outbox.advance(60)
            poller.look()

    events = [receiver.events.get(timeout=5) for _ in answers]
    assert [response.status for response in answers] == [200, 200, 200]
    assert {(type(one), one.destination, one.status) for one in events} == {
        (webhooks.ReplyEvent, JO, "RECEIVED"),
        (webhooks.StatusEvent, JO, "SUCCESS"),
        (webhooks.StatusEvent, FAILS, "FAILED"),
    }
    assert {one.message_id for one in events} == {sent.message_id}
