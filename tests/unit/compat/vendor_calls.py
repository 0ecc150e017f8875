"""The 25 calls in the vendor's style, each with arguments that it accepts."""

import json
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

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
