"""The groups of commands `bestsms contacts` and `bestsms groups`."""

from typing import Final

import click

from bestsms_cli.lazy import Entry, LazyGroup, help_if_alone, shared_options

CONTACTS: Final = {
    "list": Entry("contacts:list_", "List contacts."),
    "show": Entry("contacts:show", "Show a contact."),
    "create": Entry("contacts:create", "Create a contact."),
    "update": Entry("contacts:update", "Change fields of a contact."),
    "delete": Entry("contacts:delete", "Delete a contact."),
    "groups": Entry("contacts:groups", "List the groups of a contact."),
    "import": Entry("contacts:import_", "Import contacts from a CSV file."),
    "export": Entry("contacts:export", "Export contacts to a CSV file."),
}
GROUPS: Final = {
    "list": Entry("groups:list_", "List groups."),
    "show": Entry("groups:show", "Show a group."),
    "create": Entry("groups:create", "Create a group."),
    "update": Entry("groups:update", "Change fields of a group."),
    "delete": Entry("groups:delete", "Delete a group; its contacts stay."),
    "members": Entry("groups:members", "List, add and remove the contacts of a group."),
    "import": Entry("groups:import_", "Import groups from a CSV file."),
    "export": Entry("groups:export", "Export groups to a CSV file."),
}


@click.group("contacts", cls=LazyGroup, entries=CONTACTS)
@shared_options
@click.pass_context
def contacts(ctx: click.Context) -> None:
    """Look after the contacts of the address book. It is real in test mode, too."""
    help_if_alone(ctx)


@click.group("groups", cls=LazyGroup, entries=GROUPS)
@shared_options
@click.pass_context
def groups(ctx: click.Context) -> None:
    """Look after the groups of the address book. It is real in test mode, too."""
    help_if_alone(ctx)
