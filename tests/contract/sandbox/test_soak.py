"""A short version of `make soak`: with --keep, memory and the file stay within a limit."""

import importlib.machinery
import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "soak"
_loader = importlib.machinery.SourceFileLoader("soak", str(SCRIPT))
_spec = importlib.util.spec_from_loader("soak", _loader)
assert _spec
soak = importlib.util.module_from_spec(_spec)
_loader.exec_module(soak)


@pytest.mark.slow
def test_memory_and_file_stay_small(tmp_path: Path) -> None:
    sizes, _ = soak.soak(tmp_path / "db", messages=1000, keep=50, weeks=6)
    assert soak.bounded(sizes), sizes


def test_growth_is_detected() -> None:
    mb = 1_000_000
    flat = [(share / 10, soak.Size(70 * mb, 5 * mb)) for share in range(10)]
    growing_file = [(share / 10, soak.Size(70 * mb, share * 2 * mb)) for share in range(10)]
    growing_memory = [(share / 10, soak.Size(share * 20 * mb, 5 * mb)) for share in range(10)]
    checks = [soak.bounded(sizes) for sizes in (flat, growing_file, growing_memory)]
    assert checks == [True, False, False]
