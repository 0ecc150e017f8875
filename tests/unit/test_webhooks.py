"""What a delivery says is read right, and only from who knows the secret."""

import copy
import json
import pickle
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest
from tests.unit.deliveries import (
    INBOUND,
    MEDIA,
    REPLY,
    SECRET,
    SEED_REPLY,
    SEED_STATUS,
    SHAPES,
    STATUS,
    TOKEN,
    body,
)

from bestsms_client import errors, times
from bestsms_client.errors import ConfigurationError
from bestsms_client.webhooks import (
    Event,
    InboundEvent,
    Receiver,
    ReplyEvent,
    StatusEvent,
    WebhookError,
    WebhookSecretError,
    parse,
)

formats = pytest.mark.parametrize("form", MEDIA)
shapes = pytest.mark.parametrize("shape", SHAPES)


def event(fields: Mapping[str, Any], form: str = "json", **options: Any) -> Event:
    given: dict[str, Any] = {"secrets": [SECRET, TOKEN], **options}
    return parse(body(fields, form), MEDIA[form], **given)


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
def test_each_row_of_the_tables(shape: str, row: Row, form: str) -> None:
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
def test_no_row_is_left_out(shape: str, rows: set[str]) -> None:
    assert rows == set(SHAPES[shape])


@pytest.mark.parametrize("schema", ["StatusWebhook", "ReceivedWebhook", "SeedWebhook"])
def test_the_contract_has_no_field_that_events_lack(schema: str, parsed: dict[str, Any]) -> None:
    named = parsed["components"]["schemas"]
    parts = [named[schema], *named[schema].get("allOf", []), named["WebhookCommon"]]
    known = {name for part in parts for name in part.get("properties", {})}
    shown = set(STATUS) | set(REPLY) | set(SEED_STATUS)
    assert known - {"AuthToken", "SentTime", "RESPONSEMODE"} <= shown


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
def test_the_kind(fields: Mapping[str, str], kind: type[Event]) -> None:
    assert type(event(fields)) is kind


@pytest.mark.parametrize("status", ["SUCCESS", "Success", "FAILED", "PENDING", "UPDATED", "new"])
def test_values_are_open(status: str) -> None:
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
def test_utc_under_every_name(key: str, text: str) -> None:
    assert event({**_timeless(STATUS), key: text}).sent_at == UTC_TIME


def _timeless(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in fields.items() if not name.startswith("SentTime")}


def test_two_utc_times_that_differ_are_refused() -> None:
    both = {"SentTimeUTC-RFC3339": "2025-06-03T21:16:55Z", "SentTimeUTC_RFC3339": "2026"}
    with pytest.raises(WebhookError, match="two values for SentTimeUTC_RFC3339"):
        event({**STATUS, **both})


def test_the_zone_of_the_sender() -> None:
    local = {**_timeless(STATUS), "SentTimeLocal": "2025-06-04 07:16:55"}
    naive = event(local).sent_at
    assert naive
    assert naive == datetime(2025, 6, 4, 7, 16, 55)
    assert naive.tzinfo is None
    assert event(local, zone=ZoneInfo("Australia/Sydney")).sent_at == UTC_TIME
    assert event(STATUS, zone=ZoneInfo("Australia/Sydney")).sent_at == UTC_TIME


@pytest.mark.parametrize("text", ["", "yesterday", "16/10/18", "31/02/2026 10:00 a.m.", "99:99"])
def test_a_time_that_cannot_be_read(text: str) -> None:
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
def test_every_form_of_a_time(text: str, expected: str) -> None:
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
def test_the_price(price: object, expected: str | None) -> None:
    assert event({**STATUS, "Price": price}).price == (expected and Decimal(expected))


@pytest.mark.parametrize("name", ["Type", "Destination", "MessageID", "Status"])
@formats
def test_what_every_delivery_has(name: str, form: str) -> None:
    fields = {key: value for key, value in STATUS.items() if key != name}
    with pytest.raises(WebhookError, match=f"lacks {name}") as caught:
        event(fields, form)
    assert caught.value.status_code == 400


