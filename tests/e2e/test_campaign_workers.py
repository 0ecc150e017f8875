"""Campaigns with many workers that are killed, stopped or never return, and a faulty gateway."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.e2e.campaign_workers import LATE, OPTIONS, Outcome, trial, wait_for
from tests.unit.campaign.campaign_gateway import people

from bestsms_campaign import Campaign
from sandbox_process import running_sandbox

# `make campaign` runs the full size.
FULL = os.environ.get("CAMPAIGN_SIZE") == "full"
COUNT, EACH, KILLS = (200_000, 200, 40) if FULL else (10_000, 50, 6)


def require_exactly_once(outcome: Outcome, recipients: int) -> None:
    counts = outcome.counts
    assert (outcome.doubles, outcome.lost) == (0, 0)
    assert (counts.rows, counts.sent, counts.settled) == (recipients, recipients, recipients)
    # The first killed worker never returned, and the stopped one lost its chunks.
    assert counts.recoveries >= 2
    print(
        f"{recipients:,} recipients, {outcome.killed} workers killed, {counts.recoveries} chunks "
        f"recovered, {outcome.doubles} doubles, {outcome.lost} lost, {outcome.seconds:.0f} s"
    )


@pytest.mark.slow
@pytest.mark.needs("postgres")
def test_each_recipient_is_sent_to_once(postgres: str, tmp_path: Path) -> None:
    outcome = trial(postgres, tmp_path, recipients=COUNT, per_request=EACH, kills=KILLS)
    require_exactly_once(outcome, COUNT)


@pytest.mark.slow
@pytest.mark.needs("postgres")
def test_a_worker_that_is_told_to_stop_finishes_its_chunks(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        running_sandbox() as sandbox,
        Campaign.create(
            postgres, name="spring", message="Hello", recipients=people(500), per_request=5
        ) as campaign,
    ):
        late = {"method": "POST", "path": "/send/sms", "do": "answer", "after_seconds": LATE}
        sandbox.control("PUT", "faults", {"faults": [late]})
        monkeypatch.setenv("BESTSMS_AUTH_TOKEN", sandbox.token)
        monkeypatch.setenv("BESTSMS_API_URL", sandbox.base_url)
        campaign.start()
        command = [sys.executable, "-m", "bestsms_campaign", "worker", postgres, *OPTIONS]
        with subprocess.Popen(command) as worker:
            wait_for(campaign, 10)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(30) == 0
        counts = campaign.status().counts
        assert 0 < counts.sent < 500
        assert (counts.unknown, counts.queued) == (0, 500 - counts.sent)
