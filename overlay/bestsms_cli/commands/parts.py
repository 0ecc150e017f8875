"""`bestsms parts`: count the parts of a message."""

import sys

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session


@command("parts", online=False, epilog="Example: bestsms parts 'Soup: 5 €'")
@click.argument("text")
def parts(session: Session, text: str) -> None:
    """Count the parts of the message TEXT. BestSMS charges per part.

    If TEXT is `-`, it is read from stdin. Merge fields such as [[Attention]] are counted literally.
    To see the message of each recipient, use `bestsms send --dry-run`.
    """
    from bestsms_cli.terminal.drawing import part_lines, part_record
    from bestsms_cli.terminal.output import print_json
    from bestsms_client import count_parts

    text = read_text(text)
    count = count_parts(text)
    if session.json:
        print_json(part_record(count))
        return
    for line in part_lines(text, count):
        click.echo(line)


def read_text(text: str) -> str:
    """Return a text argument. For `-`, read stdin and remove the final line break."""
    if text != "-":
        return text
    return sys.stdin.read().removesuffix("\n")
