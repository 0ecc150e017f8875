"""One sandbox per module, and a shell whose environment points to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.shell import Shell

from bestsms_sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def new_shell(tmp_path: Path) -> Shell:
    """A shell without an account."""
    return Shell(tmp_path)


@pytest.fixture
def shell(new_shell: Shell, sandbox: Sandbox) -> Shell:
    """A shell with an account of the sandbox."""
    sandbox.outbox.control("POST", "reset")
    return new_shell.with_variables(
        BESTSMS_API_URL=sandbox.base_url, BESTSMS_AUTH_TOKEN=sandbox.token
    )
