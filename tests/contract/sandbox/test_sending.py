"""Sending to the sandbox, and the life cycle of a message."""

import base64
import hashlib
import uuid
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import pytest
from tests.contract.sandbox.sandbox_api import (
    ALICE,
    ANSWERS,
    BAD,
    BOB,
    CAROL,
    SEND,
    SILENT,
    UNDELIVERED,
    SandboxApi,
    outcomes,
    sms,
)

from bestsms_client import zones

ZONES = [
    line.split("\t")[0]
    for line in files("bestsms_client").joinpath("zones.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_a_message_is_pending_and_delivered_two_seconds_later(api: SandboxApi) -> None:
    message_id = api.send(ALICE, Reference="Test")
    status = api.status(message_id)
    assert (status["Status"], status["Count"], status["Complete"]) == ("Pending", 1, 0)
    assert outcomes(status) == [("Pending", "")]
    assert status["Recipients"][0]["SentTimeUTC"] == ""

    api.advance(2)
    status = api.status(message_id)
    assert (status["Status"], status["Complete"], status["Success"]) == ("Completed", 1, 1)
    assert outcomes(status) == [("Success", "delivered")]
    assert (status["Price"], status["Reference"]) == (0.1, "Test")


def test_a_status_has_every_field(api: SandboxApi, contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    message_id = api.send({"Recipient": ALICE, "Company": "Firm", "Custom9": "nine"})
    api.reply(ALICE, "Hi")

    (recipient,) = api.status(message_id)["Recipients"]
    assert recipient.keys() == schemas["Recipient"]["properties"].keys()
    assert (recipient["Type"], recipient["DestSeq"]) == ("Text", "00000001")
    assert (recipient["Company"], recipient["Custom9"]) == ("Firm", "nine")
    assert (recipient["Attention"], recipient["ContactID"]) == ("", "")

    replies = api.replies(message_id)
    assert {"JobNum", "Account", "Timezone", "PageCount"} <= replies.keys()
    (reply,) = replies["Recipients"][0]["SMSReplies"]
    assert reply.keys() == schemas["SMSReply"]["properties"].keys()


def test_the_message_id_is_the_given_one_or_a_uuid(api: SandboxApi) -> None:
    assert api.send(MessageID="ID12345") == "ID12345"
    assert uuid.UUID(api.send(message="Another")).version == 4


@pytest.mark.parametrize("number", [BAD, UNDELIVERED])
def test_a_magic_number_fails(api: SandboxApi, number: str) -> None:
    message_id = api.send(number, BOB)
    api.advance(2)
    status = api.status(message_id)
    result = {BAD: "Bad Number", UNDELIVERED: "Undelivered"}[number]
    assert outcomes(status) == [("Failed", result), ("Success", "delivered")]
    assert (status["Status"], status["Success"], status["Failed"]) == ("Completed", 1, 1)


def test_the_magic_number_that_stays_pending(api: SandboxApi) -> None:
    message_id = api.send(SILENT, ALICE)
    api.advance(48 * 3600)
    status = api.status(message_id)
    assert (status["Status"], status["Count"], status["Complete"]) == ("Pending", 2, 1)


def test_the_magic_number_that_replies_does_so_after_30_seconds(api: SandboxApi) -> None:
    message_id = api.send(ANSWERS)
    api.advance(31)
    assert api.replies(message_id)["Recipients"][0]["SMSReplies"] == []
    api.advance(1)
    (reply,) = api.replies(message_id)["Recipients"][0]["SMSReplies"]
    assert (reply["From"], reply["MessageText"]) == (ANSWERS, "Yes")


def test_advancing_far_has_the_same_effect_as_waiting(api: SandboxApi) -> None:
    message_id = api.send(ANSWERS)
    api.advance(24 * 3600)
    replies = api.replies(message_id)
    sent = datetime.fromisoformat(replies["Recipients"][0]["SentTimeUTC"])
    received = replies["Recipients"][0]["SMSReplies"][0]["ReceivedTimeUTC"]
    assert sent - datetime.fromisoformat(replies["CreatedTimeUTC"]) <= timedelta(seconds=3)
    assert datetime.fromisoformat(received) - sent == timedelta(seconds=30)


def test_due_events_happen_in_order_for_any_advance(api: SandboxApi) -> None:
    later = api.send(ALICE, SendTime="2099-01-01T12:01:00")
    earlier = api.send(ALICE, SendTime="2099-01-01T12:00:30")
    api.advance(75 * 365 * 86400)
    assert outcomes(api.status(earlier)) == [("Success", "delivered")]
    assert outcomes(api.status(later)) == [("Failed", "Rejected-Duplicate")]
    (recipient,) = api.status(earlier)["Recipients"]
    assert recipient["SentTimeLocal"] == "2099-01-01 12:00:32"


def test_test_mode_succeeds_immediately_and_free_of_charge(api: SandboxApi) -> None:
    message_id = api.send(BAD, SILENT, Mode="Test", SendTime="2099-01-01T00:00")
    status = api.status(message_id)
    assert (status["Status"], status["Success"], status["Price"]) == ("Completed", 2, 0)
    assert outcomes(status) == [("Success", "delivered")] * 2
    assert api.kept()[-1]["mode"] == "Test"


def test_a_delayed_message_waits_for_its_local_time(api: SandboxApi) -> None:
    message_id = api.send(SendTime="2099-07-01 10:00", TimeZone="New Zealand")
    status = api.status(message_id)
    assert (status["Status"], status["Timezone"]) == ("Delayed", "New Zealand")
    assert status["DelayedTimeLocal"] == "2099-07-01 10:00:00"
    assert status["DelayedTimeUTC"] == "2099-06-30 22:00:00"
    assert status["DelayedTimeUTC_RFC3339"] == "2099-06-30T22:00:00.000Z"
    assert outcomes(status) == [("Pending", "")]

    due = datetime.fromisoformat(status["DelayedTimeUTC_RFC3339"])
    created = datetime.fromisoformat(status["CreatedTimeUTC_RFC3339"])
    api.advance((due - created).total_seconds())
    assert api.status(message_id)["Status"] == "Pending"
    api.advance(2)
    assert api.status(message_id)["Status"] == "Completed"


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("AUS Eastern", "2099-01-01 01:00:00"),
        ("aus eastern", "2099-01-01 01:00:00"),
        ("E. Australia", "2099-01-01 02:00:00"),
        ("W. Australia", "2099-01-01 04:00:00"),
        ("Australia/Adelaide", "2099-01-01 01:30:00"),
        ("Europe/Paris", "2099-01-01 11:00:00"),
        ("Romance", "2099-01-01 11:00:00"),
        ("America/Chicago", "2099-01-01 18:00:00"),
    ],
)
def test_zones_have_windows_and_iana_names(api: SandboxApi, zone: str, utc: str) -> None:
    status = api.status(api.send(SendTime="2099-01-01T12:00:00", TimeZone=zone))
    assert status["DelayedTimeUTC"] == utc


@pytest.mark.parametrize("name", ZONES)
def test_every_zone_of_the_client_is_accepted(api: SandboxApi, name: str) -> None:
    local = datetime(2031, 1, 1, 9)
    status = api.status(api.send(SendTime=local.isoformat(), TimeZone=name))
    due = datetime.fromisoformat(status["DelayedTimeUTC_RFC3339"])
    assert due == local.replace(tzinfo=zones.zone(name))


@pytest.mark.parametrize(
    "name", ["Nowhere", "Australia/Nowhere", "../etc/passwd", "\x00", "Europe"]
)
def test_an_unknown_zone_is_refused(api: SandboxApi, name: str) -> None:
    body = sms(SendTime="2099-01-01T12:00:00", TimeZone=name)
    response = api.call("POST", SEND, body)
    assert response.status_code == 400
    assert response.json()["ErrorMessage"][1].startswith("TimeZone: unknown time zone")
    assert api.kept() == []


def test_a_send_time_in_the_past_sends_immediately(api: SandboxApi) -> None:
    status = api.status(api.send(SendTime="2020-01-01T00:00"))
    assert status["Status"] == "Pending"
    assert status["DelayedTimeUTC"] == status["CreatedTimeUTC"]


def test_merge_fields_are_filled_for_each_recipient(api: SandboxApi) -> None:
    contact = api.contact(Attention="Carol", Company="Firm", Custom4="four", MobilePhone=CAROL)
    message_id = api.send(
        {"Recipient": ALICE, "Attention": "Alice", "Custom9": "nine"},
        {"ContactID": contact.upper(), "Company": "Other"},
        message="[[Attention]]/[[company]]/[[Custom4]]/[[Custom9]]/[[Nope]]/[[Link:https://a.b/c]]",
    )
    assert api.texts() == [
        "Alice///nine/[[Nope]]/https://a.b/c",
        "Carol/Other/four//[[Nope]]/https://a.b/c",
    ]
    recipients = api.replies(message_id)["Recipients"]
    assert [recipient["MessageText"] for recipient in recipients] == api.texts()


def test_attachments_are_stored_byte_for_byte(api: SandboxApi) -> None:
    content = bytes(range(256))
    data = base64.b64encode(content).decode()
    files = [{"Name": "ä b.pdf", "Data": data}, {"Name": "<i>.html", "Data": "aGVsbG8K"}]
    api.send(message="See [[File1]] and [[File2]]", Files=files)

    first, second = api.kept()[-1]["files"]
    assert (first["name"], first["size"]) == ("ä b.pdf", 256)
    assert first["sha256"] == hashlib.sha256(content).hexdigest()
    assert api.texts() == [f"See {first['url']} and {second['url']}"]
    assert api.control.get(first["url"]).content == content
    page = api.control.get(second["url"])
    assert page.content == b"hello\n"
    assert page.headers["Content-Type"] == "application/octet-stream"
    assert page.headers["Content-Disposition"] == "attachment"
    assert api.control.get("files/999/x").status_code == 404


def test_the_raw_request_is_stored(api: SandboxApi) -> None:
    raw = '{"MessageData": {"Message": "Hi",  "Destinations": ["+61491570006"], "Mode": null}}'
    api.ok("POST", "/send/sms", content=raw, headers={"Content-Type": "application/json"})
    assert api.kept()[-1]["request"] == raw


def test_a_group_reaches_its_members_at_the_time_of_sending(api: SandboxApi) -> None:
    bob, carol = api.contact(MobilePhone=BOB), api.contact(MobilePhone=CAROL)
    group = api.group("Cooks of the town", [bob, carol])
    message_id = api.send({"GroupID": group}, {"GroupCode": "COOKS_OF_THE_TOWN"}, ALICE)
    api.ok("DELETE", f"/addressbook/group/{group}")
    replies = api.replies(message_id)
    assert [
        (recipient["Destination"], recipient["ContactID"], recipient["GroupID"])
        for recipient in replies["Recipients"]
    ] == [(BOB, bob, group), (CAROL, carol, group)] * 2 + [(ALICE, "", "")]
    assert replies["Count"] == 5


def test_unresolvable_destinations_are_dropped_if_others_remain(api: SandboxApi) -> None:
    nowhere = api.contact(Attention="No phone")
    empty = api.group("Empty")
    lost = [{"ContactID": nowhere}, {"ContactID": "x"}, {"GroupID": empty}, {"GroupCode": "y"}, {}]
    assert api.status(api.send(*lost, ALICE))["Count"] == 1
    reason = api.refused(
        "POST", "/send/sms", {"MessageData": {"Message": "Hi", "Destinations": lost}}
    )
    assert reason == "Error - Could not find any valid destination(s)."


def test_the_recipient_takes_precedence_over_contact_and_group(api: SandboxApi) -> None:
    contact = api.contact(MobilePhone=BOB)
    status = api.status(api.send({"Recipient": ALICE, "ContactID": contact, "GroupID": "x"}))
    assert [recipient["Destination"] for recipient in status["Recipients"]] == [ALICE]


@pytest.mark.parametrize(
    ("written", "number", "result"),
    [
        ("0491 570-006", ALICE, "delivered"),
        ("0061491570006", ALICE, "delivered"),
        ("61 491 570 006", ALICE, "delivered"),
        ("+61 (491) 570006", ALICE, "delivered"),
        ("12345", "+12345", "Invalid Mobile Number (RP-Min)"),
        ("+1234567890123456", "+1234567890123456", "Invalid Mobile Number (RP-Max)"),
        ("nobody", "nobody", "Invalid Mobile Number (RP-Min)"),
    ],
)
def test_numbers_are_normalised_or_fail_later(
    api: SandboxApi, written: str, number: str, result: str
) -> None:
    message_id = api.send(written)
    api.advance(2)
    (recipient,) = api.status(message_id)["Recipients"]
    assert (recipient["Destination"], recipient["Result"]) == (number, result)
    assert recipient["Price"] == (0.1 if result == "delivered" else 0)


def test_parts_are_counted_after_merging_and_priced(api: SandboxApi) -> None:
    long = {"Recipient": ALICE, "Attention": "x" * 160}
    message_id = api.send(long, {"Recipient": BOB, "Attention": "x"}, message="[[Attention]]!")
    api.advance(2)
    status = api.status(message_id)
    assert [recipient["Price"] for recipient in status["Recipients"]] == [0.2, 0.1]
    assert status["Price"] == 0.3
    assert [recipient["parts"] for recipient in api.kept()[-1]["recipients"]] == [2, 1]


@pytest.mark.parametrize(
    ("text", "kept", "parts"),
    [("a" * 500, 459, 3), ("Ж" * 500, 210, 4), ("€" * 300, 229, 4), ("😀" * 150, 105, 4)],
)
def test_a_text_over_the_cap_is_cut_silently(
    api: SandboxApi, text: str, kept: int, parts: int
) -> None:
    api.send(message=text)
    (recipient,) = api.kept()[-1]["recipients"]
    assert (len(recipient["text"]), recipient["parts"]) == (kept, parts)


def test_character_conversion_gives_a_gsm_text(api: SandboxApi) -> None:
    text = "© Ñandú “ā” – é £ Ж"
    api.send(message=text)
    api.send(message=text, CharacterConversion=True)
    plain, converted = (message["recipients"][0] for message in api.kept())
    assert (plain["text"], plain["encoding"]) == (text, "UCS-2")
    assert (converted["text"], converted["encoding"]) == ('(C) Ñandu "a" - é £ ?', "GSM-7")


def test_the_same_text_to_the_same_number_within_a_minute_is_a_duplicate(api: SandboxApi) -> None:
    first, again = api.send(ALICE), api.send(ALICE)
    other_text, other_sender = api.send(message="Hi"), api.send(FromNumber=BOB)
    api.advance(60)
    later = api.send(ALICE)
    api.advance(2)
    sent = (first, again, other_text, other_sender, later)
    results = [outcomes(api.status(message_id))[0][1] for message_id in sent]
    assert results == ["delivered", "Rejected-Duplicate", *["delivered"] * 3]


def test_a_number_that_opted_out_is_not_reached_again(api: SandboxApi) -> None:
    api.reply("0491 570 006", " stop it")
    message_id = api.send(ALICE, BOB)
    api.advance(2)
    assert outcomes(api.status(message_id)) == [
        ("Failed", "Destination is blacklisted"),
        ("Success", "delivered"),
    ]
    assert api.status(message_id)["Price"] == 0.1


def test_reports_show_the_latest_message_with_an_id(api: SandboxApi) -> None:
    api.send(ALICE, MessageID="twice", Reference="old")
    api.send(ALICE, BOB, MessageID="twice", Reference="new", message="Other")
    assert api.status("twice")["Reference"] == "new"
    assert api.replies("twice")["Count"] == 2
    assert "Message(s) NOT found" in api.refused("GET", "/get/status/TWICE")


def test_recipients_are_paged(api: SandboxApi) -> None:
    message_id = api.send(ALICE, BOB, CAROL)
    status = api.status(message_id, recordsPerPage=2, page=2)
    assert [recipient["DestSeq"] for recipient in status["Recipients"]] == ["00000003"]
    paging = [status[name] for name in ("TotalRecords", "RecordsPerPage", "PageCount", "Page")]
    assert paging == [3, 2, 2, 2]
    assert api.replies(message_id, recordsPerPage=2, page=3)["Recipients"] == []
    assert api.status(message_id, page=10**30)["Recipients"] == []
    assert api.status(message_id, recordsPerPage=999)["PageCount"] == 1
