"""Read the recipients of a message from a CSV file."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import click

from bestsms_cli.files.csv_reading import Row, read_rows

_NUMBER_COLUMNS: Final = (
    "recipient", "mobilephone", "mobile", "mobilenumber", "number", "phone", "phonenumber", "to",
)  # fmt: skip
_FIELDS: Final = {
    name.replace("_", ""): name
    for name in (
        "attention", "company", "first_name", "last_name",
        *(f"custom_{number}" for number in range(1, 10)),
    )
}  # fmt: skip
_LOOKS_LIKE_A_NUMBER: Final = re.compile(r"\+?[\d\s().-]{6,}")


class Person(dict[str, str]):
    """A recipient for `send_message`, with its line in the file."""

    line: int = 0


def read_people(path: str, encoding: str | None = None) -> Iterator[Person | Row]:
    """Yield the recipients of a file, and a `Row` with its problem for each invalid row.

    The header row names the columns: one for the number, others for merge fields such as
    `Attention` or `Custom 1`. In a file without a header row, the first column has the numbers.
    """
    with read_rows(path, encoding) as rows:
        first = next(rows, None)
        if first is None:
            raise click.UsageError(f"{path} is empty.")
        if first.problem:
            raise click.UsageError(f"{path}, line {first.line}: {first.problem}.")
        columns = people_columns(first.cells)
        if columns is None:
            columns = {"recipient": 0}
            yield _person(first, columns)
        for row in rows:
            yield row if row.problem else _person(row, columns)


def people_columns(header: Sequence[str]) -> dict[str, int] | None:
    """Return the column of each field, or None if there is no header row."""
    names = [normalise(cell) for cell in header]
    number = next((name for name in _NUMBER_COLUMNS if name in names), None)
    if number is None:
        if _LOOKS_LIKE_A_NUMBER.fullmatch(header[0].strip()):
            return None
        raise click.UsageError(
            "The header row has no column for the numbers. Name it 'Recipient' or 'Mobile'."
        )
    columns = {_FIELDS[name]: place for place, name in enumerate(names) if name in _FIELDS}
    return {"recipient": names.index(number)} | columns


def normalise(name: str) -> str:
    """Reduce a column name to lower-case letters and digits, for comparison.

    Example:
        >>> normalise(" First Name"), normalise("custom_1")
        ('firstname', 'custom1')
    """
    return re.sub(r"[\W_]", "", name).lower()


def _person(row: Row, columns: dict[str, int]) -> Person | Row:
    values = {
        name: row.cells[place].strip() for name, place in columns.items() if place < len(row.cells)
    }
    if not values.get("recipient"):
        return Row(row.line, (), "the number is missing")
    person = Person({name: value for name, value in values.items() if value})
    person.line = row.line
    return person
