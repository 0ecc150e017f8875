"""The keywords and values of calls in the vendor's style."""

import inspect
import json
import re
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.unit.compat.vendor_calls import ALICE, CALLS, CONTACT, function, make, ok

from bestsms_client import InvalidRequestError, compat

pytestmark = pytest.mark.filterwarnings("ignore:bestsms_client.compat:DeprecationWarning")


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
