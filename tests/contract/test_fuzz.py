"""The strict gateway stands Schemathesis: all phases, all checks, a fixed seed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).parents[2] / "scripts" / "fuzz"


@pytest.mark.slow
def test_schemathesis_finds_nothing() -> None:
    command = [sys.executable, str(FUZZ), "--no-color"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    # That it found nothing must not be because it tried nothing.
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert f"✅ {phase}" in done.stdout
    cases = re.search(r"(\d+) generated", done.stdout)
    assert cases is not None
    assert int(cases[1]) > 2000
    assert "Selected: 25/25" in done.stdout
