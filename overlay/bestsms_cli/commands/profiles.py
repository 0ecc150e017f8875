"""`bestsms profiles`: list the stored accounts."""

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import Column, print_records, say

_COLUMNS = (
    Column("profile", "Profile"),
    Column("default", "Default"),
    Column("base_url", "Gateway"),
    Column("stored_in", "Token stored in"),
)


@command("profiles", online=False)
@click.option("--use", metavar="NAME", help="Make this profile the default.")
def profiles(session: Session, use: str | None) -> None:
    """List the stored accounts, or set the default: the one that is used without --profile."""
    from bestsms_cli.account.profiles import Profiles

    stored = Profiles()
    if use is not None:
        if use not in stored.names:
            raise click.UsageError(f"There is no profile '{use}'.")
        stored.choose(use)
    records: list[dict[str, object]] = []
    for name in stored.names:
        found = stored.get(name)
        assert found is not None
        records.append(
            {
                "profile": name,
                "default": name == stored.default,
                "base_url": found.base_url,
                "stored_in": found.stored_in,
            }
        )
    if not print_records(session, _COLUMNS, records):
        say(session, "No profiles are stored. To store one, run: bestsms login")
