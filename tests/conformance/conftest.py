"""The vendor's client in a separate environment, created once and kept in pytest's cache."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox_process import SandboxProcess, running_sandbox

HERE = Path(__file__).parent
PINS = HERE / "requirements.txt"


class Vendor:
    """Calls the vendor's client: `vendor("Reports.Status.Poll", MessageID="ID1")`."""

    def __init__(self, process: "subprocess.Popen[str]", gateway: SandboxProcess) -> None:
        self.process = process
        self.gateway = gateway

    def __call__(self, call: str, **args: Any) -> dict[str, Any]:
        return self.ask({"call": call, "args": args})

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request as `vendor.py` describes; return its response."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(request), file=self.process.stdin, flush=True)
        result: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert "raised" not in result, f"{request}: {result['raised']}"
        return result


@pytest.fixture(scope="session")
def vendor_python(request: pytest.FixtureRequest) -> Path:
    """The Python of an environment with exactly the pinned vendor client."""
    assert request.config.cache is not None
    stamp = hashlib.sha256(PINS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    home = request.config.cache.mkdir("vendor") / stamp
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    with (home.parent / f"{stamp}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # parallel test processes create it only once
        if not home.exists():
            try:
                _install(home, python)
            except BaseException:
                shutil.rmtree(home, ignore_errors=True)
                raise
    return python


def _install(home: Path, python: Path) -> None:
    venv.create(home)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    install = [
        "install",
        "--quiet",
        "--retries=1",
        "--require-hashes",
        "--no-deps",
        "-r",
        str(PINS),
    ]
    done = subprocess.run([*pip, *install], capture_output=True, text=True, check=False)
    if done.returncode and "DO NOT MATCH THE HASHES" not in done.stderr:
        pytest.skip(
            f"the vendor's client cannot be installed here: {done.stderr.strip().splitlines()[-1]}"
        )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def running_vendor(vendor_python: Path) -> Iterator[Vendor]:
    """The vendor's client, connected to a sandbox."""
    with running_sandbox() as gateway:
        command = [str(vendor_python), str(HERE / "vendor.py"), gateway.base_url, gateway.token]
        # Its resubmit sends its own import time as SendTime, without a zone. UTC is behind Sydney.
        environment = {**os.environ, "TZ": "UTC", "NO_PROXY": "127.0.0.1"}
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, text=True, env=environment, **pipes) as process:
            yield Vendor(process, gateway)


@pytest.fixture
def vendor(running_vendor: Vendor) -> Vendor:
    """The vendor's client with an empty sandbox."""
    running_vendor.gateway.control("POST", "reset")
    return running_vendor
