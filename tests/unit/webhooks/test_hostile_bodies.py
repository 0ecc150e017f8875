"""Hostile bodies are parsed or refused within time and memory limits, without side effects."""

import json
import sys
import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.webhooks.webhook_bodies import MEDIA, REPLY, SECRET, body

from bestsms_client.webhooks import WebhookError, WebhookEvent, parse
from bestsms_client.webhooks.formats import MAX_BYTES

JSON, XML, FORM = MEDIA.values()
MEMORY = 64 * 1024 * 1024
ENOUGH = MAX_BYTES - 200

BOMB = b"<!DOCTYPE r [%s]><root><Type>&e9;</Type></root>" % b"".join(
    b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"x" * 100) for n in range(10)
)
HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "entity bomb": (XML, BOMB, "document type"),
    "quadratic entities": (
        XML,
        b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 50_000 + b'">]><root>' + b"&a;" * 1000 + b"</root>",
        "document type",
    ),
    "external entity": (
        XML,
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><root><Type>&x;</Type></root>',
        "document type",
    ),
    "external document type": (
        XML,
        b'<!DOCTYPE root SYSTEM "http://127.0.0.1:9/x.dtd"><root><Type>SMS</Type></root>',
        "document type",
    ),
    "parameter entity": (
        XML,
        b'<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><r/>',
        "document type",
    ),
    "empty document type": (XML, b"<!DOCTYPE root><root/>", "document type"),
    "entity without a document type": (
        XML,
        b"<root><Type>&x;</Type></root>",
        "field Destination is missing",
    ),
    "deep XML": (XML, b"<a>" * 80_000, "nested too deeply"),
    "deep XML that ends": (XML, b"<a>" * 30_000 + b"</a>" * 30_000, "nested too deeply"),
    "many elements": (XML, b"<root>" + b"<a/>" * 60_000 + b"</root>", "field Type is missing"),
    "many elements of different names": (
        XML,
        b"<root>" + b"".join(b"<a%d/>" % n for n in range(28_000)) + b"</root>",
        "field Type is missing",
    ),
    "many attributes": (
        XML,
        b"<root " + b" ".join(b'a%d=""' % n for n in range(22_000)) + b"/>",
        "field Type is missing",
    ),
    "required field named twice, XML": (
        XML,
        b"<root><Type>SMS</Type><Type>SMSReply</Type><Destination/><MessageID/><Status/></root>",
        "field Type has several values",
    ),
    "null byte, XML": (XML, b"<root><Type>\0</Type></root>", "field Destination is missing"),
    "null reference, XML": (XML, b"<root><Type>&#0;</Type></root>", "field Destination is missing"),
    "slow encoding": (
        XML,
        b'<?xml version="1.0" encoding="idna"?><root/>',
        "field Type is missing",
    ),
    "unknown encoding": (
        XML,
        b'<?xml version="1.0" encoding="zip"?><root/>',
        "field Type is missing",
    ),
    "two roots": (XML, b"<root/><root/>", "not valid XML"),
    "text alone, XML": (XML, b"<root>SMS</root>", "field Type is missing"),
    "deep JSON": (JSON, b"[" * 200_000, "not valid JSON"),
    "deep JSON that ends": (JSON, b'{"a":' * 30_000 + b"1" + b"}" * 30_000, "not valid JSON"),
    "deeper than any field": (JSON, b'{"a":' * 20 + b"1" + b"}" * 20, "nested too deeply"),
    "required field named twice": (
        JSON,
        b'{"Type": "SMS", "Destination": "a", "Destination": "b", "MessageID": "", "Status": ""}',
        "field Destination has several values",
    ),
    "NaN": (JSON, b'{"Price": NaN}', "field Type is missing"),
    "Infinity": (JSON, b'{"Price": -Infinity}', "field Type is missing"),
    "out of range": (JSON, b'{"Price": 1e999}', "field Type is missing"),
    "endless number": (JSON, b'{"Price": ' + b"9" * 200_000 + b"}", "field Type is missing"),
    "null byte": (JSON, b'{"Type": "S\0MS"}', "field Destination is missing"),
    "not an object": (JSON, b'["SMS"]', "not a JSON object"),
    "many objects": (JSON, b'{"a": [' + b"{}," * 80_000 + b"{}]}", "field Type is missing"),
    "cut off": (JSON, b'{"Type": "SM', "not valid JSON"),
    "wrong charset": (JSON, '{"Type": "Größe"}'.encode("latin-1"), "field Destination is missing"),
    "UTF-7": (
        "application/json; charset=utf-7",
        b'{"Type": "SMS"}',
        "field Destination is missing",
    ),
    "unknown charset": (
        "application/json; charset=zlib_codec",
        b'{"Type": "SMS"}',
        "field Destination is missing",
    ),
    "half a UTF-16 unit": ("application/json; charset=utf-16", b"\xff\xfe{", "not valid JSON"),
    "wrong form escape": (FORM, b"Type=%ff%fe", "field Destination is missing"),
    "many form fields": (FORM, b"&".join(b"a%d=" % n for n in range(30_000)), "too many fields"),
    "required field named twice, form": (
        FORM,
        b"Type=SMS&Destination=&MessageID=a&MessageID=b&Status=",
        "field MessageID has several values",
    ),
    "empty": (JSON, b"", "body is empty"),
    "blank": ("", b"   ", "body is empty"),
    "image": ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(1000), "not JSON, XML or a form"),
    "multipart": (
        "multipart/form-data; boundary=x",
        b"--x\r\n\r\nSMS\r\n--x--",
        "not JSON, XML or a form",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies_are_refused(name: str) -> None:
    content_type, content, reason = HOSTILE[name]
    with bounded(), pytest.raises(WebhookError, match=reason) as caught:
        parse(content, content_type, {"Authorization": SECRET}, secrets=SECRET)
    assert caught.value.status_code == 400


@pytest.mark.parametrize("media", ["json", "xml", "form"])
def test_the_size_limit(media: str) -> None:
    fits = body({**REPLY, "Padding": ""}, media)
    fits = body({**REPLY, "Padding": "x" * (MAX_BYTES - len(fits))}, media)
    assert len(fits) == MAX_BYTES
    with bounded():
        assert parse(fits, MEDIA[media], secrets=SECRET).message == "This is a reply."
    with bounded(), pytest.raises(WebhookError) as caught:
        parse(body({**REPLY, "Padding": "x" * 300_000}, media), MEDIA[media], secrets=SECRET)
    assert caught.value.status_code == 413


def test_parsing_opens_no_file_or_connection() -> None:
    opened: list[str] = []
    watching = True

    def watch(event: str, _arguments: tuple[Any, ...]) -> None:
        if watching and (event == "open" or event.startswith(("socket.", "subprocess.", "os."))):
            opened.append(event)

    sys.addaudithook(watch)
    try:
        for name in ("external entity", "external document type", "parameter entity"):
            content_type, content, _ = HOSTILE[name]
            with pytest.raises(WebhookError):
                parse(content, content_type, secrets=SECRET)
    finally:
        watching = False
    assert opened == []


class bounded:  # noqa: N801 - reads like a function
    """Fail a block that uses too much memory or more than five seconds of CPU time."""

    def __enter__(self) -> None:
        tracemalloc.start()
        self._begun = time.process_time()

    def __exit__(self, *_: object) -> None:
        taken = time.process_time() - self._begun
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < MEMORY
        assert taken < 5


def check(content: bytes, content_type: Any, headers: Any = None, **options: Any) -> None:
    """Check that a body becomes an event or a WebhookError, neither of which shows the secret."""
    try:
        made = parse(content, content_type, headers, secrets=SECRET, **options)
    except WebhookError as refusal:
        error = refusal
    else:
        assert isinstance(made, WebhookEvent)
        assert SECRET not in repr(made).replace(made.type_, "")
        json.dumps([made.message, made.destination]).encode()
        made.message.encode()
        return
    assert error.status_code in (400, 401, 413)
    assert SECRET not in str(error)


ANY_TYPE = st.one_of(st.none(), st.sampled_from([*MEDIA.values(), "text/plain"]), st.text())


@given(st.binary(max_size=2000), ANY_TYPE)
def test_any_bytes_are_parsed_or_refused(content: bytes, content_type: str | None) -> None:
    check(content, content_type, {"Authorization": SECRET})


def mutations() -> st.SearchStrategy[bytes]:
    """Return valid deliveries with some bytes replaced, inserted or removed."""
    good = st.sampled_from([body(REPLY, media) for media in MEDIA])
    edits = st.lists(st.tuples(st.integers(0, 800), st.binary(max_size=8), st.integers(0, 20)))

    def edited(content: bytes, changes: list[tuple[int, bytes, int]]) -> bytes:
        for place, piece, lost in changes:
            content = content[:place] + piece + content[place + lost :]
        return content

    return st.builds(edited, good, edits)


@given(mutations(), ANY_TYPE)
def test_any_damaged_delivery_is_parsed_or_refused(
    content: bytes, content_type: str | None
) -> None:
    check(content, content_type, {"Authorization": SECRET})


VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.text(st.characters(categories=["Cs", "Cc", "Lu"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(
    st.dictionaries(st.sampled_from([*REPLY, "AuthToken", "SentTime"]), VALUE),
    st.sampled_from([{}, {"Authorization": SECRET}]),
)
def test_any_field_values_are_parsed_or_refused(
    changes: dict[str, Any], headers: dict[str, str]
) -> None:
    check(json.dumps({**REPLY, **changes}).encode(), JSON, headers)


@given(st.dictionaries(st.text(), st.text()), st.text(), st.text())
def test_any_headers_are_accepted_or_refused(
    headers: dict[str, str], authorization: str, url: str
) -> None:
    delivery = body({**REPLY, "APIKey": None})
    check(delivery, JSON, {**headers, "Authorization": authorization}, url=url, url_secret="u")


PIECES = [
    *((XML, b"<root>", piece) for piece in (b"<a>", b"<a/>", b"<a b='c'>", b"&amp;", b"<!--x-->")),
    *((XML, b"<root>", piece) for piece in (b"<?p x?>", b"<![CDATA[", b"]]>", b"&#48;")),
    *((JSON, b'{"x":[', piece) for piece in (b"[", b'{"a":', b'"', b"1", b"1,", b'{"a":{}},')),
    *((JSON, b'{"x":"', piece) for piece in (b"\\ud800", b"\\", b"\xf0\x9f")),
    *((FORM, b"", piece) for piece in (b"&", b"=", b"a=&", b"%41", b"+;")),
]


@pytest.mark.parametrize(("content_type", "head", "piece"), PIECES)
def test_one_element_repeated_up_to_the_size_limit(
    content_type: str, head: bytes, piece: bytes
) -> None:
    with bounded():
        check(head + piece * (ENOUGH // len(piece)), content_type)


def test_hostile_bodies_without_a_content_type() -> None:
    for _, content, _ in HOSTILE.values():
        check(content, None)