def test_everything_else_may_be_missing() -> None:
    made = parse(
        body({"Type": "SMS", "Destination": "", "MessageID": None, "Status": ""}),
        "application/json",
        {"authorization": SECRET},
        secrets=SECRET,
    )
    assert (made.message_id, made.message, made.price, made.sent_at) == ("", "", None, None)


@formats
def test_unknown_fields_are_kept(form: str) -> None:
    assert event({**STATUS, "Campaign": "Autumn"}, form).raw["Campaign"] == "Autumn"


@formats
@pytest.mark.parametrize("text", ["Ja & <nein> \"'", "Größe 😀", "a\nb", " ", "1\t2"])
def test_texts_arrive_as_they_are(text: str, form: str) -> None:
    assert event({**REPLY, "Message": text}, form).message == text


@pytest.mark.parametrize("value", [True, ["x"], {"a": "b"}])
def test_a_field_that_is_no_text(value: object) -> None:
    with pytest.raises(WebhookError, match="Message is no text"):
        event({**REPLY, "Message": value})


def test_half_of_a_surrogate_pair_is_replaced() -> None:
    content = json.dumps({**REPLY, "Message": "a\ud83d b \ud83d\ude00"}).encode()
    made = parse(content, "application/json", secrets=SECRET)
    assert made.message == "a� b 😀"


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


# ------------------------------------------------------------------ secrets

CARRIERS: list[tuple[dict[str, str], dict[str, Any]]] = [
    ({"Authorization": SECRET}, {}),
    ({"authorization": SECRET}, {}),
    ({}, {"APIKey": SECRET}),
    ({}, {"AuthToken": SECRET}),
]
BARE = {name: text for name, text in STATUS.items() if name != "APIKey"}


@pytest.mark.parametrize(("headers", "fields"), CARRIERS)
@formats
def test_each_carrier_of_the_secret(
    headers: dict[str, str], fields: dict[str, Any], form: str
) -> None:
    delivery = body({**BARE, **fields}, form)
    parse(delivery, MEDIA[form], headers, secrets=SECRET)
    parse(delivery, MEDIA[form], list(headers.items()), secrets=["new", SECRET])
    with pytest.raises(WebhookSecretError) as caught:
        parse(delivery, MEDIA[form], headers, secrets="another")
    assert caught.value.status_code == 401


@pytest.mark.parametrize(
    "forged", ["", " ", "x", SECRET[:-1], SECRET + "x", SECRET.upper(), "Größe", "\ud800", "\0"]
)
def test_forged_secrets(forged: str) -> None:
    delivery = {**BARE, "APIKey": forged, "AuthToken": forged}
    content = json.dumps(delivery).encode()
    with pytest.raises(WebhookSecretError, match="does not carry the secret"):
        parse(content, "application/json", {"Authorization": forged}, secrets=SECRET)


def test_no_character_stands_for_another() -> None:
    for carried in ("a\u0416b", "a\xe9b", "a\ufffdb"):
        with pytest.raises(WebhookSecretError):
            parse(body(BARE), "application/json", {"Authorization": carried}, secrets="a?b")


@pytest.mark.parametrize("value", [1, 0, True, False, [SECRET], {"a": SECRET}, 1.5])
def test_a_secret_that_is_no_text(value: object) -> None:
    with pytest.raises(WebhookSecretError, match="no text"):
        event({**BARE, "APIKey": value})
    headers: Any = {"Authorization": value}
    with pytest.raises(WebhookSecretError, match="no text"):
        parse(body(BARE), "application/json", headers, secrets=SECRET)


def test_a_delivery_without_a_secret() -> None:
    with pytest.raises(WebhookSecretError):
        event(BARE)
    with pytest.raises(WebhookSecretError):
        event({**BARE, "APIKey": None})
    headers: Any = {"Authorization": None}
    with pytest.raises(WebhookSecretError):
        parse(body(BARE), "application/json", headers, secrets=SECRET)


