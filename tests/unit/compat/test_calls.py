"""The vendor's calls with our client: keywords, results, and errors that are returned."""

import copy
import inspect
import json
import pickle
import re
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.clients import client as our_client
from tests.unit.compat.vendor_calls import ALICE, CALLS, CONTACT, function, vendor_fields
from tests.unit.prepared_gateway import (
    LOOPBACK,
    TOKEN,
    URL,
    Clock,
    Gateway,
    Reply,
    failed,
    response,
    retry,
    success,
)

import bestsms_client
from bestsms_api.constraints import PARAMETERS
from bestsms_client import ConfigurationError, InvalidRequestError, ModeError, compat
from bestsms_client.compat._results import FIELDS

pytestmark = pytest.mark.filterwarnings("ignore:bestsms_client.compat:DeprecationWarning")

WHOLE: dict[str, Any] = {
    "MessageID": "ID1", "Recipients": [], "Messages": [],
    "TotalRecords": 0, "RecordsPerPage": 100, "PageCount": 1, "Page": 1,
    "Contact": {"ContactID": CONTACT, "Attention": "Jo", "Unknown": 1}, "Contacts": [],
    "Group": {"GroupID": "G1", "GroupCode": "Cooks", "GroupName": "Cooks"}, "Groups": [],
    "Status": "Pending", "Action": "Abort", "JobNum": "ABCD1234",
}  # fmt: skip
REFUSALS = [
    (400, "Invalid MessageID"),
    (401, "Unauthorized"),
    (404, "Unable to find entry."),
    (500, "An unexpected error occurred while processing."),
]


def make(*replies: Reply, **options: Any) -> tuple[compat.BestSMS, Gateway]:
    """Create a client in the vendor's style and its gateway."""
    gateway = Gateway(*replies, statuses=replies)
    options = {"base_url": LOOPBACK, **retry(max_attempts=1), **options}
    ours = our_client(Clock(), TOKEN, transport=httpx.MockTransport(gateway), **options)
    return compat.BestSMS(client=ours), gateway


def ok(request: httpx.Request) -> httpx.Response:
    """Return a success with the fields of every call, about the requested message."""
    fields = copy.deepcopy(WHOLE)
    parts = request.url.path.split("/")
    fields["MessageID"] = parts[-1]
    if parts[-1] == "sms":
        fields["MessageID"] = json.loads(request.content)["MessageData"]["MessageID"]
    return success(**fields)


def test_there_is_a_call_for_each_operation() -> None:
    operations: list[str] = []

    def seen(attempt: bestsms_client.Attempt) -> None:
        operations.append(attempt.operation)

    client, _ = make(ok, **retry(on_attempt=seen))
    for path, keywords in CALLS.items():
        assert function(client, path)(**keywords).Result == "Success", path
    assert len(CALLS) == 25
    assert sorted(operations) == sorted(PARAMETERS)


def leaves(thing: Any, path: str = "") -> list[str]:
    if isinstance(thing, compat.Call):
        return [path]
    names = [name for name in type(thing).__annotations__ if not name.startswith("_")]
    return [leaf for n in names for leaf in leaves(getattr(thing, n), f"{path}.{n}".strip("."))]


def test_there_are_no_other_calls() -> None:
    client, _ = make(ok)
    assert sorted(leaves(client)) == sorted(CALLS)
    for path in CALLS:
        assert function(client, path).path == f"client.{path}"
        assert repr(function(client, path)) == f"<client.{path}>"


@pytest.mark.parametrize("path", CALLS)
def test_a_result_prints_as_json_with_the_vendors_fields(path: str) -> None:
    client, gateway = make(ok)
    result = function(client, path)(**CALLS[path])
    assert len(gateway.requests) == 1
    shown: dict[str, Any] = json.loads(str(result))
    assert str(result) == json.dumps(shown, indent=4)
    of_the_vendor = vendor_fields()
    schema = next(s for s, keys in FIELDS.items() if repr(result).startswith(f"<{s} ") and keys)
    assert list(shown)[: len(of_the_vendor[schema])] == of_the_vendor[schema]
    assert result.Result == result["Result"] == "Success"
    assert result.error is None


def test_the_fields_match_the_vendors_classes() -> None:
    assert dict(FIELDS) == vendor_fields()


