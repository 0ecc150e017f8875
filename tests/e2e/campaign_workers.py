"""A campaign with many workers, some of which are killed, stopped or never return."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bestsms_campaign import Campaign, Counts
from sandbox_process import SandboxProcess, running_sandbox

# A lease that expires within a short test. The client times out after one second.
LEASE: Final = 7.0
OPTIONS: Final = (
    "--concurrency=2", f"--lease={LEASE:g}", "--timeout=1", "--reconcile-for=1.4", "--sweep=1",
    "--heartbeat=1", "--until-done",
)  # fmt: skip
WORKERS: Final = 4
LATE: Final = 0.4
# One request in ten fails. The other responses are late, so that kills hit requests in flight.
FAULTS: Final[list[dict[str, Any]]] = [
    {"probability": 0.02, "do": "drop", "keep": True, "seed": 1},
    {"probability": 0.02, "do": "drop", "keep": False, "seed": 2},
    {"probability": 0.02, "do": "reset", "keep": True, "seed": 3},
    {"probability": 0.02, "do": "answer", "status": 500, "body": "", "keep": True, "seed": 4},
    {"probability": 0.01, "do": "answer", "status": 503, "body": "", "keep": False, "seed": 5},
    {"probability": 0.01, "do": "stall", "keep": True, "seed": 6},
]


@dataclass
class Outcome:
    """The result of a trial.

    Attributes:
        counts: The counts of the campaign.
        reached: The number of sends to each recipient.
        killed: The number of workers that were killed.
        seconds: The duration.
    """

    counts: Counts
    reached: Counter[str] = field(repr=False)
    killed: int
    seconds: float

    @property
    def doubles(self) -> int:
        return sum(1 for times in self.reached.values() if times > 1)

    @property
    def lost(self) -> int:
        return sum(1 for times in self.reached.values() if not times)


class WorkerProcesses:
    def __init__(self, dsn: str, gateway: SandboxProcess) -> None:
        self._dsn = dsn
        self._environment = {
            **os.environ,
            "BESTSMS_AUTH_TOKEN": gateway.token,
            "BESTSMS_API_URL": gateway.base_url,
        }
        self.processes = [self.start() for _ in range(WORKERS)]

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "bestsms_campaign", "worker", self._dsn, *OPTIONS]
        return subprocess.Popen(command, env=self._environment)

    def kill(self, place: int, *, replace: bool) -> None:
        process = self.processes[place]
        process.kill()
        process.wait()
        if replace:
            self.processes[place] = self.start()
        else:
            del self.processes[place]

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@contextmanager
def running_workers(dsn: str, gateway: SandboxProcess) -> Generator[WorkerProcesses]:
    workers = WorkerProcesses(dsn, gateway)
    try:
        yield workers
    finally:
        workers.stop()


def trial(dsn: str, folder: Path, *, recipients: int, per_request: int, kills: int) -> Outcome:
    """Send a campaign while workers are killed; the seed decides which and when."""
    dice = random.Random(19)
    numbers = [f"+61491{number:06}" for number in range(recipients)]
    database = folder / "sandbox.db"
    started = time.monotonic()
    with (
        running_sandbox("--db", str(database)) as gateway,
        Campaign.create(
            dsn, name="spring", message="Hello", recipients=numbers, per_request=per_request
        ) as campaign,
    ):
        scripts = [{"method": "POST", "path": "/send/sms", **fault} for fault in FAULTS]
        late = {"method": "POST", "path": "/send/sms", "do": "answer", "after_seconds": LATE}
        gateway.control("PUT", "faults", {"faults": [*scripts, late]})
        campaign.start()
        with running_workers(dsn, gateway) as workers:
            stopped = workers.processes.pop()
            wait_for(campaign, recipients // 10)
            stopped.send_signal(signal.SIGSTOP)
            continue_at = time.monotonic() + LEASE + 1.5
            for number in range(kills):
                # Kills are spread evenly over the campaign, at a random moment within each span.
                wait_for(campaign, recipients // 10 + recipients * number // (2 * kills))
                time.sleep(dice.uniform(0.0, 0.3))
                workers.kill(dice.randrange(len(workers.processes)), replace=number > 0)
            time.sleep(max(0.0, continue_at - time.monotonic()))
            stopped.send_signal(signal.SIGCONT)
            workers.processes.append(stopped)
            end = time.monotonic() + 60 + recipients / 200
            while not campaign.status().finished:
                assert time.monotonic() < end, campaign.status()
                time.sleep(0.2)
            # Let the stopped worker finish too, since it could still send.
            stopped.wait(60)
        counts = campaign.status().counts
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT destination FROM recipients").fetchall()
    reached = Counter(row[0] for row in rows)
    reached.update(dict.fromkeys(numbers, 0))
    return Outcome(counts, reached, kills, time.monotonic() - started)


def wait_for(campaign: Campaign, settled: int) -> None:
    end = time.monotonic() + 120
    while campaign.status().counts.settled < settled:
        assert time.monotonic() < end, campaign.status()
        time.sleep(0.02)
