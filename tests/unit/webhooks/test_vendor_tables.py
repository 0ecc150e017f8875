"""Every row of the vendor's webhook tables becomes a field of an event, in every format."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeAlias

import pytest
from tests.unit.webhooks.webhook_bodies import (
    MEDIA,
    REPLY,
    SECRET,
    SEED_STATUS,
    SHAPES,
    STATUS,
    TOKEN,
    event,
)

formats = pytest.mark.parametrize("form", MEDIA)
shapes = pytest.mark.parametrize("shape", SHAPES)

UTC_TIME = datetime(2025, 6, 3, 21, 16, 55, tzinfo=UTC)
Row: TypeAlias = tuple[str, str, str, Any]
COMMON: list[Row] = [
    ("Destination", "+61491570006", "destination", "+61491570006"),
    ("MessageID", "js82hn8n", "message_id", "js82hn8n"),
    ("SubAccount", "SubAccount01", "sub_account", "SubAccount01"),
    ("Department", "Department01", "department", "Department01"),
    ("JobNumber", "10C7B9A0", "job_number", "10C7B9A0"),
    ("URL", "https://www.example.com/webhook", "url", "https://www.example.com/webhook"),
]
CURRENT: list[Row] = [
    ("Version", "2.04", "version", "2.04"),
    ("Sender", "application@example.com", "sender", "application@example.com"),
    ("ContactID", STATUS["ContactID"], "contact_id", STATUS["ContactID"]),
    ("SentTimeLocal", "2025-06-04 09:16:55", "sent_time_local", "2025-06-04 09:16:55"),
    ("SentTimeUTC-ISO8601", "2025-06-03 21:16:55", "sent_at", UTC_TIME),
    ("SentTimeUTC-RFC3339", "2025-06-03T21:16:55.000Z", "sent_at", UTC_TIME),
    ("APIKey", SECRET, "raw", None),
]
SEED_TIME = datetime(2018, 10, 16, 13, 43)
SEED: list[Row] = [
    ("AuthToken", TOKEN, "raw", None),
    ("SentTime", "16/10/2018 13:43 p.m.", "sent_at", SEED_TIME),
    ("RESPONSEMODE", "JSON", "raw", None),
]
RECEIVED: list[Row] = [
    ("Status", "RECEIVED", "status", "RECEIVED"),
    ("Result", "RECEIVED", "result", "RECEIVED"),
    ("Message", "This is a reply.", "message", "This is a reply."),
]
ROWS: dict[str, list[Row]] = {
    "status": [
        *COMMON,
        *CURRENT,
        ("Type", "SMS", "type_", "SMS"),
        ("ReceivedID", "", "received_id", ""),
        ("Status", "SUCCESS", "status", "SUCCESS"),
        ("Result", "delivered", "result", "delivered"),
        ("Price", "0.10", "price", Decimal("0.10")),
        ("Detail", "SMSParts:1", "detail", "SMSParts:1"),
    ],
    "reply": [
        *COMMON,
        *CURRENT,
        *RECEIVED,
        ("Type", "SMSReply", "type_", "SMSReply"),
        ("ReceivedID", REPLY["ReceivedID"], "received_id", REPLY["ReceivedID"]),
        ("Price", "", "price", None),
        ("Detail", "InputToNumber:0491 570 006", "detail", "InputToNumber:0491 570 006"),
    ],
    "seed status": [
        *COMMON,
        *SEED,
        ("Type", "SMS", "type_", "SMS"),
        ("Status", "SUCCESS", "status", "SUCCESS"),
        ("Result", "Sent OK", "result", "Sent OK"),
        ("Message", "", "message", ""),
        ("Price", "0.20", "price", Decimal("0.20")),
        ("Detail", "SMSParts:2", "detail", "SMSParts:2"),
    ],
    "seed reply": [
        *COMMON,
        *SEED,
        *RECEIVED,
        ("Type", "SMSReply", "type_", "SMSReply"),
        ("Price", "0.20", "price", Decimal("0.20")),
        ("Detail", "SMSParts:2", "detail", "SMSParts:2"),
    ],
}


@formats
@pytest.mark.parametrize(
    ("shape", "row"),
    [(shape, row) for shape in ROWS for row in ROWS[shape]],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_each_row_of_the_vendors_tables(shape: str, row: Row, form: str) -> None:
    wire, text, attribute, expected = row
    delivery = SHAPES[shape]
    assert delivery[wire] == text
    times_besides = {"SentTimeUTC-ISO8601", "SentTimeUTC-RFC3339"} - {wire}
    alone = {name: value for name, value in delivery.items() if name not in times_besides}
    made = event(alone if attribute == "sent_at" else delivery, form)
    value = made.raw[wire] if attribute == "raw" else getattr(made, attribute)
    assert value == (text if attribute == "raw" else expected)


@pytest.mark.parametrize(
    ("shape", "rows"), [(shape, {row[0] for row in ROWS[shape]}) for shape in ROWS]
)
def test_no_row_of_the_vendors_tables_is_missing(shape: str, rows: set[str]) -> None:
    assert rows == set(SHAPES[shape])


@pytest.mark.parametrize("schema", ["StatusWebhook", "ReceivedWebhook", "SeedWebhook"])
def test_events_have_every_field_of_the_contract(schema: str, parsed: dict[str, Any]) -> None:
    named = parsed["components"]["schemas"]
    parts = [named[schema], *named[schema].get("allOf", []), named["WebhookCommon"]]
    known = {name for part in parts for name in part.get("properties", {})}
    shown = set(STATUS) | set(REPLY) | set(SEED_STATUS)
    assert known - {"AuthToken", "SentTime", "RESPONSEMODE"} <= shown
