"""Imperfect deliveries from gateways, proxies and people are still parsed."""

import json
import random
import re
import tracemalloc
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from tests.unit.webhooks.webhook_bodies import MEDIA, REPLY, SECRET, body

from bestsms_client.webhooks import Event, ReplyEvent, WebhookError, parse

JSON, XML, FORM = MEDIA.values()


def read(content: bytes, content_type: str | None) -> Event:
    return parse(content, content_type, {"Authorization": SECRET}, secrets=SECRET)


def xml(message: str, *more: str, declared: str = "UTF-8") -> str:
    fields = {**REPLY, "Message": "MARK"}
    content = body(fields, "xml").decode().replace("UTF-8", declared)
    return content.replace("MARK", message, 1).replace("</root>", "".join(more) + "</root>")


@pytest.mark.parametrize("form", ["json", "form"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [("Yes\0please", "Yes\ufffdplease"), ("\0", "\ufffd"), ("a\x01b\x1f", "a\x01b\x1f")],
)
def test_control_characters(text: str, expected: str, form: str) -> None:
    made = read(body({**REPLY, "Message": text}, form), MEDIA[form])
    assert made.message == made.raw["Message"] == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\nb\tc", "a\nb\tc"),
        ("a\x07b\x1b", "a\x07b\x1b"),
        ("a\0b", "a\ufffdb"),
        ("\\ud83d", "\ufffd"),
        ("\\ude00\\ud83d", "\ufffd\ufffd"),
        ("\\ud83d\\ude00", "😀"),
        ("it\\'s C:\\Users", "it\\'s C:\\Users"),
        ("\\u00", "\\u00"),
    ],
)
def test_characters_that_json_forbids(raw: str, expected: str) -> None:
    content = json.dumps({**REPLY, "Message": "MARK"}).replace("MARK", raw, 1).encode()
    made = read(content, JSON)
    assert made.message == made.raw["Message"] == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\0b", "a\ufffdb"),
        ("a\x0bb\x1f", "a\ufffdb\ufffd"),
        ("a&#0;b&#x1F;&#xD83D;&#x110000;", "a\ufffdb\ufffd\ufffd\ufffd"),
        ("&#233;&#x1F600;", "é😀"),
        ("Tom & Jerry &co; &amp; &lt;3", "Tom & Jerry &co; & <3"),
        ("\ufffe", "\ufffd"),
        ("<![CDATA[a & b]]>", "a & b"),
        ("a <b>bold <i>text</i></b> end", "a bold text end"),
    ],
)
def test_characters_that_xml_forbids(raw: str, expected: str) -> None:
    made = read(xml(raw).encode(), XML)
    assert made.message == made.raw["Message"] == expected


@pytest.mark.parametrize(
    ("more", "raw"),
    [
        ("<Parts><Part>1</Part><Part>2</Part></Parts>", {"Parts": {"Part": ["1", "2"]}}),
        ("<Tag>a</Tag><Tag>b</Tag><Tag>c</Tag>", {"Tag": ["a", "b", "c"]}),
        ("<Item><N>1</N></Item><Item><N>2</N></Item>", {"Item": [{"N": "1"}, {"N": "2"}]}),
        ("<Price>0.10</Price>", {"Price": ["", "0.10"]}),
    ],
)
def test_repeated_and_nested_elements(more: str, raw: dict[str, Any]) -> None:
    made = read(xml("Yes", more).encode(), XML)
    assert made.message == "Yes"
    assert {name: made.raw[name] for name in raw} == raw


@pytest.mark.parametrize("form", MEDIA)
def test_a_repeated_name(form: str) -> None:
    twice = {"XMessage": "Yes", "XStatus": "RECEIVED", "Unread": "1", "XUnread": "2", **REPLY}
    content = re.sub(rb"X(Message|Status|Unread)", rb"\1", body(twice, form))
    made = read(content, MEDIA[form])
    assert made.message == "Yes\nThis is a reply."
    assert made.status == "RECEIVED"
    assert made.raw["Unread"] == ["1", "2"]


TEXT = "Größe € 😀"
UTF_8_LABELS = [
    "utf-8", "UTF8", "utf_8", "'utf-8'", '"UTF-8"', "utf-16", "UTF-16LE", "us-ascii", "iso-8859-1",
    "unicode", "utf-7", "nonsense", "",
]  # fmt: skip


