"""Webhooks: what they carry, to whom they go, and how often they are tried."""

import json
import re
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.contract.sandbox.running_sandbox import ALICE, BAD, BOB, Rig
from tests.contract.sandbox.webhook_receiver import Delivery, Receiver, receiving

from bestsms_sandbox.contract.description import load

DAY = 24 * 60
HEADERS = {
    "X-Sender": "application@example.com",
    "Authorization": "s3cret",
    "Content-Type": "application/json",
}
# wire-facts 7.2 and 7.3: the names in the order in which the vendor prints them
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
def hook(rig: Rig) -> Iterator[Receiver]:
    with receiving() as receiver:
        configure(rig, url=receiver.url + "/hook", secret="s3cret")
        yield receiver


def configure(rig: Rig, **config: Any) -> None:
    rig.control.put("webhook", json=config).raise_for_status()


def log(rig: Rig) -> list[dict[str, Any]]:
    webhooks: list[dict[str, Any]] = rig.control.get("webhooks").json()["webhooks"]
    return webhooks


def fields(delivery: Delivery, shape: str) -> dict[str, str]:
    """Return a JSON webhook, held against its component in the contract."""
    body: dict[str, str] = json.loads(delivery.body)
    component = load().validator({"$ref": f"#/components/schemas/{shape}"})
    assert component.is_valid(body)
    assert all(isinstance(value, str) for value in body.values())
    return body


def test_a_delivery_report(rig: Rig, hook: Receiver) -> None:
    contact = rig.contact(MobilePhone=BOB)
    branch = {"SubAccount": "Sub", "Department": "Dep"}
    message_id = rig.send({"ContactID": contact}, message="a" * 161, **branch)
    rig.advance(2)
    delivery = hook.got()
    assert delivery.path == "/hook"
    assert {name: delivery.headers[name] for name in HEADERS} == HEADERS
    body = fields(delivery, "StatusWebhook")
    assert list(body) == [name for name in NAMES if name != "Message"]
    status = rig.status(message_id)
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


def test_a_failure_and_a_test_are_reported_too(rig: Rig, hook: Receiver) -> None:
    rig.send(BAD)
    rig.advance(2)
    body = fields(hook.got(), "StatusWebhook")
    assert (body["Status"], body["Result"]) == ("FAILED", "Bad Number")
    rig.send(ALICE, Mode="Test")
    body = fields(hook.got(), "StatusWebhook")
    assert (body["Status"], body["Price"]) == ("SUCCESS", "0.00")


def test_it_comes_by_itself_when_it_is_due(rig: Rig, hook: Receiver) -> None:
    rig.control.put("settings", json={"delivery_seconds": 0.05}).raise_for_status()
    rig.send(ALICE)
    assert fields(hook.got(), "StatusWebhook")["Destination"] == ALICE


def test_a_reply_and_an_inbound_message(rig: Rig, hook: Receiver) -> None:
    message_id = rig.send("0491 570 006")
    rig.advance(2)
    hook.got()
    received_id = rig.reply("0491570006", "Grüße")
    body = fields(hook.got(), "ReceivedWebhook")
    assert list(body) == NAMES
    (reply,) = rig.replies(message_id)["Recipients"][0]["SMSReplies"]
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
    rig.reply(BOB, "Who are you?")
    body = fields(hook.got(), "ReceivedWebhook")
    assert (body["Type"], body["MessageID"], body["Detail"]) == ("SMSInbound", "", "")


def test_the_older_shape_is_a_switch(rig: Rig, hook: Receiver) -> None:
    configure(rig, url=hook.url, shape="seed")
    rig.send(ALICE)
    rig.advance(2)
    delivery = hook.got()
    assert "Authorization" not in delivery.headers  # no secret is set
    body = fields(delivery, "SeedWebhook")
    assert list(body) == SEED_NAMES
    assert (body["AuthToken"], body["Message"]) == (rig.sandbox.token, "")
    assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d [ap]\.m\.", body["SentTime"])
    assert (int(body["SentTime"][11:13]) >= 12) == body["SentTime"].endswith("p.m.")
    assert (body["Detail"], body["RESPONSEMODE"]) == ("SMSParts:1", "JSON")
    rig.reply(ALICE, "Yes")
    body = fields(hook.got(), "SeedWebhook")
    assert list(body) == SEED_NAMES
    cost = (body["Message"], body["Price"], body["Detail"])
    assert cost == ("Yes", "0.10", "SMSParts:1")  # of the message that was answered


def test_xml_has_the_same_names(rig: Rig, hook: Receiver) -> None:
    text = 'a <b> & "c" \x0b é 🙂'
    rig.send(ALICE)
    rig.advance(2)
    hook.got()
    configure(rig, url=hook.url, format="XML")
    rig.reply(ALICE, text)
    delivery = hook.got()
    assert delivery.headers["Content-Type"] == "text/xml"
    assert delivery.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?><root><Version>2.04')
    root = ET.fromstring(delivery.body)  # noqa: S314 - our own
    assert [child.tag for child in root] == NAMES
    assert root.findtext("Message") == text.replace("\x0b", "")


