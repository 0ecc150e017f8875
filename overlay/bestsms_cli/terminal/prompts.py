"""Asks before something is spent or lost."""

import sys

import click

from bestsms_cli.terminal.text import wrap


def confirm(question: str, *, yes: bool, refused: str = "Nothing was changed.") -> None:
    """Ask, and end the command unless the answer is yes.

    Args:
        question: The question, without a question mark's options.
        yes: Whether `--yes` answered it already.
        refused: What is printed if the answer is no.

    Raises:
        click.UsageError: Nobody is there to answer.
        click.exceptions.Exit: The answer is no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(
            f"{question} There is no terminal to answer on. Add --yes if that is what you want."
        )
    if not click.confirm(wrap(question), err=True):
        click.echo(refused, err=True)
        raise click.exceptions.Exit(1)
