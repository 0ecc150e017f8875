"""Contacts and groups, one at a time."""

from collections.abc import Iterator

import pytest
from tests.cli.shell import Shell

from bestsms_client import BestSMS
from bestsms_sandbox import Sandbox

pytestmark = pytest.mark.slow  # many processes

JO = "+61491570006"


@pytest.fixture
def client(shell: Shell, sandbox: Sandbox) -> Iterator[BestSMS]:
    assert shell.variables["BESTSMS_API_URL"] == sandbox.base_url
    with BestSMS(sandbox.token, base_url=sandbox.base_url) as client:
        yield client


def test_creating_changing_and_deleting_a_contact(shell: Shell) -> None:
    made = shell.run("contacts", "create", "--first-name", "Jo", "--mobile-phone", JO,
                     "--view-by", "no", "--json")  # fmt: skip
    assert made.code == 0, made.stderr
    contact_id = made.record["contact_id"]
    assert (made.record["first_name"], made.record["view_by"]) == ("Jo", "No")
    assert "First name\tSam\n" in shell.run("contacts", "create", "--first-name", "Sam").stdout

    changed = shell.run("contacts", "update", contact_id, "--company", "Inc")
    assert changed.code == 0
    assert "Company\tInc\nMobile\t+61***06\n" in changed.stdout
    changed = shell.run("contacts", "update", contact_id, "--title", "Dr", "--json")
    assert changed.record["title"] == "Dr"
    assert shell.run("contacts", "update", contact_id).code == 2

    shown = shell.run("contacts", "show", contact_id, "--full")
    assert f"Contact ID\t{contact_id}\n" in shown.stdout
    assert f"Mobile\t{JO}" in shown.stdout
    assert shell.run("contacts", "show", contact_id, "--json").record["company"] == "Inc"

    assert f"{contact_id}\t\tJo\t\tInc\t+61***06\n" in shell.run("contacts", "list").stdout
    listed = shell.run("contacts", "list", "--json").records
    assert {one["mobile_phone"] for one in listed} == {JO, ""}

    refused = shell.run("contacts", "delete", contact_id)
    assert refused.code == 2
    assert "add --yes" in refused.stderr
    deleted = shell.run("contacts", "delete", contact_id, "--yes")
    assert deleted.stdout == f"Contact ID\t{contact_id}\n"
    gone = shell.run("contacts", "delete", contact_id, "--yes", "--json")
    assert (gone.code, gone.record["error"]["type"]) == (1, "NotFoundError")
    limited = shell.run("contacts", "list", "--limit", "1")
    assert limited.stderr.startswith("Showing the first 1.")


def test_creating_changing_and_deleting_a_group(shell: Shell, client: BestSMS) -> None:
    made = shell.run("groups", "create", "Kitchen Team", "--json").record
    assert (made["group_code"], made["group_name"]) == ("Kitchen_Team", "Kitchen Team")
    assert "Code\tCooks\n" in shell.run("groups", "create", "Cooks", "--code", "Cooks").stdout

    changed = shell.run("groups", "update", "Kitchen_Team", "--name", "Kitchen", "--json")
    assert changed.record["group_name"] == "Kitchen"
    assert (
        "Access\tNo\n"
        in shell.run("groups", "update", "Kitchen_Team", "--view-edit-by", "No").stdout
    )
    assert shell.run("groups", "update", "Kitchen_Team").code == 2
    assert "Name\tKitchen\n" in shell.run("groups", "show", "Kitchen_Team").stdout
    assert shell.run("groups", "show", "Kitchen_Team", "--json").record["group_name"] == "Kitchen"
    assert len(shell.run("groups", "list", "--json").records) == 2
    assert shell.run("groups", "list").stdout.startswith("Cooks\tCooks\t")

    jo = client.addressbook.contact.create(attention="Jo", mobile_phone=JO).contact.contact_id
    added = shell.run("groups", "members", "Cooks", "--add", jo)
    assert added.stdout == f"{jo}\tJo\t\t\t\t+61***06\n"
    assert shell.run("contacts", "groups", jo).stdout.startswith("Cooks\t")
    assert shell.run("contacts", "groups", jo, "--json").record["group_code"] == "Cooks"
    assert shell.run("groups", "members", "Cooks", "--json").record["contact_id"] == jo
    assert shell.run("groups", "members", "Cooks", "--remove", jo).stdout == ""

    assert shell.run("groups", "delete", "Cooks").code == 2
    assert "Code\tCooks\n" in shell.run("groups", "delete", "Cooks", "--yes").stdout
    deleted = shell.run("groups", "delete", "Kitchen_Team", "--yes", "--json")
    assert deleted.record["group_code"] == "Kitchen_Team"
    assert shell.run("groups", "show", "Cooks").code == 1


@pytest.mark.parametrize("noun", ["contacts", "groups"])
def test_a_command_group_alone_shows_its_help(shell: Shell, noun: str) -> None:
    done = shell.run(noun)
    assert done.code == 0
    assert "  import  " in done.stdout
    assert "Did you mean 'list'?" in shell.run(noun, "lst").stderr