@pytest.mark.parametrize("label", UTF_8_LABELS)
@pytest.mark.parametrize("form", MEDIA)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf_8_under_any_label(label: str, form: str, mark: bytes) -> None:
    content = mark + body({**REPLY, "Message": TEXT}, form)
    for parameter in ("charset", "Charset ", "encoding"):
        assert read(content, f"{MEDIA[form]}; {parameter}={label}").message == TEXT
    if form == "xml":
        assert read(mark + xml(TEXT, declared=label or "x").encode(), XML).message == TEXT


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("label", ["", "utf-8", "utf-16", "UTF_16_BE", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize("form", MEDIA)
def test_utf_16_under_any_label(codec: str, label: str, form: str) -> None:
    content = body({**REPLY, "Message": TEXT}, form).decode().encode(codec)
    assert read(content, f"{MEDIA[form]}; charset={label}").message == TEXT
    assert read(content, f"{MEDIA[form]}").message == TEXT


ONE_BYTE_LABELS = [
    "iso-8859-1", "'ISO_8859-1'", '"latin-1"', "Latin1", "cp1252", "Windows-1252", "win-1252",
    "iso8859-15", "utf-8", "x", "",
]  # fmt: skip


@pytest.mark.parametrize("label", ONE_BYTE_LABELS)
@pytest.mark.parametrize("form", MEDIA)
def test_one_byte_charsets(label: str, form: str) -> None:
    fields = {**REPLY, "Message": "Café Größe"}
    content = body(fields, form).decode().encode("latin-1")
    if form == "form":
        content = urlencode(fields, encoding="latin-1").encode()
    assert read(content, f"{MEDIA[form]}; charset={label}").message == "Café Größe"


def test_one_damaged_byte() -> None:
    content = body({**REPLY, "Message": "Größe MARK"}).replace(b"MARK", b"\xff")
    assert read(content, JSON).message == "Größe \ufffd"


def test_a_surrogate_pair_in_six_bytes() -> None:
    content = body({**REPLY, "Message": "MARK"}).replace(b"MARK", b"\xed\xa0\xbd\xed\xb8\x80")
    assert read(content, JSON).message == "😀"


@pytest.mark.parametrize("number", ["+61491570006", "%2B61491570006"])
@pytest.mark.parametrize("name", ["Destination"])
def test_an_unescaped_plus(number: str, name: str) -> None:
    bare = {key: text for key, text in REPLY.items() if key != name}
    content = f"{urlencode(bare)}&{name}={number}".encode()
    assert read(content, FORM).from_number == "+61491570006"
    text = urlencode({**REPLY, "Message": " 61491570006"}).encode()
    assert read(text, FORM).message == " 61491570006"


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset*=a; charset*0=b; charset*1=c",
        "application/json; charset",
        "application/json; charset=",
        "application/json;;;",
        ";",
        "/",
        'application/json; charset="utf-8',
        "text/plain; \0",
        "é",
        "application/json, text/xml",
        "x" * 10_000,
        "multipart/form-data",
    ],
)
def test_a_malformed_content_type(content_type: str) -> None:
    assert read(body(REPLY), content_type).message == "This is a reply."
    assert read(body(REPLY, "xml"), content_type).message == "This is a reply."
    with pytest.raises(WebhookError) as caught:
        read(b"{}", content_type)
    assert caught.value.status_code == 400


@pytest.mark.parametrize("form", MEDIA)
@pytest.mark.parametrize("labelled", [*MEDIA.values(), "text/plain", "image/png", "", None])
def test_the_body_decides_the_format_not_its_content_type(form: str, labelled: str | None) -> None:
    if form == "form" and labelled in (JSON, XML):
        return
    assert read(body(REPLY, form), labelled).message == "This is a reply."


@pytest.mark.parametrize("content", [b"", b" \r\n", b"\0\0", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("content_type", [*MEDIA.values(), "", None])
def test_an_empty_body_is_reported_as_empty(content: bytes, content_type: str | None) -> None:
    with pytest.raises(WebhookError, match="The body is empty") as caught:
        read(content, content_type)
    assert caught.value.status_code == 400


def test_whitespace_and_byte_order_marks_around_a_body() -> None:
    for form in MEDIA:
        content = b"\r\n" * (form != "form") + body(REPLY, form) + b"\r\n\0"
        assert read(content, MEDIA[form]).message == "This is a reply."


def test_sender_and_recipient() -> None:
    reply = read(body(REPLY), JSON)
    assert isinstance(reply, ReplyEvent)
    assert (reply.from_number, reply.to_number) == ("+61491570006", None)
    assert (reply.destination, reply.sender) == ("+61491570006", "application@example.com")
    report = read(body({**REPLY, "Type": "SMS", "Status": "SUCCESS"}), JSON)
    assert (report.from_number, report.to_number) == (None, "+61491570006")


def test_help_lists_the_fields() -> None:
    for name in ("from_number", "to_number", "message_id", "received_id", "raw"):
        assert name in str(ReplyEvent.__doc__)


PIECES = [
    b"\0", b"\xff", b"\xed\xa0\x80", b"&", b"&#0;", b"<", b"</", b"<a>", b"]]>", b"<!DOCTYPE a>",
    b"{", b"[", b"}", b'"', b"\\", b"\\u", b"\\ud800", b",", b":", b"%", b"%ff", b"+", b"=",
    b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"1e999", b"NaN", b"null", b"-", b"9" * 500,
]  # fmt: skip
LABELS = [*MEDIA.values(), "text/plain", "", None, "text/xml; charset=utf-16", "a/b; charset*=x"]
CODECS = ["utf-8", "utf-8", "utf-8", "utf-16", "utf-16-le", "latin-1"]


def mutated(chance: random.Random) -> bytes:
    """Return a valid delivery with some bytes replaced, inserted, repeated or removed."""
    fields = {**REPLY, "Message": chance.choice(["Yes", "Größe", "a & b", quote("é"), "x" * 5000])}
    text = body(fields, chance.choice(list(MEDIA))).decode()
    content = text.encode(chance.choice(CODECS), "replace")
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at, lost = chance.randrange(len(content) + 1), chance.choice([0, 0, 1, 7, 200])
        piece = chance.choice([*PIECES, chance.randbytes(3), content[at : at + 50] * 3])
        content = content[:at] + piece + content[at + lost :]
    return content


@pytest.mark.parametrize("count", [1000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_mutated_bodies_are_parsed_or_refused(count: int) -> None:
    chance = random.Random(count)
    read_well = 0
    tracemalloc.start()
    for _ in range(count):
        try:
            made = read(mutated(chance), chance.choice(LABELS))
        except WebhookError:
            continue
        read_well += 1
        json.dumps(made.raw, ensure_ascii=False).encode()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 1024 * 1024
    assert read_well > count / 10
