"""Webhooks: their content, their receivers, and their retries."""

import json
import re
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.contract.sandbox.sandbox_api import ALICE, BAD, BOB, SandboxApi
from tests.contract.sandbox.webhook_receiver import Delivery, Receiver, receiving

from bestsms_sandbox.contract.loading import load

DAY = 24 * 60
HEADERS = {
    "X-Sender": "application@example.com",
    "Authorization": "s3cret",
    "Content-Type": "application/json",
}
# The names in the vendor's order (wire-facts 7.2 and 7.3)
NAMES = [
    "Version", "Sender", "APIKey", "Type", "Destination", "ContactID", "ReceivedID", "MessageID",
    "SubAccount", "Department", "JobNumber", "SentTimeLocal", "SentTimeUTC-ISO8601",
    "SentTimeUTC-RFC3339", "Status", "Result", "Message", "Price", "Detail", "URL",
]  # fmt: skip
SEED_NAMES = [
    "AuthToken", "Type", "Destination", "MessageID", "SubAccount", "Department", "JobNumber",
    "SentTime", "Status", "Result", "Message", "Price", "Detail", "URL", "RESPONSEMODE",
]  # fmt: skip


@pytest.fixture
def hook(api: SandboxApi) -> Iterator[Receiver]:
    with receiving() as receiver:
        configure(api, url=receiver.url + "/hook", secret="s3cret")
        yield receiver


def configure(api: SandboxApi, **config: Any) -> None:
    api.control.put("webhook", json=config).raise_for_status()


def log(api: SandboxApi) -> list[dict[str, Any]]:
    webhooks: list[dict[str, Any]] = api.control.get("webhooks").json()["webhooks"]
    return webhooks


def fields(delivery: Delivery, shape: str) -> dict[str, str]:
    """Return the fields of a JSON webhook, checked against its schema in the contract."""
    body: dict[str, str] = json.loads(delivery.body)
    component = load().document.validator({"$ref": f"#/components/schemas/{shape}"})
    assert component.is_valid(body)
    assert all(isinstance(value, str) for value in body.values())
    return body


def test_a_delivery_report(api: SandboxApi, hook: Receiver) -> None:
    contact = api.contact(MobilePhone=BOB)
    branch = {"SubAccount": "Sub", "Department": "Dep"}
    message_id = api.send({"ContactID": contact}, message="a" * 161, **branch)
    api.advance(2)
    delivery = hook.got()
    assert delivery.path == "/hook"
    assert {name: delivery.headers[name] for name in HEADERS} == HEADERS
    body = fields(delivery, "StatusWebhook")
    assert list(body) == [name for name in NAMES if name != "Message"]
    status = api.status(message_id)
    (recipient,) = status["Recipients"]
    assert body == {
        "Version": "2.04",
        "Sender": "application@example.com",
        "APIKey": "s3cret",
        "Type": "SMS",
        "Destination": BOB,
        "ContactID": contact,
        "ReceivedID": "",
        "MessageID": message_id,
        **branch,
        "JobNumber": status["JobNum"],
        "SentTimeLocal": recipient["SentTimeLocal"],
        "SentTimeUTC-ISO8601": recipient["SentTimeUTC"],
        "SentTimeUTC-RFC3339": recipient["SentTimeUTC_RFC3339"],
        "Status": "SUCCESS",
        "Result": "delivered",
        "Price": "0.20",
        "Detail": "SMSParts:2",
        "URL": hook.url + "/hook",
    }
    assert delivery.headers["X-Timestamp"] == body["SentTimeUTC-RFC3339"]


def test_a_failure_and_a_test_are_reported_too(api: SandboxApi, hook: Receiver) -> None:
    api.send(BAD)
    api.advance(2)
    body = fields(hook.got(), "StatusWebhook")
    assert (body["Status"], body["Result"]) == ("FAILED", "Bad Number")
    api.send(ALICE, Mode="Test")
    body = fields(hook.got(), "StatusWebhook")
    assert (body["Status"], body["Price"]) == ("SUCCESS", "0.00")


