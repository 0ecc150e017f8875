"""`bestsms groups`: the groups of the address book."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bestsms_cli.commands.csv_files import import_options, run_export, run_import
from bestsms_cli.commands.fields import GroupFields, NewGroupFields, given, keys_of, kind_of
from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import Column, print_record, print_records, record_of, say
from bestsms_cli.terminal.prompts import confirm

if TYPE_CHECKING:
    from bestsms_client import Group

COLUMNS: Final = (
    Column("group_code", "Code"),
    Column("group_name", "Name"),
    Column("sub_account", "Sub-account"),
    Column("department", "Department"),
    Column("view_edit_by", "Access"),
    Column("group_id", "Group ID"),
)
_PAGE: Final = 999


def group_record(group: "Group") -> dict[str, Any]:
    """Return a group as JSON."""
    return record_of(group, keys_of(kind_of("group")))


def _show(session: Session, group: "Group") -> None:
    print_record(session, group_record(group), COLUMNS)


@command("list")
@click.option("--limit", type=click.IntRange(min=1), default=100, help="The most to list (100).")
def list_(session: Session, limit: int) -> None:
    """List groups."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        groups = client.addressbook.group.iter(records_per_page=min(limit, _PAGE))
        records = (group_record(one) for one in islice(groups, limit))
        count = print_records(session, COLUMNS, records)
    if count == limit:
        say(session, f"The first {limit:,}; there may be more. Use --limit.")


@command("show")
@click.argument("group")
def show(session: Session, group: str) -> None:
    """Show the group GROUP, named by its code or id."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        _show(session, client.addressbook.group.detail(group).group)


@command("create", cls=NewGroupFields)
@click.argument("group_name", metavar="NAME")
def create(session: Session, group_name: str, **fields: Any) -> None:
    """Create the group NAME. Without --code the gateway makes a code from the name."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        chosen = given({"group_name": group_name, **fields})
        _show(session, client.addressbook.group.create(**chosen).group)


@command("update", cls=GroupFields)
@click.argument("group")
def update(session: Session, group: str, **fields: Any) -> None:
    """Change fields of the group GROUP. Its code never changes."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        _show(session, client.addressbook.group.update(group, **given(fields)).group)


@command("delete")
@click.argument("group")
@click.option("--yes", "-y", is_flag=True, help="Delete without asking.")
def delete(session: Session, group: str, *, yes: bool) -> None:
    """Delete the group GROUP; its contacts stay. In test mode too."""
    from bestsms_cli.account.connection import connect

    confirm(f"Delete the group {group}?", yes=yes)
    with connect(session) as client:
        deleted = client.addressbook.group.delete(group).group
    print_record(session, record_of(deleted, ("group_id", "group_code")), COLUMNS)


@command("members")
@click.argument("group")
@click.option("--add", metavar="CONTACT_ID", multiple=True, help="Put a contact into the group.")
@click.option("--remove", metavar="CONTACT_ID", multiple=True, help="Take one out of the group.")
@click.option("--limit", type=click.IntRange(min=1), default=100, help="The most to list (100).")
def members(
    session: Session, group: str, *, add: tuple[str, ...], remove: tuple[str, ...], limit: int
) -> None:
    """List the contacts of the group GROUP, after adding and removing some."""
    from bestsms_cli.account.connection import connect
    from bestsms_cli.commands.contacts import COLUMNS as CONTACT_COLUMNS
    from bestsms_cli.commands.contacts import contact_record

    with connect(session) as client:
        relation = client.addressbook.group_contact
        for contact in add:
            relation.create(group=group, contact=contact)
        for contact in remove:
            relation.delete(group=group, contact=contact)
        found = relation.iter(group, records_per_page=min(limit, _PAGE))
        records = (contact_record(one) for one in islice(found, limit))
        count = print_records(session, CONTACT_COLUMNS, records)
    if count == limit:
        say(session, f"The first {limit:,}; there may be more. Use --limit.")


@command("import", epilog="Example: bestsms groups import groups.csv")
@import_options
def import_(session: Session, file: Path, **options: Any) -> None:
    """Import the groups of FILE, a CSV file whose first row names the columns.

    An import that was interrupted is continued by the same command, and no row is imported twice.
    """
    run_import(session, kind_of("group"), file, **options)


@command("export", epilog="Example: bestsms groups export groups.csv")
@click.argument("file", default="-")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def export(session: Session, file: str, *, force: bool) -> None:
    """Export all groups to FILE as CSV; to stdout if it is `-` or missing.

    The members of a group are exported by `bestsms contacts export --group CODE`.
    """
    run_export(session, kind_of("group"), file, force=force)
