"""Phone numbers: the international format, and national formats with a region."""

from typing import Any

import pytest
from tests.unit.prepared_gateway import NUMBER, Gateway, both, success

from bestsms_client import ConfigurationError, InvalidRequestError, MessageWarning
from bestsms_client._message import phone_numbers as numbers
from bestsms_client._message.phone_numbers import NotANumber, masked, normalise


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "+61 491 570 006",
        "+61 (491) 570-006",
        "+61.491.570.006",
        "+61\xa0491\xa0570\xa0006",
        "+(61) 491570006",
        "+61 - 491570006",
    ],
)
def test_separators_are_removed(text: str) -> None:
    assert normalise(text) == NUMBER


@pytest.mark.parametrize("digits", [6, 7, 15, 16])
def test_a_number_has_7_to_15_digits(digits: int) -> None:
    text = "+" + "6" * digits
    if 7 <= digits <= 15:
        assert normalise(text) == text
    else:
        with pytest.raises(NotANumber, match=f"it has {digits} digits"):
            normalise(text)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("0491 570 006", "AU"),
        ("0491570006", "au"),
        ("(0491) 570-006", "AU"),
        ("491 570 006", "AU"),
        ("61491570006", "AU"),
        ("+61 491 570 006", "NZ"),
        ("0011 61 491 570 006", "AU"),
        ("00 61 491 570 006", "NZ"),
    ],
)
def test_national_forms(text: str, region: str) -> None:
    assert normalise(text, region) == NUMBER


@pytest.mark.parametrize("text", ["0471 231 234", "0061491570006", "1300 123", "0000 000 000"])
def test_with_a_region_the_number_must_be_valid_there(text: str) -> None:
    with pytest.raises(NotANumber, match="it is not a valid number in AU") as caught:
        normalise(text, "AU")
    assert caught.value.__context__ is None  # it would contain the number


def test_an_unusual_number_is_accepted_in_international_format() -> None:
    assert normalise("+61 471 231 234", "AU") == "+61471231234"


def test_a_region_must_be_a_country_code() -> None:
    for region in ("XX", "Australia", "", 61):
        with pytest.raises(InvalidRequestError, match="region"):
            normalise("0491 570 006", region)  # type: ignore[arg-type]


def absent(_name: str) -> None:
    """Simulate a missing package."""


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "find_spec", absent)
    with pytest.raises(ConfigurationError, match=r"bestsms-client\[phone\]"):
        normalise("0491 570 006", "AU")


@pytest.mark.parametrize("text", ["+61491570006", "0491 570 006", "61491570006.0", "1", "Secret"])
def test_a_masked_value_hides_the_number(text: str) -> None:
    hidden = masked(text)
    assert "***" in hidden
    assert sum(character.isdigit() for character in hidden) <= 4
    assert "Secret" not in hidden


@both
def test_a_send_accepts_national_numbers_with_a_region(kind: str) -> None:
    gateway = Gateway(success())
    named: list[Any] = ["0491 570 006", {"recipient": "0491570156"}, {"contact_id": "C1"}]
    gateway.send(kind, destinations=named, region="AU")
    assert gateway.sends[0]["Destinations"] == [
        {"Recipient": NUMBER}, {"Recipient": "+61491570156"}, {"ContactID": "C1"},
    ]  # fmt: skip
    with pytest.raises(InvalidRequestError, match=r"destinations\[1\] is not a phone number"):
        gateway.send(kind, destinations=[NUMBER, "12"], region="AU")


@both
@pytest.mark.parametrize("where", ["call", "client"])
def test_a_national_number_without_a_region_must_be_allowed(kind: str, where: str) -> None:
    gateway = Gateway(success())
    with pytest.raises(InvalidRequestError, match='region="AU"'):
        gateway.send(kind, destinations="0491 570 006")
    assert not gateway.requests
    allow: dict[str, Any] = {"allow": {"national_numbers"}}
    if where == "client":
        allow = {"options": allow}
    gateway.send(kind, destinations="0491 570 006", **allow)
    assert gateway.sends[0]["Destinations"] == [{"Recipient": "0491570006"}]


@both
def test_the_same_number_in_two_formats_warns(kind: str) -> None:
    with pytest.warns(MessageWarning, match=r"repeated.*within 60 seconds \(Rejected-Duplicate\)"):
        Gateway(success()).send(kind, destinations=[NUMBER, "0491 570 006"], region="AU")


@both
@pytest.mark.parametrize(
    ("given", "sent"),
    [("+61 491 570 006", NUMBER), ("61491570006", "61491570006"), ("Kitchen", "Kitchen")],
)
def test_a_sender_is_a_number_or_a_name(kind: str, given: str, sent: str) -> None:
    gateway = Gateway(success())
    gateway.send(kind, from_number=given)
    assert gateway.sends[0]["FromNumber"] == sent
    with pytest.raises(InvalidRequestError, match="from_number is not a phone number"):
        gateway.send(kind, from_number="61491570006.0")


def test_phone_fields_of_contacts_accept_any_format() -> None:
    gateway = Gateway(success(Contact={"ContactID": "C1"}))
    gateway.call("sync", "addressbook.contact.create", mobile_phone="0491 570 006")
    assert b"0491 570 006" in gateway.requests[0].content
