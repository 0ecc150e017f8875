"""`bestsms contacts`: manage the contacts of the address book."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bestsms_cli.commands.csv_files import import_options, run_export, run_import
from bestsms_cli.commands.fields import ContactFields, given, keys_of, kind_of
from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import (
    LIMIT_HELP,
    Column,
    print_record,
    print_records,
    record_of,
    say,
)
from bestsms_cli.terminal.prompts import confirm

if TYPE_CHECKING:
    from bestsms_client import Contact

COLUMNS: Final = (
    Column("contact_id", "Contact ID"),
    Column("attention", "Attention"),
    Column("first_name", "First name"),
    Column("last_name", "Last name"),
    Column("company", "Company"),
    Column("mobile_phone", "Mobile", number=True),
)
_PHONES: Final = ("main_phone", "alt_phone_1", "alt_phone_2", "direct_phone", "fax_number")
_PAGE: Final = 999


def contact_record(contact: "Contact") -> dict[str, Any]:
    """Return a contact as a JSON object."""
    return record_of(contact, keys_of(kind_of("contact")))


def _show(session: Session, contact: "Contact") -> None:
    record = contact_record(contact)
    known = {column.key for column in COLUMNS}
    others = [
        Column(key, key.replace("_", " ").capitalize(), number=key in _PHONES)
        for key in record
        if key not in known
    ]
    print_record(session, record, (*COLUMNS, *others))


@command("list")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", default=100, help=LIMIT_HELP)
def list_(session: Session, limit: int) -> None:
    """List contacts."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        contacts = client.addressbook.contact.iter(records_per_page=min(limit, _PAGE))
        records = (contact_record(one) for one in islice(contacts, limit))
        count = print_records(session, COLUMNS, records)
    if count == limit:
        say(
            session,
            f"Showing the first {limit:,}. For more, use --limit or `bestsms contacts export`.",
        )


@command("show")
@click.argument("contact_id")
def show(session: Session, contact_id: str) -> None:
    """Show the contact CONTACT_ID."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        _show(session, client.addressbook.contact.detail(contact_id).contact)


@command("create", cls=ContactFields)
def create(session: Session, **fields: Any) -> None:
    """Create a contact. Messages to the contact are sent to its --mobile-phone."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        _show(session, client.addressbook.contact.create(**given(fields)).contact)


@command("update", cls=ContactFields)
@click.argument("contact_id")
def update(session: Session, contact_id: str, **fields: Any) -> None:
    """Update the contact CONTACT_ID. Fields that are not given stay the same."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        _show(session, client.addressbook.contact.update(contact_id, **given(fields)).contact)


@command("delete")
@click.argument("contact_id")
@click.option("--yes", "-y", is_flag=True, help="Do not ask for confirmation.")
def delete(session: Session, contact_id: str, *, yes: bool) -> None:
    """Delete the contact CONTACT_ID, even in test mode."""
    from bestsms_cli.account.connection import connect

    confirm(f"Delete the contact {contact_id}?", yes=yes)
    with connect(session) as client:
        deleted = client.addressbook.contact.delete(contact_id)
    print_record(session, record_of(deleted.contact, ("contact_id",)), COLUMNS[:1])


@command("groups")
@click.argument("contact_id")
def groups(session: Session, contact_id: str) -> None:
    """List the groups of the contact CONTACT_ID."""
    from bestsms_cli.account.connection import connect
    from bestsms_cli.commands.groups import COLUMNS as GROUP_COLUMNS
    from bestsms_cli.commands.groups import group_record

    with connect(session) as client:
        found = client.addressbook.contact_group.iter(contact_id, records_per_page=_PAGE)
        print_records(session, GROUP_COLUMNS, map(group_record, found))


@command("import", epilog="Example: bestsms contacts import people.csv --group Staff")
@import_options
@click.option("--group", metavar="CODE", help="Also add the contacts to this group.")
def import_(session: Session, file: Path, **options: Any) -> None:
    r"""Import contacts from FILE, a CSV file with a header row.

    The columns are fields such as "First name" or "Mobile phone". `bestsms contacts create --help`
    lists them all. To continue an interrupted import, run the same command again. No row is
    imported twice. If you add rows to the file, the new rows are imported.
    """
    run_import(session, kind_of("contact"), file, **options)


@command("export", epilog="Example: bestsms contacts export people.csv")
@click.argument("file", default="-")
@click.option("--group", metavar="CODE", help="Only the contacts of this group.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def export(session: Session, file: str, *, group: str | None, force: bool) -> None:
    """Export contacts to the CSV file FILE, or to stdout by default.

    To continue an interrupted export, run the same command again. Cells that a spreadsheet would
    run as a formula are prefixed with an apostrophe, which an import removes.
    """
    run_export(session, kind_of("contact"), file, group=group, force=force)
