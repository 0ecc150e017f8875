"""Export the address book to a CSV file, page by page. An interrupted export can be continued."""

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from bestsms_cli.account.folders import read_private, write_private
from bestsms_cli.files.csv_writing import write_rows
from bestsms_cli.files.kinds import Kind

if TYPE_CHECKING:
    from bestsms_client import BestSMS


class _Place(NamedTuple):
    """The position of an export: the next page, and the bytes and rows written so far."""

    page: int = 1
    size: int = 0
    rows: int = 0


class Export:
    """An export of all contacts, the contacts of a group, or all groups.

    `origin` identifies the exported data: an interrupted export is continued only if it matches.
    `advance` is called with the number of rows of each page, and the total if it is known.
    """

    def __init__(
        self,
        client: "BestSMS",
        kind: Kind,
        group: str | None,
        origin: str,
        advance: Callable[[int, int | None], None],
    ) -> None:
        self._client, self._kind, self._group = client, kind, group
        self._origin, self._advance = origin, advance
        self._columns = (kind.identifier, *kind.fields, *kind.read_only[1:])

    def to_stdout(self) -> int:
        """Write to stdout, and return the number of rows."""
        return self._write(sys.stdout, _Place(), lambda _: None)

    def to_file(self, path: Path) -> int:
        """Write a file with mode 0600, and return the number of rows.

        Until the export is complete, the rows are in `PATH.part` and the position in
        `PATH.part.json`.
        """
        part, note = path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.part.json")
        place = self._resume(part, note)
        handle = os.open(part, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+", encoding="utf-8", newline="") as file:
            file.truncate(place.size)
            file.seek(0, io.SEEK_END)

            def keep(reached: _Place) -> None:
                file.flush()
                size = os.fstat(file.fileno()).st_size
                write_private(
                    note, {"origin": self._origin, **reached._replace(size=size)._asdict()}
                )

            rows = self._write(file, place, keep)
        part.replace(path)
        note.unlink(missing_ok=True)
        return rows

    def _resume(self, part: Path, note: Path) -> _Place:
        try:
            known: dict[str, Any] = read_private(note)
        except (ValueError, json.JSONDecodeError):
            known = {}
        if known.pop("origin", None) != self._origin or not part.exists():
            return _Place()
        place = _Place(**known)
        return place if part.stat().st_size >= place.size else _Place()

    def _write(self, file: IO[str], place: _Place, keep: Callable[[_Place], None]) -> int:
        if place.page == 1:
            write_rows(file, [self._columns])
        while True:
            page = self._kind.page(self._client, place.page, self._group)
            found = page.groups if self._kind.noun == "group" else page.contacts
            write_rows(file, [[getattr(one, name) for name in self._columns] for one in found])
            place = _Place(place.page + 1, 0, place.rows + len(found))
            self._advance(len(found), page.total_records)
            if place.page > (page.page_count or 0):
                return place.rows
            keep(place)
