"""Every code block of the README and the guides is run, against a sandbox.

Python blocks run in this process, and those that define tests under pytest. Console blocks run in a
shell, with the output that they show. Commands that install packages or call `make`, and
blocks that need packages from the registry, are run by `test_guide_commands.py`, and the container
files by `test_containers_guide.py`.
"""

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from markdown_it import MarkdownIt
from psycopg.conninfo import conninfo_to_dict
from sybil import Document, Example, Region, Sybil
from tests.console import Console
from tests.guides import GUIDES, ROOT, Block, blocks, regions

import bestsms_campaign
from bestsms_client import BestSMS
from sandbox_process import SandboxProcess, running_sandbox

# Commands that `test_guide_commands.py` runs.
ELSEWHERE = re.compile(r"pip install |make ")
# Blocks that `test_containers_guide.py` runs or checks.
CONTAINERS = {"dockerfile", "yaml", "console"}


class Guide:
    """Runs the blocks of one guide in order."""

    def __init__(self, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
        self._console, self._monkeypatch = console, monkeypatch

    def evaluate(self, example: Example) -> None:
        block: Block = example.parsed
        if block.title:
            self._save(block)
        elif block.language == "bash":  # a script
            self._console.run(block.text, "")
        elif block.language == "console":
            for command, shown in block.commands:
                if not ELSEWHERE.match(command):
                    self._console.run(command, shown)
            for name, value in self._console.environment.items():
                if name.startswith("BESTSMS_"):
                    self._monkeypatch.setenv(name, value)
        elif re.search(r"^def test_", block.text, re.MULTILINE):
            self._test(block, example.line)
        else:
            source = "\n" * example.line + self._console.with_free_ports(block.text)
            exec(compile(source, example.path, "exec"), example.namespace)  # noqa: S102

    def _save(self, block: Block) -> None:
        path = self._console.folder / block.title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._console.with_free_ports(block.text), encoding="utf-8")

    def _test(self, block: Block, line: int) -> None:
        file = self._console.folder / f"test_line_{line}.py"
        file.write_text(block.text, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", file.name]
        done = subprocess.run(
            command, check=False, cwd=self._console.folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def served() -> Iterator[SandboxProcess]:
    with running_sandbox() as gateway:
        yield gateway


Run = Callable[..., None]


@pytest.fixture
def run(served: SandboxProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """Return a function that runs the blocks of a guide with certain needs."""
    served.control("POST", "reset")
    variables = {
        "BESTSMS_WEBHOOK_SECRET": "shared-secret",
        "BESTSMS_AUTH_TOKEN": served.token,
        "BESTSMS_API_URL": served.base_url,
        "BESTSMS_CONFIG_DIR": str(tmp_path / ".config"),
        "BROKER_URL": "memory://",
        "PYTEST_ADDOPTS": "-p no:asyncio",  # it prints warnings about its own settings
    }
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))  # pyright: ignore[reportUnknownMemberType]
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    rows = "".join(f"+614915{number:05},Jo\n" for number in range(500))
    (tmp_path / "people.csv").write_text(f"Mobile,First name\n{rows}", encoding="utf-8")
    console = Console(tmp_path, variables)
    guide = Guide(console, monkeypatch)

    def run(name: str, needs: set[str], **more: str) -> None:
        console.environment |= more
        for variable, value in more.items():
            monkeypatch.setenv(variable, value)

        def parse(document: Document) -> Iterator[Region]:
            for region in regions(document):
                if region.parsed.needs in {"", *needs} and not is_elsewhere(name, region.parsed):
                    region.evaluator = guide.evaluate
                    yield region

        document = Sybil([parse], path=str(ROOT)).parse(GUIDES[name])
        with contextlib.redirect_stdout(io.StringIO()), contextlib.ExitStack() as opened:
            for example in document.examples():
                example.evaluate()
                served.control("POST", "clock", {"advance_seconds": 61})
            for value in document.namespace.values():
                if isinstance(value, BestSMS | bestsms_campaign.Campaign):
                    opened.callback(value.close)

    try:
        yield run
    finally:
        console.close()


def is_elsewhere(name: str, block: Block) -> bool:
    return name == "containers.md" and block.language in CONTAINERS


def parameters() -> Iterator[Any]:
    """Yield each guide, with a mark for those that start processes."""
    for name in GUIDES:
        found = [block for block in blocks(name) if not block.needs]
        processes = any(
            block.language in {"console", "bash"} or "def test_" in block.text for block in found
        )
        yield pytest.param(name, id=name, marks=[pytest.mark.slow] if processes else [])


@pytest.mark.filterwarnings("ignore:bestsms_client.compat:DeprecationWarning")
@pytest.mark.parametrize("name", list(parameters()))
def test_the_blocks_of_a_guide(name: str, run: Run) -> None:
    run(name, set())


@pytest.mark.slow
@pytest.mark.needs("postgres")
@pytest.mark.parametrize(
    "name",
    [name for name in GUIDES if any(block.needs == "postgres" for block in blocks(name))],
)
def test_the_blocks_of_a_guide_that_need_postgresql(name: str, run: Run, postgres: str) -> None:
    where = conninfo_to_dict(postgres)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS shop WITH (FORCE)")
        connection.execute("CREATE DATABASE shop")
    try:
        run(name, {"postgres"}, PGHOST=str(where["host"]), PGUSER=str(where["user"]))
    finally:
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute("DROP DATABASE shop WITH (FORCE)")


@pytest.mark.parametrize("name", GUIDES)
def test_each_block_is_run_by_a_test(name: str) -> None:
    found = blocks(name)
    for number, block in enumerate(found):
        assert block.needs in {"", "postgres", "registry"}
        assert block.language in {"python", "console", "bash"} or is_elsewhere(name, block), block
        if block.title and block.language == "python":
            module = block.title.removesuffix(".py").split("/")[0]
            later = [other.text for other in found[number + 1 :]]
            assert any(module in text for text in later), f"nothing uses {block.title}"


@pytest.mark.parametrize("name", GUIDES)
def test_code_is_fenced_and_nothing_is_skipped(name: str) -> None:
    text = GUIDES[name].read_text(encoding="utf-8")
    assert "<!-- skip" not in text
    text = re.sub(r'^=== ".*"\n\n((?: {4}.*)?\n)*', "", text, flags=re.MULTILINE)  # tabs
    indented = [token.content for token in MarkdownIt().parse(text) if token.type == "code_block"]
    assert indented == []


def test_the_readme_is_short() -> None:
    assert len(GUIDES["README.md"].read_text(encoding="utf-8").splitlines()) <= 150


def test_a_block_in_another_language_is_detected() -> None:
    text = "# Title\n\n```ruby\nputs 1\n```\n"
    (region,) = regions(Document(text, "x.md"))
    assert region.parsed.language == "ruby"
    assert not is_elsewhere("x.md", region.parsed)


def test_different_output_of_a_command_is_detected(tmp_path: Path) -> None:
    console = Console(tmp_path, {})
    console.run("echo one; echo two", "one\n...\n")
    console.run("export COLOUR=red", "")
    console.run("echo $COLOUR", "red\n")
    for command, shown in (("echo one", "two\n"), ("false", ""), ("gunicorn nothing", "ready\n")):
        with pytest.raises(AssertionError):
            console.run(command, shown)
    console.close()
    assert os.environ.get("COLOUR") is None
