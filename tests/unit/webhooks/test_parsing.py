"""Parsing of deliveries in every format."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from tests.unit.webhooks.webhook_bodies import (
    INBOUND,
    MEDIA,
    REPLY,
    SECRET,
    SEED_REPLY,
    SEED_STATUS,
    SHAPES,
    STATUS,
    body,
    event,
)

from bestsms_client import times
from bestsms_client.webhooks import (
    Event,
    InboundEvent,
    ReplyEvent,
    StatusEvent,
    WebhookError,
    parse,
)

formats = pytest.mark.parametrize("form", MEDIA)
shapes = pytest.mark.parametrize("shape", SHAPES)

UTC_TIME = datetime(2025, 6, 3, 21, 16, 55, tzinfo=UTC)


@shapes
def test_every_format_makes_the_same_event(shape: str) -> None:
    made = [event(SHAPES[shape], form) for form in MEDIA]
    assert made[0] == made[1] == made[2]
    assert made[0].raw == made[1].raw == made[2].raw == SHAPES[shape]
    assert len(set(made)) == 1


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        (STATUS, StatusEvent),
        (REPLY, ReplyEvent),
        (INBOUND, InboundEvent),
        (SEED_STATUS, StatusEvent),
        (SEED_REPLY, ReplyEvent),
        ({**STATUS, "Type": "smsreply", "Status": "Received"}, ReplyEvent),
        ({**STATUS, "Type": "Fax", "Status": "UPDATED"}, StatusEvent),
        ({**STATUS, "Type": "MMS", "Status": "RECEIVED"}, ReplyEvent),
        ({**STATUS, "Type": "MMS", "Status": "RECEIVED", "MessageID": ""}, InboundEvent),
    ],
)
def test_the_kind_of_an_event(fields: Mapping[str, str], kind: type[Event]) -> None:
    assert type(event(fields)) is kind


@pytest.mark.parametrize("status", ["SUCCESS", "Success", "FAILED", "PENDING", "UPDATED", "new"])
def test_unknown_values_are_accepted(status: str) -> None:
    made = event({**STATUS, "Status": status})
    assert isinstance(made, StatusEvent)
    assert made.status == status
    assert made.delivered == (status in ("SUCCESS", "Success"))


@pytest.mark.parametrize("utc", ["SentTimeUTC-RFC3339", "SentTimeUTC_RFC3339"])
@pytest.mark.parametrize("shown", ["2025-06-03T21:16:55.000Z", "2025-06-04T07:16:55+10:00"])
def test_keys_with_hyphens_and_underscores(utc: str, shown: str) -> None:
    assert event({**_timeless(STATUS), utc: shown}).sent_at == UTC_TIME


@pytest.mark.parametrize(
    "key", ["SentTimeUTC-ISO8601", "SentTimeUTC_ISO8601", "SendTimeUTC", "SentTimeUTC"]
)
@pytest.mark.parametrize(
    "text", ["2025-06-03 21:16:55", "2025-06-03T21:16:55", "2025-06-03 21:16:55+00:00"]
)
def test_utc_times_under_every_name(key: str, text: str) -> None:
    assert event({**_timeless(STATUS), key: text}).sent_at == UTC_TIME


def _timeless(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in fields.items() if not name.startswith("SentTime")}


def test_two_different_utc_times_are_refused() -> None:
    both = {"SentTimeUTC-RFC3339": "2025-06-03T21:16:55Z", "SentTimeUTC_RFC3339": "2026"}
    with pytest.raises(WebhookError, match="field SentTimeUTC_RFC3339 has several values"):
        event({**STATUS, **both})


def test_the_zone_for_local_times() -> None:
    local = {**_timeless(STATUS), "SentTimeLocal": "2025-06-04 07:16:55"}
    naive = event(local).sent_at
    assert naive
    assert naive == datetime(2025, 6, 4, 7, 16, 55)
    assert naive.tzinfo is None
    assert event(local, zone=ZoneInfo("Australia/Sydney")).sent_at == UTC_TIME
    assert event(STATUS, zone=ZoneInfo("Australia/Sydney")).sent_at == UTC_TIME


@pytest.mark.parametrize("text", ["", "yesterday", "16/10/18", "31/02/2026 10:00 a.m.", "99:99"])
def test_an_unreadable_time_is_none(text: str) -> None:
    made = event({**SEED_STATUS, "SentTime": text})
    assert (made.sent_at, made.sent_time_local) == (None, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16/10/2018 13:43 p.m.", "2018-10-16 13:43:00"),
        ("16/10/2018 13:43 pm", "2018-10-16 13:43:00"),
        ("16/10/2018 13:43 PM", "2018-10-16 13:43:00"),
        ("16/10/2018 13:43 A.M.", "2018-10-16 13:43:00"),
        ("16/10/2018 01:43 p.m.", "2018-10-16 13:43:00"),
        ("16/10/2018 01:43 a.m.", "2018-10-16 01:43:00"),
        ("16/10/2018 12:43 p.m.", "2018-10-16 12:43:00"),
        ("16/10/2018 12:43 a.m.", "2018-10-16 00:43:00"),
        ("16/10/2018 00:43 a.m.", "2018-10-16 00:43:00"),
        ("6/1/2018 9:05 am", "2018-01-06 09:05:00"),
        ("2018-10-16 13:43 p.m.", "2018-10-16 13:43:00"),
        ("2018-10-16 01:43 PM", "2018-10-16 13:43:00"),
        ("2018-10-16 01:43", "2018-10-16 01:43:00"),
        ("2018-10-16 13:43:21", "2018-10-16 13:43:21"),
        ("2018-10-16T13:43:21", "2018-10-16 13:43:21"),
    ],
)
def test_every_time_format(text: str, expected: str) -> None:
    zone = timezone(timedelta(hours=11))
    assert times.parse(text, zone) == datetime.fromisoformat(expected).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("0.10", "0.10"),
        (" 1 ", "1"),
        ("-0.05", "-0.05"),
        (0.1, "0.1"),
        (0, "0"),
        ("", None),
        (None, None),
        ("NaN", None),
        ("Infinity", None),
        ("1e999999", None),
        ("1_0", None),
        ("٣", None),
        ("0,10", None),
        ("1.2.3", None),
    ],
)
def test_prices(price: object, expected: str | None) -> None:
    assert event({**STATUS, "Price": price}).price == (expected and Decimal(expected))


@pytest.mark.parametrize("name", ["Type", "Destination", "MessageID", "Status"])
@formats
def test_required_fields(name: str, form: str) -> None:
    fields = {key: value for key, value in STATUS.items() if key != name}
    with pytest.raises(WebhookError, match=f"field {name} is missing") as caught:
        event(fields, form)
    assert caught.value.status_code == 400


def test_all_other_fields_are_optional() -> None:
    made = parse(
        body({"Type": "SMS", "Destination": "", "MessageID": None, "Status": ""}),
        "application/json",
        {"authorization": SECRET},
        secrets=SECRET,
    )
    assert (made.message_id, made.message, made.price, made.sent_at) == ("", "", None, None)


@formats
def test_unknown_fields_are_in_raw(form: str) -> None:
    assert event({**STATUS, "Campaign": "Autumn"}, form).raw["Campaign"] == "Autumn"


@formats
@pytest.mark.parametrize("text", ["Ja & <nein> \"'", "Größe 😀", "a\nb", " ", "1\t2"])
def test_texts_are_preserved_exactly(text: str, form: str) -> None:
    assert event({**REPLY, "Message": text}, form).message == text


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (5, "5"), (["x"], "x"), ({"a": "b"}, "b"), (None, "")]
)
def test_a_field_that_is_not_a_text(value: object, text: str) -> None:
    assert event({**REPLY, "Message": value}).message == text


@pytest.mark.parametrize(
    ("content_type", "form"),
    [
        (None, "json"),
        (None, "xml"),
        ("", "json"),
        ("text/plain", "xml"),
        ("application/octet-stream", "json"),
        ("Application/JSON; charset=UTF-8", "json"),
        ("application/problem+json", "json"),
        ("application/xml;charset=utf-8", "xml"),
    ],
)
def test_content_types(content_type: str | None, form: str) -> None:
    assert parse(body(STATUS, form), content_type, secrets=SECRET) == event(STATUS)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("declared", [True, False])
def test_charsets_of_xml(charset: str, declared: bool) -> None:
    text = body({**REPLY, "Message": "Größe"}, "xml").decode()
    content = text.replace("UTF-8", charset).encode(charset)
    content_type = f"text/xml; charset={charset}" if declared else "text/xml"
    assert parse(content, content_type, secrets=SECRET).message == "Größe"