@pytest.mark.parametrize(("code", "reason"), REFUSALS)
@pytest.mark.parametrize("path", CALLS)
def test_a_refusal_is_returned(path: str, code: int, reason: str) -> None:
    client, gateway = make(failed(reason, code=code))
    result = function(client, path)(**CALLS[path])
    assert gateway.requests
    assert result.error is not None
    assert result.error.status_code == code
    if result.error.sent == "no":
        assert (result.Result, result.ErrorMessage) == ("Failed", [reason])
    else:  # a failure of the gateway may have come after the change
        assert code == 500
        assert result.Result == "Error"
        assert reason in result.ErrorMessage[0]
    with pytest.raises(AttributeError, match="call failed, so its result has no Recipients"):
        _ = result.Recipients


@pytest.mark.parametrize("path", CALLS)
def test_a_dropped_connection_is_returned(path: str) -> None:
    client, _ = make(httpx.ReadError("gone"))
    result = function(client, path)(**CALLS[path])
    assert result.Result == "Error"
    assert isinstance(result.error, bestsms_client.NoAnswerError)
    assert f"client.{path} " in result.ErrorMessage[0]
    assert json.loads(str(result))["ErrorMessage"] == result.ErrorMessage
    if path.endswith("SendMessage"):
        assert isinstance(result.error, bestsms_client.SendUncertainError)
        assert result.MessageID == result.error.message_id
        assert "client.client.messaging.sms.confirm " in result.ErrorMessage[0]


def test_a_send_with_a_lost_response_is_reconciled_and_not_repeated() -> None:
    gateway = Gateway(httpx.ReadError("gone"), statuses=[ok])
    ours = our_client(Clock(), TOKEN, transport=httpx.MockTransport(gateway), base_url=LOOPBACK)
    client = compat.BestSMS(client=ours)
    result = client.Messaging.SMS.SendMessage(Message="x", Recipients=[ALICE])
    (sent,) = gateway.sends
    assert json.loads(str(result)) == {
        "Result": "Success",
        "MessageID": sent["MessageID"],
        "ErrorMessage": [],
    }


def test_a_refused_connection_is_returned_with_its_cause() -> None:
    client, _ = make(httpx.ConnectError("[Errno 111] Connection refused"))
    result = client.Messaging.SMS.SendMessage(Message="x", Recipients=[ALICE])
    assert result.Result == "Error"
    assert isinstance(result.error, bestsms_client.NotSentError)
    assert "MessageID" not in vars(result)


@pytest.mark.parametrize("path", CALLS)
def test_a_keyword_with_a_typo_is_refused(path: str) -> None:
    client, gateway = make(ok)
    known = list(inspect.signature(function(client, path)).parameters)
    for name in known:
        typo = f"{name[:2]}{name[3:]}"
        if typo in known:
            continue
        with pytest.raises(InvalidRequestError) as caught:
            function(client, path)(**{typo: "x"})
        assert f"client.{path} has no keyword {typo}. Did you mean " in str(caught.value)
    assert not gateway.requests


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("MesageText", "MessageText"),
        ("Recipient", "Recipients"),
        ("messageid", "MessageID"),
        ("Attachment", "Attachments"),
        ("SendMod", "SendMode"),
    ],
)
def test_the_error_suggests_a_similar_keyword(typo: str, meant: str) -> None:
    client, _ = make(ok)
    with pytest.raises(InvalidRequestError, match=rf"Did you mean {meant}\?"):
        client.Messaging.SMS.SendMessage(**{typo: "x"})


def test_without_a_similar_keyword_the_error_lists_all() -> None:
    client, _ = make(ok)
    with pytest.raises(InvalidRequestError, match=r"has no keyword Qq. Its keywords are MessageID"):
        client.Reports.Status.Poll(Qq=1)
    with pytest.raises(InvalidRequestError, match="has no keyword of that name"):
        client.Reports.Status.Poll(**{"+61 491 570 006": 1})


@pytest.mark.parametrize("name", ["AuthToken", "Sender", "APIKey"])
def test_a_call_does_not_accept_a_token(name: str) -> None:
    client, gateway = make(ok)
    with pytest.raises(InvalidRequestError, match=f"does not take {name}. Create a client for"):
        client.Reports.Status.Poll(MessageID="ID1", **{name: "other"})
    assert not gateway.requests


def test_positional_arguments_are_refused() -> None:
    client, _ = make(ok)
    with pytest.raises(TypeError, match="SendMessage takes keywords only, such as Message="):
        client.Messaging.SMS.SendMessage({"Message": "x"})  # type: ignore[arg-type]  # pyright: ignore


