"""The 25 calls in the vendor's style, their arguments, and a client with a prepared gateway."""

import copy
import json
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import httpx
from tests.clients import client as our_client
from tests.unit.prepared_gateway import (
    LOOPBACK,
    TOKEN,
    Clock,
    Gateway,
    Reply,
    retry,
    success,
)

from bestsms_client import compat

ALICE: Final = "+61491570006"
CONTACT: Final = "AAAAAAAA-BBBB-BBBB-CCCC-DDDDDDDDDDDD"
MEMBERSHIP: Final = {"ContactID": CONTACT, "GroupCode": "Cooks"}
VENDOR_KEYS: Final = Path(__file__).parents[2] / "data" / "vendor-keys.json"

CALLS: Final[dict[str, dict[str, Any]]] = {
    "Messaging.SMS.SendMessage": {"MessageText": "Hello", "Recipients": [ALICE]},
    "Reports.Status.Poll": {"MessageID": "ID1"},
    "Reports.SMSReceived.Poll": {},
    "Reports.SMSReply.Poll": {"MessageID": "ID1"},
    "Actions.Resubmit.SendRequest": {"MessageID": "ID1"},
    "Actions.Reschedule.SendRequest": {"MessageID": "ID1", "SendTime": "2090-01-01T12:00"},
    "Actions.Abort.SendRequest": {"MessageID": "ID1"},
    "Addressbook.Contact.List": {"RecordsPerPage": 10, "Page": 1},
    "Addressbook.Contact.Detail": {"ContactID": CONTACT},
    "Addressbook.Contact.Create": {"FirstName": "First", "PostCode": "2000"},
    "Addressbook.Contact.Update": {"ContactID": CONTACT, "Attention": "Jo"},
    "Addressbook.Contact.Delete": {"ContactID": CONTACT},
    "Addressbook.Group.List": {"RecordsPerPage": 10, "Page": 1},
    "Addressbook.Group.Detail": {"GroupCode": "Cooks"},
    "Addressbook.Group.Create": {"GroupName": "New Group"},
    "Addressbook.Group.Update": {"GroupID": "Cooks", "GroupName": "Chefs"},
    "Addressbook.Group.Delete": {"GroupCode": "Cooks"},
    "Addressbook.ContactGroup.List": {"ContactID": CONTACT},
    "Addressbook.ContactGroup.Detail": MEMBERSHIP,
    "Addressbook.ContactGroup.Create": MEMBERSHIP,
    "Addressbook.ContactGroup.Delete": MEMBERSHIP,
    "Addressbook.GroupContact.List": {"GroupCode": "Cooks"},
    "Addressbook.GroupContact.Detail": MEMBERSHIP,
    "Addressbook.GroupContact.Create": MEMBERSHIP,
    "Addressbook.GroupContact.Delete": MEMBERSHIP,
}


def function(client: compat.BestSMS, path: str) -> compat.Call:
    found = attrgetter(path)(client)
    assert isinstance(found, compat.Call)
    return found


def vendor_fields() -> dict[str, list[str]]:
    """Return the fields that the vendor's package has for each response."""
    keys = json.loads(VENDOR_KEYS.read_text(encoding="utf-8"))["python"]
    return {schema: entry["keys"] for schema, entry in keys["reads"].items()}


WHOLE: dict[str, Any] = {
    "MessageID": "ID1", "Recipients": [], "Messages": [],
    "TotalRecords": 0, "RecordsPerPage": 100, "PageCount": 1, "Page": 1,
    "Contact": {"ContactID": CONTACT, "Attention": "Jo", "Unknown": 1}, "Contacts": [],
    "Group": {"GroupID": "G1", "GroupCode": "Cooks", "GroupName": "Cooks"}, "Groups": [],
    "Status": "Pending", "Action": "Abort", "JobNum": "ABCD1234",
}  # fmt: skip


def make(*replies: Reply, **options: Any) -> tuple[compat.BestSMS, Gateway]:
    """Create a client in the vendor's style and its gateway."""
    gateway = Gateway(*replies, statuses=replies)
    options = {"base_url": LOOPBACK, **retry(max_attempts=1), **options}
    ours = our_client(Clock(), TOKEN, transport=httpx.MockTransport(gateway), **options)
    return compat.BestSMS(client=ours), gateway


def ok(request: httpx.Request) -> httpx.Response:
    """Return a success with the fields of every call, about the requested message."""
    fields = copy.deepcopy(WHOLE)
    parts = request.url.path.split("/")
    fields["MessageID"] = parts[-1]
    if parts[-1] == "sms":
        fields["MessageID"] = json.loads(request.content)["MessageData"]["MessageID"]
    return success(**fields)
