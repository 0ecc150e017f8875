"""JSON as RFC 8259 has it: none of the liberties that Python's parser takes."""

import json
from typing import Any, NoReturn


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(literal: str) -> float:
    if (number := float(literal)) in (float("inf"), float("-inf")):
        raise ValueError("number out of range")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("duplicate key")
    return value


def parse(raw: bytes) -> tuple[Any, str]:
    """Parse a body.

    Args:
        raw: The body, which must be UTF-8.

    Returns:
        The value, and the text it came from.

    Raises:
        ValueError: The body is not JSON, or it repeats a key, or holds NaN, an infinite number, a
            lone surrogate, or too many levels. The message names no content of the body.
    """
    try:
        text = raw.decode()
        value = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_unique,
        )
        if "\\ud" in text or "\\uD" in text:  # perhaps half a pair, which no UTF-8 can carry
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("too many levels") from None
    except UnicodeError:
        raise ValueError("not UTF-8") from None
    return value, text
