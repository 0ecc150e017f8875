"""The forms of the sandbox's page, and the code samples that it shows."""

import json
import os
import shutil
import subprocess
from typing import Any

import pytest
from tests.contract.sandbox.plain_browser import PAGE, ParsedPage, PlainBrowser
from tests.contract.sandbox.sandbox_api import ALICE, BOB, SandboxApi
from tests.contract.sandbox.webhook_receiver import receiving

from bestsms_client._names import argument_name
from bestsms_sandbox.web.scenarios import SCENARIOS


@pytest.fixture(params=[True, False], ids=["with a file", "without"])
def sent(request: pytest.FixtureRequest, api: SandboxApi, browser: PlainBrowser) -> dict[str, Any]:
    files = {"Files": [{"Name": "a.txt", "Data": "aGVsbG8="}]} if request.param else {}
    api.send(
        {"Recipient": ALICE, "Attention": "Jo's \"Bar\""}, {"Recipient": BOB, "Attention": "Bo"},
        Reference="$HOME `id`",
        message="It's [[Attention]]\\ 👍 \u202e$(x)\nline two: " + "[[File1]]" * bool(files),
        Mode="Test", **files,
    )  # fmt: skip
    view: dict[str, Any] = browser.view_json(f"messages/{browser.first()}")
    return view


def same(api: SandboxApi) -> None:
    old, new = api.kept()
    assert old["message_id"] != new["message_id"]
    assert new["mode"] == "Test"
    assert [f["sha256"] for f in new["files"]] == [f["sha256"] for f in old["files"]]
    for before, after in zip(old["recipients"], new["recipients"], strict=True):
        assert after["destination"] == before["destination"]
        assert after["text"].split("http")[0] == before["text"].split("http")[0]
    data = [json.loads(kept["request"])["MessageData"] for kept in (old, new)]
    assert data[0]["Reference"] == data[1]["Reference"]


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
def test_the_curl_command_sends_the_message_again(api: SandboxApi, sent: dict[str, Any]) -> None:
    env = {**os.environ, "BESTSMS_AUTH_TOKEN": api.sandbox.token, "NO_PROXY": "127.0.0.1"}
    subprocess.run(["sh", "-c", sent["curl"]], env=env, check=True, capture_output=True)
    same(api)


