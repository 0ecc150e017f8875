"""Counting message parts, compared with the standard and with cases that other libraries miss."""

import importlib
import random
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestsms_client._message.parts import (
    GSM_BASIC,
    GSM_EXTENSION,
    PartCount,
    count_parts,
    split_parts,
    suggestion,
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
def test_gsm_texts(text: str) -> None:
    assert count_parts(text).encoding == "GSM-7"


@pytest.mark.parametrize("text", ["`", "\x1b", "ş", "á", "“", "\t", "\u00a0", "–", "ç", "\x00"])
def test_texts_outside_the_gsm_alphabet(text: str) -> None:
    count = count_parts(f"plain {text}")
    assert count == PartCount("UCS-2", 1, 7, 63, count.offenders)
    assert [offender[:2] for offender in count.offenders] == [(6, text)]


def test_offenders_have_an_index_and_a_replacement() -> None:
    assert count_parts("“a” 😀ş…\u200bЖ").offenders == (
        (0, "“", '"'), (2, "”", '"'), (4, "😀", None), (5, "ş", "s"), (6, "…", "..."),
        (7, "\u200b", ""), (8, "Ж", None),
    )  # fmt: skip
    assert count_parts("plain é €").offenders == ()


def test_every_suggestion_is_gsm() -> None:
    found = [suggestion(chr(code)) for code in range(0x110000)]
    assert sum(text is not None for text in found) > 2000
    assert all(count_parts(text).encoding == "GSM-7" for text in found if text)


def test_the_gsm_tables_are_complete() -> None:
    assert (len(GSM_BASIC), len(GSM_EXTENSION)) == (127, 10)
    assert not GSM_BASIC & GSM_EXTENSION
    assert {unit_size(character, "GSM-7") for character in GSM_BASIC} == {1}
    assert {unit_size(character, "GSM-7") for character in GSM_EXTENSION} == {2}


def test_exactly_the_units_left_fit() -> None:
    dice = random.Random(204)
    for _ in range(500):
        text = "".join(
            dice.choices("aé€\n" if dice.random() < 0.5 else "aЖ😀€", k=dice.randrange(500))
        )
        count = count_parts(text)
        if count.parts > 1:  # a single SMS has room for more than one part of several
            filled = text + "a" * count.units_left
            assert count_parts(filled).parts == count.parts
            assert count_parts(filled + "a").parts == count.parts + 1


def test_the_parts_module_imports_only_the_boundary_of_the_client() -> None:
    program = (
        "import sys, bestsms_client._message.parts; "
        "print(sorted(m for m in sys.modules if m.startswith(('bestsms', 'httpx', 'attr'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(
        [
            "bestsms_client",
            "bestsms_client._boundary",
            "bestsms_client._exports",
            "bestsms_client._message",
            "bestsms_client._message.parts",
        ]
    )


@given(st.text(st.sampled_from("aé€^[\r\nЖ😀\u0301\u200d👩🇦🇺한ᅡᆨ"), max_size=400))
def test_the_parts_join_to_the_text_and_none_is_too_large(text: str) -> None:
    count, parts = count_parts(text), split_parts(text)
    size = 160 if count.encoding == "GSM-7" else 70
    assert "".join(parts) == text
    assert len(parts) == count.parts
    assert count.units == sum(unit_size(character, count.encoding) for character in text)
    for part in parts:
        units = sum(unit_size(character, count.encoding) for character in part)
        assert units <= (size if len(parts) == 1 else size - (7 if size == 160 else 3))
    # Each part is valid UTF-16 by itself: no surrogate pair was split.
    if count.encoding == "UCS-2":
        assert [part.encode("utf-16-le").decode("utf-16-le") for part in parts] == list(parts)


@pytest.mark.parametrize("count", [3_000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_the_counts_agree_with_smsutil(count: int) -> None:
    """Every disagreement with smsutil has a known reason."""
    smsutil: Any = importlib.import_module("smsutil")  # it has no types
    dice = random.Random(0x038)
    pools = [
        "".join(sorted(GSM_BASIC)),
        "".join(sorted(GSM_BASIC | GSM_EXTENSION)),
        "abc €[]",
        "abcЖ😀é",
        "Ж漢😀👩\u200d🚀",
        "a\x1b",
    ]
    lengths = [*range(65, 75), *range(130, 140), *range(150, 165), *range(300, 310), 459, 460]
    explained = {"empty": 0, "escape": 0}
    for _ in range(count):
        pool = dice.choice(pools)
        size = dice.choice(lengths) if dice.random() < 0.5 else dice.randrange(500)
        text = "".join(dice.choices(pool, k=size))
        ours, theirs = count_parts(text), smsutil.split(text)
        alphabet = {"gsm0338": "GSM-7", "utf_16_be": "UCS-2"}[theirs.encoding]
        if alphabet != ours.encoding:
            # smsutil calls the empty text Unicode. It also counts ESC as a GSM character, although
            # the standard gives ESC no meaning of its own.
            reason = "empty" if not text else "escape"
            assert reason == "empty" or set(text) - GSM_BASIC - GSM_EXTENSION == {"\x1b"}
            explained[reason] += 1
        else:
            assert len(theirs.parts) == ours.parts, repr(text)
    assert min(explained.values()) > 0
