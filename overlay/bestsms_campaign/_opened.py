"""The base class of `Campaign`, which the other modules of this package use."""

import base64
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from bestsms_campaign._journal import results
from bestsms_campaign._journal.journal import Journal
from bestsms_campaign.clock import Clock
from bestsms_campaign.errors import CampaignError
from bestsms_campaign.progress import Reject, Status
from bestsms_campaign.quiet_hours import QuietHours
from bestsms_campaign.suppression import FixedSuppression, SuppressionList
from bestsms_client import BestSMS
from bestsms_client._boundary import protect_methods

if TYPE_CHECKING:
    from bestsms_campaign._journal.postgres_journal import PostgresSuppression

    AnyList: TypeAlias = FixedSuppression | SuppressionList | PostgresSuppression


@protect_methods
class OpenCampaign:
    """The journal, settings and suppression list of an open campaign."""

    def __init__(self, journal: Journal, suppression: "AnyList", clock: Clock) -> None:
        self.journal, self.clock = journal, clock
        self.suppression: AnyList = suppression
        self._bound: BestSMS | None = None
        self._options: dict[str, Any] | None = None
        self._quiet = QuietHours.from_list(journal.settings["quiet_hours"])

    def status(self) -> Status:
        """Return the state of the campaign and the counts of its recipients."""
        state, counts, rejected, duplicates = results.counts(self.journal)
        return Status(
            name=self.journal.name,
            state=state,
            counts=counts,
            rejected=rejected,
            duplicates=duplicates,
        )

    def rejects(self) -> Iterator[Reject]:
        """Yield the rows that were rejected when the campaign was created."""
        after = -1
        while rows := results.rejects(self.journal, after, 1000):
            after = rows[-1][0]
            yield from (Reject(line=line, reason=reason) for line, reason in rows)

    def suppress(self, number: str) -> None:
        """Add a number to the campaign's suppression list.

        Args:
            number: The number, in international form.

        Raises:
            CampaignError: The number is not in international form, or the campaign has no
                suppression list. Pass `suppression=SuppressionList(...)` to `create`.
        """
        if isinstance(self.suppression, FixedSuppression):
            raise CampaignError(
                "The campaign has no suppression list. Create it with "
                'suppression=SuppressionList("stops.db").'
            )
        self.suppression.add(number)

    def bind(self, client: BestSMS) -> None:
        """Check that a client uses the gateway and the mode that the campaign was started with."""
        if client is self._bound:
            return
        if not isinstance(client, BestSMS):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise CampaignError(f"client is of type {type(client).__name__}; pass a BestSMS.")
        test = client.test_mode or self.journal.settings["mode"] is not None
        self.journal.bind(f"{client.base_url}{' in test mode' if test else ''}")
        self._bound = client

    def message_options(self) -> dict[str, Any]:
        """Return the arguments of `send_message` that all chunks share."""
        if self._options is None:
            settings = self.journal.settings
            options: dict[str, Any] = {"message": settings["message"], **settings["options"]}
            if settings["mode"] is not None:
                options["mode"] = settings["mode"]
            if files := self.journal.files():
                options["attachments"] = [(name, base64.b64decode(data)) for name, data in files]
            self._options = options
        return self._options

    def quiet_for(self) -> float:
        """Return the seconds until the quiet hours end, or 0.0 outside them."""
        return self._quiet.remaining(self.clock.now()) if self._quiet else 0.0

    def close(self) -> None:
        """Close the journal."""
        self.journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Campaign {self.journal.name!r}>"
