"""`bestsms groups`: manage the groups of the address book."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bestsms_cli.commands.csv_files import import_options, run_export, run_import
from bestsms_cli.commands.fields import GroupFields, NewGroupFields, given, keys_of, kind_of
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
    """Return a group as a JSON object."""
    return record_of(group, keys_of(kind_of("group")))


def _show(session: Session, group: "Group") -> None:
    print_record(session, group_record(group), COLUMNS)


@command("list")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", default=100, help=LIMIT_HELP)
def list_(session: Session, limit: int) -> None:
    """List groups."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        groups = client.addressbook.group.iter(records_per_page=min(limit, _PAGE))
        records = (group_record(one) for one in islice(groups, limit))
        count = print_records(session, COLUMNS, records)
    if count == limit:
        say(session, f"Showing the first {limit:,}. For more, use --limit.")


@command("show")
@click.argument("group")
def show(session: Session, group: str) -> None:
    """Show a group. GROUP is its code or id."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        _show(session, client.addressbook.group.detail(group).group)


@command("create", cls=NewGroupFields)
@click.argument("group_name", metavar="NAME")
def create(session: Session, group_name: str, **fields: Any) -> None:
    """Create the group NAME. Without --code, the gateway derives the code from the name."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        chosen = given({"group_name": group_name, **fields})
        _show(session, client.addressbook.group.create(**chosen).group)


@command("update", cls=GroupFields)
@click.argument("group")
def update(session: Session, group: str, **fields: Any) -> None:
    """Update a group. GROUP is its code or id. The code cannot be changed."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        _show(session, client.addressbook.group.update(group, **given(fields)).group)


@command("delete")
@click.argument("group")
@click.option("--yes", "-y", is_flag=True, help="Do not ask for confirmation.")
def delete(session: Session, group: str, *, yes: bool) -> None:
    """Delete a group, even in test mode. GROUP is its code or id. Its contacts are kept."""
    from bestsms_cli.account.connection import connect

    confirm(f"Delete the group {group}?", yes=yes)
    with connect(session) as client:
        deleted = client.addressbook.group.delete(group).group
    print_record(session, record_of(deleted, ("group_id", "group_code")), COLUMNS)


@command("members")
@click.argument("group")
@click.option("--add", metavar="CONTACT_ID", multiple=True, help="Add this contact to it.")
@click.option("--remove", metavar="CONTACT_ID", multiple=True, help="Remove this contact.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", default=100, help=LIMIT_HELP)
def members(
    session: Session, group: str, *, add: tuple[str, ...], remove: tuple[str, ...], limit: int
) -> None:
    """List, add or remove the contacts of a group. GROUP is its code or id."""
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
        say(session, f"Showing the first {limit:,}. For more, use --limit.")


@command("import", epilog="Example: bestsms groups import groups.csv")
@import_options
def import_(session: Session, file: Path, **options: Any) -> None:
    """Import groups from FILE, a CSV file with a header row.

    The columns are fields such as "Name" or "Code". To continue an interrupted import, run the same
    command again. No row is imported twice.
    """
    run_import(session, kind_of("group"), file, **options)


@command("export", epilog="Example: bestsms groups export groups.csv")
@click.argument("file", default="-")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def export(session: Session, file: str, *, force: bool) -> None:
    """Export all groups to the CSV file FILE, or to stdout by default.

    To export the members of a group, use `bestsms contacts export --group CODE`.
    """
    run_export(session, kind_of("group"), file, force=force)
