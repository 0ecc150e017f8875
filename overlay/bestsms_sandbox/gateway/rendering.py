"""Renders the text that a handset shows: merge fields, character conversion, truncation."""

import re
from collections.abc import Mapping

from bestsms_client._message import parts
from bestsms_client._message.parts import GSM_BASIC, GSM_EXTENSION, count_parts, suggestion

_MERGE_FIELD = re.compile(r"\[\[(?:Link:(?P<url>[^\]]*)|(?P<name>\w+))\]\]", re.IGNORECASE)


def personalise(text: str, values: Mapping[str, str]) -> str:
    """Replace merge fields with their values.

    Args:
        text: The text with fields such as `[[Attention]]`. Unknown fields are left unchanged.
        values: The values by field name in lower case.
    """

    def value(match: re.Match[str]) -> str:
        url: str | None = match["url"]
        return url if url is not None else values.get(match["name"].lower(), match[0])

    return _MERGE_FIELD.sub(value, text)


def to_gsm(text: str) -> str:
    """Replace characters outside the GSM alphabet with similar ones, or else with `?`.

    The vendor's table is not published; this uses the table of the client's preview.
    """
    return "".join(c if c in GSM_BASIC or c in GSM_EXTENSION else _lookalike(c) for c in text)


def _lookalike(character: str) -> str:
    found = suggestion(character)
    return "?" if found is None else found


def cut(text: str, cap_gsm: int, cap_ucs2: int) -> str:
    """Truncate a text to the account's limit, silently, as the gateway does."""
    encoding = count_parts(text).encoding
    return parts.cut(text, cap_gsm if encoding == "GSM-7" else cap_ucs2, encoding)
