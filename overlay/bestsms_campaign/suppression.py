"""Suppression lists: numbers that must not be sent to, such as those of people who wrote STOP."""

import os
import re
import sqlite3
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from bestsms_api.constraints import OPT_OUT_WORDS
from bestsms_campaign._journal.numbers import plain_number
from bestsms_campaign._journal.sqlite_file import open_file
from bestsms_client import ReceivedMessage
from bestsms_client._boundary import protect_methods
from bestsms_client.webhooks import Event, InboundEvent, ReplyEvent

_APPLICATION_ID: Final = 0x42535353  # "BSSS"
_WORDS: Final = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in OPT_OUT_WORDS)
_OPT_OUT: Final = re.compile(rf"\s*(?:{_WORDS})\b", re.IGNORECASE)
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_BATCH_SIZE: Final = 500


class FixedSuppression:
    """A suppression list that does not change, of numbers in international form."""

    def __init__(self, numbers: Iterable[str] = ()) -> None:
        self.numbers = frozenset(map(plain_number, numbers))

    def among(self, numbers: Sequence[str]) -> set[str]:
        """Return the given numbers that are on the list."""
        return set(self.numbers.intersection(numbers))


def opts_out(message: Event | ReceivedMessage) -> str | None:
    """Return the sender's number if a received message is an opt-out, such as "STOP".

    Args:
        message: A webhook event, or a message from `sms_received`.

    Returns:
        The number, or None if the message is not an opt-out.

    Example:
        >>> opts_out(ReceivedMessage(from_="+61491570006", message_text="Stop, please"))
        '+61491570006'
        >>> opts_out(ReceivedMessage(from_="+61491570006", message_text="Stopping by at six"))
    """
    if isinstance(message, ReceivedMessage):
        number, text = message.from_ or "", message.message_text or ""
    elif isinstance(message, ReplyEvent | InboundEvent):
        number, text = message.destination, message.message
    else:
        return None
    number = re.sub(r"[\s().-]", "", number)
    if not number.startswith("+"):
        number = f"+{number}"
    return number if _OPT_OUT.match(text) and _E164.fullmatch(number) else None


@protect_methods
class SuppressionList:
    """A suppression list in a SQLite file, for all campaigns on a host.

    Any number of processes may use it at the same time: your webhook receiver can add to it while a
    campaign reads it.

    Args:
        path: The path of the file. A new file is readable by its owner only.
        create: Whether to create the file if it does not exist.

    Raises:
        JournalError: The file cannot be opened, or belongs to another program.

    Example:
        >>> import tempfile
        >>> stops = SuppressionList(f"{tempfile.mkdtemp()}/stops.db")
        >>> stops.add("+61491570006")
        >>> stops.feed(ReceivedMessage(from_="+61491570156", message_text="STOP"))
        True
        >>> "+61491570156" in stops, len(stops)
        (True, 2)
    """

    def __init__(self, path: str | os.PathLike[str], *, create: bool = True) -> None:
        self.path = Path(path).absolute()
        made = _create if create else None
        with open_file(self.path, _APPLICATION_ID, 1, create=made) as connection:
            connection.close()

    def add(self, number: str) -> None:
        """Add a number. Do nothing if it is already on the list.

        Args:
            number: The number, in international form.

        Raises:
            CampaignError: The number is not in international form.
        """
        with self._connected() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO suppressed VALUES (?)", (int(plain_number(number)[1:]),)
            )

    def remove(self, number: str) -> None:
        """Remove a number, for example when its owner has opted in again."""
        with self._connected() as connection:
            connection.execute(
                "DELETE FROM suppressed WHERE number = ?", (int(plain_number(number)[1:]),)
            )

    def feed(self, message: Event | ReceivedMessage) -> bool:
        """Add the sender of a received message if it is an opt-out, and return whether it is."""
        number = opts_out(message)
        if number is not None:
            self.add(number)
        return number is not None

    def among(self, numbers: Sequence[str]) -> set[str]:
        """Return the given numbers that are on the list."""
        found: set[str] = set()
        with self._connected() as connection:
            for first in range(0, len(numbers), _BATCH_SIZE):
                some = [int(number[1:]) for number in numbers[first : first + _BATCH_SIZE]]
                marks = ",".join("?" * len(some))
                rows = connection.execute(
                    f"SELECT number FROM suppressed WHERE number IN ({marks})",  # noqa: S608
                    some,
                )
                found.update(f"+{row[0]}" for row in rows)
        return found

    def __contains__(self, number: str) -> bool:
        plain = plain_number(number)
        return plain in self.among([plain])

    def __len__(self) -> int:
        with self._connected() as connection:
            count: int = connection.execute("SELECT COUNT(*) FROM suppressed").fetchone()[0]
        return count

    def __iter__(self) -> Iterator[str]:
        with self._connected() as connection:
            rows = connection.execute("SELECT number FROM suppressed ORDER BY number").fetchall()
        return iter([f"+{row[0]}" for row in rows])

    @contextmanager
    def _connected(self) -> Generator[sqlite3.Connection]:
        with (
            open_file(self.path, _APPLICATION_ID, 1) as connection,
            closing(connection),
            connection,
        ):
            yield connection


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE suppressed (number INTEGER PRIMARY KEY)")
