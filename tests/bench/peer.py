"""A gateway in a separate process that answers immediately, to measure clients against.

It reads only the length of a request, and its responses are prepared, so that it adds little to the
client's own cost.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from email.utils import formatdate
from typing import Any, Final

MESSAGE_ID: Final = "AAAAAAAA-BBBB-4BBB-8CCC-DDDDDDDDDDDD"
RECIPIENTS: Final = 200
SENT: Final = {"Result": "Success", "MessageID": MESSAGE_ID}
TIMES: Final = {
    "TimeLocal": "2026-01-01 20:00:00",
    "TimeUTC": "2026-01-01 10:00:00",
    "TimeUTC_RFC3339": "2026-01-01T10:00:00Z",
}


def status() -> dict[str, Any]:
    recipients = [
        {
            "Type": "SMS",
            "DestSeq": f"{number:08}",
            "Destination": f"+61491570{number:03}",
            "ContactID": "",
            "Status": "SUCCESS",
            "Result": "Sent OK",
            "SentTimeLocal": TIMES["TimeLocal"],
            "SentTimeUTC": TIMES["TimeUTC"],
            "SentTimeUTC_RFC3339": TIMES["TimeUTC_RFC3339"],
            "Attention": f"Person {number}",
            "Company": "Example",
            **{f"Custom{custom}": "" for custom in range(1, 10)},
            "RemoteID": "",
            "Price": 0.08,
        }
        for number in range(RECIPIENTS)
    ]
    created = {f"Created{name}": value for name, value in TIMES.items()}
    return {
        "Result": "Success",
        "MessageID": MESSAGE_ID,
        "Status": "Completed",
        "JobNum": "10AB20CE",
        "Account": "1000000",
        "SubAccount": "",
        "Department": "",
        "Reference": "bench",
        **created,
        **{f"Delayed{name}": value for name, value in TIMES.items()},
        "Timezone": "AUS Eastern",
        "Count": RECIPIENTS,
        "Complete": RECIPIENTS,
        "Success": RECIPIENTS,
        "Failed": 0,
        "Price": 16.0,
        "TotalRecords": RECIPIENTS,
        "RecordsPerPage": 999,
        "PageCount": 1,
        "Page": 1,
        "Recipients": recipients,
    }


class Answers(asyncio.Protocol):
    """One connection."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers, self._held = answers, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            _, _, length = self._held[:end].lower().partition(b"content-length: ")
            whole = end + 4 + int(length.partition(b"\r\n")[0] or 0)
            if len(self._held) < whole:
                return
            self._transport.write(self._answers[self._held[:4].strip()])
            self._held = self._held[whole:]


def response(data: dict[str, Any]) -> bytes:
    body = json.dumps(data).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nDate: {formatdate(usegmt=True)}\r\nServer: peer\r\n"
        f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def serve() -> None:
    """Print the base URL and serve until the process ends."""
    answers = {b"POST": response(SENT), b"GET": response(status())}
    server = await asyncio.get_running_loop().create_server(
        lambda: Answers(answers), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def peer() -> Generator[str]:
    """Run the peer; yield its base URL."""
    with subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/api/v2.04"
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(serve())