def test_the_python_code_sends_the_message_again(
    api: SandboxApi, sent: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BESTSMS_AUTH_TOKEN", api.sandbox.token)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    exec(compile(sent["python"], "snippet", "exec"), {})  # noqa: S102 - users run this code
    same(api)


def test_the_python_code_allows_national_numbers_if_needed(
    api: SandboxApi, browser: PlainBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.send("0491 570 006", {"Recipient": BOB}, Mode="Test", Reference="R")
    sent = browser.view_json(f"messages/{browser.first()}")
    assert "allow={'national_numbers'}" in sent["python"]
    monkeypatch.setenv("BESTSMS_AUTH_TOKEN", api.sandbox.token)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    exec(compile(sent["python"], "snippet", "exec"), {})  # noqa: S102 - users run this code
    same(api)


@pytest.mark.parametrize(
    ("field", "expected"),
    [("SMSEmailReply", "sms_email_reply"), ("WebhookCallbackURL", "webhook_callback_url"),
     ("SubAccount", "sub_account"), ("Mode", "mode")],
)  # fmt: skip
def test_fields_have_the_clients_names(field: str, expected: str) -> None:
    assert argument_name(field) == expected


def test_a_reply_from_the_page_is_read_by_the_client(
    api: SandboxApi, browser: PlainBrowser
) -> None:
    message_id = api.send()
    browser.do("reply", **{"from": ALICE, "message": "Да\nnein"})
    (recipient,) = api.replies(message_id)["Recipients"]
    assert [r["MessageText"] for r in recipient["SMSReplies"]] == ["Да\nnein"]


def test_advancing_the_clock(api: SandboxApi, browser: PlainBrowser) -> None:
    message_id = api.send(SendTime="2090-01-01T10:00")
    (message,) = browser.view_json("messages")["messages"]
    seconds = browser.view_json(f"messages/{message['seq']}")["seconds_until"]
    browser.do("clock", seconds=str(seconds))
    browser.do("clock", seconds="2.5")
    assert api.status(message_id)["Status"] == "Completed"


def test_a_fault_and_the_refused_request(api: SandboxApi, browser: PlainBrowser) -> None:
    browser.do(
        "fault", do="answer", operation="POST /send/sms", times="2", status="503", keep="no",
        retry_after="1",
    )  # fmt: skip
    body = {"MessageData": {"Message": "x", "Destinations": [ALICE]}}
    response = api.call("POST", "/send/sms", body)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    text = browser.see(f"{PAGE}requests").text
    assert "503" in text
    assert "A scripted fault occurred" in text
    browser.do("fault", do="drop", operation="GET /get/status/{MessageID}", times="1")
    faults = browser.view_json("scenarios")["faults"]
    assert [(f["script"]["do"], f["times"], f["hits"]) for f in faults] == [
        ("answer", 1, 0), ("drop", 1, 0),
    ]  # fmt: skip
    browser.do("clear-faults")
    assert browser.view_json("scenarios")["faults"] == []


@pytest.mark.parametrize("name", [n for n, s in SCENARIOS.items() if s.fault])
def test_a_scenario_is_named_while_it_is_active(browser: PlainBrowser, name: str) -> None:
    title = SCENARIOS[name].title
    assert f"active: {title}" not in browser.see().text
    browser.do("scenario", name=name)
    assert f"Scenario active: {title}" in browser.see().text
    assert [fault["title"] for fault in browser.view_json("scenarios")["faults"]] == [title]
    browser.do("clear-faults")
    assert "Scenario active" not in browser.see().text


@pytest.mark.parametrize(
    ("name", "result", "replies"),
    [
        ("number-fails", "Undelivered", 0),
        ("number-pending", "", 0),
        ("number-replies", "delivered", 1),
    ],
)
def test_a_scenario_for_a_number(
    api: SandboxApi, browser: PlainBrowser, name: str, result: str, replies: int
) -> None:
    browser.do("scenario", name=name, number=BOB)
    message_id = api.send(BOB)
    api.advance(60)
    (recipient,) = api.status(message_id)["Recipients"]
    assert recipient["Result"] == result
    assert len(browser.view_json("conversations", **{"with": BOB})["texts"]) == 1 + replies


def test_a_scenario_ends_after_all_its_calls(api: SandboxApi, browser: PlainBrowser) -> None:
    browser.do("scenario", name="rate-limited")
    body = {"MessageData": {"Message": "x", "Destinations": [ALICE]}}
    statuses = [api.call("POST", "/send/sms", body).status_code for _ in range(4)]
    assert statuses == [429, 429, 429, 200]
    assert "Scenario active" not in browser.see().text


def test_a_webhook_receiver_with_its_secret(api: SandboxApi, browser: PlainBrowser) -> None:
    with receiving() as receiver:
        browser.do("webhook", url=receiver.url, secret="s3cret", format="JSON", shape="v2.04")
        api.send()
        api.advance(5)
        assert receiver.got().headers["Authorization"] == "s3cret"


def test_failed_requests_are_shown_with_a_hint(api: SandboxApi, browser: PlainBrowser) -> None:
    api.send()
    api.call("POST", "/send/sms", {"MessageData": {"Message": "x"}})
    refused, accepted = browser.view_json("requests")["requests"]
    assert (refused["status"], refused["reasons"]) == (400, ["Missing or empty destinations"])
    assert refused["hint"].startswith("MessageData has no Destinations.")
    assert (accepted["status"], accepted["hint"]) == (200, "")
    assert len(browser.view_json("requests", show="Succeeded")["requests"]) == 1
    assert len(browser.view_json("requests", show="Failed")["requests"]) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 3), ({"mode": "Test"}, 1), ({"mode": "Live"}, 2), ({"status": "Failed"}, 1),
        ({"status": "Delivered", "mode": "Live"}, 1), ({"to": "0491 570 156"}, 1),
        ({"q": "hello", "status": "Delivered"}, 2), ({"status": "nonsense"}, 0),
    ],
)  # fmt: skip
def test_the_list_can_be_filtered(
    api: SandboxApi, browser: PlainBrowser, query: dict[str, str], found: int
) -> None:
    api.send(ALICE, message="hello")
    api.send(BOB, message="hello", Mode="Test")
    api.send("+61491570110", message="bye")
    api.advance(60)
    assert browser.view_json("messages", **query)["total"] == found


def test_failed_recipients_come_first_and_the_first_is_open(
    api: SandboxApi, browser: PlainBrowser
) -> None:
    api.send(ALICE, BOB, "+61491570110")
    api.advance(60)
    path = f"messages/{browser.first()}"
    message = browser.view_json(path)
    failed, delivered, _ = message["recipients"]
    assert (failed["destination"], failed["result"]) == ("+61491570110", "Bad Number")
    assert message["open"]["destination"] == "+61491570110"
    assert message["open"]["reason"] == "The number is not in use."
    assert "The number is not in use." in browser.see(PAGE + path).text
    assert message["outcome"] == "Partly failed"
    other = browser.view_json(path, recipient=str(delivered["seq"]))
    assert (other["open"]["destination"], other["open"]["reason"]) == (delivered["destination"], "")


