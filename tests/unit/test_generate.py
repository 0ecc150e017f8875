"""Generation: repeatable, guarded against edits, and what users read of the generated package."""

import difflib
import hashlib
import importlib.resources
import json
import subprocess
import sys
from pathlib import Path

import pytest

import contract as c

PACKAGE = c.ROOT / "generated" / "bestsms_api"
SMALL = """
openapi: 3.1.0
info: {title: Small, version: "1"}
paths:
  /thing/{Name}:
    get:
      operationId: getThing
      tags: [things]
      parameters:
        - {name: Name, in: path, required: true, schema: {type: string, maxLength: 9}}
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
      responses:
        '200':
          description: A thing.
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
components:
  schemas:
    Thing:
      type: object
      required: [Name]
      properties:
        Name: {type: string}
        Price: {type: [number, 'null']}
"""


def generate(source: Path, output: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    script = c.ROOT / "scripts" / "generate"
    arguments = ["--contract", str(source), "--output", str(output), *options]
    return subprocess.run(
        [sys.executable, str(script), *arguments], check=False, capture_output=True, text=True
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    source = tmp_path / "small.yaml"
    source.write_text(SMALL, encoding="utf-8")
    return source


def test_the_committed_package_is_what_the_contract_makes() -> None:
    done = generate(c.CONTRACT, c.ROOT / "generated", "--check")

    assert (done.returncode, done.stdout) == (0, "")


def test_twice_makes_no_difference(small: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert generate(small, tmp_path / folder).returncode == 0

    one, two = (
        {
            path.relative_to(tmp_path / folder): path.read_bytes()
            for path in (tmp_path / folder).rglob("*.*")
        }
        for folder in ("one", "two")
    )
    assert one == two
    assert Path("bestsms_api/py.typed") in one


def test_an_edit_a_stale_file_and_a_missing_one_are_named(small: Path, tmp_path: Path) -> None:
    package = tmp_path / "out" / "bestsms_api"
    assert generate(small, package.parent).returncode == 0
    with (package / "models" / "thing.py").open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    (package / "models" / "old.py").touch()
    (package / "constraints.py").unlink()

    done = generate(small, package.parent, "--check")

    assert done.returncode == 1
    assert done.stdout.splitlines()[:3] == [
        "bestsms_api/constraints.py: missing",
        "bestsms_api/models/old.py: stale",
        "bestsms_api/models/thing.py: differs",
    ]
    assert generate(small, package.parent).returncode == 0
    assert not (package / "models" / "old.py").exists()
    assert generate(small, package.parent, "--check").returncode == 0


def test_what_the_generator_warns_of_is_an_error_and_changes_nothing(
    small: Path, tmp_path: Path
) -> None:
    package = tmp_path / "out" / "bestsms_api"
    assert generate(small, package.parent).returncode == 0
    before = (package / "PROVENANCE.json").read_bytes()
    small.write_text(SMALL.replace("[number, 'null']", "array"), encoding="utf-8")

    done = generate(small, package.parent)

    assert done.returncode == 1
    assert "items" in done.stderr
    assert (package / "PROVENANCE.json").read_bytes() == before


def test_the_provenance_is_that_of_the_contract_and_the_pins() -> None:
    provenance = json.loads((PACKAGE / "PROVENANCE.json").read_text(encoding="utf-8"))
    pins = (c.ROOT / "scripts" / "requirements.txt").read_text(encoding="utf-8")

    contract = hashlib.sha256(c.CONTRACT.read_bytes()).hexdigest()
    assert provenance["contract"] == contract
    for tool in ("openapi-python-client", "ruff"):
        assert f"{tool}=={provenance[tool]} " in pins


def test_the_template_override_is_two_lines() -> None:
    (override,) = (c.ROOT / "scripts" / "templates").rglob("*.jinja")
    templates = importlib.resources.files("openapi_python_client") / "templates"
    upstream = (templates / override.name).read_text(encoding="utf-8").splitlines()

    ours = override.read_text(encoding="utf-8").splitlines()
    added = [line[2:] for line in difflib.ndiff(upstream, ours) if line.startswith("+ ")]

    code = [line for line in added if not line.startswith(("{#", "   "))]
    assert [line.partition("  #")[0] for line in code] == [
        "from types import NoneType",
        "Unset = NoneType",
        "UNSET: None = None",
    ]


def test_no_annotation_contains_unset() -> None:
    sources = list(PACKAGE.rglob("*.py"))
    assert len(sources) > 50
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert "| Unset" not in text, path
        assert ": Unset" not in text, path
