"""Counting the parts of an SMS, against the standard and the cases that other libraries miss."""

import random
import subprocess
import sys

import pytest

from bestsms_client.segments import (
    GSM_BASIC,
    GSM_EXTENSION,
    PartCount,
    count_parts,
    unit_size,
)


@pytest.mark.parametrize(
    ("text", "encoding", "parts", "units", "left"),
    [
        ("", "GSM-7", 1, 0, 160),
        ("a" * 160, "GSM-7", 1, 160, 0),
        ("a" * 161, "GSM-7", 2, 161, 145),
        ("a" * 306, "GSM-7", 2, 306, 0),
        ("a" * 307, "GSM-7", 3, 307, 152),
        ("a" * 459, "GSM-7", 3, 459, 0),
        ("a" * 460, "GSM-7", 4, 460, 152),
        ("Ж" * 70, "UCS-2", 1, 70, 0),
        ("Ж" * 71, "UCS-2", 2, 71, 63),
        ("Ж" * 134, "UCS-2", 2, 134, 0),
        ("Ж" * 135, "UCS-2", 3, 135, 66),
        ("Ж" * 201, "UCS-2", 3, 201, 0),
        ("Ж" * 210, "UCS-2", 4, 210, 58),
        ("€" * 80, "GSM-7", 1, 160, 0),
        ("a" * 152 + "€" + "b" * 152, "GSM-7", 3, 306, 152),
        ("Ж" * 66 + "😀" + "Ж" * 66, "UCS-2", 3, 134, 66),
        ("😀" * 35, "UCS-2", 1, 70, 0),
        ("😀" * 36, "UCS-2", 2, 72, 61),
        ("😀" * 67, "UCS-2", 3, 134, 65),
        ("Ж" + "\u0301" * 140, "UCS-2", 3, 141, 60),
        ("a" * 152 + "\r\n" + "a" * 152, "GSM-7", 2, 306, 0),
    ],
)
def test_parts(text: str, encoding: str, parts: int, units: int, left: int) -> None:
    count = count_parts(text)
    assert (count.encoding, count.parts, count.units, count.units_left) == (
        encoding, parts, units, left,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["§", "\f", "é", "£", "@", "\r\n", "¡¿", "Ω", "à", "[]{}\\|~^€"])
def test_what_is_gsm(text: str) -> None:
    assert count_parts(text).encoding == "GSM-7"


@pytest.mark.parametrize("text", ["`", "\x1b", "ş", "á", "“", "\t", "\u00a0", "–", "ç", "\x00"])
def test_what_is_not_gsm(text: str) -> None:
    assert count_parts(f"plain {text}") == PartCount("UCS-2", 1, 7, 63, (text,))


def test_offenders_come_once_in_order_of_appearance() -> None:
    assert count_parts("“a” `b` 😀 “").offenders == ("“", "”", "`", "😀")
    assert count_parts("plain é €").offenders == ()


def test_the_tables_are_whole() -> None:
    assert (len(GSM_BASIC), len(GSM_EXTENSION)) == (127, 10)
    assert not GSM_BASIC & GSM_EXTENSION
    assert {unit_size(character, "GSM-7") for character in GSM_BASIC} == {1}
    assert {unit_size(character, "GSM-7") for character in GSM_EXTENSION} == {2}


def test_what_is_left_is_just_what_fits() -> None:
    dice = random.Random(204)
    for _ in range(500):
        text = "".join(
            dice.choices("aé€\n" if dice.random() < 0.5 else "aЖ😀€", k=dice.randrange(500))
        )
        count = count_parts(text)
        if count.parts > 1:  # one SMS alone holds more than one part of several
            filled = text + "a" * count.units_left
            assert count_parts(filled).parts == count.parts
            assert count_parts(filled + "a").parts == count.parts + 1


def test_the_leaf_loads_nothing_of_ours() -> None:
    program = (
        "import sys, bestsms_client.segments; "
        "print(sorted(m for m in sys.modules if m.startswith(('bestsms', 'httpx', 'attr'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['bestsms_client', 'bestsms_client.segments']"