def test_both_names_of_an_argument_together_are_refused() -> None:
    client, gateway = make(ok)
    result = client.Messaging.SMS.SendMessage(Message="a", MessageText="b", Recipients=[ALICE])
    assert result.ErrorMessage == [
        "Message and MessageText set the same argument. Pass only one of them."
    ]
    result = client.Addressbook.Group.Detail(GroupID="G1", GroupCode="Cooks")
    assert result.ErrorMessage == [
        "GroupID and GroupCode set the same argument. Pass only one of them."
    ]
    assert not gateway.requests
    client.Messaging.SMS.SendMessage(
        Message="x", Destinations=[{"Recipient": ALICE}], Recipients=["+61491570156"]
    )
    (sent,) = gateway.sends
    assert [one["Recipient"] for one in sent["Destinations"]] == [ALICE, "+61491570156"]


@pytest.mark.parametrize(
    ("path", "keywords", "missing"),
    [
        ("Messaging.SMS.SendMessage", {"Message": "x"}, "Destinations"),
        ("Messaging.SMS.SendMessage", {"Recipients": [ALICE]}, "Message"),
        ("Reports.Status.Poll", {}, "MessageID"),
        ("Actions.Reschedule.SendRequest", {"MessageID": "ID1"}, "SendTime"),
        ("Addressbook.Contact.Detail", {"ContactID": None}, "ContactID"),
        ("Addressbook.Group.Create", {}, "GroupName"),
        ("Addressbook.Group.Detail", {}, "GroupID or GroupCode"),
        ("Addressbook.ContactGroup.Create", {"GroupCode": "Cooks"}, "ContactID"),
    ],
)
def test_a_missing_argument_is_returned(path: str, keywords: dict[str, Any], missing: str) -> None:
    client, gateway = make(ok)
    result = function(client, path)(**keywords)
    assert (result.Result, result.ErrorMessage) == ("Error", [f"{missing} is required."])
    assert not gateway.requests


@pytest.mark.parametrize(
    ("keywords", "name"),
    [
        ({"Recipients": ["Jo"]}, "Recipients[0]"),
        ({"Destinations": [ALICE, {"Recipent": ""}]}, "Destinations[1]"),
        ({"Recipients": []}, "Recipients"),
        ({"Recipients": [ALICE], "MessageID": "x" * 41}, "MessageID"),
        ({"Recipients": [ALICE], "WebhookCallbackURL": "http://a.example"}, "WebhookCallbackURL"),
        ({"Recipients": [ALICE], "SendTime": "tomorrow"}, "SendTime"),
        ({"Recipients": [ALICE], "Attachments": ["/nowhere"]}, "Attachments[0]"),
        ({"Recipients": [ALICE], "SendMode": "Tset"}, "SendMode"),
        ({"Recipients": [ALICE], "Mode": "Live"}, "Mode"),
        ({"Recipients": [ALICE], "SendMode": ""}, "SendMode"),  # not sent as a live message
    ],
)
def test_an_invalid_value_is_returned_with_the_callers_keyword(
    keywords: dict[str, Any], name: str
) -> None:
    client, gateway = make(ok)
    result = client.Messaging.SMS.SendMessage(MessageText="x", **keywords)
    assert result.Result == "Error"
    assert re.match(rf"{re.escape(name)}[ :]", result.ErrorMessage[0])
    assert result.error is not None
    assert result.error.sent == "no"
    assert not gateway.requests


def test_values_that_the_vendors_package_passes_on_are_passed_on() -> None:
    client, gateway = make(ok)
    sent = client.Messaging.SMS.SendMessage(
        MessageText="x [[Unknown]] " + "x" * 500,
        Recipients=["0491 570 006"],
        SendTime="2023-07-10T09:00",
        MessageID="",  # requests a new id
    )
    assert sent.Result == "Success"
    (body,) = gateway.sends
    assert body["Destinations"] == [{"Recipient": "0491570006"}]
    assert body["SendTime"] == "2023-07-10T09:00"
    assert body["MessageID"] == sent.MessageID != ""