def test_a_due_webhook_is_sent_automatically(api: SandboxApi, hook: Receiver) -> None:
    api.control.put("settings", json={"delivery_seconds": 0.05}).raise_for_status()
    api.send(ALICE)
    assert fields(hook.got(), "StatusWebhook")["Destination"] == ALICE


def test_a_reply_and_an_inbound_message(api: SandboxApi, hook: Receiver) -> None:
    message_id = api.send("0491 570 006")
    api.advance(2)
    hook.got()
    received_id = api.reply("0491570006", "Grüße")
    body = fields(hook.got(), "ReceivedWebhook")
    assert list(body) == NAMES
    (reply,) = api.replies(message_id)["Recipients"][0]["SMSReplies"]
    expected = {
        "Type": "SMSReply",
        "Destination": ALICE,
        "ReceivedID": received_id,
        "MessageID": message_id,
        "SentTimeUTC-RFC3339": reply["ReceivedTimeUTC_RFC3339"],
        "Status": "RECEIVED",
        "Result": "RECEIVED",
        "Message": "Grüße",
        "Price": "",
        "Detail": "InputToNumber:0491 570 006",
    }
    assert {name: body[name] for name in expected} == expected
    api.reply(BOB, "Who are you?")
    body = fields(hook.got(), "ReceivedWebhook")
    assert (body["Type"], body["MessageID"], body["Detail"]) == ("SMSInbound", "", "")


def test_the_older_format_can_be_selected(api: SandboxApi, hook: Receiver) -> None:
    configure(api, url=hook.url, shape="seed")
    api.send(ALICE)
    api.advance(2)
    delivery = hook.got()
    assert "Authorization" not in delivery.headers  # no secret is set
    body = fields(delivery, "SeedWebhook")
    assert list(body) == SEED_NAMES
    assert (body["AuthToken"], body["Message"]) == (api.sandbox.token, "")
    assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d [ap]\.m\.", body["SentTime"])
    assert (int(body["SentTime"][11:13]) >= 12) == body["SentTime"].endswith("p.m.")
    assert (body["Detail"], body["RESPONSEMODE"]) == ("SMSParts:1", "JSON")
    api.reply(ALICE, "Yes")
    body = fields(hook.got(), "SeedWebhook")
    assert list(body) == SEED_NAMES
    cost = (body["Message"], body["Price"], body["Detail"])
    assert cost == ("Yes", "0.10", "SMSParts:1")  # of the message that was replied to


def test_xml_uses_the_same_names(api: SandboxApi, hook: Receiver) -> None:
    text = 'a <b> & "c" \x0b é 🙂'
    api.send(ALICE)
    api.advance(2)
    hook.got()
    configure(api, url=hook.url, format="XML")
    api.reply(ALICE, text)
    delivery = hook.got()
    assert delivery.headers["Content-Type"] == "text/xml"
    assert delivery.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?><root><Version>2.04')
    root = ET.fromstring(delivery.body)  # noqa: S314 - trusted
    assert [child.tag for child in root] == NAMES
    assert root.findtext("Message") == text.replace("\x0b", "")


