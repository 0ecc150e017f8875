"""The kinds of objects to import and export, contacts and groups, and their columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_type_hints

import click

from bestsms_cli.files.people import normalise

if TYPE_CHECKING:
    from bestsms_client import BestSMS

_ALIASES: Final = {
    "mobile": "mobile_phone",
    "mobilenumber": "mobile_phone",
    "email": "email_address",
    "department": "recip_department",
    "companydepartment": "recip_department",
}


@dataclass(frozen=True)
class Kind:
    """Contacts or groups.

    `fields` are the writable fields with their allowed values, if these are a closed set. An import
    ignores the columns in `read_only`. `aliases` are other names of columns.
    """

    noun: Literal["contact", "group"]
    fields: Mapping[str, tuple[str, ...]]
    read_only: tuple[str, ...]
    identifier: str
    aliases: Mapping[str, str]

    def create(self, client: "BestSMS", fields: Mapping[str, Any]) -> Any:
        """Create an object and return it as the gateway stored it."""
        if self.noun == "contact":
            return client.addressbook.contact.create(**fields).contact  # pyright: ignore[reportUnknownArgumentType]
        return client.addressbook.group.create(**fields).group

    def all(self, client: "BestSMS", group: str | None = None) -> Iterator[Any]:
        """Iterate over all objects, or over the contacts of a group."""
        if group is not None:
            return client.addressbook.group_contact.iter(group, records_per_page=999)
        if self.noun == "contact":
            return client.addressbook.contact.iter(records_per_page=999)
        return client.addressbook.group.iter(records_per_page=999)

    def page(self, client: "BestSMS", number: int, group: str | None = None) -> Any:
        """Fetch a page of the list."""
        if group is not None:
            return client.addressbook.group_contact.list(group, records_per_page=999, page=number)
        if self.noun == "contact":
            return client.addressbook.contact.list(records_per_page=999, page=number)
        return client.addressbook.group.list(records_per_page=999, page=number)

    def columns(self, header: Sequence[str], *, skip_unknown: bool) -> dict[str, int]:
        """Return the column of each field, or raise `UsageError` if the header is not usable."""
        known = {normalise(name): name for name in self.fields} | dict(self.aliases)
        silent = set(map(normalise, self.read_only))
        columns: dict[str, int] = {}
        for place, title in enumerate(header):
            name = known.get(normalise(title))
            if name is None:
                if skip_unknown or not title.strip() or normalise(title) in silent:
                    continue
                raise click.UsageError(
                    f"Unknown column '{title}'. Known columns: {', '.join(self.fields)}. "
                    "To ignore other columns, add --skip-unknown."
                )
            if name in columns:
                raise click.UsageError(f"Several columns contain the field {name}.")
            columns[name] = place
        if not columns:
            raise click.UsageError(
                f"The header row has no column for a field of a {self.noun}. "
                f"Known columns: {', '.join(self.fields)}."
            )
        return columns

    def problem(self, fields: Mapping[str, str]) -> str:
        """Return the problem with the values of a row, or an empty string."""
        if self.noun == "group" and "group_name" not in fields:
            return "group_name is missing"
        for name, value in fields.items():
            if (allowed := self.fields[name]) and value not in allowed:
                return f"{name} is not one of {', '.join(allowed)}"
        return ""


def contacts() -> Kind:
    """Return the kind of contacts."""
    from bestsms_client import ContactWriteFields

    read_only = (
        "contact_id", "owner", "created_time_local", "created_time_utc",
        "created_time_utc_rfc3339", "updated_time_local", "updated_time_utc",
        "updated_time_utc_rfc3339", "timezone",
    )  # fmt: skip
    fields = _fields(ContactWriteFields)
    return Kind("contact", fields, read_only, "contact_id", _ALIASES)


def groups() -> Kind:
    """Return the kind of groups."""
    from bestsms_client import GroupCreateFields

    read_only = ("group_id", "owner", "access_control", "created_time_local", "created_time_utc",
                 "timezone")  # fmt: skip
    fields = _fields(GroupCreateFields)
    return Kind(
        "group", fields, read_only, "group_id", {"name": "group_name", "code": "group_code"}
    )


def _fields(given: type) -> dict[str, tuple[str, ...]]:
    return {name: _allowed(hint) for name, hint in get_type_hints(given).items()}


def _allowed(hint: Any) -> tuple[str, ...]:
    """Return the values of a `Literal`, which may be optional."""
    for part in (hint, *get_args(hint)):
        values = get_args(part)
        if values and all(isinstance(value, str) for value in values):
            return values
    return ()
