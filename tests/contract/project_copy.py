"""A copy of this project for tests that change it."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import contract as c

FOLDERS = ("generated", "overlay", "scripts", "spec", "tests")
SPEC = "spec/bestsms-v2.04.yaml"


class Copy:
    """A copy of this project that shares its environment."""

    def __init__(self, root: Path) -> None:
        self.root = root
        ignored = shutil.ignore_patterns("__pycache__")
        for name in FOLDERS:
            shutil.copytree(c.ROOT / name, root / name, ignore=ignored)
        for name in ("CHANGELOG.md", "pyproject.toml"):
            shutil.copy(c.ROOT / name, root)

    def clean_python(self) -> Path:
        """Create an interpreter with this environment's packages except this project itself.

        Otherwise a type checker would find modules there that the copy no longer has.
        """
        home = self.root / "clean"
        venv.create(home, symlinks=True)
        python = home / "bin" / "python"
        (site,) = home.glob("lib/*/site-packages")
        (site / "environment.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
        return python

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that occurs exactly once in a file."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} has {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *command: str) -> tuple[int, str]:
        """Run Python with this copy's packages; return the exit code and the output."""
        packages = os.pathsep.join(str(self.root / name) for name in ("overlay", "generated"))
        done = subprocess.run(
            [sys.executable, *command],
            check=False,
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": packages},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr
