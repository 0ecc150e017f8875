"""Reads attachments and encodes them, once and in pieces."""

import binascii
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final, TypeAlias, cast

from bestsms_api.constraints import LIMITS, SCHEMAS
from bestsms_api.models import File
from bestsms_client._validation import check
from bestsms_client.errors import AttachmentError

AttachmentLike: TypeAlias = str | os.PathLike[str] | tuple[str, bytes] | IO[bytes] | File
"""A path, a name with bytes, an open binary file, or a File of the generated client."""

_PIECE: Final = 3 * 1024 * 256  # a multiple of three bytes encodes without padding
_BYTES: Final = (bytes, bytearray, memoryview)
_LIMIT: Final = LIMITS["requestBytes"].value


def read_attachments(
    attachments: AttachmentLike | Iterable[AttachmentLike],
) -> list[File]:
    r"""Read and encode attachments.

    Args:
        attachments: At most ten. A string is always a path, never content. A file is read from
            where it stands and left open. Names lose their folders.

    Returns:
        One file for the request each, in the order given.

    Raises:
        AttachmentError: There are too many, one cannot be read, has no name or no content, or is
            larger than a request may be. The message names the attachment's place and file name,
            never its folder.

    Example:
        >>> read_attachments([("menu.txt", b"hello\n")])[0].data
        'aGVsbG8K'
    """
    if _is_one(attachments):
        items: list[Any] = [attachments]
    elif isinstance(attachments, Iterable) and not isinstance(attachments, _BYTES):
        items = list(cast("Iterable[Any]", attachments))
    else:
        raise AttachmentError(
            f"attachments is of type {type(attachments).__name__}; give paths, (name, bytes) pairs "
            "or open binary files."
        )
    most = LIMITS["files"]
    if len(items) > most.value:
        raise AttachmentError(
            f"attachments has {len(items)} elements; at most {most.value} are allowed "
            f"(source: {', '.join(most.evidence)})."
        )
    return [_read(item, place) for place, item in enumerate(items)]


def _is_one(thing: Any) -> bool:
    if isinstance(thing, tuple):  # a pair of name and content, or several attachments
        return [isinstance(part, _BYTES) for part in cast("Any", thing)] == [False, True]
    return isinstance(thing, str | os.PathLike | File) or hasattr(thing, "read")


def _read(item: Any, place: int) -> File:
    where = f"attachments[{place}]"
    if isinstance(item, File):
        name, data = item.name, item.data
        check(name, SCHEMAS["File"]["Name"], f"{where}.name")
        check(data, SCHEMAS["File"]["Data"], f"{where}.data")
    elif isinstance(item, tuple):
        name, data = _from_pair(item, where)
    elif isinstance(item, str | os.PathLike):
        name, data = _from_path(os.fsdecode(cast("str | os.PathLike[str]", item)), where)
    elif hasattr(item, "read"):
        name = str(getattr(item, "name", ""))  # a number for a file that has only that
        data = _encode(_pieces(item, where), where)
    else:
        raise AttachmentError(
            f"{where} is of type {type(item).__name__}; give a path, (name, bytes) or an open "
            "binary file."
        )
    if not data:
        raise AttachmentError(f"{where} is empty.")
    return File(name=_clean(name, where), data=data)


def _from_pair(item: Any, where: str) -> tuple[str, str]:
    if len(item) != 2 or not isinstance(item[0], str):
        raise AttachmentError(f"{where} is a tuple; it must be (name, bytes).")
    name, content = item
    if not isinstance(content, _BYTES):
        raise AttachmentError(
            f"{where} has content of type {type(content).__name__}; it must be bytes. Decode what "
            "is base64 already."
        )
    view = memoryview(bytes(cast("bytes", content)))
    return name, _encode((view[at : at + _PIECE] for at in range(0, len(view), _PIECE)), where)


def _from_path(path: str, where: str) -> tuple[str, str]:
    name = Path(path).name
    try:
        known = Path(path).stat()  # before it is opened, since opening a pipe waits for a writer
        if not stat.S_ISREG(known.st_mode):
            raise AttachmentError(f"{where} ({name!r}) is no regular file.")
        _refuse_if_larger(known.st_size * 4 // 3, where)
        with Path(path).open("rb") as file:
            return name, _encode(_pieces(file, where), where)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is malformed"
    raise AttachmentError(
        f"{where} ({name[:80]!r}) cannot be read: {reason}. A string is taken as a path; content "
        "is given as (name, bytes)."
    )


def _pieces(file: Any, where: str) -> Iterator[bytes]:
    rest = b""
    while True:
        try:
            piece = file.read(_PIECE)
        except (OSError, ValueError) as error:
            reason = type(error).__name__
            break
        if not isinstance(piece, bytes):
            reason = "it is open as text; open it in binary mode"
            break
        whole = rest + piece  # a raw file may read less than was asked for
        cut = len(whole) - len(whole) % 3 if piece else len(whole)
        rest = whole[cut:]
        yield whole[:cut]
        if not piece:
            return
    raise AttachmentError(f"{where} cannot be read: {reason}.")


def _encode(pieces: Iterable[bytes | memoryview], where: str) -> str:
    encoded: list[str] = []
    size = 0
    for piece in pieces:
        encoded.append(binascii.b2a_base64(piece, newline=False).decode("ascii"))
        size += len(encoded[-1])
        _refuse_if_larger(size, where)
    return "".join(encoded)


def _refuse_if_larger(size: int, where: str) -> None:
    if size > _LIMIT:
        raise AttachmentError(
            f"{where} takes at least {size:,} bytes when encoded; a whole request may have "
            f"{_LIMIT:,}."
        )


def _clean(name: str, where: str) -> str:
    """Take folders and control characters from a name; a path would tell about the sender."""
    base = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(character for character in base if character.isprintable()).strip()
    if clean in ("", ".", ".."):
        raise AttachmentError(f"{where} has no file name.")
    return clean
