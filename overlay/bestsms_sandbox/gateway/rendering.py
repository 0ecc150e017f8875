"""Turns the text that a sender wrote into the text that a handset shows."""

import re
from collections.abc import Mapping

from bestsms_client._message import parts
from bestsms_client._message.parts import GSM_BASIC, GSM_EXTENSION, count_parts, suggestion

_MERGE_FIELD = re.compile(r"\[\[(?:Link:(?P<url>[^\]]*)|(?P<name>\w+))\]\]", re.IGNORECASE)


def personalise(text: str, values: Mapping[str, str]) -> str:
    """Replace merge fields by their values.

    Args:
        text: The text with fields such as `[[Attention]]`; unknown ones stay as they are.
        values: The values, by the names of the fields in lower case.
    """

    def value(match: re.Match[str]) -> str:
        url: str | None = match["url"]
        return url if url is not None else values.get(match["name"].lower(), match[0])

    return _MERGE_FIELD.sub(value, text)


def to_gsm(text: str) -> str:
    """Replace what is outside the GSM alphabet by what looks like it, or else by `?`.

    The vendor's table is unpublished; this is the one that the client suggests from.
    """
    return "".join(c if c in GSM_BASIC or c in GSM_EXTENSION else _lookalike(c) for c in text)


def _lookalike(character: str) -> str:
    found = suggestion(character)
    return "?" if found is None else found


def cut(text: str, cap_gsm: int, cap_ucs2: int) -> str:
    """Cut a text to the account's cap, without notice, as the gateway does."""
    encoding = count_parts(text).encoding
    return parts.cut(text, cap_gsm if encoding == "GSM-7" else cap_ucs2, encoding)
