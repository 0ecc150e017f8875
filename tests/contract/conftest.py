"""The sandboxes of the contract tests: started once, emptied before each test."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from tests.contract.sandbox.page_visitor import Visitor
from tests.contract.sandbox.raw_connection import Wire
from tests.contract.sandbox.running_sandbox import Rig

from bestsms_sandbox import Sandbox


@pytest.fixture(scope="session")
def _tolerant() -> Iterator[Rig]:
    with Sandbox() as sandbox, closing(Rig(sandbox)) as rig:
        yield rig


@pytest.fixture(scope="session")
def _strict() -> Iterator[Rig]:
    with Sandbox(strict=True) as sandbox, closing(Rig(sandbox)) as rig:
        yield rig


@pytest.fixture
def rig(_tolerant: Rig) -> Rig:
    """A sandbox as users get it, empty."""
    _tolerant.control.post("reset").raise_for_status()
    return _tolerant


@pytest.fixture
def strict(_strict: Rig) -> Rig:
    """A sandbox without tolerance, empty."""
    _strict.control.post("reset").raise_for_status()
    return _strict


@pytest.fixture
def visitor(rig: Rig) -> Iterator[Visitor]:
    """Somebody who visits the page of `rig`'s sandbox."""
    with closing(Visitor(rig.sandbox)) as visitor:
        yield visitor


@pytest.fixture
def wire(rig: Rig) -> Iterator[Wire]:
    """A connection of its own to `rig`'s sandbox."""
    wire = Wire(rig)
    with closing(wire.http):
        yield wire
