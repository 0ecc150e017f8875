"""Read attachments and encode them in base64, chunk by chunk."""

import binascii
import inspect
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final, TypeAlias, cast

from bestsms_api.constraints import LIMITS, SCHEMAS
from bestsms_api.models import File
from bestsms_client._validation import check
from bestsms_client.errors import AttachmentError

AttachmentLike: TypeAlias = (
    str | os.PathLike[str] | tuple[str, bytes | IO[bytes]] | IO[bytes] | File
)
"""A path, an open binary file, a pair of a name and its content (bytes or an open binary file), or
a `File`."""

_CHUNK: Final = 3 * 1024 * 256  # a multiple of three bytes encodes without padding
_BYTES: Final = (bytes, bytearray, memoryview)
_LIMIT: Final = LIMITS["requestBytes"].value
_EXPECTED: Final = "Pass a path, an open binary file, or (name, bytes)"
_NAMED: Final = "Pass (name, bytes) or (name, open binary file)"
_TEMPORARY: Final = re.compile(r"tmp[a-z0-9_]{8}")  # a name made by the module tempfile


def read_attachments(
    attachments: AttachmentLike | Iterable[AttachmentLike],
) -> list[File]:
    r"""Read and encode attachments.

    A string is always a path, never content. An open file is read from its current position and
    left open. Folders are removed from names.

    Raises:
        AttachmentError: There are more than ten, or one cannot be read, has no name or content, or
            is larger than a request may be. The message names the file but never its folder.

    Example:
        >>> read_attachments([("menu.txt", b"hello\n")])[0].data
        'aGVsbG8K'
    """
    items = _several(attachments)
    most = LIMITS["files"]
    if len(items) > most.value:
        raise AttachmentError(
            f"attachments has {len(items)} elements; the gateway accepts at most {most.value}."
        )
    return [_read(item, f"attachments[{place}]") for place, item in enumerate(items)]


def _several(things: Any) -> list[Any]:
    if isinstance(things, str | os.PathLike | File) or hasattr(things, "read"):
        return [things]
    if isinstance(things, tuple):
        pair = cast("Any", things)
        if len(pair) == 2 and isinstance(pair[0], str):
            if isinstance(pair[1], str | os.PathLike):
                raise AttachmentError(
                    "attachments is a tuple of two strings, which could be two paths or a name and "
                    "a path. Pass several paths as a list, or content as (name, bytes)."
                )
            if not isinstance(pair[1], tuple | File):
                return [pair]
    if not isinstance(things, _BYTES):
        try:
            return list(cast("Any", things))
        except TypeError:
            pass
    kind = type(cast("Any", things)).__name__
    raise AttachmentError(f"attachments is of type {kind}. {_EXPECTED}.")


def _read(item: Any, where: str) -> File:
    if isinstance(item, File):
        name, data = item.name, item.data
        check(name, SCHEMAS["File"]["Name"], f"{where}.name")
        check(data, SCHEMAS["File"]["Data"], f"{where}.data")
    elif isinstance(item, tuple):
        name, data = _from_pair(cast("Any", item), where)
    elif isinstance(item, str | os.PathLike):
        path = os.fsdecode(cast("str | os.PathLike[str]", item))
        name, data = _file_name(path, where), _from_path(path, where)
    elif hasattr(item, "read"):
        # In uploads of web frameworks, `name` is the name of the form field.
        name = _file_name(
            getattr(item, "filename" if hasattr(item, "filename") else "name", None), where
        )
        data = _encode(_chunks(item, where), where)
    else:
        raise AttachmentError(f"{where} is of type {type(item).__name__}. {_EXPECTED}.")
    if not data:
        raise AttachmentError(f"{where} is empty. Pass a file with content, or leave it out.")
    return File(name=_clean(name, where), data=data)


def _from_pair(item: tuple[Any, ...], where: str) -> tuple[str, str]:
    if len(item) != 2 or not isinstance(item[0], str):
        raise AttachmentError(
            f"{where} is a tuple, but not a pair of a name and its content. {_NAMED}."
        )
    name, content = item
    if isinstance(content, _BYTES):
        view = memoryview(bytes(cast("bytes", content)))
        return name, _encode((view[at : at + _CHUNK] for at in range(0, len(view), _CHUNK)), where)
    if hasattr(content, "read"):
        return name, _encode(_chunks(content, where), where)
    raise AttachmentError(
        f"{where} has content of type {type(content).__name__}. Pass bytes or an open binary file. "
        "If it is base64, decode it first."
    )


def _file_name(name: Any, where: str) -> str:
    if isinstance(name, bytes):
        name = os.fsdecode(name)
    if not isinstance(name, str) or _TEMPORARY.fullmatch(os.path.basename(name)):  # noqa: PTH119
        raise AttachmentError(f"{where} has no file name. {_NAMED}.")
    return name


def _from_path(path: str, where: str) -> str:
    name = Path(path).name
    try:
        known = Path(path).stat()  # opening a pipe would wait for a writer
        if not stat.S_ISREG(known.st_mode):
            raise AttachmentError(
                f"{where} ({name!r}) is not a regular file. Pass the path of a file."
            )
        _refuse_if_larger(known.st_size * 4 // 3, where)
        with Path(path).open("rb") as file:
            return _encode(_chunks(file, where), where)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is malformed"
    raise AttachmentError(
        f"{where} ({name[:80]!r}) cannot be read: {reason}. A string is read as a path; pass "
        "content as (name, bytes)."
    )


def _chunks(file: Any, where: str) -> Iterator[bytes]:
    rest = b""
    while True:
        try:
            chunk = file.read(_CHUNK)
            if inspect.isawaitable(chunk):
                if inspect.iscoroutine(chunk):
                    chunk.close()
                reason = "its read method is asynchronous. Pass (name, await file.read())"
                break
        except (OSError, ValueError) as error:
            reason = f"its read method raised {type(error).__name__}"
            break
        if not isinstance(chunk, bytes):
            reason = "it is open in text mode. Open it in binary mode"
            break
        whole = rest + chunk  # a raw file may return less than was requested
        cut = len(whole) - len(whole) % 3 if chunk else len(whole)
        rest = whole[cut:]
        yield whole[:cut]
        if not chunk:
            return
    raise AttachmentError(f"{where} cannot be read: {reason}.")


def _encode(chunks: Iterable[bytes | memoryview], where: str) -> str:
    encoded: list[str] = []
    size = 0
    for chunk in chunks:
        encoded.append(binascii.b2a_base64(chunk, newline=False).decode("ascii"))
        size += len(encoded[-1])
        _refuse_if_larger(size, where)
    return "".join(encoded)


def _refuse_if_larger(size: int, where: str) -> None:
    if size > _LIMIT:
        raise AttachmentError(
            f"{where} has at least {size:,} bytes when encoded; the whole request may have at most "
            f"{_LIMIT:,}."
        )


def _clean(name: str, where: str) -> str:
    """Remove control characters, and folders, which could reveal something about the sender."""
    base = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(character for character in base if character.isprintable()).strip()
    if clean in ("", ".", ".."):
        raise AttachmentError(f"{where} has no file name. {_NAMED}.")
    return clean
