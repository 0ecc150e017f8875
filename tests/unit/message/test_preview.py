"""Previews: parts, caps, price and conversion. A send runs the same checks."""

import itertools
import random
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.prepared_gateway import NUMBER, Gateway, both, success

from bestsms_api.constraints import LIMITS
from bestsms_client import (
    AttachmentError,
    Caps,
    ConfigurationError,
    InvalidRequestError,
    MessageWarning,
    Problem,
    count_parts,
)
from bestsms_client._message import conversion
from bestsms_client._message.conversion import to_gsm
from bestsms_client._message.merge_fields import Template
from bestsms_client._message.parts import GSM_BASIC, GSM_EXTENSION, unit_size

OTHER = "+61491570156"


def preview(kind: str = "sync", **kwargs: Any) -> Any:
    gateway = Gateway(success())
    given: dict[str, Any] = {"message": "Hello", "destinations": NUMBER, **kwargs}
    found = gateway.call(kind, "messaging.sms.preview", **given)
    assert gateway.requests == []
    return found


def refusal(kind: str = "sync", **kwargs: Any) -> str:
    gateway = Gateway(success())
    with pytest.raises(InvalidRequestError) as caught:
        gateway.send(kind, **kwargs)
    assert gateway.requests == []
    return str(caught.value)


@both
def test_a_preview_adds_up(kind: str) -> None:
    named = [
        {"recipient": NUMBER, "attention": "Jo"},
        {"recipient": OTHER, "attention": "Ж" * 70},
        {"recipient": "+61491570157", "attention": "Jo"},
    ]
    found = preview(kind, message="Hi [[Attention]]", destinations=named, price=0.08)
    assert [r.recipient for r in found.renderings] == [NUMBER, OTHER, "+61491570157"]
    assert [r.text for r in found.renderings] == ["Hi Jo", "Hi " + "Ж" * 70, "Hi Jo"]
    assert [r.encoding for r in found.renderings] == ["GSM-7", "UCS-2", "GSM-7"]
    assert [r.parts for r in found.renderings] == [(1, 1), (2, 2), (1, 1)]
    assert found.longest is found.renderings[1]
    assert found.messages == (3, 3)
    assert found.parts == (4, 4)
    assert found.price == (Decimal("0.32"), Decimal("0.32"))
    assert preview(kind).price is None
    assert preview(kind, destinations=[{"group_code": "A"}], price=Decimal("0.1")).price == (
        0,
        None,
    )


@both
def test_a_preview_shows_the_values_of_the_request(kind: str) -> None:
    gateway = Gateway(success())
    given: dict[str, Any] = {
        "message": "Hi",
        "destinations": [NUMBER],
        "message_id": "ID1",
        "attachments": [("a.txt", b"abc")],
        "send_time": "2030-01-01T09:00",
        "time_zone": "Australia/Sydney",
    }
    with pytest.warns(MessageWarning) as caught:
        gateway.send(kind, **given)
    found = preview(kind, **given)
    assert found.request_bytes == len(gateway.requests[0].content)
    assert (found.send_time, found.time_zone) == ("2030-01-01T09:00", "AUS Eastern")
    assert [str(warning.message) for warning in caught] == list(found.warnings)


def test_the_repr_of_a_preview_hides_text_and_numbers() -> None:
    found = preview(message="Very private", destinations=NUMBER)
    for thing in (found, *found.renderings):
        assert "private" not in repr(thing)
        assert NUMBER not in repr(thing)


@both
@pytest.mark.parametrize(
    ("text", "cap"),
    [("a" * 460, 459), ("€" * 230, 459), ("Ж" * 211, 210), ("😀" * 106, 210)],
)
def test_a_text_over_the_cap_is_refused(kind: str, text: str, cap: int) -> None:
    caught = refusal(kind, message=text)
    assert f"silently cuts it after {cap}" in caught
    assert text[:9] not in caught
    found = preview(kind, message=text)
    assert found.problems == (Problem(caught),)
    assert found.renderings[0].over == count_parts(text).units - cap
    assert len(found.renderings[0].text) < len(text)
    gateway = Gateway(success())
    gateway.send(kind, message=text, allow={"cut"})
    assert gateway.sends[0]["Message"] == text


