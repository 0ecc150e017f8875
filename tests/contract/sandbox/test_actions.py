"""Resubmit, reschedule and abort, in right and in wrong states."""

import pytest
from tests.contract.sandbox.running_sandbox import ALICE, BAD, BOB, SILENT, Rig, outcomes

LATER = "2099-01-01T12:00"


def test_abort_ends_a_delayed_message_without_cost(rig: Rig) -> None:
    message_id = rig.send(ALICE, BOB, SendTime=LATER)
    answer = rig.ok("PATCH", f"/set/abort/{message_id}", {})
    assert (answer["MessageID"], answer["Status"]) == (message_id, "Pending")
    assert (answer["Action"], len(answer["JobNum"])) == ("Abort", 8)
    status = rig.status(message_id)
    assert (status["Status"], status["Price"]) == ("Completed", 0)
    assert outcomes(status) == [("Success", "Control Deleted")] * 2
    rig.advance(80 * 365 * 86400)
    later = rig.status(message_id)
    assert (later["Status"], later["Recipients"]) == ("Completed", status["Recipients"])


def test_abort_of_a_pending_message_leaves_who_was_reached(rig: Rig) -> None:
    early, late = rig.send(ALICE, SILENT), rig.send(ALICE, SILENT, message="Other")
    rig.ok("PATCH", f"/set/abort/{early}", {})
    rig.advance(2)
    rig.ok("PATCH", f"/set/abort/{late}", {})
    deleted = ("Success", "Control Deleted")
    assert outcomes(rig.status(early)) == [deleted, deleted]
    assert outcomes(rig.status(late)) == [("Success", "delivered"), deleted]


def test_reschedule_moves_a_delayed_message_in_its_own_zone(rig: Rig) -> None:
    message_id = rig.send(SendTime=LATER, TimeZone="W. Australia")
    answer = rig.ok("PATCH", f"/set/reschedule/{message_id}", {"SendTime": "2098-05-05 08:00:30"})
    assert (answer["Status"], answer["Action"]) == ("Delayed", "Reschedule")
    status = rig.status(message_id)
    assert (status["Status"], status["DelayedTimeUTC"]) == ("Delayed", "2098-05-05 00:00:30")


def test_reschedule_into_the_past_sends_now_and_once(rig: Rig) -> None:
    message_id = rig.send(SendTime=LATER)
    answer = rig.ok("PATCH", f"/set/reschedule/{message_id}", {"SendTime": "2020-01-01 00:00"})
    assert answer["Status"] == "Transmit"
    assert rig.status(message_id)["Status"] == "Pending"
    rig.advance(2)
    assert outcomes(rig.status(message_id)) == [("Success", "delivered")]


def test_resubmit_sends_again_to_those_that_failed(rig: Rig) -> None:
    message_id = rig.send(ALICE, BAD)
    rig.advance(2)
    answer = rig.ok("PATCH", f"/set/resubmit/{message_id}", {"SendTime": "2020-01-01T00:00:00"})
    assert (answer["Status"], answer["Action"]) == ("Transmit", "Resubmit")
    status = rig.status(message_id)
    assert status["Status"] == "Pending"
    assert outcomes(status) == [("Success", "delivered"), ("Pending", "")]
    rig.advance(2)
    assert outcomes(rig.status(message_id))[1] == ("Failed", "Bad Number")


def test_resubmit_may_be_delayed(rig: Rig) -> None:
    message_id = rig.send(BAD)
    rig.advance(2)
    assert (
        rig.ok("PATCH", f"/set/resubmit/{message_id}", {"SendTime": LATER})["Status"] == "Delayed"
    )
    assert rig.status(message_id)["DelayedTimeUTC"] == "2099-01-01 01:00:00"


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
    rig: Rig, action: str, verb: str, state: str
) -> None:
    message_id = rig.send(**({"SendTime": LATER} if state == "Delayed" else {}))
    if state == "Completed":
        rig.advance(2)
    before = rig.status(message_id)
    body = {"SendTime": LATER} if action == "reschedule" else {}
    response = rig.call("PATCH", f"/set/{action}/{message_id}", body)
    assert response.status_code == 400
    assert response.json() == {
        "Result": "Failed",
        "MessageID": message_id,
        "ErrorMessage": [f"Message cannot be {verb} (Status={state})"],
    }
    assert rig.status(message_id) == before


def test_actions_concern_the_most_recent_message_of_an_id(rig: Rig) -> None:
    rig.send(MessageID="twice", SendTime=LATER)
    rig.send(MessageID="twice", message="Now")
    assert "Status=Pending" in rig.refused("PATCH", "/set/reschedule/twice", {"SendTime": LATER})


@pytest.mark.parametrize("action", ["resubmit", "reschedule", "abort"])
def test_an_unknown_message_is_not_found(rig: Rig, action: str) -> None:
    body = {"SendTime": LATER} if action == "reschedule" else {}
    response = rig.call("PATCH", f"/set/{action}/ID123456", body)
    assert (response.status_code, response.json()["MessageID"]) == (400, "ID123456")
    assert response.json()["ErrorMessage"] == ["Message not found"]
