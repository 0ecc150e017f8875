"""Creates the bodies of webhooks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from bestsms_sandbox.times import ACCOUNT_ZONE, time_fields

MEDIA_TYPES = {"JSON": "application/json", "XML": "text/xml"}
# In the order of the vendor's v2.04 reference.
_NAMES = (
    "Version", "Sender", "APIKey", "Type", "Destination", "ContactID", "ReceivedID", "MessageID",
    "SubAccount", "Department", "JobNumber", "SentTimeLocal", "SentTimeUTC-ISO8601",
    "SentTimeUTC-RFC3339", "Status", "Result", "Message", "Price", "Detail", "URL",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEvent:
    """An event that a webhook reports.

    Attributes:
        type: `SMS` (a delivery report), `SMSReply` or `SMSInbound`.
        destination: The recipient's number, or the sender's for a received message.
        status: The status, such as `SUCCESS` or `RECEIVED`.
        result: The result, such as `delivered` or `RECEIVED`.
        at: The time of the event.
        message: The received text; None for a delivery report.
        zone: The time zone of the local time.
    """

    type: str
    destination: str
    status: str
    result: str
    at: int
    message: str | None = None
    contact_id: str = ""
    received_id: str = ""
    message_id: str = ""
    sub_account: str = ""
    department: str = ""
    job_number: str = ""
    price: str = ""
    detail: str = ""
    zone: str = ACCOUNT_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """The values of a webhook body that do not depend on the event.

    Attributes:
        url: The URL of the receiver.
        format: `JSON` or `XML`.
        sender: The e-mail address of the API user.
        secret: The secret of the receiver.
        seed_names: The field names of the `seed` shape; None for the v2.04 shape.
        token: The auth token, used only in the `seed` shape.
    """

    url: str
    format: str
    sender: str
    secret: str
    seed_names: Sequence[str] | None
    token: str


def compose(event: WebhookEvent, how: Composition) -> dict[str, str]:
    """Return the body of a webhook."""
    times = time_fields("Sent", event.at, event.zone)
    values = {
        "AuthToken": how.token,
        "Version": "2.04",
        "Sender": how.sender,
        "APIKey": how.secret,
        "Type": event.type,
        "Destination": event.destination,
        "ContactID": event.contact_id,
        "ReceivedID": event.received_id,
        "MessageID": event.message_id,
        "SubAccount": event.sub_account,
        "Department": event.department,
        "JobNumber": event.job_number,
        "SentTimeLocal": times["SentTimeLocal"],
        "SentTimeUTC-ISO8601": times["SentTimeUTC"],
        "SentTimeUTC-RFC3339": times["SentTimeUTC_RFC3339"],
        "SentTime": _seed_time(times["SentTimeLocal"]),
        "Status": event.status,
        "Result": event.result,
        "Message": event.message or "",
        "Price": event.price,
        "Detail": event.detail,
        "URL": how.url,
        "RESPONSEMODE": how.format,
    }
    names = how.seed_names
    if names is None:
        names = [n for n in _NAMES if n != "Message" or event.message is not None]
    return {name: values.get(name, "") for name in names}


def encode(body: Mapping[str, str], form: str) -> bytes:
    """Encode the body of a webhook as JSON or XML."""
    if form == "JSON":
        return json.dumps(body, ensure_ascii=False).encode()
    root = ET.Element("root")
    for name, value in body.items():
        # XML 1.0 does not allow other control characters.
        ET.SubElement(root, name).text = "".join(c for c in value if c >= " " or c in "\t\n\r")
    # A plain carriage return would be parsed as a line feed.
    document = ET.tostring(root, "unicode").replace("\r", "&#13;")
    return f'<?xml version="1.0" encoding="UTF-8"?>{document}'.encode()


def _seed_time(local: str) -> str:
    """Format a time as in the vendor's example, `16/10/2018 13:43 p.m.`."""
    mark = "p.m." if int(local[11:13]) >= 12 else "a.m."
    return f"{local[8:10]}/{local[5:7]}/{local[:4]} {local[11:16]} {mark}"
