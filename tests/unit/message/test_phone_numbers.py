"""Numbers: international in the core, national ones with the country named."""

from typing import Any

import pytest
from tests.unit.prepared_gateway import NUMBER, Gateway, both, success

from bestsms_client import ConfigurationError, InvalidRequestError, MessageWarning
from bestsms_client._message import phone_numbers as numbers
from bestsms_client._message.phone_numbers import e164, to_e164


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NUMBER, NUMBER),
        ("+61 491 570 006", NUMBER),
        ("+61 (491) 570-006", NUMBER),
        ("+61.491/570.006", NUMBER),
        ("0491570006", None),
        ("0061491570006", None),
        ("+0491570006", None),
        ("+6149157", None),
        ("+61491570", "+61491570"),
        ("+" + "6" * 15, "+" + "6" * 15),
        ("+" + "6" * 16, None),
        ("+٦١٤٩١٥٧٠٠٠٦", None),
        (NUMBER + "\n", None),
        ("", None),
    ],
)
def test_e164(text: str, expected: str | None) -> None:
    assert e164(text) == expected


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("0491 570 006", "AU"),
        ("0491570006", "au"),
        ("(0491) 570-006", "AU"),
        ("491 570 006", "AU"),
        ("+61 491 570 006", "NZ"),
        ("0011 61 491 570 006", "AU"),
        ("00 61 491 570 006", "NZ"),
    ],
)
def test_national_forms(text: str, region: str) -> None:
    assert to_e164(text, region) == NUMBER


def test_a_number_that_nobody_has_is_taken() -> None:
    assert to_e164("0471 231 234", "AU") == "+61471231234"  # whether it exists is not ours to say


@pytest.mark.parametrize("text", ["04915", "0491 570 006 0491 570 006", "nobody", ""])
def test_what_is_no_number_of_the_country_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        to_e164(text, "AU", "destinations[3]")
    assert str(caught.value) == "destinations[3] is no telephone number of AU."
    assert caught.value.__context__ is None  # it would carry the number


def test_a_country_must_be_one() -> None:
    for region in ("XX", "Australia", ""):
        with pytest.raises(InvalidRequestError, match="region"):
            to_e164("0491 570 006", region)


def absent(_name: str) -> None:
    """Find no package."""


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "find_spec", absent)
    with pytest.raises(ConfigurationError, match=r"bestsms-client\[phone\]"):
        to_e164("0491 570 006", "AU")


@both
def test_a_send_takes_national_numbers_of_a_region(kind: str) -> None:
    gateway = Gateway(success())
    named: list[Any] = ["0491 570 006", {"recipient": "0491570156"}, {"contact_id": "C1"}]
    gateway.send(kind, destinations=named, region="AU")
    assert gateway.sends[0]["Destinations"] == [
        {"Recipient": NUMBER}, {"Recipient": "+61491570156"}, {"ContactID": "C1"},
    ]  # fmt: skip
    with pytest.raises(
        InvalidRequestError, match=r"destinations\[1\] is no telephone number of AU"
    ):
        gateway.send(kind, destinations=[NUMBER, "12"], region="AU")


@both
def test_without_a_region_a_national_number_goes_as_it_is_and_warns(kind: str) -> None:
    gateway = Gateway(success())
    with pytest.warns(MessageWarning, match=r"destinations\[0\] has no \+ and country code"):
        gateway.send(kind, destinations="0491 570 006")
    assert gateway.sends[0]["Destinations"] == [{"Recipient": "0491 570 006"}]


@both
def test_numbers_that_are_one_are_noticed(kind: str) -> None:
    with pytest.warns(MessageWarning, match="repeated"):
        Gateway(success()).send(kind, destinations=[NUMBER, "0491 570 006"], region="AU")
