"""Schemathesis finds no failure in the strict sandbox: all phases, all checks, a fixed seed."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.contract.project_copy import Copy

import contract as c


@pytest.mark.slow
def test_schemathesis_finds_no_failure() -> None:
    command = [sys.executable, str(c.ROOT / "scripts" / "fuzz"), "--no-color"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    # Schemathesis must not have passed because it tried nothing,
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert f"✅ {phase}" in done.stdout
    assert done.stdout.count("Selected: 25/25") == 2
    assert sum(int(cases) for cases in re.findall(r"(\d+) generated", done.stdout)) >= 5000
    # because Hypothesis gave up on an operation, or because the sandbox refused everything.
    chains, fuzzing = responses("chains"), responses("fuzzing")
    assert len(chains) == len(fuzzing) == 25
    assert min(counts.total() for counts in fuzzing.values()) >= 105
    scenarios = re.search(r"Scenarios: +(\d+)", done.stdout)
    assert scenarios is not None
    assert int(scenarios[1]) >= 100
    accepted = {name: (chains[name]["200"], fuzzing[name]["200"]) for name in fuzzing}
    assert all(once and often >= 20 for once, often in accepted.values()), accepted
    assert all(counts["401"] for counts in chains.values())


def responses(part: str) -> dict[str, Counter[str]]:
    text = (c.ROOT / ".schemathesis" / f"responses-{part}.json").read_text(encoding="utf-8")
    return {name: Counter(counts) for name, counts in json.loads(text).items()}


@pytest.mark.slow
def test_a_failure_is_stored_and_can_be_replayed(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    sound, faulty = '"ErrorMessage": refusal.messages}', '"ErrorMessage": refusal.messages[0]}'
    gateway = "overlay/bestsms_sandbox/gateway/dispatch.py"
    copy.edit(gateway, sound, faulty)

    # The other part finds nothing with so few examples, and must not overwrite the failure.
    few = ("--phases=examples,fuzzing", "--max-failures=2", "--max-examples=1")
    code, text = copy.run("scripts/fuzz", *few)
    assert code == 1, text
    code, text = copy.run("scripts/fuzz", "--replay")
    assert (code, "FIXED" in text) == (1, False), text
    copy.edit(gateway, faulty, sound)
    code, text = copy.run("scripts/fuzz", "--replay")
    assert (code, "2 fixed" in text) == (0, True), text
