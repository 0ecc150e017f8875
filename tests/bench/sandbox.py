"""Compare the sandbox's speed with a bare Starlette app: `python tests/bench/sandbox.py`.

Both run in separate processes with one worker of the same server, and take turns under the same
load, so that variations of the machine cancel out. The app has one handler that reads and writes
JSON. The sandbox validates both ways and stores what it receives. The printed figures are medians.
"""

import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import Final
from urllib.parse import urlsplit

CONNECTIONS: Final = 8
REQUESTS: Final = 400
ROUNDS: Final = 7
ANSWER: Final = '{"Result": "Success", "MessageID": "AAAAAAAA-BBBB-BBBB-CCCC-DDDDDDDDDDDD"}'
BARE: Final = f"""
import socket, uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

async def handle(request):
    if request.method == "POST":
        await request.json()
    return JSONResponse({ANSWER})

app = Starlette(routes=[Route("/{{path:path}}", handle, methods=["GET", "POST"])])
# asyncio turns off Nagle's algorithm only if the protocol is given.
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
listener.listen()
print('{{"base_url": "http://127.0.0.1:%d"}}' % listener.getsockname()[1], flush=True)
config = uvicorn.Config(app, http="h11", lifespan="off", log_config=None, access_log=False)
uvicorn.Server(config).run([listener])
"""


@contextmanager
def serving(*arguments: str) -> Generator[dict[str, str]]:
    """Run a server; yield its printed addresses."""
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.kill()


class Load:
    """Requests to one server over several connections at a time."""

    def __init__(self, where: dict[str, str]) -> None:
        url = urlsplit(where["base_url"])
        assert url.hostname is not None
        self._base, self._token = url.path, where.get("token", "")
        self._wires = [
            socket.create_connection((url.hostname, url.port or 0)) for _ in range(CONNECTIONS)
        ]

    def send(self, number: int) -> bytes:
        data = {
            "MessageID": f"ID-{number}",
            "Reference": "bench",
            "Message": f"Hello, this is message {number}.",
            "Destinations": [{"Recipient": "+61491570006"}],
        }
        return self._request("POST", "/send/sms", json.dumps({"MessageData": data}).encode())

    def read(self, number: int) -> bytes:
        return self._request("GET", f"/get/status/ID-{number}")

    def rate(self, requests: list[bytes]) -> float:
        """Make the requests and return the number of responses per second."""
        started = time.perf_counter()
        for start in range(0, len(requests), CONNECTIONS):
            batch = list(zip(self._wires, requests[start:], strict=False))
            for wire, request in batch:
                wire.sendall(request)
            for wire, _ in batch:
                _receive(wire)
        return len(requests) / (time.perf_counter() - started)

    def _request(self, method: str, path: str, body: bytes = b"") -> bytes:
        head = (
            f"{method} {self._base}{path} HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Basic {self._token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _receive(wire: socket.socket) -> None:
    response = b""
    while b"\r\n\r\n" not in response:
        response += wire.recv(65536)
    head, _, body = response.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), response
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += wire.recv(65536)


def main() -> None:
    with ExitStack() as stack:
        plain = Load(stack.enter_context(serving("-c", BARE)))
        sandbox = Load(stack.enter_context(serving("-m", "bestsms_sandbox")))
        rates: dict[str, list[float]] = {}
        for turn in range(-1, ROUNDS):  # the first round warms up
            numbers = range((turn + 1) * REQUESTS, (turn + 2) * REQUESTS)
            for kind, load in (("bare", plain), ("sandbox", sandbox)):
                for what in ("send", "read"):
                    requests = [getattr(load, what)(number) for number in numbers]
                    rate = load.rate(requests)
                    if turn >= 0:
                        rates.setdefault(f"{kind} {what}", []).append(rate)
    for what, goal in (("send", 0.35), ("read", 0.5)):
        ours, bares = rates[f"sandbox {what}"], rates[f"bare {what}"]
        share = statistics.median(o / b for o, b in zip(ours, bares, strict=True))
        rate, bare_rate = statistics.median(ours), statistics.median(bares)
        print(f"{what}: {rate:,.0f}/s of {bare_rate:,.0f}/s, share {share:.2f} (goal {goal})")


if __name__ == "__main__":
    main()
