"""What every test may use."""

import copy
import functools
import shutil
import subprocess
import sys
import tempfile
from typing import Any

import pytest

import contract as contract_file


def registry() -> bool:
    """Tell whether pip reaches a package index."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", folder]
        done = subprocess.run([*command, "attrs>=22.2"], check=False, capture_output=True)
    return not done.returncode


def node() -> bool:
    """Tell whether there is a Node.js on the path."""
    return shutil.which("node") is not None


PROBES = {"registry": functools.cache(registry), "node": functools.cache(node)}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that needs what is not there, with the reason."""
    for marker in item.iter_markers("needs"):
        for thing in marker.args:
            if not PROBES[thing]():
                pytest.skip(f"needs a {thing}, and none is reached")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asynchronous tests, marked anyio, run on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def parsed() -> dict[str, Any]:
    """The contract, read once."""
    return contract_file.load()


@pytest.fixture
def contract(parsed: dict[str, Any]) -> dict[str, Any]:
    """The contract, a test's own to change."""
    return copy.deepcopy(parsed)
