"""The Makefile and `.ci/run`: which tests are run by what, and none of them twice."""

import re
import subprocess

import contract as c


def selections(*targets: str) -> list[str]:
    """Return what `-m` selects of the tests, run by run, if these targets are made together."""
    planned = subprocess.run(
        ["make", "--dry-run", *targets], check=True, cwd=c.ROOT, capture_output=True, text=True
    )
    return re.findall("-m pytest -m '(.*)'", planned.stdout)


QUICK, REST = "not slow and not needs", "slow or needs"


def test_test_all_is_every_test() -> None:
    assert selections("test") == [QUICK]
    assert selections("test-rest") == [REST]
    assert selections("test-all") == [QUICK, REST]
    cases = [(slow, needs) for slow in (False, True) for needs in (False, True)]
    for slow, needs in cases:
        names = {"slow": slow, "needs": needs}
        assert [eval(wanted, names) for wanted in (QUICK, REST)].count(True) == 1  # noqa: S307


def test_ci_runs_no_test_twice() -> None:
    commands = re.findall(r"^make (.*)$", (c.ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert sorted(s for line in commands for s in selections(*line.split())) == [QUICK, REST]
