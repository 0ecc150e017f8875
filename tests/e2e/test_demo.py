"""Tests for `make demo`."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(script: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", str(script)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def done() -> subprocess.CompletedProcess[str]:
    return run(ROOT / "scripts" / "demo")


def test_the_demo_shows_a_message_from_end_to_end(done: subprocess.CompletedProcess[str]) -> None:
    assert (done.returncode, done.stderr) == (0, "")
    for line in (
        "Dave is now in the group Cooks_of_the_town",
        "Completed: 4 of 4 delivered",
        "+61491570006 Alice Success delivered",
        "+61491570156 Bob Success delivered",
        "+61491570157 Carol Success delivered",
        "+61491570158 Dave Success delivered",
        "Menu.txt: 16 bytes, as sent",
        "Seal.bin: 256 bytes, as sent",
        "+61491570006: Thanks, both files are here!",
    ):
        assert f"\n{line}\n" in done.stdout
    for handset, text in (
        ("+61491570006", "Hello Alice at Alice's Bar. Click http://"),
        ("+61491570156", "Hello Bob at Bob's Bistro. Click http://"),
        ("+61491570157", "Hello Carol at Cafe Carol. Click http://"),
        ("+61491570158", "Hello Dave at Dave's Diner. Click http://"),
    ):
        assert f"\n{handset}: {text}" in done.stdout


def test_every_line_of_the_walkthrough_is_shown(done: subprocess.CompletedProcess[str]) -> None:
    shown = done.stdout.splitlines()
    typed = "\n".join(line[4:] for line in shown if line.startswith((">>> ", "... ")))
    code = (ROOT / "scripts" / "walkthrough.py").read_text().split("\n\n# When", 1)[1]
    written = [line for line in code.splitlines()[1:] if line and not line.startswith("# ")]
    assert typed.splitlines() == written


def test_a_failing_demo_names_the_step(tmp_path: Path) -> None:
    scripts = ROOT / "scripts"
    for name in ("demo", "sandbox_process.py"):
        (tmp_path / name).write_bytes((scripts / name).read_bytes())
    walkthrough = (scripts / "walkthrough.py").read_text()
    assert '"Alice\'s Bar"' in walkthrough
    (tmp_path / "walkthrough.py").write_text(walkthrough.replace('"Alice\'s Bar"', '"another bar"'))
    done = run(tmp_path / "demo")
    assert done.returncode == 1
    assert "The demo failed in step 6: Alice received a different text" in done.stderr
