"""Many recipients through `send_bulk`, killed again and again: each is sent to exactly once."""

import json
import os
import random
import signal
import socketserver
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from bestsms_api.constraints import LIMITS

# In the small form the same happens with fewer: requests of 50 and four kills.
pytestmark = pytest.mark.slow

SIZES = [(2_000, 50, 4), (100_000, 1000, 20)]

PROGRAM = """
import json, sys, tracemalloc
from bestsms_client import BestSMS, RetryPolicy
base_url, record, count, each = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
people = ({"recipient": f"+614915{number:06}", "attention": "Jo"} for number in range(count))
if len(sys.argv) > 5:
    tracemalloc.start()
with BestSMS("a-token", base_url=base_url, retry=RetryPolicy(reconcile_for=1.5)) as client:
    results = client.messaging.sms.send_bulk(
        people, message="Hello [[Attention]]", per_request=each, resume=record
    )
    for result in results:
        pass
print(json.dumps({"peak": tracemalloc.get_traced_memory()[1] if len(sys.argv) > 5 else 0}))
"""


class Server(socketserver.ThreadingTCPServer):
    """A gateway that only keeps ids and recipients, and kills its client when told to.

    Attributes:
        victim: The process of the client.
        moments: Numbers of sends, and how far each has come when the client dies: its connection
            is open, its body has come, the message is kept, or the answer is given.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.kept: list[tuple[str, list[str]]] = []
        self.sizes: list[int] = []
        self.sends = 0
        self.victim = 0
        self.moments: dict[int, str] = {}
        self.lock = threading.Lock()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/api/v2.04"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        message_id = self.path.partition("?")[0].rpartition("/")[2]
        with self.server.lock:
            known = any(message_id == kept for kept, _who in self.server.kept)
        if known:
            status: dict[str, Any] = {"Status": "Completed", "Count": 1, "Recipients": []}
            self.answer(200, {"Result": "Success", "MessageID": message_id, **status})
        else:
            self.answer(400, {"Result": "Failed", "ErrorMessage": ["Message(s) NOT found"]})

    def do_POST(self) -> None:
        server = self.server
        server.sends += 1
        moment = server.moments.get(server.sends)
        if moment == "open":
            return self.kill()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if moment == "come":
            return self.kill()
        data = json.loads(body)["MessageData"]
        with server.lock:
            server.sizes.append(len(body))
            server.kept.append((data["MessageID"], [d["Recipient"] for d in data["Destinations"]]))
        if moment == "kept":
            return self.kill()
        self.answer(200, {"Result": "Success", "MessageID": data["MessageID"]})
        if moment == "answered":
            self.kill()
        return None

    def kill(self) -> None:
        self.close_connection = True
        os.kill(self.server.victim, signal.SIGKILL)

    def answer(self, code: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def start(server: Server, record: Path, count: int, each: int, *more: str) -> Any:
    command = [sys.executable, "-c", PROGRAM, server.base_url, str(record), str(count), str(each)]
    return subprocess.Popen([*command, *more], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(("count", "each", "kills"), SIZES)
def test_killed_at_random_moments_each_recipient_is_in_one_request(
    count: int, each: int, kills: int, server: Server, tmp_path: Path
) -> None:
    dice = random.Random(20)
    requests = count // each
    sends = sorted(dice.sample(range(1, requests), k=kills))
    stages = [("open", "come", "kept", "answered")[number % 4] for number in range(kills)]
    dice.shuffle(stages)
    # A message that died before it was kept is made again: the sends after it are one more.
    shift = 0
    for send, stage in zip(sends, stages, strict=True):
        server.moments[send + shift] = stage
        shift += stage in ("open", "come")
    died = 0
    while True:
        process = start(server, tmp_path / "record", count, each)
        server.victim = process.pid
        process.communicate(timeout=120)
        if process.returncode != -signal.SIGKILL:
            break
        died += 1
    assert (process.returncode, died) == (0, kills)
    reached = Counter(number for _id, who in server.kept for number in who)
    assert reached == Counter(f"+614915{number:06}" for number in range(count))
    assert len({message_id for message_id, _who in server.kept}) == len(server.kept) == requests
    assert max(server.sizes) <= LIMITS["requestBytes"].value


@pytest.mark.parametrize("count", [2_000, 100_000])
def test_memory_does_not_grow_with_the_number_of_recipients(
    count: int, server: Server, tmp_path: Path
) -> None:
    peaks: list[int] = []
    for some in (1_000, count):
        process = start(server, tmp_path / f"record {some}", some, 500, "traced")
        server.victim = process.pid
        told, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        peaks.append(json.loads(told)["peak"])
    assert len(server.kept) == (1_000 + count) // 500
    assert peaks[1] < peaks[0] * 1.25, peaks
