"""Writes CSV files that spreadsheets open without running anything."""

import csv
import re
from collections.abc import Sequence
from typing import IO, Final

# A spreadsheet reads such a cell as a formula; an apostrophe in front makes it a text. A phone
# number is none: it has nothing to compute.
_FORMULA: Final = re.compile(r"'*[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")
_NUMBER: Final = re.compile(r"\+\d{5,15}")


def neutralise(cell: str) -> str:
    """Return a cell that no spreadsheet reads as a formula.

    Example:
        >>> neutralise("=1+1"), neutralise("+61491570006"), neutralise("Jo")
        ("'=1+1", '+61491570006', 'Jo')
    """
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def restore(cell: str) -> str:
    """Return a cell as it was before `neutralise`.

    Example:
        >>> restore("'=1+1"), restore("'tis")
        ('=1+1', "'tis")
    """
    if cell.startswith("'") and _FORMULA.match(cell[1:]):
        return cell[1:]
    return cell


def write_rows(file: IO[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Append rows to a file."""
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([neutralise(cell or "") for cell in row])
