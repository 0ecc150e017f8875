"""Campaigns with many workers: killed, stopped, never back, through a faulty gateway."""

import os
from pathlib import Path

import pytest
from tests.e2e.campaign_workers import Outcome, trial

# `make campaign` runs the full size.
FULL = os.environ.get("CAMPAIGN_SIZE") == "full"
COUNT, EACH, KILLS = (200_000, 200, 40) if FULL else (10_000, 50, 6)


def require_exactly_once(outcome: Outcome, recipients: int) -> None:
    counts = outcome.counts
    assert (outcome.doubles, outcome.lost) == (0, 0)
    assert (counts.rows, counts.sent, counts.settled) == (recipients, recipients, recipients)
    # The first that was killed never returned, and the one that was stopped lost its chunks.
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
