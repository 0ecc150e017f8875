"""Parses JSON strictly according to RFC 8259, without the extensions of Python's parser."""

import json
from typing import Any, NoReturn


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not allowed in JSON")


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
        raw: The body, in UTF-8.

    Returns:
        The value, and the decoded text.

    Raises:
        ValueError: The body is not valid JSON, repeats a key, or contains NaN, an infinite number,
            a lone surrogate, or is nested too deeply. The message does not contain any of it.
    """
    try:
        text = raw.decode()
        value = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_unique,
        )
        if "\\ud" in text or "\\uD" in text:  # a lone surrogate cannot be encoded
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except UnicodeError:
        raise ValueError("not UTF-8") from None
    return value, text
