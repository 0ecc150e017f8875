"""Attachments: every accepted form, and every one that is refused before anything is sent."""

import base64
import io
import os
import tempfile
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.prepared_gateway import Gateway, both, success

from bestsms_api.constraints import LIMITS
from bestsms_client import AttachmentError, File, InvalidRequestError
from bestsms_client._message.attachments import read_attachments

# These tests do not put the attachments' fields into the text; test_merge_fields tests that
# warning.
pytestmark = pytest.mark.filterwarnings("ignore::bestsms_client.MessageWarning")

CONTENT = bytes(range(256)) * 3 + b"\n"
ENCODED = base64.b64encode(CONTENT).decode()
LIMIT = LIMITS["requestBytes"].value


class SlowlyGrowingReads(io.RawIOBase):
    """An unbuffered file whose reads return one more byte each time."""

    name = ""

    def __init__(self, content: bytes) -> None:
        self.rest, self.size = content, 0

    def read(self, size: int = -1) -> bytes:
        self.size = min(self.size + 1, size if size >= 0 else self.size + 1)
        piece, self.rest = self.rest[: self.size], self.rest[self.size :]
        return piece


def named(file: Any, name: Any) -> Any:
    file.name = name
    return file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "folder" / "menu.pdf"
    place.parent.mkdir()
    place.write_bytes(CONTENT)
    return place


SHAPES: dict[str, Callable[[Path], AbstractContextManager[Any]]] = {
    "str": lambda path: nullcontext(str(path)),
    "PathLike": nullcontext,
    "bytes": lambda path: nullcontext((str(path), CONTENT)),
    "bytearray": lambda path: nullcontext((path.name, bytearray(CONTENT))),
    "memoryview": lambda path: nullcontext((path.name, memoryview(CONTENT))),
    "wide memoryview": lambda path: nullcontext((path.name, memoryview(CONTENT)[:768].cast("I"))),
    "File": lambda path: nullcontext(File(name=str(path), data=ENCODED)),
    "pair with a file": lambda path: nullcontext((path.name, io.BytesIO(CONTENT))),
    "open": lambda path: path.open("rb"),
    "unbuffered": lambda path: path.open("rb", buffering=0),
    "short reads": lambda path: nullcontext(named(SlowlyGrowingReads(CONTENT), path.name)),
    "in memory": lambda path: nullcontext(named(io.BytesIO(CONTENT), str(path))),
}


@pytest.mark.parametrize("single", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_form_is_read_alone_and_in_a_list(shape: str, single: bool, path: Path) -> None:
    with SHAPES[shape](path) as thing:
        (file,) = read_attachments(thing if single else [thing])
    wanted = CONTENT[:768] if shape == "wide memoryview" else CONTENT
    assert file.name == "menu.pdf"
    assert base64.b64decode(file.data, validate=True) == wanted


@both
def test_attachments_keep_their_order(kind: str, path: Path) -> None:
    gateway = Gateway(success())
    gateway.send(kind, attachments=(path, ("a.txt", b"a"), File(name="b.txt", data="Yg==")))
    assert gateway.sends[0]["Files"] == [
        {"Name": "menu.pdf", "Data": ENCODED},
        {"Name": "a.txt", "Data": "YQ=="},
        {"Name": "b.txt", "Data": "Yg=="},
    ]


@both
@pytest.mark.parametrize("attachments", [(), [], iter(())])
def test_without_attachments_the_request_has_no_files(kind: str, attachments: Any) -> None:
    gateway = Gateway(success())
    gateway.send(kind, attachments=attachments)
    assert "Files" not in gateway.sends[0]


def test_a_file_is_read_from_its_position_and_left_open(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(500)
        (read,) = read_attachments(file)
        assert base64.b64decode(read.data) == CONTENT[500:]
        assert not file.closed


@given(content=st.binary(min_size=1), cut=st.integers(1, 50))
def test_content_survives_short_reads(content: bytes, cut: int) -> None:
    class Short(io.BytesIO):
        name = "a.bin"

        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(cut, size or cut))

    (file,) = read_attachments(cast(Any, Short(content)))
    assert base64.b64decode(file.data) == content


def test_content_larger_than_a_chunk(tmp_path: Path) -> None:
    content = os.urandom(3 * 1024 * 256 * 2 + 1)
    place = tmp_path / "large.bin"
    place.write_bytes(content)
    for thing in (place, ("large.bin", content)):
        (file,) = read_attachments(cast(Any, thing))
        assert base64.b64decode(file.data) == content


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("/home/somebody/menu.pdf", "menu.pdf"),
        ("C:\\Users\\somebody\\menu.pdf", "menu.pdf"),
        ("\\\\server\\share\\menu.pdf", "menu.pdf"),
        ("../../menu.pdf", "menu.pdf"),
        ("a/b\\menu.pdf", "menu.pdf"),
        ("me\x00n\r\nu\t.pdf\x7f", "menu.pdf"),
        ("menu\u202efdp.exe", "menufdp.exe"),
        ("  menu.pdf ", "menu.pdf"),
        ("..menu.pdf", "..menu.pdf"),
        ("Speisekärte 菜单 😀.pdf", "Speisekärte 菜单 😀.pdf"),
    ],
)
@pytest.mark.parametrize("data", [b"hello", None])
def test_folders_and_control_characters_are_removed_from_names(
    name: str, wanted: str, data: bytes | None
) -> None:
    thing = (name, data) if data else File(name=name, data="aGVsbG8=")
    assert read_attachments(cast(Any, thing))[0].name == wanted


