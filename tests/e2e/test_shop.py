"""The example project runs with the installed wheel and nothing else from this repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import contract as c

BIN = Path(sys.executable).parent


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_shops_tests_pass_with_the_wheel(tmp_path: Path) -> None:
    run(BIN / "hatchling", "build", "--target", "wheel", "--directory", tmp_path, cwd=c.ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    run(*pip, "--target", installed, wheel, cwd=tmp_path)
    example = c.ROOT / "overlay" / "docs" / "examples" / "shop"
    shop = shutil.copytree(example, tmp_path / "shop")
    path = {"PYTHONPATH": str(installed)}
    where = (
        "import bestsms_client, bestsms_sandbox as s; print(bestsms_client.__file__, s.__file__)"
    )
    found = run(sys.executable, "-c", where, cwd=shop, **path).split()
    assert all(Path(file).is_relative_to(installed) for file in found)
    # Its own warnings do not concern us.
    pytest_command = ("-m", "pytest", "-q", "-p", "no:asyncio")
    output = run(sys.executable, "-W", "error", *pytest_command, cwd=shop, **path)
    assert "4 passed" in output
