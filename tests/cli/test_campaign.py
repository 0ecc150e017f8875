"""Campaigns in the terminal: created, run, interrupted and continued."""

import csv
import re
import signal
from collections import Counter
from pathlib import Path

import pytest
from tests.cli.shell import Shell

from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.slow  # many processes

CREATE = ("campaign", "create", "spring.db", "Hi [[Attention]]", "--to-file", "people.csv")
RUN = ("campaign", "run", "spring.db")


def number(place: int) -> str:
    return f"+6149157{place:04}"


def people(shell: Shell, count: int, *more: str) -> Path:
    path = shell.home / "people.csv"
    rows = [f"{number(place)},Person {place}" for place in range(count)]
    path.write_text("\n".join(["Mobile,Attention", *rows, *more, ""]), encoding="utf-8")
    return path


def sent_to(sandbox: Sandbox) -> Counter[str]:
    return Counter(to for message in sandbox.outbox for to in message.to)


def test_a_campaign_from_start_to_finish(shell: Shell, sandbox: Sandbox) -> None:
    people(shell, 30, "12,Nobody", f"{number(3)},Again")
    made = shell.run(*CREATE, "--per-request", "10")
    assert made.code == 0, made.stderr
    assert made.stderr.startswith("line 32: ")
    assert "Recipients\t30\nNot sent yet\t30\n" in made.stdout
    assert "Rows rejected\t1\nDuplicates\t1\n" in made.stdout
    assert len(sandbox.outbox) == 0
    assert (shell.home / "spring.db").stat().st_mode & 0o777 == 0o600

    planned = shell.run("campaign", "plan", "spring.db", "--price", "0.1")
    assert "Requests\t3\nParts\t30\nPrice\t3.0\n" in planned.stdout
    record = shell.run("campaign", "plan", "spring.db", "--json").record
    assert (record["parts"], record["price"]) == ({"least": 30, "most": 30}, None)

    refused = shell.run(*RUN)
    assert refused.code == 2
    assert "Send to 30 recipients? There is no terminal to ask for" in refused.stderr

    done = shell.run(*RUN, "--yes")
    assert done.code == 0, done.stderr
    assert "Not sent yet\t0\nSent\t30\n" in done.stdout
    assert sent_to(sandbox) == Counter(map(number, range(30)))
    again = shell.run(*RUN, "--json")
    assert (again.code, again.record["sent"], again.record["finished"]) == (0, 30, True)

    sandbox.outbox.advance(60)
    assert shell.run("campaign", "status", "spring.db", "--json").record["sent"] == 30

    reported = shell.run("campaign", "report", "spring.db", "report.csv")
    assert (reported.code, reported.stdout) == (0, "File\treport.csv\n")
    with (shell.home / "report.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) >= 30
    assert shell.run("campaign", "report", "spring.db", "report.csv").code == 2
    forced = shell.run("campaign", "report", "spring.db", "report.csv", "--force", "--json")
    assert forced.record == {"file": "report.csv"}


def test_pause_resume_and_cancel(shell: Shell, sandbox: Sandbox) -> None:
    people(shell, 3)
    made = shell.run(*CREATE, "--at", "2030-01-01T09:00", "--time-zone", "AUS Eastern", "--json")
    assert (made.record["state"], made.record["queued"]) == ("ready", 3)

    paused = shell.run("campaign", "pause", "spring.db")
    assert "State\tpaused\n" in paused.stdout
    assert "bestsms campaign resume spring.db" in paused.stderr
    assert shell.run(*RUN).code == 1
    assert len(sandbox.outbox) == 0
    resumed = shell.run("campaign", "resume", "spring.db", "--json")
    assert resumed.record["state"] == "ready"
    assert "State\tpaused" in shell.run("campaign", "pause", "spring.db").stdout
    assert shell.run("campaign", "pause", "spring.db", "--json").record["state"] == "paused"
    assert "State\tready\nFinished\tno\n" in shell.run("campaign", "resume", "spring.db").stdout
    run = shell.run(*RUN)
    assert run.code == 0
    assert "State\tready\nFinished\tyes\n" in run.stdout

    assert shell.run("campaign", "cancel", "spring.db").code == 2
    cancelled = shell.run("campaign", "cancel", "spring.db", "--yes")
    assert cancelled.code == 0, cancelled.stderr
    assert "State\tcancelled\n" in cancelled.stdout
    again = shell.run("campaign", "cancel", "spring.db", "--yes", "--json")
    assert again.record["state"] == "cancelled"
    assert shell.run(*RUN, "--json").record["error"]["type"] == "CampaignError"


def test_ctrl_c_reports_progress_and_the_same_command_continues(
    shell: Shell, sandbox: Sandbox
) -> None:
    people(shell, 200)
    assert shell.run(*CREATE, "--per-request", "10").code == 0
    slow = {"method": "POST", "path": "/send/sms", "do": "answer", "after_seconds": 0.4}
    sandbox.outbox.control("PUT", "faults", {"faults": [slow]})

    with shell.start(*RUN, "--yes") as process:
        while len(sandbox.outbox) < 3:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    sandbox.outbox.control("DELETE", "faults")

    assert process.returncode == 130
    reported = {
        what: int(n)
        for n, what in re.findall(r"^ +(\d+) (sent|not sent|unknown)", stderr, re.MULTILINE)
    }
    assert reported["sent"] >= 20
    assert sum(reported.values()) == 200
    assert "Interrupted.\nTo continue: bestsms campaign run spring.db\n" in stderr
    status = shell.run("campaign", "status", "spring.db", "--json").record
    assert (status["sent"], status["unknown"]) == (reported["sent"], reported.get("unknown", 0))

    done = shell.run(*RUN, "--yes", "--json")
    assert (done.code, done.record["sent"]) == (0, 200)
    assert sent_to(sandbox) == Counter(map(number, range(200)))


def test_a_wrong_token_ends_a_run_without_losses(shell: Shell, sandbox: Sandbox) -> None:
    people(shell, 5)
    assert shell.run(*CREATE).code == 0
    wrong = shell.with_variables(BESTSMS_AUTH_TOKEN="wrong").run(*RUN)
    assert wrong.code == 4
    assert "To continue: bestsms campaign run spring.db" in wrong.stderr
    assert shell.run(*RUN).code == 0
    assert sent_to(sandbox) == Counter(map(number, range(5)))


def test_delivery_results_are_polled(shell: Shell, sandbox: Sandbox) -> None:
    people(shell, 2, "+61491570110,Fails")
    shell.run(*CREATE)
    assert shell.run(*RUN).code == 0
    sandbox.outbox.advance(60)
    done = shell.run("campaign", "status", "spring.db", "--refresh")
    assert done.code == 0
    assert "Recipients\t3\n" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        ((*CREATE, "--quiet-hours", "at night"), 2, "Use the form 20:00-08:00"),
        (("campaign", "status", "none.db"), 1, "none.db"),
        (("campaign", "run", "people.csv"), 1, "people.csv"),
        (("campaign", "plam", "x"), 2, "Did you mean 'plan'?"),
    ],
)
def test_usage_errors(shell: Shell, arguments: tuple[str, ...], code: int, reason: str) -> None:
    people(shell, 2)
    done = shell.run(*arguments)
    assert done.code == code
    assert reason in done.stderr


def test_invalid_bytes_are_reported_with_their_line(shell: Shell) -> None:
    path = people(shell, 2)
    path.write_bytes(path.read_bytes() + b"+61491570157,J\xf6rg\n")
    done = shell.run(*CREATE)
    assert done.code == 1
    assert done.stderr.startswith("line 4: not valid UTF-8 (see --encoding)\n")
    assert not (shell.home / "spring.db").exists()
    assert shell.run(*CREATE, "--encoding", "latin-1").code == 0
    assert shell.run("campaign").stdout.startswith("Usage: bestsms campaign ")
