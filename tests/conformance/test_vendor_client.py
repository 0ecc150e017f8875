"""The vendor's own Python client completes each of its operations against the sandbox.

Two groups of calls are left out because they fail inside the client: the asynchronous address-book
calls, which read `.Data` from a coroutine instead of awaiting it, and `Actions.Pacing`, whose
module is missing.
"""

from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.conformance.conftest import Vendor

ALICE, BOB, CAROL = "+61491570006", "+61491570156", "+61491570157"
FAILS, ANSWERS = "+61491570110", "+61491571266"
UNKNOWN = "AAAAAAAA-BBBB-BBBB-CCCC-DDDDDDDDDDDD"


def send(vendor: Vendor, *to: str, **more: Any) -> str:
    more = {"MessageText": "Hello", "Recipients": list(to), **more}
    sent = vendor("Messaging.SMS.SendMessage", **more)
    assert sent["Result"] == "Success", sent
    message_id: str = sent["MessageID"]
    return message_id


def settled(vendor: Vendor, message_id: str) -> dict[str, Any]:
    vendor.gateway.advance(60)
    return vendor("Reports.Status.Poll", MessageID=message_id)


def contact(vendor: Vendor, **fields: str) -> dict[str, Any]:
    made = vendor("Addressbook.Contact.Create", **fields)
    assert made["Result"] == "Success", made
    found: dict[str, Any] = made["Contact"]
    return found


def group(vendor: Vendor, name: str, **fields: str) -> dict[str, Any]:
    made = vendor("Addressbook.Group.Create", GroupName=name, **fields)
    assert made["Result"] == "Success", made
    found: dict[str, Any] = made["Group"]
    return found


def test_a_live_message_is_sent_and_delivered(vendor: Vendor) -> None:
    sent = vendor(
        "Messaging.SMS.SendMessage",
        MessageID="ID1",
        Reference="Test",
        MessageText="Hello [[Attention]]",
        Recipients=[{"model": "Recipient", "Recipient": ALICE, "Attention": "Alice"}, BOB],
    )
    assert sent == {"Result": "Success", "MessageID": "ID1", "ErrorMessage": []}
    status = settled(vendor, "ID1")
    assert (status["Result"], status["MessageID"]) == ("Success", "ID1")
    assert (status["Status"], status["Reference"]) == ("Completed", "Test")
    assert [status[key] for key in ("Count", "Complete", "Success", "Failed")] == [2, 2, 2, 0]
    assert [status[key] for key in ("TotalRecords", "RecordsPerPage", "Page")] == [2, 100, 1]
    rows = status["Recipients"]
    assert [row["Destination"] for row in rows] == [ALICE, BOB]
    assert [row["DestSeq"] for row in rows] == ["00000001", "00000002"]
    assert {(row["Type"], row["Status"]) for row in rows} == {("Text", "Success")}
    assert rows[0]["Attention"] == "Alice"
    assert rows[0]["SentTimeUTC_RFC3339"].endswith("Z")


def test_test_mode_reports_success_immediately(vendor: Vendor) -> None:
    message_id = send(vendor, ALICE, SendMode="Test")
    status = vendor("Reports.Status.Poll", MessageID=message_id)
    assert (status["Status"], status["Success"], status["Price"]) == ("Completed", 1, 0)


def test_the_asynchronous_send_and_status(vendor: Vendor) -> None:
    sent = vendor("Messaging.SMS.SendMessageAsync", MessageText="Hello", Recipients=[ALICE])
    assert sent["Result"] == "Success"
    status = vendor("Reports.Status.PollAsync", MessageID=sent["MessageID"])
    assert (status["Result"], status["Count"]) == ("Success", 1)


