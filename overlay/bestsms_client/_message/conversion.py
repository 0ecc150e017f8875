"""What `CharacterConversion` makes of a text, as far as anybody outside the gateway can tell."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from bestsms_client._message.parts import GSM_BASIC, GSM_EXTENSION, suggestion

_GSM = GSM_BASIC | GSM_EXTENSION


def to_gsm(text: str) -> str:
    """Replace each character outside the GSM alphabet by what looks like it, or else by `?`.

    The gateway's own table is not published; it is known to turn `©` into `(C)`. This one agrees on
    that and is a guess elsewhere. With the extra `bestsms-client[translit]` it knows the letters of
    most scripts, without it the usual accents, quotes and dashes.

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
