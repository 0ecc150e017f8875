"""Predict what the gateway's `CharacterConversion` does to a text."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from bestsms_client._message.parts import GSM_BASIC, GSM_EXTENSION, suggestion

_GSM = GSM_BASIC | GSM_EXTENSION


def to_gsm(text: str) -> str:
    """Replace each character outside the GSM alphabet with a similar one, or else with `?`.

    The gateway's table is not published. It is known to replace `©` with `(C)`; the rest of this
    table is a guess. It covers common accents, quotes and dashes, and with the extra
    `bestsms-client[translit]` the letters of most scripts.

    Example:
        >>> to_gsm("© “Soupe à la crème” …")
        '(C) "Soupe à la crème" ...'
    """
    return "".join(c if c in _GSM else _lookalike(c) for c in text)


@cache
def _lookalike(character: str) -> str:
    found = suggestion(character)
    if found is None:
        found = "".join(c if c in _GSM else "?" for c in _transliterate()(character))
    return found if found or suggestion(character) == "" else "?"


@cache
def _transliterate() -> Callable[[str], str]:
    if find_spec("anyascii") is None:
        return lambda _character: "?"
    library: Any = import_module("anyascii")
    known: Callable[[str], str] = library.anyascii
    return known
