"""Read recipients from a CSV file, an iterable or a database cursor, and check each row."""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Final, cast

import attrs

from bestsms_campaign._journal.filling import Batch
from bestsms_campaign.errors import CampaignError
from bestsms_campaign.progress import Reject
from bestsms_client import BestSMS, Destination, InvalidRequestError

_E164: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_MERGE_FIELD: Final = re.compile(r"\[\[([^\[\]]*)\]\]")
_NUMBER_COLUMNS: Final = frozenset(
    ("recipient", "number", "mobile", "mobilenumber", "mobilephone", "phone", "phonenumber")
)
# The bytes that a recipient takes in a request, in addition to its fields.
_OVERHEAD: Final = 64
# The gateway never truncates messages up to this length, in any alphabet.
_NEVER_CUT: Final = 200


def read_rows(
    source: Any, columns: Mapping[str, str] | None, message: str, encoding: str
) -> Iterator[tuple[int, Any]]:
    """Yield each row with its line number. Each merge field of the message needs a column.

    Raises:
        CampaignError: The source cannot be read, or has no column for the number or a merge field.
    """
    kind = type(source).__name__
    if isinstance(source, str | PathLike):
        yield from _file_rows(Path(cast("str | PathLike[str]", source)), columns, message, encoding)
    elif getattr(source, "description", None) is not None and hasattr(source, "fetchone"):
        names = [str(column[0]) for column in source.description]
        mapped = _mapped(names, columns, message)
        for line, row in enumerate(source, 1):
            values: Any = [row[name] for name in names] if isinstance(row, Mapping) else row
            yield line, _fields(mapped, values)
    elif isinstance(source, Mapping | bytes) or not hasattr(source, "__iter__"):
        raise CampaignError(
            f"recipients is of type {kind}. Pass the path of a CSV file, an iterable of recipients "
            "or a database cursor."
        )
    else:
        yield from enumerate(source, 1)


def _file_rows(
    path: Path, columns: Mapping[str, str] | None, message: str, encoding: str
) -> Iterator[tuple[int, Any]]:
    encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    try:
        with path.open(encoding=encoding, newline="") as file:
            head = file.readline()
            delimiter = max(",;\t", key=head.count)
            file.seek(0)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            names: list[str] = next(reader, list[str]())
            mapped = _mapped(names, columns, message)
            line = reader.line_num + 1
            for row in reader:
                if row and len(row) != len(names):
                    yield line, ValueError(f"expected {len(names)} columns, got {len(row)}")
                elif any(row):
                    yield line, _fields(mapped, row)
                line = reader.line_num + 1
    except OSError as error:
        raise CampaignError(f"recipients: {path}: {error.strerror}.") from None
    except UnicodeError:
        raise CampaignError(
            f"recipients: {path} is not valid {encoding.removesuffix('-sig')}. Save it as UTF-8, "
            'or pass its encoding, for example encoding="cp1252".'
        ) from None
    except (csv.Error, LookupError) as error:
        raise CampaignError(f"recipients: {path} cannot be read as CSV: {error}.") from None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _mapped(
    names: list[str], columns: Mapping[str, str] | None, message: str
) -> list[tuple[int, str]]:
    """Return the position and the field of each column that is used."""
    known = {
        _plain(field.name): field.name
        for field in attrs.fields(Destination)
        if field.init and not field.name.endswith(("_id", "_code"))
    }
    given = dict(columns or {})
    if missing := [name for name in given if name not in names]:
        raise CampaignError(
            f"columns: recipients has no column {missing[0]!r}. Its columns are {', '.join(names)}."
        )
    wanted = {name: _plain(field) for name, field in given.items()}
    if unknown := [given[name] for name, field in wanted.items() if field not in known]:
        raise CampaignError(
            f"columns: {unknown[0]!r} is not a field. Use one of {', '.join(known.values())}."
        )
    if "recipient" not in wanted.values():
        numbers = [name for name in names if _plain(name) in _NUMBER_COLUMNS]
        if len(numbers) != 1:
            found = "several columns" if numbers else "no column"
            raise CampaignError(
                f"recipients has {found} for the number ({', '.join(numbers or names)}). Pass "
                'columns={"your column": "recipient"}.'
            )
        wanted[numbers[0]] = "recipient"
    for name in names:
        field = _plain(name)
        if name not in wanted and field in known and field not in wanted.values():
            wanted[name] = field
    for field in map(_plain, _MERGE_FIELD.findall(message)):
        if field in known and field not in wanted.values():
            raise CampaignError(
                f"The message uses [[{known[field]}]], but recipients has no column for it "
                f'({", ".join(names)}). Pass columns={{"your column": "{known[field]}"}}.'
            )
    return [(names.index(name), known[field]) for name, field in wanted.items()]