def test_clearing_asks_for_confirmation(api: SandboxApi, browser: PlainBrowser) -> None:
    api.send()
    text = browser.see(f"{PAGE}clear").text
    assert "This deletes 1 message" in text
    assert browser.view_json("messages")["total"] == 1


def test_a_response_that_was_not_received_is_marked(api: SandboxApi, browser: PlainBrowser) -> None:
    browser.do(
        "fault", do="answer", operation="POST /send/sms", times="1", status="502", keep="yes"
    )
    data = {"Message": "kept", "Destinations": [ALICE]}
    assert api.call("POST", "/send/sms", {"MessageData": data}).status_code == 502
    api.send(message="heard")
    path = f"{PAGE}messages/{browser.first()}"
    assert (
        "The client did not receive this response: the fault “answer, 502” was active."
        in browser.see(path).text
    )
    path = f"{PAGE}messages/{browser.first() + 1}"
    assert "did not receive" not in browser.see(path).text


def test_rules_and_settings(api: SandboxApi, browser: PlainBrowser) -> None:
    browser.do("rule", number=BOB, outcome="Undelivered", after_seconds="7", reply="")
    assert "gets the result “Undelivered” after 7 s" in browser.see(f"{PAGE}scenarios").text
    message_id = api.send(BOB)
    api.advance(8)
    assert api.status(message_id)["Failed"] == 1
    browser.do("remove-rule", number=BOB)
    assert BOB not in browser.view_json("scenarios")["numbers"]
    browser.do("settings", progress="manual", delivery_seconds="", cap_gsm="10")
    settings = browser.view_json("scenarios")["settings"]
    assert (settings["progress"], settings["delivery_seconds"], settings["cap_gsm"]) == (
        "manual", 2, 10,
    )  # fmt: skip


def test_clearing_removes_messages_and_contacts(api: SandboxApi, browser: PlainBrowser) -> None:
    api.send()
    api.contact(MobilePhone=ALICE)
    browser.do("clear")
    assert browser.view_json("messages")["total"] == 0
    assert browser.view_json("address-book")["total"] == 0


@pytest.mark.parametrize(
    ("form", "fields", "reason"),
    [
        ("clock", {"seconds": "soon"}, "“soon” is not a number"),
        ("clock", {"seconds": "-1"}, "must not be negative"),
        ("clock", {"seconds": "Infinity"}, "“Infinity” is not a number"),
        ("clock", {}, "The form field “seconds” is missing"),
        ("outcome", {"number": ALICE, "outcome": "<b>"}, "must be one of"),
        ("webhook", {"url": "http://example.com/"}, "URL on this machine"),
        ("fault", {"do": "answer", "times": "1"}, "has no effect"),
        ("scenario", {"name": "nonsense"}, "scenario does not exist"),
        ("redeliver", {"seq": "999"}, "webhook does not exist"),
    ],
)
def test_invalid_form_values_are_reported(
    browser: PlainBrowser, form: str, fields: dict[str, str], reason: str
) -> None:
    response = browser.submit(form, **fields)
    assert response.status_code == 400
    assert reason in ParsedPage(response.text).text


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        (f"{PAGE}address-book?page=2#c1", f"{PAGE}address-book?page=2&done=clock#c1"),
        ("/?q=a%26b&done=reply", "/?q=a%26b&done=clock"),
        ("https://example.com/", "/?done=clock"),
        ("//example.com/x", "/?done=clock"),
        ("/\\example.com", "/?done=clock"),
        ("/\r\nSet-Cookie: a=b", "/?done=clock"),
        ("javascript:alert(1)", "/?done=clock"),
    ],
)
def test_a_form_redirects_only_within_the_page(
    browser: PlainBrowser, back: str, leads: str
) -> None:
    response = browser.submit("clock", seconds="1", back=back)
    assert (response.status_code, response.headers["Location"]) == (303, leads)


def test_a_completed_action_is_confirmed(browser: PlainBrowser) -> None:
    assert "Clock advanced." in browser.see("/?done=clock").text
    assert "hacked" not in browser.see("/?done=hacked").text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "example.com"},
    ],
)
def test_a_cross_site_form_has_no_effect(
    api: SandboxApi, browser: PlainBrowser, headers: dict[str, str]
) -> None:
    api.send()
    response = browser.http.post(f"{PAGE}actions/clear", headers=headers)
    assert response.status_code == 403
    assert browser.view_json("messages")["total"] == 1


def test_the_size_of_a_form_is_limited(browser: PlainBrowser) -> None:
    assert browser.submit("reply", message="x" * 2_000_000).status_code == 413
    assert browser.submit("nothing").status_code == 404
    assert browser.http.get(f"{PAGE}actions/clear").status_code == 405
