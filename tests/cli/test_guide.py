"""The command line guide names every command and key. `test_guides.py` runs its blocks."""

import re
from pathlib import Path

import pytest
from tests.cli.shell import Shell

from bestsms_cli.app import ENTRIES
from bestsms_cli.commands import actions, address_book, campaign, campaigns, inbox, messages
from bestsms_cli.commands.fields import keys_of, kind_of
from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.slow  # many processes

GUIDE = Path(__file__).parents[2] / "overlay" / "docs" / "command-line.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def test_the_guide_names_every_command() -> None:
    for name in ENTRIES:
        assert re.search(rf"bestsms {name}\b|`{name}\b", TEXT), name
    for noun, entries in (
        ("contacts", address_book.CONTACTS),
        ("groups", address_book.GROUPS),
        ("campaign", campaigns.CAMPAIGN),
    ):
        for name in entries:
            assert re.search(rf"\b{noun}\b.*\b{name}\b", TEXT), (noun, name)


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("status", messages.STATUS_KEYS),
        ("status --recipients", messages.RECIPIENT_KEYS),
        ("replies", messages.REPLY_KEYS),
        ("inbox", [key.rstrip("_") for key in inbox.KEYS]),
        ("resubmit", actions.KEYS),
        ("groups list", keys_of(kind_of("group"))),
        ("campaign create", ["name", "state", "finished", *campaign.COUNTS,
                             "rejected", "duplicates"]),
    ],
)  # fmt: skip
def test_the_guide_names_every_key(command: str, keys: list[str]) -> None:
    assert documented(command) == list(keys)


def documented(command: str) -> list[str]:
    """Return the keys that the guide lists for a command."""
    (row,) = (line for line in TEXT.splitlines() if line.startswith(f"| `{command}`"))
    return re.findall(r"`(\w+)`", row.split("|")[2])


def test_the_printed_keys_are_those_of_the_guide(shell: Shell, sandbox: Sandbox) -> None:
    assert shell.variables["BESTSMS_API_URL"] == sandbox.base_url
    send = ("send", "Hello", "--to", "+61491570006", "--json")
    assert list(shell.run(*send).record) == documented("send")[:5]
    assert list(shell.run(*send, "--dry-run").record) == documented("send --dry-run")
    assert list(shell.run("parts", "x", "--json").record) == documented("parts")
    contact = shell.run("contacts", "create", "--attention", "Jo", "--json").record
    assert list(contact) == list(keys_of(kind_of("contact")))
