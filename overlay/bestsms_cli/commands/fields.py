"""Options for the fields of contacts and groups, generated from the contract on demand."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import click

if TYPE_CHECKING:
    from bestsms_cli.files.kinds import Kind


def kind_of(noun: str) -> "Kind":
    """Return the kind of object that a noun names."""
    from bestsms_cli.files import kinds

    return kinds.contacts() if noun == "contact" else kinds.groups()


def keys_of(kind: "Kind") -> tuple[str, ...]:
    """Return the JSON keys of a contact or group. They are also the columns of an export."""
    return (kind.identifier, *kind.fields, *kind.read_only[1:])


@cache
def _options(noun: str, left_out: frozenset[str]) -> list[click.Parameter]:
    options: list[click.Parameter] = []
    for name, allowed in kind_of(noun).fields.items():
        if name in left_out:
            continue
        settings: Mapping[str, Any] = {"metavar": "TEXT"}
        if allowed:
            settings = {"type": click.Choice(allowed, case_sensitive=False)}
        label = name.replace("_", "-").removeprefix("group-")
        options.append(click.Option([f"--{label}", name], **settings))
    return options


class _FieldsCommand(click.Command):
    noun: ClassVar[str]
    left_out: ClassVar[frozenset[str]] = frozenset()

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters, with those for the fields first."""
        return [*_options(self.noun, self.left_out), *super().get_params(ctx)]


class ContactFields(_FieldsCommand):
    """A command with an option for each field of a contact."""

    noun = "contact"


class NewGroupFields(_FieldsCommand):
    """A command with an option for each field of a new group, except its name."""

    noun, left_out = "group", frozenset({"group_name"})


class GroupFields(_FieldsCommand):
    """A command with an option for each field of a group, except its code, which is fixed."""

    noun, left_out = "group", frozenset({"group_code"})


def given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that were given, or raise `UsageError` if there are none."""
    found = {name: value for name, value in fields.items() if value is not None}
    if not found:
        raise click.UsageError("No field was given. To list the fields, use --help.")
    return found
