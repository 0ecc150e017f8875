"""Requests and responses as all carriers handle them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

MAX_CONNECTIONS: Final = 100
MAX_IDLE_CONNECTIONS: Final = 20
IDLE_SECONDS: Final = 30.0


class RawAnswer(NamedTuple):
    """A whole response: its headers by their names in lower case, its body uncompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Unsent:
    """A request for a carrier.

    Attributes:
        method: The HTTP method.
        target: The path and query, relative to the base URL.
        content: The body.
        settle: Called with the response before the connection is reused. Returns whether the
            connection may be reused.
    """

    method: str
    target: str = field(repr=False)
    content: bytes | None = field(repr=False)
    settle: Callable[[RawAnswer], bool] = field(repr=False)


def target(path: str, params: Mapping[str, Any]) -> str:
    """Return a path with its query.

    Example:
        >>> target("/a", {"page": 2, "all": True})
        '/a?page=2&all=true'
    """
    if not params:
        return path
    return f"{path}?{urlencode({name: _text(value) for name, value in params.items()})}"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def fields(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by their names in lower case. Repeated headers are joined.

    Example:
        >>> fields([(b"Content-Encoding", b"gzip"), (b"content-encoding", b"br")])
        {'content-encoding': 'gzip, br'}
    """
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found
