"""Two versions of the whole project: what `scripts/spec-diff` tells, and what it holds us to."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.contract.project_copy import SPEC, Copy

import contract as c
import redocly
import surface

INIT = "overlay/bestsms_client/__init__.py"
RETRY = "overlay/bestsms_client/retry.py"
INNER = "overlay/bestsms_client/redact.py"
REPORTS = "overlay/bestsms_client/_sync/status.py"


class Checkout(Copy):
    """A repository of its own with a copy of this project, released as v0.1.0."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.git("init", "--quiet")
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", "A release")
        self.git("tag", "v0.1.0")

    def git(self, *arguments: str) -> None:
        who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.com")
        subprocess.run(["git", "-C", str(self.root), *who, *arguments], check=True)

    def diff(self, *options: str) -> tuple[int, str]:
        return self.run("scripts/spec-diff", *options)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.mark.slow
@pytest.mark.needs("redocly")
def test_a_release_is_compared_and_the_version_held_to_it(checkout: Checkout) -> None:
    code, text = checkout.diff()
    assert code == 0, text
    assert "Contract: 0 breaking, 0 new, 0 of words alone" in text
    assert "Python surface: nothing broken" in text
    assert "types of today: nothing broken" in text

    # A field of an answer goes from the contract, and an argument from a call.
    checkout.edit(SPEC, "        RemoteID:\n", "        RemoteIdentity:\n")
    checkout.edit(REPORTS, "timeout: float", "at_most: float")
    checkout.edit(RETRY, "class RetryPolicy:", "class RetryRules:")
    checkout.edit(INNER, "def mask(", "def hide(")  # nobody's but ours
    code, text = checkout.diff("v0.1.0")
    assert code == 1, text
    assert "renamed to `RemoteIdentity`" in text
    assert "Python surface: 2 broken" in text
    assert "wait: Parameter was removed (timeout)" in text
    assert "RetryPolicy: Public object was removed" in text
    assert "Advice: major, so 0.2.0 after 0.1.0" in text
    assert "__version__ is 0.1.0; make it 0.2.0" in text

    checkout.edit(INIT, '__version__ = "0.1.0"', '__version__ = "0.2.0"')
    checkout.edit(
        "CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- **Breaking:** a field is gone.\n"
    )
    code, text = checkout.diff()
    assert code == 0, text
    assert "__version__ and CHANGELOG.md follow what changed since v0.1.0" in text


@pytest.mark.slow
def test_programs_of_then_are_checked_against_the_types_of_today(checkout: Checkout) -> None:
    assert surface.misfits(checkout.root, checkout.root) == []

    old = checkout.root / "old"
    surface.extract("v0.1.0", old, checkout.root)
    models = checkout.root / "generated" / "bestsms_api" / "models" / "status_result.py"
    text = models.read_text(encoding="utf-8")
    assert "count: int | None" in text
    models.write_text(text.replace("count: int | None", "count: str | None"), encoding="utf-8")

    lines = surface.misfits(old, checkout.root)
    assert [line for line in lines if "user_script.py" in line and "[assert-type]" in line], lines


def test_only_a_release_or_what_is_named_can_be_compared_with(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no revision"):
        surface.extract("no-such-revision", tmp_path)


def test_without_its_tool_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")

    with pytest.raises(redocly.Unavailable, match=r"installed once.*npm failed \(ECONNREFUSED\)"):
        redocly.run("--version", cwd=tmp_path)


def test_before_the_first_release_it_asks_what_to_compare_with(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)

    code, text = copy.run("scripts/spec-diff")

    assert (code, "nothing is released yet" in text) == (2, True)


@pytest.mark.slow
@pytest.mark.needs("redocly")
def test_this_version_and_its_changelog_follow_what_changed_since_the_last_release() -> None:
    if surface.last_tag() is None:
        pytest.skip("nothing is released yet")
    command = [sys.executable, str(c.ROOT / "scripts" / "spec-diff")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
