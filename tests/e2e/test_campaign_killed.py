"""A campaign on one host that is killed repeatedly. Each recipient is sent to exactly once."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.killing_gateway import Server

from bestsms_api.constraints import LIMITS
from bestsms_campaign import Campaign, Counts

pytestmark = pytest.mark.slow

# `make campaign` runs the full sizes.
FULL = os.environ.get("CAMPAIGN_SIZE") == "full"
COUNT, EACH, KILLS, ROWS = (100_000, 1000, 20, 1_000_000) if FULL else (10_000, 100, 6, 50_000)

PROGRAM = """
import json, os, resource, sys, time
from bestsms_campaign import Campaign
from bestsms_client import BestSMS, RetryPolicy
base_url, journal, count, each = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
people = ({"recipient": f"+61491{number:07}", "attention": "Jo"} for number in range(count))
started = time.process_time()
if os.path.exists(journal):
    campaign = Campaign.open(journal)
else:
    campaign = Campaign.create(
        journal, message="Hello [[Attention]]", recipients=people, per_request=each
    )
created = time.process_time()
with BestSMS("a-token", base_url=base_url, retry=RetryPolicy(reconcile_for=1.5)) as client:
    for progress in campaign.run(client):
        pass
sent = time.process_time()
print(json.dumps({
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    "create": created - started,
    "run": sent - created,
    "journal": os.path.getsize(journal),
}))
"""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def start(server: Server, journal: Path, count: int, each: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, server.base_url, str(journal), str(count), str(each)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_each_recipient_is_sent_to_once_despite_kills_at_random_moments(
    server: Server, tmp_path: Path
) -> None:
    count, each, kills = COUNT, EACH, KILLS
    dice = random.Random(20)
    requests = count // each
    sends = sorted(dice.sample(range(1, requests), k=kills))
    stages = [("open", "come", "kept", "answered")[number % 4] for number in range(kills)]
    dice.shuffle(stages)
    # A message that was interrupted before it was recorded is sent again, which adds one send.
    shift = 0
    for send, stage in zip(sends, stages, strict=True):
        server.moments[send + shift] = stage
        shift += stage in ("open", "come")
    journal = tmp_path / "spring.db"
    died = 0
    while True:
        process = start(server, journal, count, each)
        server.victim = process.pid
        process.communicate(timeout=120)
        if process.returncode != -signal.SIGKILL:
            break
        died += 1
        with Campaign.open(journal) as campaign:
            counts = campaign.status().counts
        assert counts.queued + counts.sent + counts.unknown == counts.rows == count
    assert (process.returncode, died) == (0, kills)
    reached = Counter(number for _id, who in server.kept for number in who)
    assert reached == Counter(f"+61491{number:07}" for number in range(count))
    assert len({message_id for message_id, _who in server.kept}) == len(server.kept) == requests
    assert max(server.sizes) <= LIMITS["requestBytes"].value
    with Campaign.open(journal) as campaign:
        counts = campaign.status().counts
        assert counts == Counts(sent=count, rows=count, recoveries=counts.recoveries)


def test_a_kill_during_create_leaves_nothing(tmp_path: Path) -> None:
    program = """
import os, signal, sys
from bestsms_campaign import Campaign
def people():
    for number in range(5000):
        yield f"+61491{number:07}"
    os.kill(os.getpid(), signal.SIGKILL)
Campaign.create(sys.argv[1], message="Hello", recipients=people())
"""
    journal = tmp_path / "spring.db"
    done = subprocess.run([sys.executable, "-c", program, str(journal)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert not journal.exists()
    with Campaign.create(journal, message="Hello", recipients=["+61491570006"]) as campaign:
        assert campaign.status().counts.rows == 1


# The interpreter and the client need about 60 MB, and SQLite caches up to 32 MB of pages.
def test_memory_does_not_grow_with_the_number_of_recipients(server: Server, tmp_path: Path) -> None:
    server.forgetful = True
    measured: list[dict[str, Any]] = []
    for some in (10_000, ROWS):
        process = start(server, tmp_path / f"{some}.db", some, 1000)
        server.victim = process.pid
        output, _ = process.communicate(timeout=600)
        assert process.returncode == 0
        measured.append(json.loads(output))
    assert measured[1]["peak"] - measured[0]["peak"] < 40_000, measured  # kB
    print(ROWS, measured)
