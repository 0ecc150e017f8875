"""Read CSV files from any program, row by row, and report bad rows with their line."""

import codecs
import csv
import io
import itertools
import re
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import IO, Final, NamedTuple

import click

_DELIMITERS: Final = ",;\t|"
_SAMPLE_CHARACTERS: Final = 65_536
_MAX_CELL: Final = 131_072  # bounds an unclosed quotation mark
_LINE_CHARACTERS: Final = 1_000_000
_UNDECODED: Final = re.compile("[\udc80-\udcff]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Row(NamedTuple):
    """A row of a file. If it cannot be read, `cells` is empty and `problem` says why.

    `line` is the line on which the row starts, counted from 1.
    """

    line: int
    cells: tuple[str, ...]
    problem: str = ""


@contextmanager
def read_rows(path: str, encoding: str | None = None) -> Generator[Iterator[Row]]:
    """Open a CSV file, or stdin for `-`, and yield an iterator over its rows. Skip blank rows.

    The first line determines the delimiter. A byte order mark takes precedence over `encoding`.
    """
    with _open(path, encoding) as (file, name):
        yield _rows(file, name)


@contextmanager
def _open(path: str, encoding: str | None) -> Generator[tuple[IO[str], str]]:
    try:
        raw = sys.stdin.fileno() if path == "-" else path
        binary = io.BufferedReader(io.FileIO(raw, closefd=path != "-"))
        head = binary.peek(4)[:4]
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None
    found = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    chosen = found or encoding or "utf-8"
    try:
        text = io.TextIOWrapper(binary, encoding=chosen, errors="surrogateescape", newline="")
    except LookupError:
        binary.close()
        raise click.UsageError(f"Unknown encoding '{chosen}'.") from None
    with text:
        yield text, chosen.removesuffix("-sig").upper()


def _rows(file: IO[str], encoding: str) -> Iterator[Row]:
    csv.field_size_limit(_MAX_CELL)
    try:
        first = file.readline(_SAMPLE_CHARACTERS)
    except UnicodeDecodeError:
        raise click.UsageError(f"Line 1 is not valid {encoding}.") from None
    lines = itertools.chain([first], iter(lambda: file.readline(_LINE_CHARACTERS), ""))
    reader = csv.reader(lines, delimiter=_delimiter(first), strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except UnicodeDecodeError:  # in a multi-byte encoding such as UTF-16
            raise click.UsageError(f"Line {start} is not valid {encoding}.") from None
        except csv.Error as error:
            if "unexpected end" in str(error) or "field larger" in str(error):
                raise click.UsageError(
                    f"Line {start} opens a quotation mark that is never closed."
                ) from None
            yield Row(start, (), f"misplaced quotation mark ({error})")
            continue
        if any(map(_UNDECODED.search, cells)):
            yield Row(start, (), f"not valid {encoding} (see --encoding)")
        elif any(cell.strip() for cell in cells):
            yield Row(start, tuple(cells))


def _delimiter(line: str) -> str:
    """Return the most frequent delimiter of the first line, outside quotation marks."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)
