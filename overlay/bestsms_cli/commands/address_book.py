"""The command groups `bestsms contacts` and `bestsms groups`."""

from typing import Final

import click

from bestsms_cli.lazy import Entry, LazyGroup, help_if_alone, shared_options

CONTACTS: Final = {
    "list": Entry("contacts:list_", "List contacts."),
    "show": Entry("contacts:show", "Show a contact."),
    "create": Entry("contacts:create", "Create a contact."),
    "update": Entry("contacts:update", "Update a contact."),
    "delete": Entry("contacts:delete", "Delete a contact."),
    "groups": Entry("contacts:groups", "List the groups of a contact."),
    "import": Entry("contacts:import_", "Import contacts from a CSV file."),
    "export": Entry("contacts:export", "Export contacts to a CSV file."),
}
GROUPS: Final = {
    "list": Entry("groups:list_", "List groups."),
    "show": Entry("groups:show", "Show a group."),
    "create": Entry("groups:create", "Create a group."),
    "update": Entry("groups:update", "Update a group."),
    "delete": Entry("groups:delete", "Delete a group, but not its contacts."),
    "members": Entry("groups:members", "List, add or remove the contacts of a group."),
    "import": Entry("groups:import_", "Import groups from a CSV file."),
    "export": Entry("groups:export", "Export groups to a CSV file."),
}


@click.group("contacts", cls=LazyGroup, entries=CONTACTS)
@shared_options
@click.pass_context
def contacts(ctx: click.Context) -> None:
    """Manage the contacts of the address book.

    Changes take effect even in test mode.
    """
    help_if_alone(ctx)


@click.group("groups", cls=LazyGroup, entries=GROUPS)
@shared_options
@click.pass_context
def groups(ctx: click.Context) -> None:
    """Manage the groups of the address book.

    Changes take effect even in test mode.
    """
    help_if_alone(ctx)
