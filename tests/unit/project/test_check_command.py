"""Test that `make check` reports each mistake planted in a copy of the project."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import contract as c


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project that shares this environment."""
    ignored = shutil.ignore_patterns("__pycache__")
    for folder in ("spec", "generated", "overlay", "scripts", "tests"):
        shutil.copytree(c.ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(c.ROOT / "pyproject.toml", tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@pytest.mark.slow
def test_each_planted_mistake_is_reported(copy: Path) -> None:
    spec = copy / "spec" / "bestsms-v2.04.yaml"
    document = c.load(spec)
    properties = document["components"]["schemas"]["MessageData"]["properties"]
    del properties["Message"]["x-evidence"]
    properties["Mode"]["readOnly"] = True
    document["paths"]["/send/sms"]["post"]["oddity"] = "no keyword of OpenAPI"
    # JSON is YAML too.
    spec.write_text(json.dumps(document), encoding="utf-8")
    with (copy / "generated" / "bestsms_api" / "errors.py").open("a", encoding="utf-8") as file:
        file.write("# edited by hand\n")
    with (copy / "scripts" / "generate").open("a", encoding="utf-8") as file:
        file.write("import json;  NUMBER: int = 'no number'\n")

    done = subprocess.run(
        [sys.executable, str(copy / "scripts" / "check")],
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1, done.stdout + done.stderr
    sections = dict.fromkeys(
        ("OpenAPI", "generator", "generated", "evidence", "ruff", "mypy", "pyright"), ""
    )
    current = ""
    for line in done.stdout.splitlines():
        if not line.startswith(" "):
            current = line
        for name in sections:
            if current.startswith("failed") and name in current:
                sections[name] += line
    assert "/paths/~1send~1sms/post: " in sections["OpenAPI"]
    assert "'oddity' was unexpected" in sections["OpenAPI"]
    assert "bestsms_api/errors.py: differs" in sections["generated"]
    mode = "/components/schemas/MessageData/properties/Mode: readOnly"
    assert mode in sections["generator"]
    assert "/components/schemas/MessageData/properties/Message: " in sections["evidence"]
    assert "scripts/generate" in sections["ruff"]
    assert "scripts/generate" in sections["mypy"]
    assert "scripts/generate" in sections["pyright"]