def test_recipients_of_every_kind() -> None:
    client, gateway = make(ok)
    known = client.Addressbook.ContactGroup.Detail(ContactID=CONTACT, GroupID="G1")
    client.Messaging.SMS.SendMessage(
        MessageText="x",
        Recipients=(
            ALICE,
            ["+61491570156", ""],
            {"Recipient": "+61491570157", "Attention": None, "Company": "Cafe"},
            known.Contact,
            known.Group,
            compat.RecipientModel(Recipient="+61491570158", Custom1="a"),
            compat.ContactModel(ContactID="C2"),
            compat.GroupModel(GroupID="G2"),
            {"Contact": compat.ContactModel(ContactID="C3"), "Group": None},
        ),
    )
    (sent,) = gateway.sends
    assert sent["Destinations"] == [
        {"Recipient": ALICE},
        {"Recipient": "+61491570156"},
        {"Recipient": "+61491570157", "Company": "Cafe"},
        {"ContactID": CONTACT},
        {"GroupID": "G1"},
        {"Recipient": "+61491570158", "Custom1": "a"},
        {"ContactID": "C2"},
        {"GroupID": "G2"},
        {"ContactID": "C3"},
    ]
    with pytest.raises(InvalidRequestError, match=r"RecipientModel: .* Did you mean Attention\?"):
        compat.RecipientModel(Atention="Jo")


def test_a_group_model_with_a_code_only() -> None:
    client, gateway = make(ok)
    cooks, waiters = (compat.GroupModel(GroupCode=code) for code in ("Cooks", "Waiters"))
    client.Messaging.SMS.SendMessage(Message="x", Recipients=[cooks, {"Group": waiters}])
    (sent,) = gateway.sends
    assert sent["Destinations"] == [{"GroupCode": "Cooks"}, {"GroupCode": "Waiters"}]


def test_a_response_in_place_of_its_contact_is_an_error() -> None:
    client, gateway = make(ok)
    found = client.Addressbook.Contact.Detail(ContactID=CONTACT)
    for recipient in (found, {"Contact": found}, {"Group": found.Contact}):
        result = client.Messaging.SMS.SendMessage(Message="x", Recipients=[ALICE, recipient])
        assert result.Result == "Error"
        assert "such as response.Contact" in result.ErrorMessage[0]
    assert not gateway.sends


def test_attachments_as_paths_and_as_files(tmp_path: Any) -> None:
    path = tmp_path / "menu.txt"
    path.write_bytes(b"Soup\n")
    client, gateway = make(ok)
    client.Messaging.SMS.SendMessage(
        MessageText="[[File1]] [[File2]]",
        Recipients=[ALICE],
        Files=[{"Name": "a.txt", "Data": "aGVsbG8K"}],
        Attachments=[str(path)],
    )
    (sent,) = gateway.sends
    assert sent["Files"] == [
        {"Name": "a.txt", "Data": "aGVsbG8K"},
        {"Name": "menu.txt", "Data": "U291cAo="},
    ]


@pytest.mark.parametrize(
    ("keywords", "query"),
    [
        ({}, {"timePeriod": "1440"}),
        ({"TimePeriod": 60, "Page": 2}, {"timePeriod": "60", "page": "2"}),
        (
            {"TimePeriod": 60, "DateFrom": "2023-07-01 00:00:00", "DateTo": "2023-08-01 00:00:00"},
            {"dateFrom": "2023-07-01 00:00:00", "dateTo": "2023-08-01 00:00:00"},
        ),
    ],
)
def test_the_time_window_of_received_messages(
    keywords: dict[str, Any], query: dict[str, str]
) -> None:
    client, gateway = make(ok)
    assert client.Reports.SMSReceived.Poll(**keywords).Result == "Success"
    assert dict(gateway.requests[0].url.params) == query


def test_half_a_time_window_is_an_error() -> None:
    client, gateway = make(ok)
    result = client.Reports.SMSReceived.Poll(DateFrom="2023-07-01 00:00:00")
    assert "DateFrom and DateTo" in result.ErrorMessage[0]
    assert not gateway.requests


@pytest.mark.parametrize(
    "when", [datetime(2090, 1, 2, 3, 4), "2090-01-02T03:04:00", "2090-01-02 03:04:00"]
)
def test_a_time_without_a_zone_is_local_to_the_account(when: Any) -> None:
    client, gateway = make(ok)
    moved = client.Actions.Reschedule.SendRequest(MessageID="ID1", SendTime=when)
    assert moved.Result == "Success"
    (request,) = gateway.requests
    assert json.loads(request.content)["SendTime"].replace(" ", "T") == "2090-01-02T03:04:00"


def test_a_missing_time_is_an_error() -> None:
    class NaT(datetime):  # like pandas.NaT
        def __getattribute__(self, name: str) -> Any:
            return float("nan") if name == "year" else super().__getattribute__(name)

        def strftime(self, _format: str) -> str:
            raise ValueError("NaT does not support strftime")

    client, gateway = make(ok)
    message = {"Message": "x", "Recipients": [ALICE]}
    result = client.Messaging.SMS.SendMessage(SendTime=NaT(2031, 1, 31), **message)
    assert result.Result == "Error"
    assert result.ErrorMessage[0].startswith("SendTime is of type NaT, but is not a valid time.")
    assert not gateway.requests