def test_a_failing_receiver_is_tried_every_five_minutes_for_a_day(
    api: SandboxApi, hook: Receiver
) -> None:
    hook.status = 500
    api.send(ALICE)
    api.advance(2)
    first = hook.got()
    api.advance(299)
    assert hook.deliveries.empty()
    api.advance(1)
    assert hook.got().body == first.body
    api.advance((DAY - 5) * 60 + 3600)
    (webhook,) = log(api)
    assert (webhook["state"], len(webhook["tries"])) == ("given up", DAY // 5 + 1)
    times = [datetime.fromisoformat(one["at"]) for one in webhook["tries"]]
    assert {b - a for a, b in pairwise(times)} == {timedelta(minutes=5)}
    stamps = [hook.got().headers["X-Timestamp"] for _ in range(hook.deliveries.qsize())]
    assert stamps == [one["at"] for one in webhook["tries"][2:]]


def test_certificates_are_loaded_once_for_the_first_webhook(
    api: SandboxApi, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        api.send(ALICE)
        api.advance(2)
        hook.got()
        monkeypatch.delattr(ssl, "create_default_context", raising=False)


def test_a_failed_webhook_arrives_when_the_receiver_recovers(
    api: SandboxApi, hook: Receiver
) -> None:
    hook.status = 302  # a redirect is not a success and is not followed
    api.send(ALICE)
    api.advance(2)
    assert hook.got().path == "/hook"
    hook.status = 204
    api.advance(300)
    hook.got()
    api.advance(3600)
    (webhook,) = log(api)
    assert [one["status"] for one in webhook["tries"]] == [302, 204]
    assert webhook["state"] == "delivered"
    again = api.control.post(f"webhooks/{webhook['seq']}/redeliver")
    assert again.json() == {"status": "ok"}
    assert json.loads(hook.got().body) == webhook["body"]
    assert api.control.post("webhooks/99999/redeliver").status_code == 404


def test_a_callback_url_is_called_only_through_its_mapping(api: SandboxApi) -> None:
    data = {"WebhookCallbackURL": "https://shop.example/sms/7?a=b", "WebhookCallbackFormat": "XML"}
    with receiving() as receiver:
        api.send(ALICE, message="1", **data)
        api.advance(2)
        (webhook,) = log(api)
        assert webhook["state"] == "not called"
        assert webhook["tries"][0]["status"] is None
        configure(api, callbacks={"https://shop.example/": receiver.url + "/"})
        api.control.post(f"webhooks/{webhook['seq']}/redeliver").raise_for_status()
        delivery = receiver.got()
    assert delivery.path == "/sms/7?a=b"
    assert ET.fromstring(delivery.body).findtext("URL") == data["WebhookCallbackURL"]  # noqa: S314
    assert log(api)[0]["state"] == "delivered"


def test_a_mapping_matches_only_its_own_host(api: SandboxApi) -> None:
    configure(api, callbacks={"https://shop.example": "http://127.0.0.1:1"})
    api.send(ALICE, WebhookCallbackURL="https://shop.example@evil.example/")
    api.advance(2)
    assert log(api)[0]["state"] == "not called"


def test_a_dead_receiver_is_recorded_and_does_not_delay_others(api: SandboxApi) -> None:
    with receiving() as dead:
        pass
    with receiving() as receiver:
        configure(api, url=dead.url, callbacks={"https://shop.example": receiver.url})
        api.send(ALICE)
        api.send(BOB, WebhookCallbackURL="https://shop.example")
        api.advance(2)
        receiver.got()
    assert {w["state"]: w["tries"][0]["error"] for w in log(api)} == {
        "waiting": "could not connect",
        "delivered": None,
    }


@pytest.mark.parametrize(
    ("result", "reported"), [("LinkNotPermitted", False), ("No Permit Record", True)]
)
def test_the_contract_decides_which_results_are_reported(
    api: SandboxApi, hook: Receiver, result: str, reported: bool
) -> None:
    api.control.put(f"numbers/{ALICE}", json={"outcome": result}).raise_for_status()
    api.send(ALICE)
    api.advance(2)
    assert bool(log(api)) == reported == bool(hook.deliveries.qsize())


@pytest.mark.parametrize(
    "config",
    [
        {"url": "http://example.com/"},
        {"url": "http://127.0.0.1.example.com/"},
        {"url": "ftp://127.0.0.1/"},
        {"url": "http://[x/"},
        {"callbacks": {"https://a.example/": "https://b.example/"}},
        {"callbacks": {"http://a.example/": "http://127.0.0.1/"}},
        {"format": "POST"},
        {"secret": "a\r\nb"},
        {"timeout_seconds": 0},
        {"uri": "http://127.0.0.1/"},
    ],
)
def test_invalid_values_are_refused(api: SandboxApi, config: dict[str, Any]) -> None:
    before = api.control.get("webhook").json()
    response = api.control.put("webhook", json=config)
    assert response.status_code == 400
    assert response.json()["error"]
    assert api.control.get("webhook").json() == before


def test_reset_removes_receivers_and_deliveries(api: SandboxApi, hook: Receiver) -> None:
    hook.status = 500
    api.send(ALICE)
    api.advance(2)
    api.control.post("reset").raise_for_status()
    assert log(api) == []
    assert api.control.get("webhook").json()["url"] == ""
    api.send(ALICE)
    api.advance(600)
    assert hook.deliveries.qsize() == 1
