"""The responses of a well-behaved gateway: valid by the contract and as small as possible."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

BASE = "/api/v2.04"
FAILED: dict[str, Any] = {
    "Result": "Failed",
    "MessageID": "",
    "ErrorMessage": ["Error occurred while creating job"],
}
_PAGING = {"TotalRecords": 0, "RecordsPerPage": 100, "PageCount": 1, "Page": 1}
_CONTACT, _GROUP = r"/addressbook/contact", r"/addressbook/group"
_ID = r"/([^/]+)"
# The contract's operations. Literal path segments come before identifiers.
_ROUTES = [
    ("sendSms", "POST", "/send/sms"),
    ("getStatus", "GET", "/get/status" + _ID),
    ("getSmsReceived", "GET", "/get/sms/received"),
    ("getSmsReply", "GET", "/get/sms/reply" + _ID),
    ("resubmitMessage", "PATCH", "/set/resubmit" + _ID),
    ("rescheduleMessage", "PATCH", "/set/reschedule" + _ID),
    ("abortMessage", "PATCH", "/set/abort" + _ID),
    ("listContacts", "GET", _CONTACT + "/list"),
    ("createContact", "POST", _CONTACT),
    ("getContact", "GET", _CONTACT + _ID),
    ("updateContact", "PATCH", _CONTACT + _ID),
    ("deleteContact", "DELETE", _CONTACT + _ID),
    ("listContactGroups", "GET", _CONTACT + _ID + "/group/list"),
    ("createContactGroup", "POST", _CONTACT + _ID + "/group"),
    ("getContactGroup", "GET", _CONTACT + _ID + "/group" + _ID),
    ("deleteContactGroup", "DELETE", _CONTACT + _ID + "/group" + _ID),
    ("listGroups", "GET", _GROUP + "/list"),
    ("createGroup", "POST", _GROUP),
    ("getGroup", "GET", _GROUP + _ID),
    ("updateGroup", "PATCH", _GROUP + _ID),
    ("deleteGroup", "DELETE", _GROUP + _ID),
    ("listGroupContacts", "GET", _GROUP + _ID + "/contact/list"),
    ("createGroupContact", "POST", _GROUP + _ID + "/contact"),
    ("getGroupContact", "GET", _GROUP + _ID + "/contact" + _ID),
    ("deleteGroupContact", "DELETE", _GROUP + _ID + "/contact" + _ID),
]


def route(method: str, path: str) -> tuple[str, tuple[str, ...]]:
    """Return the operation id of a request line (or `unknown`) and the identifiers in its path."""
    for operation, verb, pattern in _ROUTES:
        match = re.fullmatch(BASE + pattern, path)
        if match and verb == method:
            return operation, tuple(unquote(part) for part in match.groups())
    return "unknown", ()


def not_found(message_id: str) -> dict[str, Any]:
    error = ["Message(s) NOT found"]
    return {"Result": "Failed", "MessageID": message_id, "ErrorMessage": error}


def status(message_id: str, created: datetime) -> dict[str, Any]:
    """Return the status and reply body of a message without recipients, created at `created`."""
    stamp = created.strftime("%Y-%m-%d %H:%M:%S")
    exact = created.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    times = {
        f"{which}Time{zone}": exact if zone.endswith("3339") else stamp
        for which in ("Created", "Delayed")
        for zone in ("Local", "UTC", "UTC_RFC3339")
    }
    who = {"Account": "102030", "SubAccount": "", "Department": "", "Reference": ""}
    counts = {"Count": 0, "Complete": 0, "Success": 0, "Failed": 0, "Price": 0}
    job = {"Status": "Completed", "JobNum": "10AB20CE", "Timezone": "UTC"}
    head = {"Result": "Success", "MessageID": message_id, **job, **who}
    return {**head, **times, **counts, **_PAGING, "Recipients": []}


def response(
    operation: str, ids: tuple[str, ...], body: Mapping[str, Any] = {}
) -> tuple[int, dict[str, Any]]:
    """Return HTTP status and body for an operation that needs no memory."""
    if operation == "unknown":
        return 404, {"Result": "Failed", "ErrorMessage": ["Not Found"]}
    if operation in ("resubmitMessage", "rescheduleMessage", "abortMessage"):
        action = operation.removesuffix("Message").capitalize()
        after = {"Resubmit": "Transmit", "Reschedule": "Delayed", "Abort": "Pending"}[action]
        job = {"Status": after, "JobNum": "10AB20CE", "Action": action}
        return 200, {"Result": "Success", "MessageID": ids[0], **job}
    if operation == "getSmsReceived":
        return 200, {"Result": "Success", **_PAGING, "Messages": []}
    # The operation ids of the address book name the objects in their responses; lists repeat the
    # last noun.
    nouns = re.findall("Contact|Group", operation)
    named = dict(zip(nouns, ids, strict=False))
    held: dict[str, Any] = {
        noun: {f"{noun}ID": named.get(noun) or body.get(f"{noun}ID") or str(uuid4())}
        for noun in nouns
    }
    if operation.startswith("list"):
        del held[nouns[-1]]
        held |= {**_PAGING, f"{nouns[-1]}s": []}
    if "Group" in held:
        held["Group"] |= {"GroupCode": "Test_Group", "GroupName": "Test Group"}
    return 200, {"Result": "Success", **held}
