"""Commands for development: the sandbox, parts, completion, and start-up time."""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.shell import BESTSMS, Shell

from bestsms_cli.app import ENTRIES, app
from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.slow


def test_other_commands_find_the_running_sandbox(new_shell: Shell) -> None:
    with new_shell.start("sandbox", "--no-open", "--json") as process:
        assert process.stdout is not None
        where = json.loads(process.stdout.readline())
        assert list(where) == ["base_url", "page_url", "token"]
        registered = new_shell.home / "state" / "sandbox.json"
        assert registered.stat().st_mode & 0o777 == 0o600

        sent = new_shell.run("send", "Hello", "--to", "+61491570006", "--sandbox", "--json")
        assert sent.code == 0
        message_id = sent.record["message_id"]
        assert new_shell.run("--sandbox", "status", message_id).code == 0

        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert not registered.exists()
    assert new_shell.run("status", message_id, "--sandbox").code == 1


def test_a_sandbox_that_was_killed_is_not_found(new_shell: Shell) -> None:
    with new_shell.start("sandbox", "--no-open") as process:
        assert process.stdout is not None
        assert "The sandbox is running." in process.stdout.readline()
        process.kill()
    done = new_shell.run("inbox", "--sandbox")
    assert done.code == 1
    assert "bestsms sandbox" in done.stderr


def test_send_wait_can_start_its_own_sandbox(new_shell: Shell) -> None:
    done = new_shell.run("send", "Hello", "--to", "+61491570006", "--sandbox", "--wait", "--json")

    assert (done.code, done.stderr) == (0, "")
    assert done.record["success"] == 1
    assert not (new_shell.home / "state" / "sandbox.json").exists()


def test_a_sandbox_that_cannot_start(new_shell: Shell, sandbox: Sandbox) -> None:
    port = sandbox.page_url.rstrip("/").rpartition(":")[2]
    done = new_shell.run("sandbox", "--no-open", "--port", port)

    assert done.code == 1
    assert "The sandbox cannot start" in done.stderr


def test_parts(new_shell: Shell) -> None:
    done = new_shell.run("parts", "a" * 152 + "\u20ac" + "b" * 152)
    assert done.code == 0
    assert done.stdout.startswith("3 parts, GSM-7, 306 septets, 152 left\n")
    assert f"  2 |\u20ac{'b' * 151}|\n  3 |b|\n" in done.stdout

    dear = new_shell.run("parts", "-", "--json", stdin="\u201cSoup\u201d \u0416\n").record
    assert (dear["encoding"], dear["parts"]) == ("UCS-2", 1)
    assert dear["offenders"] == [
        {"index": 0, "character": "\u201c", "suggestion": '"'},
        {"index": 5, "character": "\u201d", "suggestion": '"'},
        {"index": 7, "character": "\u0416", "suggestion": None},
    ]


@pytest.mark.parametrize("kind", ["bash", "zsh", "fish"])
def test_completion(new_shell: Shell, kind: str) -> None:
    done = new_shell.run("completion", kind)
    assert done.code == 0
    assert "_BESTSMS_COMPLETE" in done.stdout


def test_the_shell_completes_commands_and_options(new_shell: Shell) -> None:
    def complete(words: str, place: int) -> str:
        asking = new_shell.with_variables(
            _BESTSMS_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(place)
        )
        return asking.run().stdout

    assert complete("bestsms re", 1).split() == ["plain,replies", "plain,resubmit",
                                                 "plain,reschedule"]  # fmt: skip
    assert "plain,--dry-run" in complete("bestsms send --dr", 2)


def test_dry_run_shows_the_exact_request_and_sends_nothing(shell: Shell, sandbox: Sandbox) -> None:
    arguments = ("send", "Hi \u201c[[Attention]]\u201d", "--to", "+61491570006", "--dry-run",
                 "--price", "0.08", "--message-id", "ID-1")  # fmt: skip
    done = shell.run(*arguments)
    assert done.code == 0
    assert "U+201C" in done.stdout
    assert "POST " + sandbox.base_url + "/send/sms" in done.stdout
    assert sandbox.token not in done.stdout
    assert "+61491570006" not in done.stdout

    record = shell.run(*arguments, "--json").record
    assert record["price"] == {"least": "0.08", "most": "0.08"}
    assert len(sandbox.outbox) == 0
    assert shell.run(*(part for part in arguments if part != "--dry-run")).code == 0
    assert sandbox.outbox.last.request == record["request"]["body"]["MessageData"]


def test_dry_run_needs_no_account_and_exits_with_2_on_a_problem(new_shell: Shell) -> None:
    send = ("send", "--to", "+61491570006", "--dry-run")
    assert new_shell.run(*send, "Hello").code == 0
    done = new_shell.run(*send, "Hello [[Atention]]")
    assert done.code == 2
    assert "Problem: " in done.stdout


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help(new_shell: Shell, arguments: list[str]) -> None:
    done = new_shell.run(*arguments)
    assert (done.code, done.stderr) == (0, "")
    for name, entry in ENTRIES.items():
        assert f"  {name} " in done.stdout
        assert entry.summary in done.stdout


@pytest.mark.parametrize("name", ENTRIES)
def test_help_of_each_command(name: str) -> None:
    done = CliRunner().invoke(app, [name, "--help"], prog_name="bestsms", terminal_width=80)
    assert done.exit_code == 0
    assert done.output.startswith(f"Usage: bestsms {name} ")
    assert max(map(len, done.output.splitlines())) <= 80


def test_version(new_shell: Shell) -> None:
    from bestsms_client import __version__

    assert new_shell.run("--version").stdout == f"bestsms {__version__}\n"


def test_python_dash_m_bestsms_client_names_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bestsms_client"],
        check=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert "pip install 'bestsms-client[cli]'" in done.stdout


def test_a_dry_run_names_recipients_that_are_not_valid(new_shell: Shell) -> None:
    (new_shell.home / "people.csv").write_text("First name,Mobile\nJo,0491570006\n")
    done = new_shell.run("send", "Hi [[FirstName]]", "--to-file", "people.csv", "--dry-run")
    assert done.code == 2
    assert "To nobody, because line 2 of people.csv is not valid:\n" in done.stdout
    assert "Problem: line 2 of people.csv is not a phone number" in done.stdout
    assert "The gateway fills in" not in done.stdout


def test_a_missing_extra_is_reported(tmp_path: Path) -> None:
    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'click' else find(name, *rest)\n"
        "from bestsms_cli.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == (
        "bestsms requires packages that are not installed: click.\n"
        "Install them with: pip install 'bestsms-client[cli]'\n"
    )


def test_help_loads_no_large_module() -> None:
    code = "import sys; sys.argv[1:] = ['--help']\nfrom bestsms_cli.__main__ import main\n"
    code += "main(); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stderr.split())
    assert not loaded & {"httpx", "attr", "attrs", "rich", "bestsms_api", "ssl", "asyncio"}


@pytest.mark.slow  # measures time, so it needs a quiet machine
def test_help_takes_at_most_twice_as_long_as_importing_click() -> None:
    def seconds(*command: str | Path) -> float:
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ)
        return time.perf_counter() - started

    pairs = [
        (seconds(BESTSMS, "--help"), seconds(sys.executable, "-c", "import click"))
        for _ in range(15)
    ]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert ours <= 2.0 * theirs
