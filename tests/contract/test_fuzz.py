"""The strict gateway stands Schemathesis: all phases, all checks, a fixed seed."""

import json
import re
import subprocess
import sys

import pytest

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
