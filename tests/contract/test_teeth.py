"""The suites have teeth: faults planted in the sandbox are found. Here a sample of them."""

import ast
import importlib.machinery
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import contract as c

FAULTS: list[dict[str, Any]] = yaml.safe_load(
    (c.ROOT / "tests" / "data" / "faults.yaml").read_text(encoding="utf-8")
)
SANDBOX = c.ROOT / "overlay" / "bestsms_sandbox"


def load(name: str) -> ModuleType:
    """Import a script, which has no suffix."""
    path = str(c.ROOT / "scripts" / name)
    loader = importlib.machinery.SourceFileLoader(name, path)
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault["name"]))
def test_a_fault_can_be_planted(fault: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "overlay" / "bestsms_sandbox"
    folder.mkdir(parents=True)
    original = (SANDBOX / fault["file"]).read_text(encoding="utf-8")
    (folder / fault["file"]).write_text(original, encoding="utf-8")

    load("teeth").Fault(**fault).plant(tmp_path)

    planted = (folder / fault["file"]).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(planted)) != ast.dump(ast.parse(original))


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    assert len(FAULTS) >= 24
    assert len({fault["name"] for fault in FAULTS}) == len(FAULTS)


@pytest.mark.slow
def test_a_sample_is_found() -> None:
    command = [sys.executable, str(c.ROOT / "scripts" / "teeth"), "--sample=4", "--fuzz=never"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 of 4 found" in done.stdout