def test_an_aware_time_is_converted_to_the_accounts_zone() -> None:
    client, gateway = make(ok, account_timezone="AUS Eastern")
    when = datetime(2090, 1, 2, 3, 4, tzinfo=UTC) - timedelta(hours=1)
    client.Actions.Reschedule.SendRequest(MessageID="ID1", SendTime=when)
    assert json.loads(gateway.requests[0].content) == {"SendTime": "2090-01-02T13:04"}


def test_names_that_the_vendors_package_ignores_warn() -> None:
    client, gateway = make(ok)
    with pytest.warns(UserWarning, match=r"ignores ViewPublic, .* The field is ViewBy\.") as caught:
        client.Addressbook.Contact.Create(FirstName="First", ViewPublic="Account")
    assert caught[0].filename == __file__
    assert json.loads(gateway.requests[0].content) == {"FirstName": "First"}


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
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client, _ = make(ok)
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


def test_results_can_be_copied_and_pickled() -> None:
    client, _ = make(failed("Message(s) NOT found"))
    result = client.Reports.Status.Poll(MessageID="ID1")
    for same in (copy.deepcopy(result), pickle.loads(pickle.dumps(result))):
        assert same == result
        assert str(same) == str(result)
        assert same.error
        assert same.error.sent == "no"
    assert result != {"Result": "Failed"}
    with pytest.raises(KeyError):
        result["Recipients"]
    with pytest.raises(AttributeError, match="Result has no field Nothing"):
        _ = compat.Result("SendResult", {"Result": "Success"}).Nothing


def test_fields_that_the_vendors_package_drops_can_be_read() -> None:
    client, _ = make(ok)
    contact = client.Addressbook.Contact.Detail(ContactID=CONTACT).Contact
    assert "Unknown" not in vars(contact)
    assert contact.Unknown == contact["Unknown"] == 1


def test_the_repr_shows_no_number_or_text() -> None:
    reply = {"From": ALICE, "MessageText": "Yes", "ReceivedTimeLocal": "2026-01-01 09:00:00"}
    client, _ = make(success(Messages=[reply]))
    result = client.Reports.SMSReceived.Poll()
    assert repr([result, *result.Messages]) == "[<SMSReceivedResult Success>, <ReceivedMessage>]"
    assert "Yes" in str(result)


def refuse_a_call(client: compat.BestSMS) -> None:
    client.Messaging.SMS.SendMessage(Mesage="a secret text", Recipients=[ALICE])


def refuse_a_model(_client: compat.BestSMS) -> None:
    compat.RecipientModel(Recipint=ALICE, Custom1="a secret text")


@pytest.mark.parametrize("refused", [refuse_a_call, refuse_a_model])
def test_no_frame_of_a_refused_call_holds_the_arguments(
    refused: Callable[[compat.BestSMS], None],
) -> None:
    client, _ = make(ok)
    with pytest.raises(InvalidRequestError) as caught:
        refused(client)
    frames = [f for f, _ in traceback.walk_tb(caught.tb) if f.f_code.co_filename != __file__]
    assert frames
    shown = repr([frame.f_locals for frame in frames])
    assert "secret" not in shown
    assert "491570006" not in shown


def test_a_returned_error_has_no_traceback() -> None:
    client, _ = make(failed("Unauthorized", code=401))
    result = client.Messaging.SMS.SendMessage(Message="a secret text", Recipients=[ALICE])
    assert result.error is not None
    assert result.error.__traceback__ is None


def test_an_interrupted_call_raises() -> None:
    client, _ = make(ok)

    def stop(_request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    client, _ = make(stop)
    with pytest.raises(KeyboardInterrupt):
        client.Messaging.SMS.SendMessage(Message="x", Recipients=[ALICE])


def test_an_unreadable_response_is_returned_as_an_error() -> None:
    client, _ = make(response(b"<html>"))
    result = client.Reports.Status.Poll(MessageID="ID1")
    assert result.Result == "Error"
    assert result.ErrorMessage[0]


def test_the_client_does_not_load_compat() -> None:
    code = (
        "import sys, bestsms_client; bestsms_client.BestSMS('token').messaging.sms;"
        "print(*[name for name in sys.modules if 'compat' in name and 'bestsms' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not done.stdout.split()
