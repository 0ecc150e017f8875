"""Tests for `scripts/spec_diff.py`, run as a script in a copy of this project."""

import subprocess
from pathlib import Path

import pytest
from tests.contract.project_copy import SPEC, Copy

import spec_diff

RETRY = "overlay/bestsms_client/_http/retry.py"
REDACTION = "overlay/bestsms_client/_http/redaction.py"


def git(folder: Path, *arguments: str) -> None:
    author = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.com")
    subprocess.run(["git", "-C", str(folder), *author, *arguments], check=True)


@pytest.fixture
def released(tmp_path: Path) -> Copy:
    """A new repository with a copy of this project, released as v0.1.0."""
    copy = Copy(tmp_path)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "A release")
    git(tmp_path, "tag", "v0.1.0")
    return copy


@pytest.mark.slow
def test_the_contract_and_the_python_api_are_compared_with_the_last_release(released: Copy) -> None:
    nothing = "Python API:\n  no change\nContract: 0 changes, and 0 of wording or evidence\n"
    assert released.run("scripts/spec_diff.py") == (0, nothing)

    released.edit(SPEC, "        RemoteID:\n", "        RemoteIdentity:\n")
    released.edit(RETRY, "    max_attempts: int", "    tries: int")
    released.edit(REDACTION, "def mask(", "def hide(")  # not public
    wait = "\nBestSMS.reports.status.wait("
    released.edit(spec_diff.SNAPSHOT, wait, wait.replace("wait", "wait_for_end"))
    code, text = released.run("scripts/spec_diff.py", "v0.1.0")

    assert code == 0, text
    assert "`RemoteID` renamed to `RemoteIdentity`" in text
    assert "RetryPolicy.max_attempts: Public object was removed" in text
    assert "\n  - BestSMS.reports.status.wait(" in text
    assert "\n  + BestSMS.reports.status.wait_for_end(" in text
    assert "mask" not in text


def test_without_a_release_or_old_it_is_a_usage_error(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    git(tmp_path, "init", "--quiet")

    code, text = copy.run("scripts/spec_diff.py")
    assert (code, "there is no release to compare with" in text) == (2, True)
    code, text = copy.run("scripts/spec_diff.py", "no-such-revision")
    assert (code, "neither a file nor a revision" in text) == (2, True)


def test_a_contract_file_is_compared_without_the_python_api(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    before = (copy.root / SPEC).read_text(encoding="utf-8")
    (tmp_path / "old.yaml").write_text(before, encoding="utf-8")
    copy.edit(SPEC, "        RemoteID:\n", "        RemoteIdentity:\n")

    code, text = copy.run("scripts/spec_diff.py", "old.yaml")

    assert code == 0, text
    assert text.splitlines()[0].startswith("Contract: 1 changes")
    assert "send: -      read: major" in text
