"""A large attachment needs limited memory, and a request that is too large is never sent."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bestsms_api.constraints import LIMITS
from bestsms_client import AttachmentError, BestSMS

LIMIT = LIMITS["requestBytes"].value
LARGE = 14 * 1000 * 1000

PROGRAM = """
import json, os, sys, tracemalloc
from bestsms_client import BestSMS, AsyncBestSMS
import asyncio
base_url, path, kind = sys.argv[1:]
given = dict(
    message="See [[File1]]", destinations="+61491570006", attachments=path, message_id="ID1"
)
tracemalloc.start()
if kind == "sync":
    with BestSMS("a-token", base_url=base_url) as client:
        client.messaging.sms.send_message(**given)
else:
    async def run():
        async with AsyncBestSMS("a-token", base_url=base_url) as client:
            await client.messaging.sms.send_message(**given)
    asyncio.run(run())
print(json.dumps({"peak": tracemalloc.get_traced_memory()[1]}))
"""


@contextmanager
def discarding_server() -> Generator[tuple[str, list[int]]]:
    """A server that discards requests and records their sizes."""
    sizes: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _address = listener.accept()
                except OSError:
                    return
                with connection, connection.makefile("rb") as lines:
                    length = 0
                    while (line := lines.readline()).strip():
                        if line.lower().startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                    left = length
                    while left:
                        left -= len(lines.read(min(left, 65536)))
                    sizes.append(length)
                    body = json.dumps({"Result": "Success", "MessageID": "ID1"}).encode()
                    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                    connection.sendall(head % len(body) + body)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v2.04", sizes
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_large_attachment_needs_at_most_3_5_times_its_encoded_size(
    kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(range(250)) * (LARGE // 250))
    with discarding_server() as (base_url, sizes):
        command = [sys.executable, "-c", PROGRAM, base_url, str(path), kind]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    encoded = -(-LARGE // 3) * 4
    assert encoded < sizes[0] < encoded + 1000
    peak = json.loads(done.stdout)["peak"]
    assert encoded < peak <= 3.5 * encoded, f"{peak / encoded:.2f} times"


def test_one_byte_over_the_limit_is_refused_before_connecting() -> None:
    given: dict[str, Any] = {
        "message": "See [[File1]]", "destinations": "+61491570006", "message_id": "ID1",
    }  # fmt: skip
    name = "a" * 9
    with discarding_server() as (base_url, sizes), BestSMS("a-token", base_url=base_url) as client:
        small = client.messaging.sms.preview(**given, attachments=(name, bytes(3)))
        content = (LIMIT - small.request_bytes) // 4 * 3 + 3
        spare = (
            LIMIT
            - client.messaging.sms.preview(
                **given, attachments=(name, bytes(content))
            ).request_bytes
        )
        assert 0 <= spare < 4
        filled = name + "a" * spare
        client.messaging.sms.send_message(**given, attachments=(filled, bytes(content)))
        assert sizes == [LIMIT]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/api/v2.04"
        too_large = (filled + "a", bytes(content))
        with (
            BestSMS("a-token", base_url=base_url) as client,
            pytest.raises(AttachmentError, match=f"{LIMIT + 1:,} bytes"),
        ):
            client.messaging.sms.send_message(**given, attachments=too_large)
        with pytest.raises(BlockingIOError):
            listener.accept()
