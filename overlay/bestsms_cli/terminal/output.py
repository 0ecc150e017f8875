"""Print results: JSON lines with `--json`, a table on a terminal, tab-separated lines otherwise."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import click

from bestsms_cli.session import Session
from bestsms_cli.terminal.text import mask_number, one_line, shows_colour

LIMIT_HELP: Final = "The maximum number to list (default: 100)."
_TABLE_ROWS: Final = 500  # long lists are printed as several tables, to bound memory
# Characters that JSON allows unescaped, but that a terminal or line-based reader may interpret.
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Column(NamedTuple):
    """A column of a table. With `number`, phone numbers are masked unless `--full` is given."""

    key: str
    title: str
    number: bool = False


def print_json(record: Mapping[str, Any]) -> None:
    """Print a record to stdout as one line of JSON."""
    text = json.dumps(record, ensure_ascii=False, default=str)
    click.echo(_ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def record_of(thing: object, keys: Iterable[str]) -> dict[str, Any]:
    """Return some attributes of a response as a dictionary. `from_` becomes `from`."""
    return {key.rstrip("_"): getattr(thing, key) for key in keys}


def print_records(
    session: Session,
    columns: Sequence[Column],
    records: Iterable[Mapping[str, Any]],
    *,
    heading: bool = True,
) -> int:
    """Print records as they are read, and return their number. JSON contains every key.

    Without `heading`, no table is drawn on a terminal. Use it for a stream of single records.
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
    """Print one record as JSON, or as a line for each column with a value."""
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
    """Print a message to stderr. With `--json`, print nothing."""
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
        # Identifiers and numbers stay on one line, so that they can be copied.
        whole = columns[place].number or columns[place].key.endswith("_id")
        table.add_column(columns[place].title, overflow="fold", no_wrap=whole)
    for row in rows:
        table.add_row(*(Text(row[place]) for place in shown))
    Console(no_color=not shows_colour(True), highlight=False).print(table)
