"""The results of calls in the vendor's style, and errors that are returned."""

import copy
import json
import pickle
from typing import Any

import httpx
import pytest
from tests.clients import client as our_client
from tests.unit.compat.vendor_calls import ALICE, CALLS, CONTACT, function, make, ok, vendor_fields
from tests.unit.prepared_gateway import (
    LOOPBACK,
    TOKEN,
    Clock,
    Gateway,
    failed,
    response,
    retry,
    success,
)

import bestsms_client
from bestsms_api.constraints import PARAMETERS
from bestsms_client import compat
from bestsms_client.compat._results import FIELDS

pytestmark = pytest.mark.filterwarnings("ignore:bestsms_client.compat:DeprecationWarning")


REFUSALS = [
    (400, "Invalid MessageID"),
    (401, "Unauthorized"),
    (404, "Unable to find entry."),
    (500, "An unexpected error occurred while processing."),
]


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
