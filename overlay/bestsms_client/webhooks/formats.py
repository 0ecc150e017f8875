"""Parse the body of a webhook request: JSON, XML or a form, into a dictionary of fields.

A body comes from the open internet and is parsed before its sender is verified. So it must be small
and shallow, and nothing in it can make this module open a file or a socket. Within these bounds the
parsers tolerate what gateways and proxies produce, well-formed or not: a refused webhook is retried
for a day and then lost.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias, cast
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from bestsms_client.errors import WebhookError
from bestsms_client.webhooks.charsets import clean, decode

MAX_BYTES: Final = 256 * 1024
"""The maximum size of a body, in bytes."""

_MAX_DEPTH: Final = 16
_MAX_FIELDS: Final = 1000
# The vendor's documentation calls the parameter "encoding".
_CHARSET: Final = re.compile(
    r""";\s*(?:charset|encoding)\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE
)
_XML_CHARSET: Final = re.compile(rb"""\s*<\?xml[^>]{1,80}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_FORM_START: Final = re.compile(rb"[\w.%-]{1,60}=")
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
# "+61491570006" with an unescaped plus, which decodes to a space.
_BARE_NUMBER: Final = re.compile(r" \d{7,15}")

_PADDING: Final = "\0\ufffd \t\r\n\ufeff"
# What makes a text invalid XML: declarations, forbidden characters, ampersands without a reference.
_DECLARATION: Final = re.compile(r"\s*<\?xml\s[^>]{0,200}>")
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE: Final = re.compile(r"&(#\d{1,8};|#x[0-9A-Fa-f]{1,8};|(?:amp|lt|gt|quot|apos);)?")
_NOT_JSON_ESCAPE: Final = re.compile(r'\\(["\\/bfnrt]|u[0-9A-Fa-f]{4})?')

Fields: TypeAlias = dict[str, Any]
"""The fields of a body, by the names in the body."""


def read(body: bytes, content_type: str | None) -> Fields:
    """Parse a body into fields by wire name.

    JSON and XML are recognised by the first character of the body. The Content-Type matters for
    forms and for the charset. The values of XML and forms are strings; an XML element with children
    is a dictionary. A name that occurs several times has a list of values.

    Raises:
        WebhookError: The body is empty, too large, too deeply nested, or in none of the formats.

    Example:
        >>> read(b"<root><Type>SMS</Type><Price/></root>", "text/xml")
        {'Type': 'SMS', 'Price': ''}
    """
    if len(body) > MAX_BYTES:
        raise too_large()
    header = content_type or ""
    parse = _format(header.partition(";")[0].strip().lower(), body)
    named = _CHARSET.search(header)
    label = named[1] if named else None
    return cast("Fields", _cleaned(parse(body, label)))


def from_form(pairs: Iterable[tuple[str, str]]) -> Fields:
    """Return the fields of a form that a framework has parsed."""
    fields: Fields = {}
    for name, value in pairs:
        _put(fields, name, "+" + value[1:] if _is_bare_number(name, value) else value)
    return fields


def too_large() -> WebhookError:
    """Return the error for a body that is too large."""
    return WebhookError(f"The body is larger than {MAX_BYTES} bytes.", status_code=413)


def empty() -> WebhookError:
    """Return the error for a request without a body."""
    return WebhookError(
        "The body is empty. If the gateway sent one, other code in this application consumed it."
    )


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        items = cast("Fields", value).items()
        return {clean(name): _cleaned(item) for name, item in items}
    if isinstance(value, list):
        return [_cleaned(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def _format(media_type: str, body: bytes) -> Callable[[bytes, str | None], Fields]:
    start = body.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if not start:
        raise empty()
    if start[:1] in (b"{", b"["):
        return _json
    if start[:1] == b"<":
        return _xml
    if media_type == _FORM_TYPE:
        return _form
    if media_type.endswith(("/json", "+json")):
        return _json
    if media_type.endswith(("/xml", "+xml")):
        return _xml
    if not media_type.startswith("multipart/") and _FORM_START.match(start):
        return _form
    raise WebhookError("The body is not JSON, XML or a form.")


def _put(fields: Fields, name: str, value: Any) -> None:
    """Add a value. A name that occurs several times gets a list of values."""
    if name not in fields:
        fields[name] = value
    elif isinstance(fields[name], _Repeated):
        fields[name].append(value)
    else:
        fields[name] = _Repeated([fields[name], value])


class _Repeated(list[Any]):
    """The values of a repeated name, as opposed to a JSON array."""


def _json(body: bytes, label: str | None) -> Fields:
    text = decode(body, label).strip(_PADDING)
    for repair in (str, _with_escapes):
        try:
            # strict=False accepts raw control characters in strings.
            value = json.loads(
                repair(text), strict=False, object_pairs_hook=_merged, parse_constant=str,
                parse_float=_finite, parse_int=_integer,
            )  # fmt: skip
        except (ValueError, RecursionError):
            continue
        if not isinstance(value, dict):
            raise WebhookError("The body is JSON, but not a JSON object.")
        fields = cast("Fields", value)
        _bound_depth(fields)
        return fields
    raise WebhookError("The body is not valid JSON.")


def _with_escapes(text: str) -> str:
    """Escape backslashes that do not start a valid JSON escape."""
    return _NOT_JSON_ESCAPE.sub(lambda found: found[0] if found[1] else "\\\\", text)


def _merged(pairs: list[tuple[str, Any]]) -> Fields:
    fields: Fields = {}
    for name, value in pairs:
        _put(fields, name, value)
    return fields


def _finite(digits: str) -> float | str:
    number = float(digits)
    return digits if number in (float("inf"), float("-inf")) else number


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < 100 else digits


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


def _form(body: bytes, label: str | None) -> Fields:
    if b"\0" in body[:4] or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = decode(body, label).encode("utf-8", "replace")
    if body.count(b"&") >= _MAX_FIELDS:
        raise WebhookError("The form has too many fields.")
    parts = [part.partition(b"=") for part in body.strip(b"\0 \t\r\n\xef\xbb\xbf").split(b"&")]
    raw = [
        (unquote_to_bytes(name.replace(b"+", b" ")), unquote_to_bytes(value.replace(b"+", b" ")))
        for name, _, value in parts
        if name
    ]
    # Decoded together, because all values share one charset and a single one may not reveal it.
    separated = decode(b"\x1e".join(text for pair in raw for text in pair), label).split("\x1e")
    if len(separated) != 2 * len(raw):
        separated = [decode(text, label) for pair in raw for text in pair]
    return from_form(zip(separated[::2], separated[1::2], strict=True))


def _is_bare_number(name: str, value: str) -> bool:
    return name.casefold() == "destination" and _BARE_NUMBER.fullmatch(value) is not None


class _Element:
    """An XML element that is being parsed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text: list[str] = []
        self.children: Fields = {}
        self.is_mixed = False

    def add(self, data: str) -> None:
        self.text.append(data)
        self.is_mixed = self.is_mixed or not data.isspace()

    def close(self, child: "_Element") -> None:
        _put(self.children, child.name, child.value())
        self.text.append("".join(child.text))

    def value(self) -> Any:
        """Return the children, or the text if there are none or text stands between them."""
        return self.children if self.children and not self.is_mixed else "".join(self.text)


def _xml(body: bytes, label: str | None) -> Fields:
    if label is None and (declared := _XML_CHARSET.match(body)):
        label = declared[1].decode("ascii", "replace")
    text = decode(body, label).strip(_PADDING)
    for repair in (str, _repaired):
        try:
            return _parse_xml(repair(text))
        except (expat.ExpatError, ValueError):
            continue
    raise WebhookError("The body is not valid XML.")


def _repaired(text: str) -> str:
    """Remove a malformed declaration, forbidden characters and stray ampersands."""
    if declaration := _DECLARATION.match(text):
        text = text[declaration.end() :]
    return _REFERENCE.sub(_reference, _NOT_XML.sub("\ufffd", text))


def _reference(found: re.Match[str]) -> str:
    digits = found[1]
    if digits is None:
        return "&amp;"
    if digits[0] != "#":
        return found[0]
    number = int(digits[2:-1], 16) if digits[1] == "x" else int(digits[1:-1])
    forbidden = number > 0x10FFFF or _NOT_XML.match(chr(number))
    return "\ufffd" if forbidden else found[0]


def _parse_xml(text: str) -> Fields:
    root = _Element("")
    path = [root]

    def start(name: str, _attributes: dict[str, str]) -> None:
        if len(path) > _MAX_DEPTH:
            raise WebhookError("The body is nested too deeply.")
        path.append(_Element(name))

    def end(_name: str) -> None:
        done = path.pop()
        path[-1].close(done)

    def doctype(*_declaration: object) -> None:
        # Without a document type declaration there are no entities, internal or external.
        raise WebhookError("The body contains a document type declaration, which is not allowed.")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda data: path[-1].add(data)
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(text, True)
    (fields,) = root.children.values()
    return cast("Fields", fields) if isinstance(fields, dict) else {}
