"""Ask for confirmation."""

import sys

import click

from bestsms_cli.terminal.text import wrap


def confirm(question: str, *, yes: bool, refused: str = "Nothing was changed.") -> None:
    """Ask for confirmation. End the command unless the user agrees or `yes` is set.

    Raise `UsageError` if there is no terminal to ask on.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(
            f"{question} There is no terminal to ask for confirmation. To confirm, add --yes."
        )
    if not click.confirm(wrap(question), err=True):
        click.echo(refused, err=True)
        raise click.exceptions.Exit(1)