@both
def test_the_cap_of_the_account_applies_to_the_rendered_text(kind: str) -> None:
    options = {"options": {"caps": Caps(gsm=1000, ucs2=500)}}
    assert preview(kind, message="a" * 1000, **options).problems == ()
    assert preview(kind, message="Ж" * 500, **options).warnings == ()
    assert preview(kind, message="a" * 1001, **options).problems
    named = [NUMBER, {"recipient": OTHER, "company": "b" * 20}]
    caught = refusal(kind, message="a" * 450 + "[[Company]]", destinations=named)
    assert "destinations[1]: it has up to 470 " in caught
    with pytest.raises(ConfigurationError):
        Caps(gsm=0)
    assert Caps() == Caps(LIMITS["capGsm"].value, LIMITS["capUcs2"].value)


@both
@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("Ж" * 201, False),
        ("Ж" * 202, True),
        ("Ж" * 210, True),
        ("a" * 459, False),
        ("a" * 152 + "€" + "a" * 303, False),
        ("a" * 152 + "€" + "a" * 305, True),
    ],
)
def test_more_than_three_parts_within_the_cap_warn(kind: str, text: str, warned: bool) -> None:
    found = preview(kind, message=text)
    assert found.problems == ()
    assert found.parts.least == (4 if warned else 3)
    assert bool(found.warnings) is warned
    if warned:
        with pytest.warns(MessageWarning, match="more than 3 parts"):
            Gateway(success()).send(kind, message=text)


@both
@pytest.mark.parametrize(
    "named",
    [
        [NUMBER, NUMBER],
        [NUMBER, {"recipient": "+61 491 570 006"}],
        [{"contact_id": "C1"}, {"ContactID": "c1"}],
        [{"group_code": "Staff"}, {"group_code": "STAFF"}],
    ],
)
def test_a_repeated_recipient_warns(kind: str, named: list[Any]) -> None:
    with pytest.warns(MessageWarning, match=r"repeated: destinations\[1\]"):
        Gateway(success()).send(kind, destinations=named)
    assert preview(kind, destinations=[NUMBER, OTHER, {"contact_id": "C1"}]).warnings == ()


@both
def test_errors_outside_the_recipients_are_raised(kind: str) -> None:
    for given in list[dict[str, Any]](
        [{"destinations": []}, {"send_time": "soon"}, {"reference": "x" * 81}]
    ):
        with pytest.raises(InvalidRequestError):
            preview(kind, **given)
    with pytest.raises(AttachmentError):
        preview(kind, attachments="/no such file")


@both
def test_every_invalid_row_is_a_problem(kind: str) -> None:
    rows: list[Any] = [
        NUMBER,
        "0491570156",
        {"recipient": OTHER, "attention": "Jo"},
        {"recipiant": OTHER},
        7,
        "+61491570157,+61491570158",
    ]
    found = preview(kind, message="Hi [[Attention]]", destinations=rows)
    assert [(problem.index, problem.value) for problem in found.problems] == [
        (1, "04***56"),
        (3, ""),
        (4, ""),
        (5, "***"),
    ]
    for problem in found.problems:
        assert str(problem).startswith(f"destinations[{problem.index}]")
        assert "4915" not in str(problem).replace("+61491570006", "")
    assert [one.place for one in found.renderings] == list(range(6))
    assert found.renderings[2].text == "Hi Jo"
    assert found.messages == (2, 2)
    assert "empty for destinations[0]." in found.warnings[0]
    with pytest.raises(InvalidRequestError, match=r"^destinations\[1\] is not a phone number"):
        Gateway(success()).send(kind, message="Hi", destinations=rows)