@pytest.mark.parametrize("name", ["", "/", "..", ".", "a/", "\n", "a\\..", "/secret/folder/ "])
def test_an_unusable_name_is_refused(name: str) -> None:
    with pytest.raises(AttachmentError, match=r"attachments\[0\] has no file name") as caught:
        read_attachments((name, b"hello"))
    assert "secret" not in str(caught.value)


def test_an_unusable_path_is_refused(tmp_path: Path) -> None:
    folder, empty, pipe = tmp_path / "folder", tmp_path / "empty", tmp_path / "pipe"
    folder.mkdir()
    empty.touch()
    os.mkfifo(pipe)
    for place, reason in {
        folder: "is not a regular file",
        pipe: "is not a regular file",
        empty: "is empty",
        tmp_path / "missing": "No such file",
        tmp_path / ("long" * 100): "too long",
        tmp_path / "nul\0": "malformed",
    }.items():
        with pytest.raises(AttachmentError, match=reason) as caught:
            read_attachments([("a.txt", b"a"), place])
        assert str(caught.value).startswith("attachments[1]")
        assert tmp_path.name not in str(caught.value)
        assert caught.value.__context__ is None


@pytest.mark.parametrize("text", ["aGVsbG8=", "data:text/plain;base64,aGVsbG8=", ENCODED])
def test_base64_is_neither_content_nor_a_path(text: str) -> None:
    with pytest.raises(AttachmentError, match=r"pass content as \(name, bytes\)"):
        read_attachments(text)
    with pytest.raises(AttachmentError, match="is base64, decode it first"):
        read_attachments(cast(Any, [("a.txt", text)]))


def test_a_path_as_the_data_of_a_file_is_never_opened(path: Path) -> None:
    with pytest.warns(UserWarning, match="data"):
        (file,) = read_attachments(File(name="a.txt", data=str(path)))
    assert file.data == str(path)  # the gateway decides what to do with it


class Failing(io.BytesIO):
    name = "/secret/folder/a.txt"

    def read(self, _size: int | None = -1) -> bytes:
        raise OSError(5, "Input/output error", "/secret/folder/a.txt")


def closed() -> io.BytesIO:
    file = named(io.BytesIO(b"hello"), "a.txt")
    file.close()
    return cast(io.BytesIO, file)


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        (named(io.StringIO("hello"), "/secret/folder/a.txt"), "Open it in binary mode"),
        (io.BytesIO(b"hello"), "has no file name"),
        (named(io.BytesIO(b""), "a.txt"), "is empty"),
        (Failing(), "OSError"),
        (closed(), "ValueError"),
        (("a.txt", b""), "is empty"),
        (("a.txt", 5), "has content of type int"),
        (("a.txt", "b.txt"), "could be two paths or a name and a path"),
        (("a.txt", Path("b.txt")), "could be two paths or a name and a path"),
        ([("a.txt", "b.txt")], "has content of type str"),
        ([("a.txt", b"a", b"b")], "not a pair of a name and its content"),
        ([(5, b"a")], "not a pair of a name and its content"),
        ([b"hello"], "is of type bytes"),
        ([5], "is of type int"),
        ([None], "is of type NoneType"),
        (5, "is of type int"),
        (None, "is of type NoneType"),
        (b"hello", "is of type bytes"),
        ([File(name="a.txt", data="")], "data is empty"),
        ([File(name="", data="aGk=")], "name is empty"),
    ],
)
def test_anything_else_is_refused(thing: Any, reason: str) -> None:
    with pytest.raises(InvalidRequestError, match=reason) as caught:
        read_attachments(thing)
    assert "secret" not in str(caught.value)
    assert caught.value.__context__ is None


class Upload(io.BytesIO):
    """An upload as in Flask, where `name` is the name of the form field."""

    name = "attachment"

    def __init__(self, filename: Any) -> None:
        super().__init__(b"Soup")
        self.filename = filename


