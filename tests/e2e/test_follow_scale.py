"""`follow` over many messages: memory, the cursor size and the time per message stay constant."""

import json
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import httpx
import pytest
from tests.clients import client as sync_client

from bestsms_client._http.clients import Runtime
from bestsms_client._received.cursor import Followed

BEGIN = datetime(2026, 4, 4, 12, tzinfo=UTC)
PER_SECOND = 2


class BusyGateway(Runtime):
    """A gateway that receives two messages per second of its clock, which `sleep` advances."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = request.url.params
        size, page = int(query["recordsPerPage"]), int(query.get("page", 1))
        newest = int(self.seconds * PER_SECOND)
        oldest = max(0, newest - int(query["timePeriod"]) * 60 * PER_SECOND)
        total = newest - oldest
        first = newest - 1 - (page - 1) * size
        shown = [self._message(n) for n in range(first, max(oldest - 1, first - size), -1)]
        body = {"Result": "Success", "TotalRecords": total, "PageCount": max(1, -(-total // size))}
        headers = {"Date": f"{self.now():%a, %d %b %Y %H:%M:%S} GMT"}
        return httpx.Response(200, headers=headers, content=json.dumps(body | {"Messages": shown}))

    def _message(self, n: int) -> dict[str, str]:
        at = BEGIN + timedelta(seconds=n // PER_SECOND)
        return {
            "ReceivedID": f"5000000a-f002-4007-b00a-{n:012}",
            "ReceivedTimeUTC_RFC3339": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
            "From": "+61491570006",
            "MessageText": f"Text {n}",
        }


def follow(gateway: BusyGateway) -> Iterator[Followed]:
    with sync_client(
        gateway,
        "t0ken",
        base_url="https://gateway.example/api/v2.04",
        transport=httpx.MockTransport(gateway),
    ) as client:
        yield from client.reports.sms_received.follow(
            since=BEGIN, interval=300, records_per_page=999
        )


def memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@pytest.mark.parametrize("count", [4_000, pytest.param(100_000, marks=pytest.mark.alone)])
def test_the_cost_per_message_stays_constant(count: int) -> None:
    followed = follow(BusyGateway())
    part = count // 4
    peaks: list[int] = []
    times: list[float] = []
    largest, expected = 0, 0
    for _ in range(4):
        started = time.process_time()
        for one in islice(followed, part):
            assert one.message.message_text == f"Text {expected}"
            expected += 1
            largest = max(largest, len(one.cursor))
        times.append((time.process_time() - started) / part)
        peaks.append(memory())
    held = [one >> 20 for one in peaks]
    costs = [round(1e6 * one) for one in times]
    print(f"{count:,} messages: cursor {largest:,} bytes, {held} MB, {costs} us per message")
    assert expected == count
    assert largest < 20_000
    assert peaks[3] - peaks[1] < 16 * 1024 * 1024
    if part > 10_000:  # fewer take too short a time to measure
        assert times[3] < 3 * times[1]