def _fields(mapped: list[tuple[int, str]], row: Any) -> dict[str, Any]:
    values = {field: row[place] for place, field in mapped}
    return {
        field: value.strip() if isinstance(value, str) else value
        for field, value in values.items()
        if value not in (None, "") or field == "recipient"
    }


class Checker:
    """Checks rows as `send_message` would, and groups them into chunks.

    `rehearsal` is a client that never sends. The recipients of a chunk may take `room` bytes.
    """

    def __init__(
        self, rehearsal: BestSMS, message: str, options: Mapping[str, Any], per_request: int,
        room: int,
    ) -> None:  # fmt: skip
        self._rehearsal, self._message, self._options = rehearsal, message, dict(options)
        self._per_request, self._room = per_request, room
        # For each combination of keys in a valid row: the key of the number.
        self._shapes: dict[tuple[Any, ...], str] = {}
        # How many characters merge fields may add before the message has to be counted.
        length = len(message.encode("utf-16-le", "surrogatepass")) // 2
        self._spare = _NEVER_CUT - length if "[[" in message else sys.maxsize
        self._encode = json.JSONEncoder(separators=(",", ":")).encode

    def batches(self, rows: Iterable[tuple[int, Any]]) -> Iterator[Batch]:
        """Yield the recipients of each chunk, and the rejected rows."""
        batch, size = Batch([], []), 0
        for line, item in rows:
            try:
                number, fields = self._fast(item) or self._checked(item)
            except ValueError as error:
                batch.rejects.append((line, str(error)))
                if len(batch.rejects) > self._per_request:  # to bound memory
                    yield batch
                    batch, size = Batch([], []), 0
                continue
            more = _OVERHEAD + (len(fields) if fields else 0)
            if batch.lines and (len(batch.lines) == self._per_request or size + more > self._room):
                yield batch
                batch, size = Batch([], []), 0
            batch.lines.append((line, number, fields))
            size += more
        yield batch

    def _fast(self, item: Any) -> tuple[int, str | None] | None:
        """Accept a row like one that passed before. None means that `_checked` must decide."""
        if type(item) is str:
            return (int(item[1:]), None) if _E164.fullmatch(item) and self._spare >= 0 else None
        if type(item) is not dict:
            return None
        row: dict[Any, Any] = item  # pyright: ignore[reportUnknownVariableType]
        key = self._shapes.get(tuple(row))
        if key is None:
            return None
        number = row[key]
        if type(number) is not str or not _E164.fullmatch(number):
            return None
        length = 0
        for value in row.values():
            if type(value) is not str:
                return None
            length += len(value)
        if 2 * (length - len(number)) > self._spare:
            return None
        fields = {name: value for name, value in row.items() if name != key}
        text = self._encode(fields) if fields else None
        # This may be a lone surrogate, which cannot be sent: `_checked` decides.
        return None if text and "\\ud" in text else (int(number[1:]), text)

    def _checked(self, item: Any) -> tuple[int, str | None]:
        if isinstance(item, Exception):
            raise item
        try:
            preview = self._rehearsal.messaging.sms.preview(
                message=self._message, destinations=[item], **self._options
            )
        except InvalidRequestError as error:
            raise ValueError(_reason(str(error))) from None
        if preview.problems:
            raise ValueError(_reason(" ".join(map(str, preview.problems))))
        text = preview.renderings[0].recipient
        if text is None:
            raise ValueError(
                "the row is a contact or a group. Use phone numbers, so that duplicates and "
                "suppressed numbers can be left out"
            )
        plain = re.sub(r"[^+0-9]", "", text)
        if not _E164.fullmatch(plain):
            raise ValueError(
                "the number is not in international form. Write it like +61491570006, or pass "
                "region="
            )
        if isinstance(item, str):
            return int(plain[1:]), None
        row: dict[Any, Any]
        row = item.to_dict() if isinstance(item, Destination) else dict(item)
        (key,) = (name for name in row if str(name).lower() == "recipient")
        if type(item) is dict:
            self._shapes[tuple(row)] = key
        fields = {name: value for name, value in row.items() if name != key and value is not None}
        return int(plain[1:]), self._encode(fields) if fields else None


def _reason(text: str) -> str:
    """Turn an error about `destinations[0]` into one about the row."""
    text = text.replace("destinations[0] is not a phone number", "not a phone number")
    text = text.replace("destinations[0].", "").replace("destinations[0]", "the row")
    return text.removesuffix(".")


def to_rejects(rows: Iterable[tuple[int, str]]) -> tuple[Reject, ...]:
    """Build a `Reject` for each rejected row."""
    return tuple(Reject(line=line, reason=reason) for line, reason in rows)