class AsyncUpload:
    """An upload as in FastAPI, with an asynchronous `read`."""

    filename = "menu.pdf"

    async def read(self, _size: int = -1) -> bytes:
        return b"Soup"


def test_an_upload_keeps_its_file_name() -> None:
    assert read_attachments(Upload("menu.pdf"))[0].name == "menu.pdf"
    assert read_attachments(Upload(b"menu.pdf"))[0].name == "menu.pdf"
    with pytest.raises(AttachmentError, match=r"Pass \(name, await file.read\(\)\)"):
        read_attachments(cast(Any, [AsyncUpload()]))


def test_a_path_of_bytes_is_decoded(path: Path) -> None:
    with open(os.fsencode(path), "rb") as file:  # noqa: PTH123
        assert read_attachments(file)[0].name == "menu.pdf"


def temporary(kind: str, folder: Path) -> Any:
    """Create a temporary file without a name that users chose."""
    opened: dict[str, Callable[[], Any]] = {
        "spooled": tempfile.SpooledTemporaryFile,
        "rolled over": lambda: tempfile.SpooledTemporaryFile(1),  # noqa: SIM115
        "unnamed": tempfile.TemporaryFile,
        "named": lambda: tempfile.NamedTemporaryFile(dir=folder),  # noqa: SIM115
    }
    file = opened[kind]()
    file.write(b"Soup")
    file.seek(0)
    return file


@pytest.mark.parametrize("kind", ["spooled", "rolled over", "unnamed", "named"])
def test_a_temporary_file_has_no_name(kind: str, tmp_path: Path) -> None:
    with temporary(kind, tmp_path) as file:
        for thing in (file, *([file.name] if kind == "named" else [])):
            with pytest.raises(AttachmentError, match=r"attachments\[0\] has no file name"):
                read_attachments([thing])
        (read,) = read_attachments([("menu.pdf", file)])
        assert (read.name, base64.b64decode(read.data)) == ("menu.pdf", b"Soup")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(b"Soup")
        file.seek(0)
        assert read_attachments(file)[0].name.endswith(".pdf")


@pytest.mark.parametrize("name", [None, 7, "", b"", ["menu.pdf"]], ids=repr)
def test_an_invalid_upload_name_is_refused(name: Any) -> None:
    for thing in (Upload(name), named(io.BytesIO(b"Soup"), name)):
        with pytest.raises(AttachmentError, match=r"attachments\[0\] has no file name"):
            read_attachments([thing])


@pytest.mark.parametrize("count", [10, 11])
def test_ten_attachments_are_accepted_and_eleven_refused(count: int) -> None:
    gateway = Gateway(success())
    attachments = [(f"{n}.txt", b"hello") for n in range(count)]
    if count == 10:
        gateway.send(attachments=attachments)
        assert len(gateway.sends[0]["Files"]) == 10
        return
    with pytest.raises(AttachmentError, match=r"has 11 elements; the gateway accepts at most 10"):
        gateway.send(attachments=attachments)
    assert not gateway.requests


@both
@pytest.mark.parametrize("parts", [1, 4])
def test_a_request_that_is_too_large_is_never_sent(kind: str, parts: int, tmp_path: Path) -> None:
    # Exactly the limit once encoded; the rest of the request exceeds it.
    size = LIMIT * 3 // 4 // parts
    place = tmp_path / "large.bin"
    with place.open("wb") as file:
        file.truncate(size)
    gateway = Gateway(success())
    with pytest.raises(AttachmentError, match=r"\d+,\d{3},\d{3} bytes.*20,971,520"):
        gateway.send(kind, attachments=[place] * parts)
    assert not gateway.requests


def test_an_endless_file_is_refused() -> None:
    class Endless(io.RawIOBase):
        name = "endless.bin"
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"\0" * size

    endless = Endless()
    with pytest.raises(AttachmentError, match="has at least"):
        read_attachments(cast(Any, endless))
    assert endless.given < LIMIT


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    place = tmp_path / "huge.bin"
    with place.open("wb") as file:
        file.truncate(10**12)  # a sparse file; reading it would take minutes
    with pytest.raises(AttachmentError, match="has at least 1,333,"):
        read_attachments(place)


def test_reading_does_not_block_the_event_loop() -> None:
    threads: list[str] = []

    class ReadRecorder(io.BytesIO):
        name = "a.txt"

        def read(self, size: int | None = -1) -> bytes:
            threads.append(threading.current_thread().name)
            return super().read(size)

    Gateway(success()).send("async", attachments=ReadRecorder(b"hello"))
    assert threads
    assert "MainThread" not in threads
