"""Phone numbers are masked in every notation, and other text stays readable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestsms_client import new_message_id
from bestsms_client._http.redaction import mask


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("+61491570006", "+61***06"),
        ("61491570006", "61***06"),
        ("0491 570 006", "04***06"),
        ("(04) 9157 0006", "(04***06"),
        ("+61 (491) 570-006", "+61***06"),
        ("+61.491.570.006", "+61***06"),
        ("+61/491/570/006", "+61***06"),
        ("+61 491 570 006, +61 491 570 156", "+61***06, +61***56"),
        ("/get/status/61491570006", "/get/status/61***06"),
        ("Number +61491570006 is invalid.", "Number +61***06 is invalid."),
        ("HTTP 503, attempt 12 of 12345", "HTTP 503, attempt 12 of 12345"),
        ("", ""),
    ],
)
def test_the_numbers_in_a_text_are_masked(text: str, wanted: str) -> None:
    assert mask(text) == wanted


@given(
    st.from_regex(r"[1-9][0-9]{7,14}", fullmatch=True),
    st.lists(st.sampled_from(["", " ", "-", ".", "(", ") ", " ("]), min_size=20, max_size=20),
    st.sampled_from(["", "+"]),
)
def test_only_the_ends_of_a_number_remain(digits: str, between: list[str], plus: str) -> None:
    spelled = plus + "".join(d + b for d, b in zip(digits, between, strict=False))
    before, after = mask(f"The number {spelled} is bad.").split("***")
    assert digits.startswith(re.sub(r"\D", "", before))
    assert digits.endswith(re.sub(r"\D", "", after))
    assert len(re.findall(r"\d", before + after)) <= 4


def test_message_ids_are_not_masked() -> None:
    for _ in range(100):
        text = f"Ask for {new_message_id()} later."
        assert mask(text) == text
