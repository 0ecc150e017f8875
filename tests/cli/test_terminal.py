"""Output on a terminal: tables, colours, questions and progress bars."""

import os
import pty
import select
import struct
import subprocess
import termios
from fcntl import ioctl
from pathlib import Path

import pytest
from tests.cli.shell import BESTSMS, Result, Shell

from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.slow  # many processes
JO = "+61491570006"


def run_on_terminal(
    shell: Shell, *arguments: str | Path, answers: str = "", width: int = 80
) -> Result:
    """Run a command on a terminal. Errors are part of `stdout`."""
    reader, terminal = pty.openpty()
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    with subprocess.Popen(
        [BESTSMS, *arguments],
        cwd=shell.home,
        env=shell.environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    ) as process:
        os.close(terminal)
        os.write(reader, answers.encode())
        shown = b""
        while select.select([reader], [], [], 60)[0]:
            try:
                shown += os.read(reader, 4096)
            except OSError:  # the end of the terminal
                break
        os.close(reader)
    return Result(process.returncode, shown.decode().replace("\r\n", "\n"), "")


def test_tables_fit_the_terminal(shell: Shell, sandbox: Sandbox) -> None:
    for number in range(3):
        shell.run("contacts", "create", "--attention", f"Person {number}", "--mobile-phone", JO)
    assert shell.variables["BESTSMS_API_URL"] == sandbox.base_url

    heading, *rows = run_on_terminal(shell, "contacts", "list").stdout.splitlines()
    assert heading.replace("\x1b[1m", "").replace("\x1b[0m", "").split() == [
        "Contact", "ID", "Attention", "Mobile",
    ]  # fmt: skip
    assert len(rows) == 3
    for row in rows:
        assert len(row.rstrip()) <= 80
        assert row.rstrip().endswith("+61***06")


def test_colours(shell: Shell) -> None:
    assert "\x1b[32mok" in run_on_terminal(shell, "doctor").stdout
    for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b[3" not in run_on_terminal(shell.with_variables(**variables), "doctor").stdout
    assert "\x1b" not in shell.run("doctor").stdout


def test_long_lines_wrap_between_words(new_shell: Shell) -> None:
    done = run_on_terminal(new_shell, "inbox", width=40)
    assert done.code == 4
    assert max(map(len, done.stdout.splitlines())) <= 40 + len("\x1b[31m\x1b[0m")
    assert "set BESTSMS_AUTH_TOKEN." in done.stdout.replace("\n", " ")


@pytest.mark.parametrize(("answer", "code", "messages"), [("y\n", 0, 1), ("n\n", 1, 0)])
def test_questions_can_be_answered(
    shell: Shell, sandbox: Sandbox, answer: str, code: int, messages: int
) -> None:
    people = [part for n in range(21) for part in ("--to", f"+614915701{n:02}")]
    done = run_on_terminal(shell, "send", "Hello", *people, answers=answer)

    assert done.code == code
    assert "Send to 21 recipients? [y/N]:" in done.stdout
    assert len(sandbox.outbox) == messages


def test_the_first_live_message_asks_for_confirmation(new_shell: Shell) -> None:
    live = new_shell.with_variables(
        BESTSMS_AUTH_TOKEN="a-token", BESTSMS_API_URL="https://gateway.invalid/api/v2.04"
    )
    done = run_on_terminal(live, "send", "Hello", "--to", JO, answers="n\n")
    assert done.code == 1
    assert "This is the first message from this machine" in done.stdout.replace("\n", " ")
    assert "Nothing was sent." in done.stdout
    assert not (new_shell.home / "state").exists()


def test_an_import_shows_a_progress_bar(shell: Shell) -> None:
    rows = "".join(f"Person {number}\n" for number in range(100))
    (shell.home / "people.csv").write_text(f"Attention\n{rows}")
    done = run_on_terminal(shell, "contacts", "import", "people.csv")
    assert done.code == 0
    assert "Importing contacts" in done.stdout
    assert "/100" in done.stdout
    assert "Created           100\n" in done.stdout


def test_a_campaign_shows_a_progress_bar(shell: Shell) -> None:
    rows = "".join(f"+6149157{number:04}\n" for number in range(10))
    (shell.home / "people.csv").write_text(f"Mobile\n{rows}")
    create = ("campaign", "create", "c.db", "Hello", "--to-file", "people.csv")
    assert shell.run(*create, "--per-request", "1").code == 0
    done = run_on_terminal(shell, "campaign", "run", "c.db")
    assert done.code == 0
    assert "/10" in done.stdout
    assert "Sent           10\n" in done.stdout
