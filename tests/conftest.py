"""Fixtures and hooks for all tests."""

import copy
import functools
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from tests import postgres as postgres_server

import contract as contract_file


def registry() -> bool:
    """Check whether pip can reach a package index."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", folder]
        done = subprocess.run([*command, "attrs>=22.2"], check=False, capture_output=True)
    return not done.returncode


def chromium() -> bool:
    """Check whether Chromium is installed; `make browser` installs it."""
    return shutil.which("chromium") is not None


PROBES = {
    "registry": functools.cache(registry),
    "chromium": functools.cache(chromium),
    "postgres": functools.cache(postgres_server.available),
}


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts background programs with SIGINT ignored. Programs that the tests start, and end
    # with SIGINT, would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose requirements are missing, with the reason."""
    for marker in item.iter_markers("needs"):
        for thing in marker.args:
            if not PROBES[thing]():
                pytest.skip(f"needs {thing}, which is not reached")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run the asynchronous tests, marked anyio, on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres_server.Server]:
    """A PostgreSQL server; `make servers` installs PostgreSQL."""
    with postgres_server.running() as server:
        yield server


@pytest.fixture
def postgres(postgres_cluster: postgres_server.Server) -> Iterator[str]:
    """The conninfo of an empty PostgreSQL database."""
    with postgres_cluster.database() as conninfo:
        yield conninfo


@pytest.fixture(scope="session")
def parsed() -> dict[str, Any]:
    """The contract, read once."""
    return contract_file.load()


@pytest.fixture
def contract(parsed: dict[str, Any]) -> dict[str, Any]:
    """A copy of the contract that the test may change."""
    return copy.deepcopy(parsed)
