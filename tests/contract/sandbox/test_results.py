"""Delivery rules: the result of a number's messages, its time, and the emails about it."""

from typing import Any

import pytest
from tests.contract.sandbox.sandbox_api import ALICE, BAD, BOB, SILENT, SandboxApi, outcomes

from bestsms_sandbox.contract.loading import load

RESULTS = [(e["result"], e["status"], e["charged"]) for e in load().results.values()]


def set_rule(api: SandboxApi, number: str, **rule: Any) -> None:
    api.control.put(f"numbers/{number}", json=rule).raise_for_status()


def settings(api: SandboxApi, **options: Any) -> None:
    api.control.put("settings", json=options).raise_for_status()


def decide(api: SandboxApi, number: str, **more: str) -> int:
    response = api.control.post("outcomes", json={"number": number, **more})
    count: int = response.raise_for_status().json()["recipients"]
    return count


@pytest.mark.parametrize(("result", "status", "charged"), RESULTS)
def test_every_result_of_the_contract(
    api: SandboxApi, result: str, status: str, charged: bool
) -> None:
    set_rule(api, "0491 570 006", outcome=result.upper())  # any format of the number, any case
    message_id = api.send(ALICE)
    api.advance(2)
    seen = api.status(message_id)
    assert outcomes(seen) == [(status, result)]
    assert seen["Price"] == (0.1 if charged else 0)


def test_a_rule_has_a_time_and_a_reply(api: SandboxApi) -> None:
    set_rule(api, ALICE, after_seconds=60, reply="Later", reply_after_seconds=5)
    message_id = api.send(ALICE)
    api.advance(59)
    assert api.status(message_id)["Status"] == "Pending"
    api.advance(1)
    assert api.status(message_id)["Status"] == "Completed"
    api.advance(5)
    (reply,) = api.replies(message_id)["Recipients"][0]["SMSReplies"]
    assert reply["MessageText"] == "Later"


def test_an_undelivered_message_gets_no_reply(api: SandboxApi) -> None:
    set_rule(api, ALICE, outcome="Undelivered", reply="Yes", reply_after_seconds=0)
    message_id = api.send(ALICE)
    api.advance(60)
    assert api.replies(message_id)["Recipients"][0]["SMSReplies"] == []


def test_a_rule_replaces_a_built_in_one_until_it_is_deleted(api: SandboxApi) -> None:
    set_rule(api, BAD, outcome="delivered")
    first = api.send(BAD, message="1")
    api.control.delete(f"numbers/{BAD}").raise_for_status()
    second = api.send(BAD, message="2")
    api.advance(2)
    assert api.status(first)["Success"] == 1
    assert api.status(second)["Failed"] == 1
    assert api.control.get("numbers").json()["numbers"][BAD] == {"outcome": "Bad Number"}


def test_a_message_on_credit_hold_waits_for_a_decision(api: SandboxApi) -> None:
    set_rule(api, ALICE, outcome="credit hold")
    message_id = api.send(ALICE, BOB)
    api.advance(3600)
    seen = api.status(message_id)
    assert (seen["Status"], seen["Complete"]) == ("CreditHold", 1)
    assert outcomes(seen)[0] == ("Pending", "")
    assert decide(api, ALICE, outcome="delivered") == 1
    assert api.status(message_id)["Status"] == "Completed"


def test_immediate_progress(api: SandboxApi) -> None:
    settings(api, progress="immediate")
    assert api.status(api.send(ALICE))["Success"] == 1


def test_manual_progress(api: SandboxApi) -> None:
    settings(api, progress="manual")
    first, second = api.send(ALICE, message="1"), api.send(ALICE, BAD, message="2")
    later = api.send(ALICE, SendTime="2099-01-01T00:00")
    api.advance(3600)
    assert {api.status(one)["Complete"] for one in (first, second, later)} == {0}
    assert decide(api, ALICE, message_id=first, outcome="undelivered") == 1
    assert outcomes(api.status(first)) == [("Failed", "Undelivered")]
    assert decide(api, ALICE) == 1  # a delayed message is not pending
    assert decide(api, BAD) == 1  # by its own rule
    assert outcomes(api.status(second)) == [("Success", "delivered"), ("Failed", "Bad Number")]
    assert decide(api, ALICE) == 0


