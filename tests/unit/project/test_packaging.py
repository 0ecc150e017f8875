"""The wheel: its contents, and that it imports and type-checks in an empty environment."""

import email
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import contract as c

BIN = Path(sys.executable).parent


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        cwd=cwd,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(BIN / "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=c.ROOT)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_contains_the_packages_their_types_and_the_contract(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        held = archive.read("bestsms_sandbox/bestsms-v2.04.yaml")

    packages = {
        "bestsms_api",
        "bestsms_campaign",
        "bestsms_cli",
        "bestsms_client",
        "bestsms_sandbox",
    }
    folders = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert folders == packages
    for package in packages:
        assert f"{package}/__init__.py" in names
        assert f"{package}/py.typed" in names
    assert held == c.CONTRACT.read_bytes()
    sandbox = c.ROOT / "overlay" / "bestsms_sandbox"
    page = [*sandbox.glob("web/templates/*.html"), *sandbox.glob("web/static/*")]
    assert page
    assert {path.relative_to(sandbox.parent).as_posix() for path in page} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_core_has_three_dependencies_and_the_rest_are_extras(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(name))

    needed = [r for r in metadata.get_all("Requires-Dist", []) if "extra ==" not in r]
    assert sorted(needed) == ["attrs>=22.2", "httpcore<2,>=1.0.9", "httpx<0.29,>=0.28"]
    assert metadata["Name"] == "bestsms-client"
    assert metadata["Requires-Python"] == ">=3.11"
    assert {"aiohttp", "cli", "sandbox"} <= set(metadata.get_all("Provides-Extra", []))


@pytest.mark.slow
@pytest.mark.needs("registry")
def test_it_imports_and_type_checks_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    script = tmp_path / "user_script.py"
    source = c.ROOT / "tests" / "data" / "user_script.py"
    script.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")

    assert run(python, script, cwd=tmp_path)
    run(BIN / "mypy", "--strict", "--python-executable", python, script, cwd=tmp_path)
    settings = '{"typeCheckingMode": "strict", "venvPath": ".", "venv": "venv"}'
    (tmp_path / "pyrightconfig.json").write_text(settings, encoding="utf-8")
    run(BIN / "pyright", script, cwd=tmp_path)
    place = run(python, "-c", "import bestsms_api; print(bestsms_api.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(home)
