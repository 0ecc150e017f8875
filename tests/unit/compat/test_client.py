"""The client for calls in the vendor's style: options, test mode, warnings and help."""

import inspect
import subprocess
import sys
import warnings
from typing import Any

import pytest
from tests.unit.compat.vendor_calls import ALICE, function, make, ok
from tests.unit.prepared_gateway import (
    LOOPBACK,
    TOKEN,
    URL,
)

import bestsms_client
from bestsms_client import ConfigurationError, ModeError, compat

pytestmark = pytest.mark.filterwarnings("ignore:bestsms_client.compat:DeprecationWarning")


@pytest.mark.parametrize("mode", ["Test", "test", "TEST"])
@pytest.mark.parametrize("keyword", ["SendMode", "Mode"])
def test_test_mode_for_one_message(keyword: str, mode: str) -> None:
    client, gateway = make(ok)
    client.Messaging.SMS.SendMessage(Message="x", Recipients=[ALICE], **{keyword: mode})
    assert gateway.sends[0]["Mode"] == "Test"


@pytest.mark.parametrize("keywords", [{}, {"Mode": None}, {"SendMode": None}, {"Mode": "Test"}])
def test_a_call_cannot_leave_the_clients_test_mode(keywords: dict[str, Any]) -> None:
    client, gateway = make(ok, mode="test")
    client.Messaging.SMS.SendMessage(Message="x", Recipients=[ALICE], **keywords)
    assert gateway.sends[0]["Mode"] == "Test"
    assert client.client.test_mode


def test_an_action_that_would_send_is_an_error_in_test_mode() -> None:
    client, gateway = make(ok, mode="test", base_url=URL)
    for action in (client.Actions.Resubmit, client.Actions.Reschedule):
        keywords = (
            {"SendTime": "2090-01-01T12:00"} if "Reschedule" in repr(action.SendRequest) else {}
        )
        result = action.SendRequest(MessageID="ID1", **keywords)
        assert result.Result == "Error"
        assert isinstance(result.error, ModeError)
    assert not gateway.requests


def test_the_environment_configures_a_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BESTSMS_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("BESTSMS_API_URL", LOOPBACK)
    monkeypatch.setenv("BESTSMS_MODE", "test")
    with compat.BestSMS() as client:
        assert repr(client.client) == f"<BestSMS {LOOPBACK} test>"
    monkeypatch.setenv("BESTSMS_MODE", "tset")
    with pytest.raises(ModeError):
        compat.BestSMS(AuthToken=TOKEN)


def test_invalid_client_arguments_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BESTSMS_AUTH_TOKEN", raising=False)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "No auth token"),
        ({"AuthTokn": "x"}, r"Did you mean AuthToken\?"),
        ({"Sender": "a@b.example", "APIKey": "k"}, "does not take APIKey. Create an auth token"),
        ({"AuthToken": "x", "client": make(ok)[0].client}, "not both"),
        ({"client": bestsms_client.AsyncBestSMS("x")}, "client is of type AsyncBestSMS"),
        ({"client": "a token"}, "client is of type str"),
    ]
    for arguments, reason in wrong:
        with pytest.raises(ConfigurationError, match=reason):
            compat.BestSMS(**arguments)


def test_a_subclass_has_the_same_calls() -> None:
    class Shop(compat.BestSMS):
        greeting: str = "Hello"

        def greet(self, number: str) -> compat.Result:
            return self.Messaging.SMS.SendMessage(Message=self.greeting, Recipients=[number])

    ours, gateway = make(ok)
    assert Shop(client=ours.client).greet(ALICE).Result == "Success"
    assert len(gateway.sends) == 1


def test_one_deprecation_warning_names_the_guide_at_the_callers_line() -> None:
    ours, _ = make(ok)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client = compat.BestSMS(client=ours.client)
        client.Messaging.SMS.SendMessage(Message="x", Recipients=[ALICE])
        client.Reports.Status.Poll(MessageID="ID1")
    (warning,) = caught
    assert warning.category is DeprecationWarning
    assert "docs/migrating.md" in str(warning.message)
    assert warning.filename == __file__


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("Messaging.SMS.SendMessageAsync", "This module is synchronous. Use bestsms_client.Async"),
        ("Messaging.SMS.AddRecipient", "client.Messaging.SMS has no attribute AddRecipient"),
        ("Reports.SMSRecieved", r"Did you mean client.Reports.SMSReceived\?"),
        ("messaging", r"client has no attribute messaging. Did you mean client.Messaging\?"),
    ],
)
def test_an_unknown_attribute_is_refused_with_a_suggestion(wrong: str, reason: str) -> None:
    client, _ = make(ok)
    with pytest.raises(AttributeError, match=reason):
        function(client, wrong)


def test_assigning_an_attribute_is_refused() -> None:
    client, _ = make(ok)
    with pytest.raises(AttributeError, match="Pass MessageText as a keyword"):
        setattr(client.Messaging.SMS, "MessageText", "x")  # noqa: B010


def test_help_shows_the_keywords() -> None:
    client, _ = make(ok)
    shown = str(inspect.signature(client.Addressbook.Group.Update))
    assert shown.startswith("(*, GroupID=None, GroupCode=None, GroupName=None, SubAccount=None")
    documented = inspect.getdoc(client.Addressbook.Group.Update) or ""
    assert "Keywords: GroupID, GroupCode, GroupName" in documented
    assert "See `client.addressbook.group.update`" in documented
    assert (inspect.getdoc(compat.Call) or "").startswith("A call in the vendor's style.")


def test_the_client_does_not_load_compat() -> None:
    code = (
        "import sys, bestsms_client; bestsms_client.BestSMS('token').messaging.sms;"
        "print(*[name for name in sys.modules if 'compat' in name and 'bestsms' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not done.stdout.split()
