"""Bound the body of an answer, and undo one layer of compression."""

import zlib
from typing import Final

from bestsms_client._network.causes import NetworkError

MAX_BODY: Final = 8_000_000
"""The most bytes that a body may have, before and after decompression.

The largest page that the gateway offers has 999 contacts. With 60 characters in each of their 36
fields it has 2.8 MB, with 150 characters 6 MB.
"""
MAX_ERROR_BODY: Final = 1_000_000
"""The most bytes that are read of the body of an error; the rest is left unread."""

_GZIP: Final = 16 + zlib.MAX_WBITS
_WINDOWS: Final = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}


def limit(status: int) -> int:
    """Return how many bytes of a body are read."""
    return MAX_ERROR_BODY if status >= 400 else MAX_BODY


def decode(body: bytes, encoding: str, status: int) -> bytes:
    """Return a body as it was before it was compressed.

    Answers are asked for uncompressed, but a proxy may compress them nevertheless.

    Args:
        body: The body as received.
        encoding: The Content-Encoding header.
        status: The HTTP status: the body of an error is cut to size, any other must fit.

    Raises:
        NetworkError: It is compressed several times or in another way, is broken, or too large.

    Example:
        >>> decode(zlib.compress(b"{}"), "deflate", 200)
        b'{}'
    """
    kinds = [kind for part in encoding.lower().split(",") if (kind := part.strip()) != "identity"]
    kinds = [kind for kind in kinds if kind]
    if not kinds or not body:
        return body
    window = _WINDOWS.get(kinds[0])
    if len(kinds) > 1 or window is None:
        raise NetworkError("the answer is compressed in a way that was not asked for")
    if kinds[0] == "deflate" and (body[0] & 0x0F != 8 or int.from_bytes(body[:2], "big") % 31):
        window = -zlib.MAX_WBITS  # without the header that the name demands, as some servers send
    most = limit(status)
    decoder = zlib.decompressobj(window)
    try:
        text = decoder.decompress(body, most + 1)
    except zlib.error:
        raise NetworkError("the answer is broken (its compressed body)") from None
    if len(text) > most:
        if status < 400:
            raise NetworkError("the answer is too large")
        return text[:most]
    if not decoder.eof:
        raise NetworkError("the answer is broken (its compressed body)")
    return text
