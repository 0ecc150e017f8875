"""Prints results: JSON lines with `--json`, a table on a terminal, columns with tabs elsewhere."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import click

from bestsms_cli.session import Session
from bestsms_cli.terminal.text import mask_number, one_line, shows_colour

_TABLE_ROWS: Final = 500  # a table is drawn in pieces, so that a long list does not fill the memory
# What JSON may hold unescaped and a terminal or a line-based reader may act on.
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        key: The key of the records, which is also the key in the JSON.
        title: The heading.
        number: Whether it holds phone numbers, which are masked without `--full`.
    """

    key: str
    title: str
    number: bool = False


def print_json(record: Mapping[str, Any]) -> None:
    """Print a record to stdout as one line of JSON."""
    text = json.dumps(record, ensure_ascii=False, default=str)
    click.echo(_ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def record_of(thing: object, keys: Iterable[str]) -> dict[str, Any]:
    """Return the named attributes of an answer; `from_` becomes `from`."""
    return {key.rstrip("_"): getattr(thing, key) for key in keys}


def print_records(
    session: Session,
    columns: Sequence[Column],
    records: Iterable[Mapping[str, Any]],
    *,
    heading: bool = True,
) -> int:
    """Print a list.

    Args:
        session: What the options say.
        columns: What a table shows. JSON has every key of the records.
        records: The records; they are read as they are printed.
        heading: Whether they are drawn as a table on a terminal; a stream of single records is not.

    Returns:
        How many there were.
    """
    count = 0
    if session.json:
        for record in records:
            print_json(record)
            count += 1
        return count
    rows = ([_cell(session, column, record) for column in columns] for record in records)
    if not (heading and sys.stdout.isatty()):
        gap = "  " if sys.stdout.isatty() else "\t"
        for row in rows:
            click.echo(gap.join(row))
            count += 1
        return count
    while chunk := list(islice(rows, _TABLE_ROWS)):
        _draw(columns, chunk)
        count += len(chunk)
    return count


def print_record(session: Session, record: Mapping[str, Any], columns: Sequence[Column]) -> None:
    """Print one record: JSON, or a line for each column that has a value."""
    if session.json:
        print_json(record)
        return
    width = max(len(column.title) for column in columns)
    for column in columns:
        if value := _cell(session, column, record):
            if sys.stdout.isatty():
                click.echo(f"{column.title:<{width}}  {value}")
            else:
                click.echo(f"{column.title}\t{value}")


def say(session: Session, message: str) -> None:
    """Print a message for people to stderr; with `--json` there are none."""
    if not session.json:
        click.echo(message, err=True)


def _cell(session: Session, column: Column, record: Mapping[str, Any]) -> str:
    value = record.get(column.key)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and sys.stdout.isatty():
        return f"{value:,}"
    text = one_line(str(value))
    return mask_number(text) if column.number and not session.full else text


def _draw(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    shown = [place for place, _ in enumerate(columns) if any(row[place] for row in rows)]
    for place in shown:
        # What is copied from the screen, such as an identifier, stays on one line.
        whole = columns[place].number or columns[place].key.endswith("_id")
        table.add_column(columns[place].title, overflow="fold", no_wrap=whole)
    for row in rows:
        table.add_row(*(Text(row[place]) for place in shown))
    Console(no_color=not shows_colour(True), highlight=False).print(table)
