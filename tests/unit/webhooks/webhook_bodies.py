"""Deliveries as the gateway makes them, in every format."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from bestsms_client.webhooks import Event, parse

SECRET = "ta8wr7ymd"
TOKEN = "eyJhbGciOiJI.adQssw5c"

STATUS: Mapping[str, str] = {
    "Version": "2.04",
    "Sender": "application@example.com",
    "APIKey": SECRET,
    "Type": "SMS",
    "Destination": "+61491570006",
    "ContactID": "CCCCCCCC-AAAA-AAAA-AAAA-AAAAAAAAAAAA",
    "ReceivedID": "",
    "MessageID": "js82hn8n",
    "SubAccount": "SubAccount01",
    "Department": "Department01",
    "JobNumber": "10C7B9A0",
    "SentTimeLocal": "2025-06-04 09:16:55",
    "SentTimeUTC-ISO8601": "2025-06-03 21:16:55",
    "SentTimeUTC-RFC3339": "2025-06-03T21:16:55.000Z",
    "Status": "SUCCESS",
    "Result": "delivered",
    "Price": "0.10",
    "Detail": "SMSParts:1",
    "URL": "https://www.example.com/webhook",
}
REPLY: Mapping[str, str] = {
    **STATUS,
    "Type": "SMSReply",
    "ReceivedID": "5000000a-f002-4007-b00a-d00000000001",
    "Status": "RECEIVED",
    "Result": "RECEIVED",
    "Message": "This is a reply.",
    "Price": "",
    "Detail": "InputToNumber:0491 570 006",
}
INBOUND: Mapping[str, str] = {**REPLY, "Type": "SMSInbound", "MessageID": ""}
SEED_STATUS: Mapping[str, str] = {
    "AuthToken": TOKEN,
    "Type": "SMS",
    "Destination": "+61491570006",
    "MessageID": "js82hn8n",
    "SubAccount": "SubAccount01",
    "Department": "Department01",
    "JobNumber": "10C7B9A0",
    "SentTime": "16/10/2018 13:43 p.m.",
    "Status": "SUCCESS",
    "Result": "Sent OK",
    "Message": "",
    "Price": "0.20",
    "Detail": "SMSParts:2",
    "URL": "https://www.example.com/webhook",
    "RESPONSEMODE": "JSON",
}
SEED_REPLY: Mapping[str, str] = {
    **SEED_STATUS,
    "Type": "SMSReply",
    "Status": "RECEIVED",
    "Result": "RECEIVED",
    "Message": "This is a reply.",
}
SHAPES = {
    "status": STATUS,
    "reply": REPLY,
    "inbound": INBOUND,
    "seed status": SEED_STATUS,
    "seed reply": SEED_REPLY,
}
MEDIA = {
    "json": "application/json",
    "xml": "text/xml",
    "form": "application/x-www-form-urlencoded",
}


def body(fields: Mapping[str, Any], form: str = "json") -> bytes:
    """Encode the fields of a delivery in one of the formats."""
    if form == "json":
        return json.dumps(fields, ensure_ascii=False).encode()
    if form == "form":
        return urlencode(fields).encode()
    children = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in fields.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><root>{children}</root>'.encode()


def event(fields: Mapping[str, Any], form: str = "json", **options: Any) -> Event:
    """Parse a delivery, with valid secrets by default."""
    given: dict[str, Any] = {"secrets": [SECRET, TOKEN], **options}
    return parse(body(fields, form), MEDIA[form], **given)
