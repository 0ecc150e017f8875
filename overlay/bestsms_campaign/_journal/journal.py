"""The journal of one campaign: its transactions and the row with its settings."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Protocol, TypeAlias
from uuid import UUID, uuid5

from bestsms_campaign._journal.schema import CampaignState
from bestsms_campaign.errors import CampaignError
from bestsms_client._message.identifiers import seal

Row: TypeAlias = Sequence[Any]
"""A row of a result."""


class Result(Protocol):
    """The result of a statement, with either database driver."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> Sequence[Any]: ...


class Execute(Protocol):
    """Runs a statement within a transaction. The placeholder for values is `?`."""

    def __call__(self, sql: str, *values: Any) -> Result: ...


class Suppression(Protocol):
    """The interface of a suppression list. Implement it to use your own table."""

    def among(self, numbers: Sequence[str]) -> set[str]:
        """Return the given numbers that must not be sent to, in the same notation."""
        ...


class Journal(ABC):
    """The journal of one campaign.

    Attributes:
        key: The primary key of the campaign in its database.
        id: The campaign's id, from which its message ids are derived.
        name: The campaign's name, unique in its database.
    """

    NOW: ClassVar[str]
    """SQL for the database's clock, in seconds since 1970. All workers' leases use this clock."""
    FOR_UPDATE: ClassVar[str]
    """The SQL clause that locks the rows of a SELECT until the transaction ends."""

    key: int
    id: UUID
    name: str
    settings: dict[str, Any]

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Execute]:
        """Begin a transaction. Commit to disk at the end of the block, or roll back on an error."""

    @abstractmethod
    def insert_recipients(
        self, run: Execute, chunk: int, lines: Sequence[tuple[int, int, str | None]]
    ) -> int:
        """Insert recipients (line, number, fields), and return how many are new to the campaign."""

    @abstractmethod
    def close(self) -> None:
        """Close the database."""

    def message_id(self, chunk: int) -> str:
        """Return the message id of a chunk, derived from the campaign's id and the number."""
        return seal(str(uuid5(self.id, str(chunk))))

    def load(self, run: Execute, name: str | None = None) -> bool:
        """Load the campaign with the given name, or the only one. Return False if there is none.

        Raises:
            CampaignError: There are several campaigns and no name is given.
        """
        rows = run(
            "SELECT key, id, name, settings FROM bestsms_campaign WHERE name = ? OR ? = '' LIMIT 2",
            name or "",
            name or "",
        ).fetchall()
        if len(rows) > 1:
            raise CampaignError("This database contains several campaigns. Pass name=...")
        if rows:
            self.key, self.id, self.name = rows[0][0], UUID(rows[0][1]), rows[0][2]
            self.settings = json.loads(rows[0][3])
        return bool(rows)

    def campaign(self, run: Execute, columns: str) -> Row:
        """Return some columns of the campaign's row."""
        row: Row | None = run(
            f"SELECT {columns} FROM bestsms_campaign WHERE key = ?",  # noqa: S608
            self.key,
        ).fetchone()
        if row is None:
            raise CampaignError("The campaign was deleted from its journal.")
        return row

    def state(self) -> CampaignState:
        """Return the state of the campaign."""
        with self.transaction() as run:
            state: CampaignState = self.campaign(run, "state")[0]
        return state

    def set_state(self, state: CampaignState) -> None:
        """Change the state of the campaign. A cancelled campaign stays cancelled."""
        with self.transaction() as run:
            if self.campaign(run, "state")[0] == "cancelled" != state:
                raise CampaignError("The campaign is cancelled. Create a new one.")
            run("UPDATE bestsms_campaign SET state = ? WHERE key = ?", state, self.key)

    def bind(self, gateway: str) -> None:
        """Record the gateway that the campaign is sent through, and refuse any other.

        Another gateway does not know what was sent through this one.
        """
        with self.transaction() as run:
            known = self.campaign(run, "gateway")[0]
            if known is None:
                run("UPDATE bestsms_campaign SET gateway = ? WHERE key = ?", gateway, self.key)
        if known not in (None, gateway):
            raise CampaignError(
                f"This campaign was started with {known}, but the client uses {gateway}. Continue "
                "with the same gateway and mode."
            )

    def files(self) -> list[tuple[str, str]]:
        """Return the attachments, as pairs of name and base64 data."""
        with self.transaction() as run:
            rows = run(
                "SELECT name, data FROM bestsms_file WHERE campaign = ? ORDER BY place", self.key
            ).fetchall()
        return [(row[0], row[1]) for row in rows]
