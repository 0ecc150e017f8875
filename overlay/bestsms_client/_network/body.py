"""Limit the size of response bodies, and decompress them."""

import zlib
from typing import Final

from bestsms_client._network.causes import NetworkError

MAX_BODY: Final = 8_000_000
"""The maximum size of a body in bytes, before and after decompression.

The gateway's largest page has 999 contacts: 2.8 MB with 60 characters in each of their 36 fields, 6
MB with 150.
"""
MAX_ERROR_BODY: Final = 1_000_000
"""The maximum number of bytes that are read of the body of an error. The rest is not read."""

_GZIP: Final = 16 + zlib.MAX_WBITS
_WINDOWS: Final = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}


def limit(status: int) -> int:
    """Return how many bytes of a body may be read."""
    return MAX_ERROR_BODY if status >= 400 else MAX_BODY


def decode(body: bytes, encoding: str, status: int) -> bytes:
    """Decompress a body according to its Content-Encoding header.

    The client asks for uncompressed responses, but a proxy may compress them anyway. The body
    of an error is cut to the limit; any other body must fit.

    Raises:
        NetworkError: The compression is not supported, or the body is damaged or too large.

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
        raise NetworkError("the response has an unsupported compression")
    if kinds[0] == "deflate" and (body[0] & 0x0F != 8 or int.from_bytes(body[:2], "big") % 31):
        window = -zlib.MAX_WBITS  # some servers leave the zlib header out
    most = limit(status)
    decoder = zlib.decompressobj(window)
    try:
        text = decoder.decompress(body, most + 1)
    except zlib.error:
        raise NetworkError("the compressed body of the response is damaged") from None
    if len(text) > most:
        if status < 400:
            raise NetworkError("the response is too large")
        return text[:most]
    if not decoder.eof:
        raise NetworkError("the compressed body of the response is damaged")
    return text