@pytest.mark.parametrize("secret", ["clé-secrète", "пароль"])
def test_secrets_beyond_ascii(secret: str) -> None:
    as_servers_show_it = secret.encode().decode("latin-1")
    for headers in ([(b"authorization", secret.encode())], [("Authorization", as_servers_show_it)]):
        parse(body(BARE), "application/json", headers, secrets=secret)
    event({**BARE, "APIKey": secret}, secrets=secret)
    with pytest.raises(WebhookSecretError):
        event({**BARE, "APIKey": secret}, secrets=SECRET)


@pytest.mark.parametrize("secrets", ["", " ", [], ["", SECRET], (), None, [None]])
def test_a_receiver_without_a_secret_accepts_nobody(secrets: Any) -> None:
    with pytest.raises(ConfigurationError):
        event(STATUS, secrets=secrets)


def test_the_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError):
        Receiver()
    monkeypatch.setenv("BESTSMS_WEBHOOK_SECRET", SECRET)
    assert Receiver().parse(body(STATUS), "application/json") == event(STATUS)
    with pytest.raises(WebhookSecretError):
        Receiver("another").parse(body(STATUS), "application/json")
    monkeypatch.setenv("BESTSMS_WEBHOOK_SECRET", "")
    with pytest.raises(ConfigurationError):
        Receiver()


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("https://www.example.com/hooks/path-secret", True),
        ("/hooks/path-secret?x=1", True),
        ("/hooks?key=path-secret", True),
        ("/hooks?key=path%2Dsecret", True),
        ("/hooks", False),
        ("/hooks/path-secret-not", False),
        ("/hooks?path-secret", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_the_secret_in_the_address(url: str | None, accepted: bool) -> None:
    options: dict[str, Any] = {"url": url, "url_secret": "path-secret"}
    if accepted:
        event(STATUS, **options)
        with pytest.raises(WebhookSecretError):  # it is the second factor, never the only one
            event(BARE, **options)
    else:
        with pytest.raises(WebhookSecretError):
            event(STATUS, **options)


# ------------------------------------------------------------------ nothing leaks


def test_an_event_shows_no_text_no_secret_and_no_number() -> None:
    made = event({**REPLY, "Message": "quite-private"}, url="/x")
    shown = f"{made!r} {made}"
    for private in ("quite-private", SECRET, "491570006", "example.com"):
        assert private not in shown
    assert "ReplyEvent('SMSReply', destination='+61***06'" in shown


@pytest.mark.parametrize(
    "content",
    [
        b'{"Message": "quite-private", "APIKey": "ta8wr7ymd"',
        b'{"Message": "quite-private", "APIKey": "ta8wr7ymd"}',
        b'{"quite-private": 1, "quite-private": 2}',
        b"<root>quite-private</rood>",
        b"quite-private=%ff",
        b'{"Message": "quite-private \xff"}',
    ],
)
def test_no_error_repeats_the_delivery(content: bytes) -> None:
    types = ["application/json", "text/xml", MEDIA["form"]]
    for content_type in types:
        with pytest.raises(WebhookError) as caught:
            parse(content, content_type, secrets="own-secret")
        error: BaseException | None = caught.value
        while error:
            assert "private" not in repr(error) + str(error) + repr(vars(error))
            assert "own-secret" not in repr(error)
            error = error.__cause__ or error.__context__


@shapes
def test_events_are_copied_and_pickled(shape: str) -> None:
    made = event(SHAPES[shape])
    assert copy.deepcopy(made) == made
    assert pickle.loads(pickle.dumps(made)) == made


@pytest.mark.parametrize("kind", [WebhookError, WebhookSecretError])
def test_errors_pickle(kind: type[errors.WebhookError]) -> None:
    error = pickle.loads(pickle.dumps(kind("No.")))
    assert (str(error), error.status_code) == ("No.", 401 if kind is WebhookSecretError else 400)
