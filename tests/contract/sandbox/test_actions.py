"""Resubmit, reschedule and abort, in allowed and other states."""

import pytest
from tests.contract.sandbox.sandbox_api import ALICE, BAD, BOB, SILENT, SandboxApi, outcomes

LATER = "2099-01-01T12:00"


def test_abort_ends_a_delayed_message_without_cost(api: SandboxApi) -> None:
    message_id = api.send(ALICE, BOB, SendTime=LATER)
    answer = api.ok("PATCH", f"/set/abort/{message_id}", {})
    assert (answer["MessageID"], answer["Status"]) == (message_id, "Pending")
    assert (answer["Action"], len(answer["JobNum"])) == ("Abort", 8)
    status = api.status(message_id)
    assert (status["Status"], status["Price"]) == ("Completed", 0)
    assert outcomes(status) == [("Success", "Control Deleted")] * 2
    api.advance(80 * 365 * 86400)
    later = api.status(message_id)
    assert (later["Status"], later["Recipients"]) == ("Completed", status["Recipients"])


def test_abort_of_a_pending_message_keeps_delivered_recipients(api: SandboxApi) -> None:
    early, late = api.send(ALICE, SILENT), api.send(ALICE, SILENT, message="Other")
    api.ok("PATCH", f"/set/abort/{early}", {})
    api.advance(2)
    api.ok("PATCH", f"/set/abort/{late}", {})
    deleted = ("Success", "Control Deleted")
    assert outcomes(api.status(early)) == [deleted, deleted]
    assert outcomes(api.status(late)) == [("Success", "delivered"), deleted]


def test_reschedule_moves_a_delayed_message_in_its_own_zone(api: SandboxApi) -> None:
    message_id = api.send(SendTime=LATER, TimeZone="W. Australia")
    answer = api.ok("PATCH", f"/set/reschedule/{message_id}", {"SendTime": "2098-05-05 08:00:30"})
    assert (answer["Status"], answer["Action"]) == ("Delayed", "Reschedule")
    status = api.status(message_id)
    assert (status["Status"], status["DelayedTimeUTC"]) == ("Delayed", "2098-05-05 00:00:30")


def test_reschedule_into_the_past_sends_immediately_and_once(api: SandboxApi) -> None:
    message_id = api.send(SendTime=LATER)
    answer = api.ok("PATCH", f"/set/reschedule/{message_id}", {"SendTime": "2020-01-01 00:00"})
    assert answer["Status"] == "Transmit"
    assert api.status(message_id)["Status"] == "Pending"
    api.advance(2)
    assert outcomes(api.status(message_id)) == [("Success", "delivered")]


def test_resubmit_sends_again_to_failed_recipients(api: SandboxApi) -> None:
    message_id = api.send(ALICE, BAD)
    api.advance(2)
    answer = api.ok("PATCH", f"/set/resubmit/{message_id}", {"SendTime": "2020-01-01T00:00:00"})
    assert (answer["Status"], answer["Action"]) == ("Transmit", "Resubmit")
    status = api.status(message_id)
    assert status["Status"] == "Pending"
    assert outcomes(status) == [("Success", "delivered"), ("Pending", "")]
    api.advance(2)
    assert outcomes(api.status(message_id))[1] == ("Failed", "Bad Number")


def test_resubmit_may_be_delayed(api: SandboxApi) -> None:
    message_id = api.send(BAD)
    api.advance(2)
    assert (
        api.ok("PATCH", f"/set/resubmit/{message_id}", {"SendTime": LATER})["Status"] == "Delayed"
    )
    assert api.status(message_id)["DelayedTimeUTC"] == "2099-01-01 01:00:00"


@pytest.mark.parametrize(
    ("action", "verb", "state"),
    [
        ("resubmit", "resubmitted", "Delayed"),
        ("resubmit", "resubmitted", "Pending"),
        ("resubmit", "resubmitted", "Completed"),
        ("reschedule", "rescheduled", "Pending"),
        ("reschedule", "rescheduled", "Completed"),
        ("abort", "aborted", "Completed"),
    ],
)
def test_an_action_in_the_wrong_state_is_refused(
    api: SandboxApi, action: str, verb: str, state: str
) -> None:
    message_id = api.send(**({"SendTime": LATER} if state == "Delayed" else {}))
    if state == "Completed":
        api.advance(2)
    before = api.status(message_id)
    body = {"SendTime": LATER} if action == "reschedule" else {}
    response = api.call("PATCH", f"/set/{action}/{message_id}", body)
    assert response.status_code == 400
    assert response.json() == {
        "Result": "Failed",
        "MessageID": message_id,
        "ErrorMessage": [f"Message cannot be {verb} (Status={state})"],
    }
    assert api.status(message_id) == before


def test_actions_apply_to_the_latest_message_with_an_id(api: SandboxApi) -> None:
    api.send(MessageID="twice", SendTime=LATER)
    api.send(MessageID="twice", message="Now")
    assert "Status=Pending" in api.refused("PATCH", "/set/reschedule/twice", {"SendTime": LATER})


@pytest.mark.parametrize("action", ["resubmit", "reschedule", "abort"])
def test_an_unknown_message_is_not_found(api: SandboxApi, action: str) -> None:
    body = {"SendTime": LATER} if action == "reschedule" else {}
    response = api.call("PATCH", f"/set/{action}/ID123456", body)
    assert (response.status_code, response.json()["MessageID"]) == (400, "ID123456")
    assert response.json()["ErrorMessage"] == ["Message not found"]
