"""The strict gateway stands Schemathesis: all phases, all checks, a fixed seed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.contract.scratch import Copy

import contract as c


@pytest.mark.slow
def test_schemathesis_finds_nothing() -> None:
    command = [sys.executable, str(c.ROOT / "scripts" / "fuzz"), "--no-color"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    # That it found nothing must not be because it tried nothing,
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert f"✅ {phase}" in done.stdout
    assert "Selected: 25/25" in done.stdout
    cases = re.search(r"(\d+) generated", done.stdout)
    assert cases is not None
    assert int(cases[1]) >= 5000
    # nor because the gateway refused everything.
    answers = json.loads((c.ROOT / ".schemathesis" / "answers.json").read_text(encoding="utf-8"))
    assert len(answers) == 25
    accepted = {name: counts.get("200", 0) for name, counts in answers.items()}
    assert min(accepted.values()) >= 20, accepted
    assert all(counts.get("401") for counts in answers.values())


@pytest.mark.slow
def test_a_failure_is_kept_and_can_be_tried_again(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    sound, faulty = '"ErrorMessage": refusal.messages}', '"ErrorMessage": refusal.messages[0]}'
    gateway = "overlay/bestsms_sandbox/gateway.py"
    copy.edit(gateway, sound, faulty)

    code, text = copy.run("scripts/fuzz", "--phases=examples", "--max-failures=2")
    assert code == 1, text
    code, text = copy.run("scripts/fuzz", "--replay")
    assert (code, "FIXED" in text) == (1, False), text
    copy.edit(gateway, faulty, sound)
    code, text = copy.run("scripts/fuzz", "--replay")
    assert (code, "2 fixed" in text) == (0, True), text
