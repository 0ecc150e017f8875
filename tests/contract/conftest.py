"""The sandboxes of the contract tests. Each starts once and is emptied before every test."""

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
    """An empty sandbox with the default options."""
    _tolerant.control.post("reset").raise_for_status()
    return _tolerant


@pytest.fixture
def strict_api(_strict: SandboxApi) -> SandboxApi:
    """An empty sandbox with --strict."""
    _strict.control.post("reset").raise_for_status()
    return _strict


@pytest.fixture
def browser(api: SandboxApi) -> Iterator[PlainBrowser]:
    with closing(PlainBrowser(api.sandbox)) as browser:
        yield browser


@pytest.fixture
def connection(api: SandboxApi) -> Iterator[RawConnection]:
    connection = RawConnection(api)
    with closing(connection.http):
        yield connection
