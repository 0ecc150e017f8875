"""Errors and warnings name the options that the user typed, not the arguments of the client."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.shell import Shell

from bestsms_cli.wording import _TERMS, in_cli_terms  # pyright: ignore[reportPrivateUsage]

ROOT = Path(__file__).parents[2]
HOSTILE_INPUTS = ROOT / "tests/data/hostile_inputs.txt"

PEOPLE = "Mobile,Attention\n+61491570006,Jo\n12,Sam\n"
CAMPAIGN = ("campaign", "create", "spring.db", "Hi")
NEW = ("--to-file", "people.csv")
CONFIRM = "Before you send it again, call client.messaging.sms.confirm with the message id ID1."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("send", "Hi", "--to", "0491570006"), "--to 04***06 is not a phone number:"),
        (("send", "Hi", "--to", "0491570006"), "use --region AU."),
        (("send", "Hi", "--to", "0491570006"), "use --allow national_numbers."),
        (("send", "Hi", "--contact", "61491570156/"), "--contact 61***56/, contact_id, contains"),
        (("send", "Hi", *NEW), "line 3 of people.csv is not a phone number:"),
        (("send", "Hi [[Attention]]", "--to", "+61491570006"), "is empty for --to +61***06."),
        (("send", "Hi", "--to", "+61491570006", "--at", "today"), "Error: --at "),
        (("send", "Hi", "--to", "+61491570006", "--attach", "no.pdf"), "Error: --attach no.pdf "),
        (("reschedule", "id", "--at", "+2h"), "Use --account-time-zone,"),
        (("status", "id"), "Error: HTTP 400, "),
        ((*CAMPAIGN, *NEW), "line 3: not a phone number: "),
        ((*CAMPAIGN, *NEW, "--rate", "0"), "--per-request and --rate must be"),
        ((*CAMPAIGN[:3], "Hi [[Company]]", *NEW), "Name a column 'company'."),
        ((*CAMPAIGN, *NEW, "--quiet-hours", "20:00-08:00,Mars"), "for example 20:00-08:00,"),
        ((*CAMPAIGN[:2], "people.csv", "Hi", *NEW), "with `bestsms campaign run`"),
    ],
)
def test_messages_name_options(shell: Shell, arguments: tuple[str, ...], message: str) -> None:
    (shell.home / "people.csv").write_text(PEOPLE)
    stderr = shell.run(*arguments).stderr
    assert message in stderr
    assert not any(name in stderr for name in ("destinations[", "client.", "=", "send_time"))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("client.ping failed: HTTP 503. Try again later.", "HTTP 503. Try again later."),
        ("client.ping failed after 4 attempts: HTTP 503.", "Failed after 4 attempts: HTTP 503."),
        (
            "client.addressbook.group.detail succeeded, but the response cannot be parsed.",
            "The gateway accepted the call, but the response cannot be parsed.",
        ),
        (f"client.ping failed: HTTP 500. {CONFIRM}", "HTTP 500."),
    ],
)
def test_messages_name_no_methods(message: str, expected: str) -> None:
    assert in_cli_terms(message) == expected


def messages() -> Iterator[str]:
    """Yield every text in the code of the client and the campaigns, its values filled in."""
    for package in ("bestsms_client", "bestsms_campaign"):
        for file in (ROOT / "overlay" / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                for value in ("client.ping", "recipients"):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        yield node.value
                    elif isinstance(node, ast.JoinedStr):
                        parts = [getattr(part, "value", "") for part in node.values]
                        yield "".join(part if isinstance(part, str) else value for part in parts)


def test_each_replaced_phrase_is_still_in_a_message() -> None:
    known = [*messages(), *HOSTILE_INPUTS.read_text(encoding="utf-8").splitlines()]
    known.append("client.ping failed after 4 attempts: HTTP 503.")  # assembled from parts
    assert [p.pattern for p, _ in _TERMS if not any(p.search(text) for text in known)] == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("unknown merge field, [[send_time]]. Remove it.",) * 2,
        ("recipients: /lists/time_zone.csv is empty.", "/lists/time_zone.csv is empty."),
        ("attachments[0] ('send_time.pdf') is empty.", "--attach send_time.pdf is empty."),
        ('attachments[0] ("Jo\'s menu.pdf") is empty.', "--attach Jo's menu.pdf is empty."),
        ("Leave send_time out, or pass time_zone=...", "Leave --at out, or pass --time-zone"),
    ],
)
def test_what_the_user_typed_is_not_translated(message: str, expected: str) -> None:
    assert in_cli_terms(message) == expected
