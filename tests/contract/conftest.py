"""The sandboxes of the contract tests: started once, emptied before each test."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from tests.contract.sandbox.plain_browser import PlainBrowser
from tests.contract.sandbox.raw_connection import RawConnection
from tests.contract.sandbox.sandbox_api import SandboxApi

from bestsms_sandbox import Sandbox


@pytest.fixture(scope="session")
def _tolerant() -> Iterator[SandboxApi]:
    with Sandbox() as sandbox, closing(SandboxApi(sandbox)) as api:
        yield api


@pytest.fixture(scope="session")
def _strict() -> Iterator[SandboxApi]:
    with Sandbox(strict=True) as sandbox, closing(SandboxApi(sandbox)) as api:
        yield api


@pytest.fixture
def api(_tolerant: SandboxApi) -> SandboxApi:
    """A sandbox as users get it, empty."""
    _tolerant.control.post("reset").raise_for_status()
    return _tolerant


@pytest.fixture
def strict_api(_strict: SandboxApi) -> SandboxApi:
    """A sandbox without tolerance, empty."""
    _strict.control.post("reset").raise_for_status()
    return _strict


@pytest.fixture
def browser(api: SandboxApi) -> Iterator[PlainBrowser]:
    """Somebody who visits the page of `api`'s sandbox."""
    with closing(PlainBrowser(api.sandbox)) as browser:
        yield browser


@pytest.fixture
def connection(api: SandboxApi) -> Iterator[RawConnection]:
    """A connection of its own to `api`'s sandbox."""
    connection = RawConnection(api)
    with closing(connection.http):
        yield connection
