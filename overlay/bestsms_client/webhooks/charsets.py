"""Decode a body. What its bytes show takes precedence over the declared charset.

Gateways, proxies and frameworks declare wrong charsets: UTF-8 bytes labelled as `utf-16` or
Latin-1, or no charset at all. Every body from the gateway begins with an ASCII character, so
UTF-16 is recognisable from the first bytes. Text in another charset is hardly ever valid UTF-8.
"""

import re
from typing import Final

# A short list, because the sender chooses which codec runs. Names are compared without
# punctuation: "UTF_8", "'utf-8'" and "utf8" are the same.
_CODECS: Final = {
    **dict.fromkeys(("iso88591", "latin1", "l1", "88591", "cp819"), "latin-1"),
    **dict.fromkeys(("iso885915", "latin9", "885915"), "iso8859-15"),
    **dict.fromkeys(("windows1252", "cp1252", "win1252", "1252"), "cp1252"),
}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MULTIBYTE: Final = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")


def decode(body: bytes, label: str | None) -> str:
    """Decode a body. Replace invalid bytes with U+FFFD, so that they do not cost the whole event.

    `label` is the charset that a header or an XML declaration names.

    Example:
        >>> decode("Größe".encode(), "iso-8859-1"), decode("Größe".encode("latin-1"), "Latin1")
        ('Größe', 'Größe')
    """
    if codec := _utf_16(body):
        return body.decode(codec, "replace").removeprefix("\ufeff")
    body = body.removeprefix(b"\xef\xbb\xbf")
    try:
        # Some senders encode a surrogate pair as two characters of three bytes each.
        return clean(body.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        pass
    codec = _CODECS.get(re.sub("[^a-z0-9]", "", (label or "").lower()))
    if codec is None:
        codec = "utf-8" if _MULTIBYTE.search(body) else "cp1252"
    return body.decode(codec, "replace")


def clean(text: str) -> str:
    """Replace NUL and lone surrogates, which databases and logs refuse, with U+FFFD."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "\ufffd")


def _utf_16(body: bytes) -> str | None:
    if body.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if body.startswith(b"\xfe\xff"):
        return "utf-16-be"
    head = body[:4]
    if len(head) == 4:
        if not (head[1] or head[3]) and head[0] and head[2]:
            return "utf-16-le"
        if not (head[0] or head[2]) and head[1] and head[3]:
            return "utf-16-be"
    return None