def test_attachments_arrive_unchanged(vendor: Vendor, tmp_path: Path) -> None:
    paths = [tmp_path / "menu.txt", tmp_path / "seal.bin"]
    contents = [b"Soup\n", bytes(range(256))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    message_id = send(
        vendor, ALICE, MessageText="See [[File1]] [[File2]]", Attachments=[str(p) for p in paths]
    )
    (message,) = vendor.gateway.control("GET", "messages")["messages"]
    assert message["message_id"] == message_id
    files = {
        file["name"]: httpx.get(file["url"], trust_env=False).content for file in message["files"]
    }
    assert files == {"menu.txt": contents[0], "seal.bin": contents[1]}


def test_contacts_and_groups_as_destinations(vendor: Vendor) -> None:
    carol = contact(vendor, Attention="Carol", MobilePhone=CAROL)
    bob = contact(vendor, Attention="Bob", MobilePhone=BOB)
    cooks = group(vendor, "Cooks")
    vendor("Addressbook.GroupContact.Create", GroupID=cooks["GroupID"], ContactID=bob["ContactID"])
    message_id = send(
        vendor,
        Recipients=[
            {"model": "Contact", "ContactID": carol["ContactID"]},
            {"model": "Group", "GroupID": cooks["GroupID"]},
        ],
    )
    rows = settled(vendor, message_id)["Recipients"]
    assert [(row["Destination"], row["Attention"]) for row in rows] == [
        (CAROL, "Carol"),
        (BOB, "Bob"),
    ]
    message_id = send(vendor, Destinations=[{"ContactID": bob["ContactID"]}, {"Recipient": ALICE}])
    rows = settled(vendor, message_id)["Recipients"]
    assert [row["Destination"] for row in rows] == [BOB, ALICE]


def test_a_reply_appears_in_both_reports(vendor: Vendor) -> None:
    message_id = send(vendor, ALICE, BOB)
    settled(vendor, message_id)
    vendor.gateway.reply(BOB, "Yes please")
    for poll in ("Reports.SMSReply.Poll", "Reports.SMSReply.PollAsync"):
        result = vendor(poll, MessageID=message_id)
        assert (result["Result"], result["Status"]) == ("Success", "Completed")
        alice, bob = result["Recipients"]
        assert (alice["MessageText"], alice["SMSReplies"]) == ("Hello", [])
        assert [(r["From"], r["MessageText"]) for r in bob["SMSReplies"]] == [(BOB, "Yes please")]
    for poll in ("Reports.SMSReceived.Poll", "Reports.SMSReceived.PollAsync"):
        result = vendor(poll, TimePeriod=60, RecordsPerPage=10, Page=1)
        assert (result["Result"], result["TotalRecords"]) == ("Success", 1)
        (received,) = result["Messages"]
        assert (received["From"], received["MessageText"]) == (BOB, "Yes please")
        assert received["MessageID"] == message_id


def test_received_messages_between_dates_with_a_space(vendor: Vendor) -> None:
    message_id = send(vendor, ALICE)
    settled(vendor, message_id)
    vendor.gateway.reply(ALICE, "Yes")
    dates = {"DateFrom": "2020-01-01 00:00:00", "DateTo": "2099-12-31 23:59:59"}
    result = vendor("Reports.SMSReceived.Poll", **dates)
    assert [message["From"] for message in result["Messages"]] == [ALICE]
    past = {"DateFrom": "2020-01-01 00:00:00", "DateTo": "2020-01-02 00:00:00"}
    assert vendor("Reports.SMSReceived.Poll", **past)["Messages"] == []


@pytest.mark.parametrize("variant", ["SendRequest", "SendRequestAsync"])
def test_reschedule_then_abort(vendor: Vendor, variant: str) -> None:
    message_id = send(vendor, ALICE, SendTime="2090-01-01T12:00")
    assert vendor("Reports.Status.Poll", MessageID=message_id)["Status"] == "Delayed"
    moved = vendor(
        f"Actions.Reschedule.{variant}", MessageID=message_id, SendTime="2091-02-03T04:05"
    )
    assert (moved["Result"], moved["MessageID"]) == ("Success", message_id)
    assert (moved["Status"], moved["Action"]) == ("Delayed", "Reschedule")
    status = vendor("Reports.Status.Poll", MessageID=message_id)
    assert status["DelayedTimeLocal"] == "2091-02-03 04:05:00"
    assert status["JobNum"] == moved["JobNum"]
    stopped = vendor(f"Actions.Abort.{variant}", MessageID=message_id)
    assert (stopped["Result"], stopped["Action"]) == ("Success", "Abort")
    assert stopped["Status"] == "Pending"
    status = settled(vendor, message_id)
    assert (status["Status"], status["Recipients"][0]["Result"]) == ("Completed", "Control Deleted")


@pytest.mark.parametrize("variant", ["SendRequest", "SendRequestAsync"])
def test_resubmit_sends_failed_messages_again_immediately(vendor: Vendor, variant: str) -> None:
    message_id = send(vendor, FAILS, ALICE)
    assert settled(vendor, message_id)["Failed"] == 1
    again = vendor(f"Actions.Resubmit.{variant}", MessageID=message_id)
    # Without a SendTime it sends its own import time. That is in the past, so the message is sent
    # immediately.
    assert (again["Result"], again["Action"]) == ("Success", "Resubmit")
    assert again["Status"] == "Transmit"
    status = settled(vendor, message_id)
    assert (status["Status"], status["Failed"], status["Success"]) == ("Completed", 1, 1)


def test_contacts(vendor: Vendor) -> None:
    fields = {
        "Title": "Ms",
        "Company": "BestSMS",
        "FirstName": "First",
        "LastName": "Last",
        "MobilePhone": ALICE,
        "PostCode": "2000",
        "ViewBy": "Account",
        "EditBy": "No",
    }
    made = contact(vendor, **fields)
    # An older name that the client still sends; only its lists show the new one.
    del fields["PostCode"]
    assert made == made | fields
    assert vendor("Addressbook.Contact.List")["Contacts"][0]["Postcode"] == "2000"
    other = contact(vendor, FirstName="Other")
    key = made["ContactID"]
    read = vendor("Addressbook.Contact.Detail", ContactID=key)
    assert read["Result"] == "Success"
    assert read["Contact"]["ContactID"] == key
    changed = vendor("Addressbook.Contact.Update", ContactID=key, Attention="New")["Contact"]
    assert (changed["Attention"], changed["LastName"]) == ("New", "Last")
    listed = vendor("Addressbook.Contact.List", RecordsPerPage=1, Page=2)
    assert (listed["TotalRecords"], listed["PageCount"], listed["Page"]) == (2, 2, 2)
    assert [row["ContactID"] for row in listed["Contacts"]] == [other["ContactID"]]
    gone = vendor("Addressbook.Contact.Delete", ContactID=key)
    assert gone["Contact"]["ContactID"] == key
    assert vendor("Addressbook.Contact.Detail", ContactID=key)["Result"] == "Failed"
    assert vendor("Addressbook.Contact.List")["TotalRecords"] == 1


def test_groups(vendor: Vendor) -> None:
    made = group(vendor, "Test Group", ViewEditBy="Account")
    assert (made["GroupCode"], made["GroupName"]) == ("Test_Group", "Test Group")
    coded = group(vendor, "Another", GroupCode="Own_Code")
    assert coded["GroupCode"] == "Own_Code"
    for key in (made["GroupID"], "Test_Group"):
        read = vendor("Addressbook.Group.Detail", GroupID=key)
        assert read["Group"]["GroupID"] == made["GroupID"]
    changed = vendor(
        "Addressbook.Group.Update", GroupID="Test_Group", GroupName="New", SubAccount="Test"
    )["Group"]
    assert (changed["GroupName"], changed["SubAccount"]) == ("New", "Test")
    assert changed["GroupCode"] == "Test_Group"
    listed = vendor("Addressbook.Group.List", RecordsPerPage=10, Page=1)
    assert [row["GroupCode"] for row in listed["Groups"]] == ["Own_Code", "Test_Group"]
    gone = vendor("Addressbook.Group.Delete", GroupID=made["GroupID"])
    assert gone["Group"]["GroupID"] == made["GroupID"]
    assert vendor("Addressbook.Group.Detail", GroupID="Test_Group")["Result"] == "Failed"


def test_memberships_are_visible_from_both_sides(vendor: Vendor) -> None:
    alice, cooks = contact(vendor, FirstName="Alice"), group(vendor, "Cooks")
    ids = {"ContactID": alice["ContactID"], "GroupID": cooks["GroupID"]}
    for one, other in (("ContactGroup", "GroupContact"), ("GroupContact", "ContactGroup")):
        made = vendor(f"Addressbook.{one}.Create", **ids)
        assert made["Result"] == "Success"
        assert made["Contact"]["ContactID"] == ids["ContactID"]
        assert made["Group"]["GroupID"] == ids["GroupID"]
        read = vendor(f"Addressbook.{other}.Detail", **ids)
        assert read["Contact"]["FirstName"] == "Alice"
        assert read["Group"]["GroupName"] == "Cooks"
        groups = vendor("Addressbook.ContactGroup.List", ContactID=ids["ContactID"])
        assert groups["Contact"]["ContactID"] == ids["ContactID"]
        assert [row["GroupCode"] for row in groups["Groups"]] == ["Cooks"]
        members = vendor("Addressbook.GroupContact.List", GroupID=ids["GroupID"], Page=1)
        assert members["Group"]["GroupCode"] == "Cooks"
        assert [row["FirstName"] for row in members["Contacts"]] == ["Alice"]
        gone = vendor(f"Addressbook.{other}.Delete", **ids)
        assert gone["Result"] == "Success"
        assert gone["Contact"]["ContactID"] == ids["ContactID"]
        assert vendor(f"Addressbook.{one}.Detail", **ids)["Result"] == "Failed"
        assert vendor("Addressbook.ContactGroup.List", ContactID=ids["ContactID"])["Groups"] == []


@pytest.mark.parametrize(
    ("call", "args", "reason"),
    [
        ("Reports.Status.Poll", {"MessageID": "none"}, "Message(s) NOT found"),
        ("Reports.SMSReply.Poll", {"MessageID": "none"}, "Message(s) NOT found"),
        ("Actions.Abort.SendRequest", {"MessageID": "none"}, "Message not found"),
        ("Actions.Resubmit.SendRequest", {"MessageID": "none"}, "Message not found"),
        (
            "Messaging.SMS.SendMessage",
            {"MessageText": "x", "Recipients": [ALICE], "WebhookCallbackURL": "http://a.example",
             "WebhookCallbackFormat": "JSON"},
            "WebhookCallbackURL must start with https://",
        ),
        (
            "Addressbook.Contact.Detail",
            {"ContactID": UNKNOWN},
            f"Unable to find or access record with id '{UNKNOWN}'.",
        ),
        (
            "Addressbook.Contact.Create",
            {"ViewBy": "Everyone"},
            "Invalid ViewBy option - must be Account/SubAccount/Department/No",
        ),
    ],
)  # fmt: skip
def test_a_refusal_is_returned_to_the_caller(
    vendor: Vendor, call: str, args: dict[str, Any], reason: str
) -> None:
    result = vendor(call, **args)
    assert (result["Result"], result["ErrorMessage"][0]) == ("Failed", reason)


def test_a_wrong_token_is_reported_to_the_caller(vendor: Vendor) -> None:
    for call in ("Reports.Status.Poll", "Reports.SMSReceived.Poll", "Addressbook.Contact.List"):
        args = {"MessageID": "ID1"} if "Status" in call else {}
        result = vendor(call, AuthToken="wrong", **args)
        assert (result["Result"], result["ErrorMessage"]) == ("Failed", ["Unauthorized"])
    # The client keeps the first token that it was given.
    right = vendor("Addressbook.Contact.List", AuthToken=vendor.gateway.token)
    assert right["Result"] == "Success"
