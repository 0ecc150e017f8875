"""The cost of a campaign per recipient, compared with a bare `send_bulk`."""

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox_process import running_sandbox

PROGRAM = """
import json, os, sys, time
from bestsms_campaign import Campaign
from bestsms_client import BestSMS
base_url, token, kind, message, folder, count = sys.argv[1:]
people = [
    {"recipient": f"+61491{number:07}", "first_name": f"Name{number}"}
    for number in range(int(count))
]
with BestSMS(token, base_url=base_url) as client:
    client.messaging.sms.send_message(message="Hello", destinations="+61491570006")  # warm
    wall, cpu = time.perf_counter(), time.process_time()
    if kind == "bulk":
        for result in client.messaging.sms.send_bulk(people, message=message):
            pass
    else:
        journal = f"{folder}/{time.time_ns()}.db"
        campaign = Campaign.create(journal, message=message, recipients=people)
        created = time.perf_counter() - wall, time.process_time() - cpu
        for progress in campaign.run(client):
            pass
        campaign.close()
    figures = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    if kind != "bulk":
        figures |= {"create wall": created[0], "create cpu": created[1]}
        figures |= {"bytes": os.path.getsize(journal) / int(count)}
print(json.dumps({name: value / int(count) * 1e6 for name, value in figures.items()}))
"""
COUNT, ROUNDS = 10_000, 3


def measure(kind: str, message: str, folder: Path) -> dict[str, float]:
    """Return the medians of a few runs per recipient, in microseconds and millionths of bytes."""
    runs: list[dict[str, Any]] = []
    for _ in range(ROUNDS):
        with running_sandbox() as sandbox:
            command = [sys.executable, "-c", PROGRAM, sandbox.base_url, sandbox.token, kind,
                       message, str(folder), str(COUNT)]  # fmt: skip
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        runs.append(json.loads(done.stdout))
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


@pytest.mark.alone
@pytest.mark.parametrize("message", ["Hello", "Hi [[FirstName]]"])
def test_a_campaign_costs_at_most_one_and_a_half_times_a_bulk_send(
    message: str, tmp_path: Path
) -> None:
    bare = measure("bulk", message, tmp_path)
    campaign = measure("campaign", message, tmp_path)
    print(f"\n{message!r}: bare {bare}, campaign {campaign}")
    assert campaign["wall"] <= 1.5 * bare["wall"]
