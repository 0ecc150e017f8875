"""The commands of the guides that install packages or call `make`."""

import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.console import Console
from tests.guides import GUIDES, ROOT, blocks

from sandbox_process import running_sandbox

pytestmark = pytest.mark.slow

EXTRAS = {
    "aiohttp": "aiohttp",
    "cli": "click",
    "keyring": "keyring",
    "phone": "phonenumbers",
    "postgres": "psycopg",
    "sandbox": "starlette",
    "translit": "anyascii",
    "workers": "procrastinate",
}


def commands(start: str) -> list[str]:
    """Return the commands of all guides that start with this word, without repetitions."""
    found = [
        command.partition("#")[0].strip()
        for name in GUIDES
        for block in blocks(name)
        if block.language == "console"
        for command, _ in block.commands
        if command.startswith(start) and not block.needs
    ]
    return list(dict.fromkeys(found))


def image_commands() -> Iterator[str]:
    """Yield the commands of the Dockerfile that install packages."""
    (dockerfile,) = (block for block in blocks("containers.md") if block.language == "dockerfile")
    yield from re.findall(r"^RUN (pip install .*)$", dockerfile.text, re.MULTILINE)


def run(command: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        check=False,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"$ {command}\n{done.stdout}"
    return done.stdout


@pytest.mark.needs("registry")
def test_the_packages_can_be_installed_in_an_empty_environment(tmp_path: Path) -> None:
    hatchling = Path(sys.executable).with_name("hatchling")
    wheels = tmp_path / "wheels"
    run(f"{hatchling} build -t wheel -d {wheels}", ROOT, dict(os.environ))
    venv.create(tmp_path / "venv", with_pip=True)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path / 'venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_FIND_LINKS": str(wheels),  # in place of the package index, which does not have it yet
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_COMPILE": "1",
    }
    # One build tool for all commands saves a minute.
    run("pip install hatchling", tmp_path, environment)
    environment["PIP_NO_BUILD_ISOLATION"] = "0"  # which turns the isolation off
    found = [*commands("pip install "), *image_commands()]
    assert len(found) >= 8
    readme = GUIDES["README.md"].read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?`) \|", readme.partition("| extra |")[2], re.MULTILINE)
    extras = [extra for row in rows for extra in re.findall(r"`(\w+)`", row) if extra in EXTRAS]
    assert sorted(extras) == sorted(EXTRAS)
    for command in [*found, f"pip install '.[{','.join(extras)}]'"]:
        folder = tmp_path if "bestsms-client" in command else ROOT
        run(command, folder, environment)
    imports = ", ".join(["bestsms_client", *EXTRAS.values()])
    run(f"python -c 'import {imports}'", tmp_path, environment)
    run("bestsms --help && python -m bestsms_sandbox --help", tmp_path, environment)
    with running_sandbox() as gateway:
        variables = {"BESTSMS_API_URL": gateway.base_url, "BESTSMS_AUTH_TOKEN": gateway.token}
        console = Console(tmp_path, {**environment, **variables, "SENTRY_DSN": ""})
        for block in (block for name in GUIDES for block in blocks(name)):
            if block.needs == "registry" and block.language == "python":
                (tmp_path / block.title).write_text(block.text, encoding="utf-8")
            elif block.needs == "registry":
                for command, shown in block.commands:
                    console.run(command, shown)


def test_the_make_commands_of_the_guides() -> None:
    # The tests cannot run all tests, so pytest lists them only.
    environment = {**os.environ, "PYTEST_ADDOPTS": "--collect-only --quiet --numprocesses 0"}
    assert commands("make ") == ["make demo", "make test"]
    for command in commands("make "):
        run(command, ROOT, environment)
