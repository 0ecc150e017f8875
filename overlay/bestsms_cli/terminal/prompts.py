"""Asks before something is spent or lost."""

import sys

import click


def confirm(question: str, *, yes: bool) -> None:
    """Ask, and end the command unless the answer is yes.

    Args:
        question: The question, without a question mark's options.
        yes: Whether `--yes` answered it already.

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
    if not click.confirm(question, err=True):
        click.echo("Nothing was changed.", err=True)
        raise click.exceptions.Exit(1)
