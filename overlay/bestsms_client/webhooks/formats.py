"""Reads the body of a delivery: JSON, XML or a form, each into fields by name.

A body comes from the open internet, before anybody knows who sent it. So it is small, shallow and
of one known charset, or it is refused; nothing in it can make this module open a file or a socket.
"""

import json
import re
from collections.abc import Callable
from email.message import Message
from typing import Any, Final, NoReturn, TypeAlias, cast
from urllib.parse import parse_qsl
from xml.parsers import expat

from bestsms_client.errors import WebhookError

MAX_BYTES: Final = 256 * 1024
"""The largest body that is read."""

_MAX_DEPTH: Final = 16
_MAX_FIELDS: Final = 1000
# Few, because a charset is a program that a stranger chooses; none of these can be made to toil.
_CHARSETS: Final = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "us-ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "windows-1252": "cp1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_XML_CHARSET: Final = re.compile(rb"""\s*<\?xml[^>]{1,80}?encoding\s*=\s*["']([A-Za-z0-9_-]+)""")

Fields: TypeAlias = dict[str, Any]
"""What a body says, by the names it uses."""


def read(body: bytes, content_type: str | None) -> Fields:
    """Read a body.

    Args:
        body: The bytes of the request.
        content_type: Its Content-Type. Where that names none of the three formats, the first
            character of the body decides between JSON and XML.

    Returns:
        The fields by their names on the wire. Those of XML and forms are texts, or for an XML
        element with children a mapping of them.

    Raises:
        WebhookError: It is too large or too deep, names a field twice, or is none of the three.

    Example:
        >>> read(b'<root><Type>SMS</Type><Price/></root>', "text/xml")
        {'Type': 'SMS', 'Price': ''}
    """
    if len(body) > MAX_BYTES:
        raise too_large()
    header = Message()
    header["Content-Type"] = content_type or ""
    parse = _format(header.get_content_type() if content_type else "", body)
    charset = header.get_content_charset()
    if not charset and parse is _xml and (named := _XML_CHARSET.match(body)):
        charset = named[1].decode("ascii").lower()
    if not charset and body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        charset = "utf-16"
    return parse(_text(body, charset or "utf-8"))


def too_large() -> WebhookError:
    """Say that a body is larger than any delivery."""
    return WebhookError(f"The body is larger than {MAX_BYTES} bytes.", status_code=413)


def _format(media_type: str, body: bytes) -> Callable[[str], Fields]:
    if media_type == "application/x-www-form-urlencoded":
        return _form
    if media_type.endswith(("/json", "+json")):
        return _json
    if media_type.endswith(("/xml", "+xml")):
        return _xml
    first = body.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    if first in (b"{", b"<"):
        return _json if first == b"{" else _xml
    raise WebhookError("The body is neither JSON nor XML nor a form.")


def _text(body: bytes, charset: str) -> str:
    codec = _CHARSETS.get(charset)
    if codec is None:
        raise WebhookError("The body is in a charset that no delivery uses.")
    try:
        return body.decode(codec)
    except UnicodeError:
        pass
    raise WebhookError(f"The body is not in the charset {charset}.")


def _json(text: str) -> Fields:
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite
        )
        if not isinstance(value, dict):
            raise WebhookError("The body is JSON, but no object.")
        fields = cast("Fields", value)
        _bound_depth(fields)
        return fields
    except (ValueError, RecursionError):
        pass
    raise WebhookError("The body is no valid JSON.")


def _once(pairs: list[tuple[str, Any]]) -> Fields:
    # Readers differ on which of two equal names counts; what one checks another must not replace.
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise WebhookError("The body names a field twice.")
    return fields


def _no_number(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _finite(digits: str) -> float:
    if (number := float(digits)) in (float("inf"), float("-inf")):
        raise ValueError("a number out of range")
    return number


def _bound_depth(fields: Fields) -> None:
    level: list[Any] = [fields]
    for _ in range(_MAX_DEPTH):
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (cast("Fields", value).values() if isinstance(value, dict) else value)  # pyright: ignore[reportUnknownVariableType]
        ]
        if not level:
            return
    raise WebhookError("The body is nested too deeply.")


def _form(text: str) -> Fields:
    try:
        pairs: list[tuple[str, Any]] = [
            *parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
        ]
        return _once(pairs)
    except ValueError:
        pass
    raise WebhookError("The body is no valid form.")


class _Element:
    """An XML element while it is read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text: list[str] = []
        self.children: list[tuple[str, Any]] = []


def _xml(text: str) -> Fields:
    root = _Element("")
    path = [root]

    def start(name: str, _attributes: dict[str, str]) -> None:
        if len(path) > _MAX_DEPTH:
            raise WebhookError("The body is nested too deeply.")
        path.append(_Element(name))

    def end(_name: str) -> None:
        done = path.pop()
        value = _once(done.children) if done.children else "".join(done.text)
        path[-1].children.append((done.name, value))

    def doctype(*_declaration: object) -> None:
        # Entities, internal or external, need a document type: without one there are none.
        raise WebhookError("The body declares a document type.")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda data: path[-1].text.append(data)
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text, True)
        fields = root.children[0][1]
        return cast("Fields", fields) if isinstance(fields, dict) else {}
    except (expat.ExpatError, ValueError):
        pass
    raise WebhookError("The body is no valid XML.")
