"""A program in the vendor's style with the sandbox: all 25 calls, and errors."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.compat.vendor_calls import ALICE, CALLS, CONTACT, function

from bestsms_client import BestSMS, NoAnswerError, RetryPolicy, compat
from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.filterwarnings("ignore:bestsms_client.compat:DeprecationWarning")

FAILED = '{"Result": "Failed", "ErrorMessage": ["A reason."]}'
# The state that a message needs for an action.
STATES = {"Resubmit": "failed", "Reschedule": "delayed", "Abort": "delayed"}


@pytest.fixture(scope="module")
def _running() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_running: Sandbox) -> Sandbox:
    _running.outbox.control("POST", "reset")
    return _running


@pytest.fixture
def ours(sandbox: Sandbox) -> Iterator[BestSMS]:
    with BestSMS(sandbox.token, base_url=sandbox.base_url) as client:
        yield client


@pytest.fixture
def client(ours: BestSMS) -> compat.BestSMS:
    return compat.BestSMS(client=ours)


def prepared(path: str, ours: BestSMS, sandbox: Sandbox) -> dict[str, Any]:
    """Create the objects of a call and return its keywords."""
    _, name, verb = path.split(".")
    contact = ours.addressbook.contact.create(first_name="First", mobile_phone=ALICE).contact
    group = ours.addressbook.group.create(group_name="Cooks").group
    if "Group" in name and "Contact" in name and verb != "Create":
        ours.addressbook.contact_group.create(contact=contact, group=group)
    state = STATES.get(name, "sent")
    ours.messaging.sms.send_message(
        message="Hello",
        destinations="+61491570110" if state == "failed" else ALICE,
        message_id="ID1",
        send_time="2089-01-01T12:00" if state == "delayed" else None,
    )
    sandbox.outbox.advance(60)
    return {k: contact.contact_id if v == CONTACT else v for k, v in CALLS[path].items()}


@pytest.mark.parametrize("path", CALLS)
def test_each_call_succeeds(
    path: str, ours: BestSMS, client: compat.BestSMS, sandbox: Sandbox
) -> None:
    keywords = prepared(path, ours, sandbox)
    result = function(client, path)(**keywords)
    assert (result.Result, result.error) == ("Success", None), result
    shown = json.loads(str(result))
    given = {"ContactID": "Contact", "GroupName": "Group", "Attention": "Contact"}
    for name, value in keywords.items():
        if part := shown.get(given.get(name, "")):
            assert part[name] == value
        elif name in ("MessageID", "RecordsPerPage", "Page"):
            assert shown[name] == value


def test_a_typical_program(client: compat.BestSMS, sandbox: Sandbox) -> None:
    jo = client.Addressbook.Contact.Create(Attention="Jo", MobilePhone=ALICE).Contact
    cooks = client.Addressbook.Group.Create(GroupName="Cooks").Group
    client.Addressbook.GroupContact.Create(GroupCode="Cooks", ContactID=jo.ContactID)
    members = client.Addressbook.GroupContact.List(GroupID=cooks.GroupID)
    assert [member["Attention"] for member in members.Contacts] == ["Jo"]
    sent = client.Messaging.SMS.SendMessage(
        MessageText="Hello [[Attention]], are you coming?",
        Recipients=[cooks, {"Recipient": "+61491570156", "Attention": "Al"}],
    )
    sandbox.outbox.advance(60)
    status = client.Reports.Status.Poll(MessageID=sent.MessageID)
    assert (status.Status, status.Success) == ("Completed", 2)
    sandbox.outbox.reply(ALICE, "Yes please")
    replies = client.Reports.SMSReply.Poll(MessageID=sent.MessageID)
    assert replies.SentMessage.MessageText == "Hello Jo, are you coming?"
    assert [(one.From, one.MessageText) for one in replies.ReceivedMessages] == [
        (ALICE, "Yes please")
    ]
    assert client.Reports.SMSReceived.Poll().ReceivedMessages == replies.ReceivedMessages


@pytest.mark.parametrize("number", ["0491570006", "0491 570 006", "61491570006"])
def test_a_national_number_is_passed_to_the_gateway(
    number: str, client: compat.BestSMS, sandbox: Sandbox
) -> None:
    assert client.Messaging.SMS.SendMessage(Message="x", Recipients=[number]).Result == "Success"
    assert sandbox.outbox.last.to == (ALICE,)


@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_a_refused_read(status: int, sandbox: Sandbox) -> None:
    sandbox.outbox.control("PUT", "faults", {"faults": [{"status": status, "body": FAILED}]})
    with BestSMS(
        sandbox.token, base_url=sandbox.base_url, retry=RetryPolicy(max_attempts=1)
    ) as ours:
        client = compat.BestSMS(client=ours)
        result = client.Addressbook.Group.List()
    assert json.loads(str(result)) == {"Result": "Failed", "ErrorMessage": ["A reason."]}


def test_a_wrong_token(sandbox: Sandbox) -> None:
    with BestSMS("wrong", base_url=sandbox.base_url) as ours:
        result = compat.BestSMS(client=ours).Messaging.SMS.SendMessage(
            Message="x", Recipients=[ALICE]
        )
    assert json.loads(str(result)) == {"Result": "Failed", "ErrorMessage": ["Unauthorized"]}


def test_a_read_with_a_dropped_connection(sandbox: Sandbox) -> None:
    sandbox.outbox.control("PUT", "faults", {"faults": [{"do": "drop"}]})
    with BestSMS(
        sandbox.token, base_url=sandbox.base_url, retry=RetryPolicy(max_attempts=1)
    ) as ours:
        result = compat.BestSMS(client=ours).Reports.Status.Poll(MessageID="ID1")
    assert result.Result == "Error"
    assert isinstance(result.error, NoAnswerError)


def test_a_send_with_a_lost_response_is_sent_once(client: compat.BestSMS, sandbox: Sandbox) -> None:
    faults = [{"method": "POST", "path": "/send/sms", "do": "drop", "keep": True, "times": 1}]
    sandbox.outbox.control("PUT", "faults", {"faults": faults})
    sent = client.Messaging.SMS.SendMessage(Message="x", Recipients=[ALICE])
    assert sent.Result == "Success"
    (message,) = sandbox.outbox
    assert message.message_id == sent.MessageID


def test_an_unreachable_gateway(sandbox: Sandbox) -> None:
    with BestSMS(sandbox.token, base_url="http://127.0.0.1:9/api/v2.04") as ours:
        result = compat.BestSMS(client=ours).Messaging.SMS.SendMessage(
            Message="x", Recipients=[ALICE]
        )
    assert result.Result == "Error"
    assert result.error is not None
    assert (result.error.sent, result.error.cause) == ("no", "connection refused")


def test_test_mode_delivers_nothing(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BESTSMS_MODE", "test")
    monkeypatch.setenv("BESTSMS_API_URL", sandbox.base_url)
    with compat.BestSMS(AuthToken=sandbox.token) as client:
        sent = client.Messaging.SMS.SendMessage(Message="x", Recipients=[ALICE])
        assert client.Reports.Status.Poll(MessageID=sent.MessageID).Status == "Completed"
    assert sandbox.outbox.last.mode == "Test"


def test_an_unclosed_client_leaves_no_connection_open(sandbox: Sandbox) -> None:
    def program() -> compat.Result:
        client = compat.BestSMS(AuthToken=sandbox.token)
        return client.Addressbook.Group.List()

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BESTSMS_API_URL", sandbox.base_url)
        assert program().Result == "Success"  # a ResourceWarning would fail this test


def test_an_unreferenced_client_lasts_until_its_call_ends(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BESTSMS_API_URL", sandbox.base_url)
    assert compat.BestSMS(AuthToken=sandbox.token).Addressbook.Group.List().Result == "Success"
    groups = compat.BestSMS(AuthToken=sandbox.token).Addressbook.Group
    assert groups.List().Result == "Success"


def test_a_part_of_an_unreferenced_client_still_works(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BESTSMS_API_URL", sandbox.base_url)
    sms = compat.BestSMS(AuthToken=sandbox.token).client.messaging.sms
    gc.collect()
    assert sms.send_message(message="x", destinations=ALICE).response


def test_a_program_can_send_at_its_exit(sandbox: Sandbox) -> None:
    program = """
import atexit
from bestsms_client import compat

@atexit.register
def stopped():
    print(client.Messaging.SMS.SendMessage(Message="Stopped", Recipients=["+61491570006"]))

client = compat.BestSMS()
"""
    variables = {"BESTSMS_API_URL": sandbox.base_url, "BESTSMS_AUTH_TOKEN": sandbox.token}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert '"Result": "Success"' in done.stdout, done.stdout
    assert sandbox.outbox.last.text == "Stopped"
