"""The number of recipients in each state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The number of a campaign's recipients in each state.

    The first six always add up to `rows`.

    Attributes:
        queued: Not sent yet.
        sent: Accepted by the gateway, without a delivery result yet.
        delivered: Delivered to the handset.
        failed: Not delivered, refused by the gateway, or aborted.
        unknown: Being sent, or sent without a response. The gateway is asked before these are sent
            again.
        suppressed: Left out because they are on the suppression list.
        rows: All recipients of the campaign.
        recoveries: The number of times that a chunk was taken over from a stopped worker.

    Example:
        >>> counts = Counts.of([("sent", 100, 1, 60, 2, 0), ("queued", 50, 0, 0, 0, 0)])
        >>> counts.queued, counts.sent, counts.delivered, counts.rows
        (50, 37, 60, 150)
    """

    queued: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    unknown: int = 0
    suppressed: int = 0
    rows: int = 0
    recoveries: int = 0

    @property
    def settled(self) -> int:
        """The number of recipients for whom nothing is left to send."""
        return self.rows - self.queued - self.unknown

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> Self:
        """Build the counts from the sums of chunks.

        Args:
            rows: For each chunk state: the state, and the sums of recipients, suppressed,
                delivered, failed and recoveries.
        """
        found = dict.fromkeys(cls.__dataclass_fields__, 0)
        for state, *sums in rows:
            recipients, suppressed, delivered, failed, recoveries = map(int, sums)
            found["rows"] += recipients
            found["suppressed"] += suppressed
            found["delivered"] += delivered
            found["failed"] += failed
            found["recoveries"] += recoveries
            found[_CATEGORY[state]] += recipients - suppressed - delivered - failed
        return cls(**found)


_CATEGORY = {
    "queued": "queued",
    "sending": "unknown",
    "unknown": "unknown",
    "sent": "sent",
    "failed": "failed",
    "cancelled": "failed",
}
