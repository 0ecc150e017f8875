"""Every attempt ends by its deadline and within its size limit, whatever the server sends."""

import gzip
import json
import resource
import time
import zlib
from collections.abc import Callable
from typing import Any, Final

import pytest
from tests.failure.backends import CLIENT_KINDS, ClientKind, ClientSetup, Operation, read, send
from tests.failure.raw_gateway import RawGateway, RawRequest, reply

from bestsms_client import BestSMSError, NoAnswerError, SendUncertainError
from bestsms_client._network.body import MAX_BODY

pytestmark = pytest.mark.slow

client_kinds = pytest.mark.parametrize("client_kind", CLIENT_KINDS)
calls = pytest.mark.parametrize("call", [send, read])
MEGABYTE: Final = 1 << 20
ONCE: Final = {"max_attempts": 1, "reconcile_for": 0}

CHUNKED: Final = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
EMPTY_BLOCK: Final = (
    b"5\r\n\x00\x00\x00\xff\xff\r\n"  # deflate: a stored block of length 0 that is not the last
)
ENDLESS: Final = {
    "header": (b"HTTP/1.1 200 OK\r\nX-Note: ", b"a"),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X-Note: a\r\n"),
    "status line": (b"HTTP/1.1 200 ", b"O"),
    "interim answers": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"),
    "chunk extension": (CHUNKED + b"\r\n1;", b"a"),
    "chunks": (CHUNKED + b"\r\n", b"1\r\n \r\n"),
    "body": (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
    "body without a length": (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b" "),
    "trailer": (CHUNKED + b"\r\n2\r\n{}\r\n0\r\nX-Note: ", b"a"),
    "empty blocks": (
        CHUNKED + b"Content-Encoding: gzip\r\n\r\na\r\n" + gzip.compress(b"")[:10] + b"\r\n",
        EMPTY_BLOCK,
    ),
    "body of an error": (b"HTTP/1.1 400 Bad\r\nContent-Length: 100000\r\n\r\n", b" "),
}


@client_kinds
@calls
@pytest.mark.parametrize("part", ENDLESS)
def test_an_endless_response_ends_at_the_deadline(
    client_kind: ClientKind, call: Operation, part: str
) -> None:
    head, piece = ENDLESS[part]
    gateway = RawGateway(lambda request: gateway.drip(request, head, piece))
    setup = ClientSetup(client_kind=client_kind, timeout=0.3, retry=ONCE)
    with gateway:
        started = time.monotonic()
        (error,) = setup.call(gateway.url, call)
        assert time.monotonic() - started < 3  # an attempt and a lookup, on a busy machine
    assert isinstance(error, SendUncertainError if call is send else NoAnswerError)
    assert error.cause == "timed out while waiting for the response"


@client_kinds
@pytest.mark.parametrize("part", ["interim answers", "headers", "chunks", "body without a length"])
def test_a_flood_ends_at_the_size_limit_or_deadline(client_kind: ClientKind, part: str) -> None:
    head, piece = ENDLESS[part]

    def flood(request: RawRequest) -> None:
        request.connection.sendall(head)
        while not gateway.ended.is_set():
            request.connection.sendall(piece * 2000)

    gateway = RawGateway(flood)
    with gateway:
        started = time.monotonic()
        (error,) = ClientSetup(client_kind=client_kind, timeout=1, retry=ONCE).call(
            gateway.url, read
        )
        assert time.monotonic() - started < 8
    assert isinstance(error, NoAnswerError)


def compressed(size: int, *, layers: int = 1) -> bytes:
    """Return spaces compressed with gzip, once or in nested layers."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    once = b"".join(packer.compress(b" " * MEGABYTE) for _ in range(size // MEGABYTE))
    made = once + packer.flush()
    for _ in range(layers - 1):
        made = gzip.compress(made)
    return made


def values(size: int) -> bytes:
    """Return compressed JSON that needs 60 times its length as Python objects."""
    return gzip.compress(b'{"Result":[' + b"[]," * (size // 3) + b"[]]}")


BOMBS: Final[dict[str, Callable[[], tuple[bytes, str, int]]]] = {
    "one layer": lambda: (compressed(256 * MEGABYTE), "gzip", 200),
    "two layers": lambda: (compressed(256 * MEGABYTE, layers=2), "gzip, gzip", 200),
    "an error": lambda: (compressed(256 * MEGABYTE), "gzip", 400),
    "deflate": lambda: (zlib.compress(b" " * 64 * MEGABYTE), "deflate", 200),
    "values": lambda: (values(MAX_BODY - 100), "gzip", 200),
}


@client_kinds
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_decompression_bomb_needs_little_memory_and_time(
    client_kind: ClientKind, bomb: str
) -> None:
    body, encoding, status = BOMBS[bomb]()
    with RawGateway(lambda _: reply(body, status, {"Content-Encoding": encoding})) as gateway:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        (error,) = ClientSetup(client_kind=client_kind, retry=ONCE).call(gateway.url, send)
        assert time.process_time() - started < 5
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert isinstance(error, BestSMSError)
    assert error.sent == "unknown"
    assert grown < 100


@client_kinds
def test_a_compressed_response_is_read(client_kind: ClientKind) -> None:
    body = gzip.compress(b'{"Result": "Success", "TotalRecords": 0, "Messages": []}')
    with RawGateway(lambda _: reply(body, headers={"Content-Encoding": "gzip"})) as gateway:
        (page,) = ClientSetup(client_kind=client_kind).call(gateway.url, read)
        assert page.messages == []
        assert gateway.requests[0].headers["accept-encoding"] == "identity"


@client_kinds
def test_error_texts_are_cut_before_they_are_processed(client_kind: ClientKind) -> None:
    reasons = {"Result": "Failed", "ErrorMessage": ["Bad " * 1000] * 10_000}
    body = reply(reasons, 400)
    many = reply({"Result": "Failed", "ErrorMessage": ["Bad"] * 60_000}, 400)
    with RawGateway(lambda request: many if request.method == "POST" else body) as gateway:
        started = time.process_time()
        (error,) = ClientSetup(client_kind=client_kind, retry=ONCE).call(gateway.url, send)
        assert time.process_time() - started < 2
    assert error.errors == ("Bad",) * 10
    assert len(str(error)) < 1000


@client_kinds
def test_a_full_page_of_contacts_fits(client_kind: ClientKind) -> None:
    names = ["Attention", "MobilePhone", "ViewBy", "EditBy", *(f"Field{n}" for n in range(32))]
    contact = dict.fromkeys(names, "x" * 150) | {"ContactID": "ID-1"}
    page: dict[str, Any] = {"Result": "Success", "TotalRecords": 999, "PageCount": 1, "Page": 1}
    page |= {"RecordsPerPage": 999, "Contacts": [contact] * 999}
    body = json.dumps(page).encode()
    assert 5_000_000 < len(body) < MAX_BODY
    with RawGateway(lambda _: reply(body)) as gateway:
        setup = ClientSetup(client_kind=client_kind, timeout=60)
        (found,) = setup.call(gateway.url, lambda client: client.addressbook.contact.list())
        assert len(found.contacts) == 999
