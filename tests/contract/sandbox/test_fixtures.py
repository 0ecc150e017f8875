"""The pytest fixtures for users' tests, and the same tools without pytest."""

import os
import ssl
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.contract.sandbox.sandbox_api import ALICE, BOB
from tests.contract.sandbox.webhook_receiver import receiving

from bestsms_client import AsyncBestSMS, BestSMS
from bestsms_sandbox import Outbox, Sandbox

if TYPE_CHECKING:
    from bestsms_client import Sent


def send(client: BestSMS, message: str = "Hello", to: str = ALICE) -> "Sent":
    return client.messaging.sms.send_message(message=message, destinations=to)


def test_the_outbox_contains_what_was_sent(sms_client: BestSMS, sms_outbox: Outbox) -> None:
    assert len(sms_outbox) == 0
    with pytest.raises(LookupError):
        _ = sms_outbox.last
    first = sms_client.messaging.sms.send_message(
        message="Hello [[Attention]] ★ [[File1]]",
        destinations=[
            {"Recipient": ALICE, "Attention": "Jo"},
            {"Recipient": BOB, "Attention": "Al"},
        ],
        attachments=[("a.txt", b"hello")],
        reference="order 7",
    )
    send(sms_client, "Bye", BOB)
    message, last = sms_outbox
    assert message.message_id == first.message_id
    assert message.text.startswith("Hello Jo ★ http://127.0.0.1:")
    assert message.to == (ALICE, BOB)
    assert (message.mode, message.status, message.files) == ("Live", "Pending", ("a.txt",))
    assert message.request["Reference"] == "order 7"
    assert (message.recipients[0].encoding, message.recipients[0].parts) == ("UCS-2", 1)
    texts = [message.text for message in sms_outbox.to("0491 570 156")]
    assert texts == [message.text, "Bye"]
    assert sms_outbox.last == last
    assert [message.text for message in sms_outbox.to(ALICE)] == [message.text]


def test_an_outbox_loads_no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(ssl, "create_default_context")
    Outbox("http://127.0.0.1:9/")


def test_replies_time_and_failures(sms_client: BestSMS, sms_outbox: Outbox) -> None:
    sms_outbox.fail(BOB, "Bad Number")
    sent, failing = send(sms_client), send(sms_client, to=BOB)
    sms_outbox.advance(2)
    assert sms_client.reports.status.poll(sent).success == 1
    assert sms_client.reports.status.poll(failing).recipients[0].result == "Bad Number"
    received_id = sms_outbox.reply(ALICE, "Yes")
    (recipient,) = sms_client.reports.sms_reply.poll(sent).recipients
    assert recipient.sms_replies
    (reply,) = recipient.sms_replies
    assert (reply.received_id, reply.message_text) == (received_id, "Yes")


def test_a_pending_message_can_be_made_to_fail(sms_client: BestSMS, sms_outbox: Outbox) -> None:
    send(sms_client)
    sms_outbox.fail(ALICE)
    assert sms_outbox.last.recipients[0].result == "Undelivered"


def test_webhooks_and_refusals(sms_client: BestSMS, sms_outbox: Outbox) -> None:
    with receiving() as receiver:
        sms_outbox.webhook(receiver.url, secret="s3cret")
        send(sms_client)
        sms_outbox.advance(2)
        assert receiver.got().headers["Authorization"] == "s3cret"
    with pytest.raises(ValueError, match="URL on this machine"):
        sms_outbox.webhook("https://example.com/")
    with pytest.raises(ValueError, match="must be one of"):
        sms_outbox.fail(ALICE, "lost")


@pytest.mark.anyio
async def test_the_asynchronous_client(async_sms_client: AsyncBestSMS, sms_outbox: Outbox) -> None:
    async with async_sms_client as client:
        await client.messaging.sms.send_message(message="Hello", destinations=ALICE)
    assert sms_outbox.last.text == "Hello"


@pytest.mark.parametrize("run", [1, 2])
def test_each_test_starts_with_an_empty_sandbox(
    sms_client: BestSMS, sms_outbox: Outbox, run: int
) -> None:
    assert len(sms_outbox) == 0, run
    send(sms_client)
    sms_outbox.fail(BOB)
    sms_outbox.advance(3600)


def test_a_program_finds_the_sandbox_through_the_environment(bestsms_sandbox: Sandbox) -> None:
    with BestSMS() as client:
        send(client)
    assert bestsms_sandbox.outbox.last.text == "Hello"


def test_only_the_documented_variables_are_set(request: pytest.FixtureRequest) -> None:
    before = dict(os.environ)
    request.getfixturevalue("bestsms_sandbox")
    changed = {n: v for n, v in os.environ.items() if before.get(n) != v}
    assert changed.keys() - {"PYTEST_CURRENT_TEST"} == {"BESTSMS_API_URL", "BESTSMS_AUTH_TOKEN"}


def test_the_outbox_without_pytest() -> None:
    with Sandbox() as sandbox:
        with BestSMS(token=sandbox.token, base_url=sandbox.base_url) as client:
            send(client)
        outbox = sandbox.outbox
        assert (sandbox.outbox is outbox, outbox.last.text) == (True, "Hello")
        with Outbox(sandbox.page_url) as other:  # as for a sandbox in another process
            assert [message.text for message in other] == ["Hello"]


def test_the_plugin_imports_nothing_until_it_is_used() -> None:
    """Every pytest run imports the plugin wherever it is installed."""
    program = (
        "import sys, pytest; before = set(sys.modules); import bestsms_sandbox.pytest_plugin;"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["bestsms_sandbox", "bestsms_sandbox.pytest_plugin"]


@pytest.mark.parametrize(
    "statement", ["-c from bestsms_sandbox import Sandbox", "-m bestsms_sandbox"]
)
def test_without_the_extra_the_sandbox_says_how_to_install_it(
    statement: str, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['uvicorn'] = None")
    done = subprocess.run(
        [sys.executable, *statement.split(" ", 1)],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.stderr.endswith(
        "The sandbox needs the package uvicorn, which is not installed. "
        "To install it: pip install 'bestsms-client[sandbox]'\n"
    )
    assert done.stderr.count("Traceback") == (statement[:2] == "-c")
    assert done.returncode == 1


@pytest.mark.slow
def test_a_missing_extra_is_reported(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(sms_outbox): pass")
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['uvicorn'] = None")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tmp_path],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert "pip install 'bestsms-client[sandbox]'" in done.stdout
    assert "During handling" not in done.stdout
    assert done.returncode == 1
