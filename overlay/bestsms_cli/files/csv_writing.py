"""Write CSV files that are safe to open in a spreadsheet."""

import csv
import re
from collections.abc import Sequence
from typing import IO, Final

# A spreadsheet treats such a cell as a formula, unless an apostrophe precedes it. A phone number is
# harmless: as a formula, it evaluates to itself.
_FORMULA: Final = re.compile(r"'*[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")
_NUMBER: Final = re.compile(r"\+\d{5,15}")


def neutralise(cell: str) -> str:
    """Prefix a cell with an apostrophe if a spreadsheet would treat it as a formula.

    Example:
        >>> neutralise("=1+1"), neutralise("+61491570006"), neutralise("Jo")
        ("'=1+1", '+61491570006', 'Jo')
    """
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def restore(cell: str) -> str:
    """Undo `neutralise`.

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
