"""The journal of one campaign: its transactions, and the row that describes the campaign."""

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
    """What a statement returns, of either driver."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> Sequence[Any]: ...


class Execute(Protocol):
    """Runs a statement within a transaction; `?` stands for each value."""

    def __call__(self, sql: str, *values: Any) -> Result: ...


class Suppression(Protocol):
    """What a campaign asks before it sends a chunk. Implement it over a table of your own."""

    def among(self, numbers: Sequence[str]) -> set[str]:
        """Return those of the numbers that must not be sent to, spelled as they were given."""
        ...


class Journal(ABC):
    """The journal of one campaign.

    Attributes:
        key: The campaign's key in this database.
        id: The campaign's id, from which the ids of its messages are derived.
        name: The name of the campaign, unique in its database.
        settings: What the campaign was created with.
    """

    NOW: ClassVar[str]
    """The database's own clock, in seconds since 1970. The leases of all workers go by it."""
    FOR_UPDATE: ClassVar[str]
    """What locks the rows of a SELECT until the transaction ends."""

    key: int
    id: UUID
    name: str
    settings: dict[str, Any]

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Execute]:
        """Begin a transaction: on disk when the block ends, undone if the block raises."""

    @abstractmethod
    def insert_recipients(
        self, run: Execute, chunk: int, lines: Sequence[tuple[int, int, str | None]]
    ) -> int:
        """Insert recipients (line, number, fields), unless the campaign has their number.

        Returns:
            How many were inserted.
        """

    @abstractmethod
    def close(self) -> None:
        """Close the database."""

    def message_id(self, chunk: int) -> str:
        """Return the message id of a chunk: derived from the campaign's id and the number."""
        return seal(str(uuid5(self.id, str(chunk))))

    def load(self, run: Execute, name: str | None = None) -> bool:
        """Read which campaign this is, the only one or the one with a name.

        Returns:
            False if there is none.

        Raises:
            CampaignError: There are several, and no name is given.
        """
        rows = run(
            "SELECT key, id, name, settings FROM bestsms_campaign WHERE name = ? OR ? = '' LIMIT 2",
            name or "",
            name or "",
        ).fetchall()
        if len(rows) > 1:
            raise CampaignError("There are several campaigns in this database; give a name.")
        if rows:
            self.key, self.id, self.name = rows[0][0], UUID(rows[0][1]), rows[0][2]
            self.settings = json.loads(rows[0][3])
        return bool(rows)

    def campaign(self, run: Execute, columns: str) -> Row:
        """Read columns of the campaign's row."""
        row: Row | None = run(
            f"SELECT {columns} FROM bestsms_campaign WHERE key = ?",  # noqa: S608
            self.key,
        ).fetchone()
        if row is None:
            raise CampaignError("The campaign is not in this journal any more.")
        return row

    def state(self) -> CampaignState:
        """Return whether chunks may leave."""
        with self.transaction() as run:
            state: CampaignState = self.campaign(run, "state")[0]
        return state

    def set_state(self, state: CampaignState) -> None:
        """Change the state of the campaign; a cancelled one stays cancelled."""
        with self.transaction() as run:
            if self.campaign(run, "state")[0] == "cancelled" != state:
                raise CampaignError("The campaign is cancelled. Create a new one.")
            run("UPDATE bestsms_campaign SET state = ? WHERE key = ?", state, self.key)

    def bind(self, gateway: str) -> None:
        """Note which gateway the campaign is sent through, and refuse any other.

        A look at another gateway would prove nothing about what was sent through this one.
        """
        with self.transaction() as run:
            known = self.campaign(run, "gateway")[0]
            if known is None:
                run("UPDATE bestsms_campaign SET gateway = ? WHERE key = ?", gateway, self.key)
        if known not in (None, gateway):
            raise CampaignError(
                f"This campaign was begun through {known}, and the client uses {gateway}. "
                "Continue with the gateway and the mode that it was begun with."
            )

    def files(self) -> list[tuple[str, str]]:
        """Return the attachments: names and base64."""
        with self.transaction() as run:
            rows = run(
                "SELECT name, data FROM bestsms_file WHERE campaign = ? ORDER BY place", self.key
            ).fetchall()
        return [(row[0], row[1]) for row in rows]