@both
def test_all_rows_may_be_invalid(kind: str) -> None:
    found = preview(kind, destinations=["nobody", "+614"], price=0.1)
    assert [problem.index for problem in found.problems] == [0, 1]
    assert (found.messages, found.parts) == ((0, 0), (0, 0))
    assert found.price.most == 0


def test_the_range_of_parts_covers_any_value_of_an_unknown_field() -> None:
    """The range covers every replacement of the unknown field, cut as by the gateway."""
    dice = random.Random(7)
    for _ in range(300):
        around = "".join(dice.choices("aé€Ж😀", weights=[90, 5, 3, 1, 1], k=dice.randrange(500)))
        at = dice.randrange(len(around) + 1)
        caps = Caps(gsm=dice.choice([459, 160, 1000]), ucs2=dice.choice([210, 70, 500]))
        template = Template(f"{around[:at]}[[Attention]]{around[at:]}", caps, convert=False)
        least, most = template.read(None).parts
        for filling in ("", "Jo", "€" * 200, "Ж", "😀" * 200):
            text = around[:at] + filling + around[at:]
            encoding = count_parts(text).encoding
            sizes = itertools.accumulate(unit_size(character, encoding) for character in text)
            kept = text[: sum(units <= caps.of(encoding) for units in sizes)]
            assert most is not None
            assert least <= count_parts(kept).parts <= most


# Character conversion


def test_conversion_keeps_gsm_characters_and_converts_all_others() -> None:
    whole = "".join(sorted(GSM_BASIC | GSM_EXTENSION))
    assert to_gsm(whole) == whole
    every = "".join(chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000)
    assert set(to_gsm(every)) <= GSM_BASIC | GSM_EXTENSION


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("© 2026", "(C) 2026"),
        ("“déjà vu” – ‘ça’…", "\"déjà vu\" - 'ca'..."),
        ("ş`€£", "s'€£"),
        ("a\u200bb\tc", "ab c"),
        ("Жук", "Zhuk"),
        ("漢", "Han"),
        ("\ue000", "?"),
    ],
)
def test_character_conversion(text: str, expected: str) -> None:
    assert to_gsm(text) == expected


def absent(_name: str) -> None:
    """Simulate a missing package."""


def test_without_the_extra_common_characters_are_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "find_spec", absent)
    conversion._transliterate.cache_clear()  # pyright: ignore[reportPrivateUsage]
    conversion._lookalike.cache_clear()  # pyright: ignore[reportPrivateUsage]
    try:
        assert to_gsm("© ş “Ж”") == '(C) s "?"'
    finally:
        conversion._transliterate.cache_clear()  # pyright: ignore[reportPrivateUsage]
        conversion._lookalike.cache_clear()  # pyright: ignore[reportPrivateUsage]


@both
def test_a_preview_reports_conversion(kind: str) -> None:
    text = "“Ж” " + "a" * 100
    found = preview(kind, message=text, character_conversion=True).renderings[0]
    assert (found.text, found.encoding, found.converted) == ('"Zh" ' + "a" * 100, "GSM-7", True)
    assert not preview(kind, message="plain", character_conversion=True).renderings[0].converted
    plain = preview(kind, message=text).renderings[0]
    assert (plain.encoding, plain.converted) == ("UCS-2", False)
    unknown = preview(kind, message="Ж [[STOP]]", character_conversion=True).renderings[0]
    assert unknown.encoding == "GSM-7"
    assert unknown.parts == (1, 4)  # 459 septets need a fourth part when a pair would be split


@both
@pytest.mark.parametrize("price", ["text", "", float("inf"), True])
def test_a_price_that_is_not_a_number_is_refused(kind: str, price: Any) -> None:
    with pytest.raises(InvalidRequestError, match="price must be a number"):
        preview(kind, price=price)