def test_the_clock_does_not_change_a_decided_result(api: SandboxApi) -> None:
    message_id = api.send(ALICE)
    assert decide(api, ALICE, outcome="Bad Number") == 1
    api.advance(60)
    assert outcomes(api.status(message_id)) == [("Failed", "Bad Number")]


def test_a_message_that_stays_pending_can_be_decided(api: SandboxApi) -> None:
    message_id = api.send(SILENT)
    api.advance(60)
    assert decide(api, SILENT) == 1  # its rule keeps it pending
    assert api.status(message_id)["Status"] == "Pending"
    assert decide(api, SILENT, outcome="SentOK") == 1
    assert api.status(message_id)["Status"] == "Completed"


def test_settings_take_effect_until_a_reset(api: SandboxApi) -> None:
    settings(api, cap_gsm=5, missing_token="Missing Sender")
    api.send(ALICE, message="Hello World")
    assert api.texts() == ["Hello"]
    response = api.call("GET", "/get/status/x", headers={"Authorization": ""})
    assert (response.status_code, response.json()["ErrorMessage"]) == (400, ["Missing Sender"])
    api.control.post("reset").raise_for_status()
    assert api.control.get("settings").json() == {
        "progress": "clock",
        "delivery_seconds": 2,
        "missing_token": "Unauthorized",
        "cap_gsm": None,
        "cap_ucs2": None,
    }


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", f"numbers/{ALICE}", {"outcome": "lost"}),
        ("PUT", f"numbers/{ALICE}", {"outcome": 5}),
        ("PUT", f"numbers/{ALICE}", {"after_seconds": -1}),
        ("PUT", f"numbers/{ALICE}", {"answer": "Yes"}),
        ("PUT", f"numbers/{ALICE}", {}),
        ("PUT", "settings", {"progress": "slow"}),
        ("PUT", "settings", {"cap_gsm": 0}),
        ("POST", "outcomes", {"outcome": "delivered"}),
        ("POST", "outcomes", {"number": ALICE, "outcome": "lost"}),
        ("GET", "messages?limit=0", None),
        ("GET", "mails?limit=x", None),
        ("GET", "webhooks?limit=1001", None),
    ],
)
def test_invalid_values_are_refused(api: SandboxApi, method: str, path: str, body: Any) -> None:
    response = api.control.request(method, path, json=body)
    assert response.status_code == 400
    assert response.json()["error"]


def test_emails_are_stored_and_never_sent(api: SandboxApi) -> None:
    data = {"SMSEmailReply": "jo@example.com", "ReportTo": "report@example.com"}
    message_id = api.send(ALICE, BAD, MessageID="ID1", **data)
    api.send(BOB)
    api.advance(2)
    api.reply(ALICE, "Thanks")
    api.reply(BOB, "No mail for this")
    report, reply = api.control.get("mails").json()["mails"]
    assert (report["to"], report["cause"]) == ("report@example.com", "ReportTo")
    assert report["text"] == f"{ALICE} Success delivered\n{BAD} Failed Bad Number"
    assert (reply["to"], reply["text"]) == ("jo@example.com", "Thanks")
    assert reply["message_id"] == report["message_id"] == message_id


def test_messages_can_be_filtered_by_number_and_paged(api: SandboxApi) -> None:
    for index in range(5):
        api.send(ALICE if index % 2 else BOB, message=str(index))

    def texts(**query: Any) -> list[str]:
        page = api.control.get("messages", params=query).raise_for_status().json()["messages"]
        return [message["recipients"][0]["text"] for message in page]

    assert texts() == ["0", "1", "2", "3", "4"]
    assert texts(to="0491570006") == ["1", "3"]
    assert texts(limit=2) == ["3", "4"]
    third = api.control.get("messages", params={"limit": 3}).json()["messages"][0]
    assert texts(limit=1, before=third["seq"]) == ["1"]


def test_an_attachment_is_stored_once(api: SandboxApi) -> None:
    api.send(ALICE, Files=[{"Name": "a.txt", "Data": "aGVsbG8K"}])
    (message,) = api.kept()
    assert "aGVsbG8K" not in message["request"]
    assert '"Name": "a.txt", "Data": "(6 bytes)"' in message["request"]
