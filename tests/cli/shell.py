"""Run `bestsms` as a user does: in a separate process, with an empty home folder."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BESTSMS = Path(sys.executable).with_name("bestsms")
_KEPT = ("PATH", "SYSTEMROOT", "SSL_CERT_FILE")


@dataclass(frozen=True)
class Result:
    """The output and exit code of a process."""

    code: int
    stdout: str
    stderr: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Return the lines of JSON on stdout."""
        return [json.loads(line) for line in self.stdout.splitlines()]

    @property
    def record(self) -> dict[str, Any]:
        """Return the only line of JSON on stdout."""
        (record,) = self.records
        return record


@dataclass(frozen=True)
class Shell:
    """A user's shell, with the settings in `home`."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return {**kept, "BESTSMS_CONFIG_DIR": str(self.home), "TERM": "xterm", **self.variables}

    def run(self, *arguments: str | Path, stdin: str | bytes = "") -> Result:
        done = subprocess.run(
            [BESTSMS, *arguments],
            check=False,
            cwd=self.home,
            env=self.environment,
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            timeout=60,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [BESTSMS, *arguments],
            cwd=self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def with_variables(self, **variables: str) -> "Shell":
        return Shell(self.home, {**self.variables, **variables})