def test_a_failing_receiver_is_tried_every_five_minutes_for_a_day(rig: Rig, hook: Receiver) -> None:
    hook.status = 500
    rig.send(ALICE)
    rig.advance(2)
    first = hook.got()
    rig.advance(299)
    assert hook.deliveries.empty()
    rig.advance(1)
    assert hook.got().body == first.body
    rig.advance((DAY - 5) * 60 + 3600)
    (webhook,) = log(rig)
    assert (webhook["state"], len(webhook["tries"])) == ("given up", DAY // 5 + 1)
    times = [datetime.fromisoformat(one["at"]) for one in webhook["tries"]]
    assert {b - a for a, b in pairwise(times)} == {timedelta(minutes=5)}
    stamps = [hook.got().headers["X-Timestamp"] for _ in range(hook.deliveries.qsize())]
    assert stamps == [one["at"] for one in webhook["tries"][2:]]


def test_certificates_are_loaded_for_the_first_webhook_alone(
    rig: Rig, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        rig.send(ALICE)
        rig.advance(2)
        hook.got()
        monkeypatch.delattr(ssl, "create_default_context", raising=False)


def test_what_failed_arrives_once_the_receiver_is_well(rig: Rig, hook: Receiver) -> None:
    hook.status = 302  # a redirect is no success, and is not followed
    rig.send(ALICE)
    rig.advance(2)
    assert hook.got().path == "/hook"
    hook.status = 204
    rig.advance(300)
    hook.got()
    rig.advance(3600)
    (webhook,) = log(rig)
    assert [one["status"] for one in webhook["tries"]] == [302, 204]
    assert webhook["state"] == "delivered"
    again = rig.control.post(f"webhooks/{webhook['seq']}/redeliver")
    assert again.json() == {"status": "ok"}
    assert json.loads(hook.got().body) == webhook["body"]
    assert rig.control.post("webhooks/99999/redeliver").status_code == 404


def test_a_callback_url_goes_where_it_is_mapped_to_and_nowhere_else(rig: Rig) -> None:
    data = {"WebhookCallbackURL": "https://shop.example/sms/7?a=b", "WebhookCallbackFormat": "XML"}
    with receiving() as receiver:
        rig.send(ALICE, message="1", **data)
        rig.advance(2)
        (webhook,) = log(rig)
        assert webhook["state"] == "not called"
        assert webhook["tries"][0]["status"] is None
        configure(rig, callbacks={"https://shop.example/": receiver.url + "/"})
        rig.control.post(f"webhooks/{webhook['seq']}/redeliver").raise_for_status()
        delivery = receiver.got()
    assert delivery.path == "/sms/7?a=b"
    assert ET.fromstring(delivery.body).findtext("URL") == data["WebhookCallbackURL"]  # noqa: S314
    assert log(rig)[0]["state"] == "delivered"


def test_a_mapping_does_not_lead_away(rig: Rig) -> None:
    configure(rig, callbacks={"https://shop.example": "http://127.0.0.1:1"})
    rig.send(ALICE, WebhookCallbackURL="https://shop.example@evil.example/")
    rig.advance(2)
    assert log(rig)[0]["state"] == "not called"


def test_a_dead_receiver_is_noted_and_holds_up_no_other(rig: Rig) -> None:
    with receiving() as dead:
        pass
    with receiving() as receiver:
        configure(rig, url=dead.url, callbacks={"https://shop.example": receiver.url})
        rig.send(ALICE)
        rig.send(BOB, WebhookCallbackURL="https://shop.example")
        rig.advance(2)
        receiver.got()
    assert {w["state"]: w["tries"][0]["error"] for w in log(rig)} == {
        "waiting": "ConnectError",
        "delivered": None,
    }


@pytest.mark.parametrize(
    ("result", "told"), [("LinkNotPermitted", False), ("No Permit Record", True)]
)
def test_who_is_told_of_what_stands_in_the_contract(
    rig: Rig, hook: Receiver, result: str, told: bool
) -> None:
    rig.control.put(f"numbers/{ALICE}", json={"outcome": result}).raise_for_status()
    rig.send(ALICE)
    rig.advance(2)
    assert bool(log(rig)) == told == bool(hook.deliveries.qsize())


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
def test_what_makes_no_sense_is_refused(rig: Rig, config: dict[str, Any]) -> None:
    before = rig.control.get("webhook").json()
    answer = rig.control.put("webhook", json=config)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert rig.control.get("webhook").json() == before


def test_a_reset_forgets_receivers_and_deliveries(rig: Rig, hook: Receiver) -> None:
    hook.status = 500
    rig.send(ALICE)
    rig.advance(2)
    rig.control.post("reset").raise_for_status()
    assert log(rig) == []
    assert rig.control.get("webhook").json()["url"] == ""
    rig.send(ALICE)
    rig.advance(600)
    assert hook.deliveries.qsize() == 1
