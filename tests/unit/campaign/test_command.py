"""`python -m bestsms_campaign`, and the options of workers."""

from pathlib import Path

import pytest
from tests.unit.campaign.campaign_gateway import create

from bestsms_campaign import CampaignError
from bestsms_campaign.__main__ import main
from bestsms_campaign.workers import WorkerOptions


def test_the_status_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create(tmp_path).close()
    assert main(["status", str(tmp_path / "spring.db")]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "spring: ready, 40 recipients"
    assert shown[1].split() == ["queued", "40"]


def test_errors_are_printed_on_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", str(tmp_path / "missing.db")]) == 1
    shown = capsys.readouterr()
    assert not shown.out
    assert "No such file" in shown.err
    assert shown.err.count("\n") == 1


def test_a_lease_must_be_longer_than_a_call() -> None:
    assert WorkerOptions(lease=140).lease == 140
    with pytest.raises(CampaignError, match="at least 140 s"):
        WorkerOptions(lease=139)
