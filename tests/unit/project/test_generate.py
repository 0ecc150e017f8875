"""Tests for `scripts/generate` and the generated package."""

import difflib
import hashlib
import importlib.resources
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import contract as c

pytestmark = pytest.mark.slow

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


def written(folder: Path, text: str = SMALL) -> Path:
    source = folder / "small.yaml"
    source.write_text(text, encoding="utf-8")
    return source


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once")
    assert generate(written(folder), folder / "out").returncode == 0
    return folder / "out" / PACKAGE.name


@pytest.fixture
def package(once: Path, tmp_path: Path) -> Path:
    """A copy of that package for one test to change."""
    return Path(shutil.copytree(once, tmp_path / "out" / PACKAGE.name))


def contents(package: Path) -> dict[Path, bytes]:
    return {path.relative_to(package): path.read_bytes() for path in package.rglob("*.*")}


@pytest.mark.slow  # `make check` checks this too
def test_the_committed_package_is_up_to_date() -> None:
    done = generate(c.CONTRACT, c.ROOT / "generated", "--check")

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.slow
def test_generation_is_repeatable(once: Path, tmp_path: Path) -> None:
    assert generate(written(tmp_path), tmp_path / "again").returncode == 0

    assert contents(tmp_path / "again" / PACKAGE.name) == contents(once)
    assert Path("py.typed") in contents(once)


@pytest.mark.slow
def test_edited_stale_and_missing_files_are_listed(once: Path, package: Path) -> None:
    source, output = written(package.parents[1]), package.parent
    with (package / "models" / "thing.py").open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    (package / "models" / "old.py").touch()
    (package / "constraints.py").unlink()

    done = generate(source, output, "--check")

    assert done.returncode == 1
    assert done.stdout.splitlines()[:3] == [
        "bestsms_api/constraints.py: missing",
        "bestsms_api/models/old.py: stale",
        "bestsms_api/models/thing.py: differs",
    ]
    assert generate(source, output).returncode == 0
    assert contents(package) == contents(once)


def test_a_generator_warning_is_an_error_and_changes_nothing(once: Path, package: Path) -> None:
    wrong = SMALL.replace("[number, 'null']", "array")

    done = generate(written(package.parents[1], wrong), package.parent)

    assert done.returncode == 1
    assert "items" in done.stderr
    assert contents(package) == contents(once)


def test_the_provenance_matches_the_contract_and_the_pins() -> None:
    provenance = json.loads((PACKAGE / "PROVENANCE.json").read_text(encoding="utf-8"))
    pins = (c.ROOT / "scripts" / "requirements.txt").read_text(encoding="utf-8")

    contract = hashlib.sha256(c.CONTRACT.read_bytes()).hexdigest()
    assert provenance["contract"] == contract
    for tool in ("openapi-python-client", "ruff"):
        assert f"{tool}=={provenance[tool]} " in pins


def test_the_types_template_differs_in_two_lines() -> None:
    override = c.ROOT / "scripts" / "templates" / "types.py.jinja"
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


def test_no_other_template_is_overridden() -> None:
    overridden = {path.name for path in (c.ROOT / "scripts" / "templates").rglob("*.jinja")}
    assert overridden == {
        "list_property.py.jinja", "models_init.py.jinja", "package_init.py.jinja", "types.py.jinja",
    }  # fmt: skip


def test_the_list_template_differs_in_one_line() -> None:
    override = c.ROOT / "scripts" / "templates" / "property_templates" / "list_property.py.jinja"
    templates = importlib.resources.files("openapi_python_client") / "templates"
    upstream = (templates / "property_templates" / override.name).read_text(encoding="utf-8")

    ours = override.read_text(encoding="utf-8").splitlines()
    changes = [line for line in difflib.ndiff(upstream.splitlines(), ours) if line[0] in "+-"]

    code = [line for line in changes if not line.startswith("+ {#")]
    assert code == [
        "- for {{ inner_source }} in (_{{ property.python_name }}):",
        "+ for {{ inner_source }} in _{{ property.python_name }} or []:",
    ]


def test_no_annotation_contains_unset() -> None:
    sources = list(PACKAGE.rglob("*.py"))
    assert len(sources) > 50
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert "| Unset" not in text, path
        assert ": Unset" not in text, path
