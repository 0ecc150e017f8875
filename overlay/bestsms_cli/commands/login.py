"""`bestsms login` and `logout`: store and remove an auth token."""

import sys

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import Column, print_record, say

_COLUMNS = (
    Column("profile", "Profile"),
    Column("base_url", "Gateway"),
    Column("stored_in", "Token stored in"),
)


@command("login", epilog="Example: bestsms login --with-token < token.txt")
@click.option("--with-token", is_flag=True, help="Read the auth token from stdin.")
@click.option("--base-url", metavar="URL", help="The gateway (default: the live gateway).")
@click.option(
    "--plain-file", is_flag=True, help="Use a file (mode 0600) even if there is a keyring."
)
@click.option("--no-check", is_flag=True, help="Store the token without testing it.")
def login(
    session: Session, *, with_token: bool, base_url: str | None, plain_file: bool, no_check: bool
) -> None:
    """Store the auth token of an account for other commands to use.

    The dashboard shows the token under Users > API. The command prompts for it or reads it from
    stdin. The token is not an argument, because other users of this machine could see it. It is
    stored in the keyring or, if there is none, in a file that only you can read. To store several
    accounts, use --profile.
    """
    from bestsms_api.constraints import SERVERS
    from bestsms_cli.account.connection import Account, connect
    from bestsms_cli.account.profiles import DEFAULT_NAME, Profiles

    if session.sandbox:
        raise click.UsageError("The sandbox needs no login. Add --sandbox to the other commands.")
    token = _token(with_token)
    account = Account(base_url=base_url or SERVERS[0], token=token, source="login")
    with connect(session, account) as client:  # also raises if the token or address is malformed
        if not no_check:
            client.ping()
    profiles = Profiles()
    name = session.profile or DEFAULT_NAME
    stored = profiles.store(name, token, account.base_url, plain=plain_file)
    record = {"profile": name, "base_url": stored.base_url, "stored_in": stored.stored_in}
    print_record(session, record, _COLUMNS)
    if stored.stored_in == "file":
        say(session, f"The token is stored in {profiles.path}. Only you can read this file.")


def _token(with_token: bool) -> str:
    if with_token:
        return sys.stdin.read().strip()
    if not sys.stdin.isatty():
        raise click.UsageError(
            "There is no terminal to enter the auth token. To read it from stdin, use --with-token."
        )
    token: str = click.prompt("Auth token", hide_input=True, err=True)
    return token.strip()


@command("logout")
def logout(session: Session) -> None:
    """Remove the auth token of a profile from this machine. The token itself remains valid."""
    from bestsms_cli.account.profiles import Profiles

    profiles = Profiles()
    name = session.profile or profiles.default
    if name not in profiles.names:
        raise click.UsageError(f"There is no profile '{name}'.")
    profiles.remove(name)
    say(session, f"Removed the profile '{name}'.")
