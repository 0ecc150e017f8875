"""Errors and warnings name the options that the user typed, not the arguments of the client."""

import pytest
from tests.cli.shell import Shell

from bestsms_cli.wording import in_cli_terms

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
