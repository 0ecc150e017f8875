"""The plan, progress and status of a campaign."""

from dataclasses import dataclass
from decimal import Decimal

from bestsms_campaign._journal.counts import Counts
from bestsms_campaign._journal.schema import CampaignState
from bestsms_client import Price, Range

_BAR = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The status of a campaign.

    Attributes:
        name: The name of the campaign.
        state: `ready`, `paused` or `cancelled`. The `queued` recipients of a cancelled campaign are
            never sent to.
        counts: The number of recipients in each state.
        rejected: The number of rows without a valid recipient.
        duplicates: The number of rows with the number of an earlier row.
    """

    name: str
    state: CampaignState
    counts: Counts
    rejected: int
    duplicates: int

    @property
    def finished(self) -> bool:
        """Whether nothing is left to send."""
        waiting = self.counts.unknown + (self.counts.queued if self.state != "cancelled" else 0)
        return waiting == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that was rejected.

    Attributes:
        line: Its line in the file, or its position in the iterable, starting at 1.
        reason: Why it was rejected. It never contains the number.
    """

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a campaign would send, and what it would cost.

    Attributes:
        recipients: The number of recipients.
        chunks: The number of requests.
        parts: The total number of message parts. The gateway charges per part.
        price: The total price, if the price of a part was given.
        rejected: The number of rows without a valid recipient.
        duplicates: The number of rows with the number of an earlier row.
        suppressed: The number of recipients on the suppression list.
        rejects: The first rejected rows.
        warnings: Possible mistakes, such as an empty merge field.
    """

    recipients: int
    chunks: int
    parts: Range
    price: Price | None
    rejected: int
    duplicates: int
    suppressed: int
    rejects: tuple[Reject, ...]
    warnings: tuple[str, ...]

    def __str__(self) -> str:
        most = "?" if self.parts.most is None else f"{self.parts.most:,}"
        parts = f"{self.parts.least:,}" + ("" if most == f"{self.parts.least:,}" else f" to {most}")
        requests = f"{self.chunks:,} request" + "s" * (self.chunks != 1)
        lines = [f"{self.recipients:,} recipients in {requests}, {parts} parts"]
        if self.price:
            lines[0] += f", price {_price(self.price)}"
        lines.append(
            f"{self.rejected:,} rows rejected, {self.duplicates:,} duplicates, "
            f"{self.suppressed:,} suppressed"
        )
        lines += [f"line {reject.line}: {reject.reason}" for reject in self.rejects]
        if self.rejected > len(self.rejects):
            lines.append(f"... and {self.rejected - len(self.rejects):,} more")
        return "\n".join([*lines, *(f"warning: {text}" for text in self.warnings)])


def _price(price: Price) -> str:
    least: Decimal = price.least
    return str(least) if price.most == least else f"{least} to {price.most or '?'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The progress of a run. `str(progress)` is a progress bar.

    Attributes:
        counts: The number of recipients in each state.
        rate: Recipients per second in this run.
        seconds_left: The estimated time left, or None before the first chunk.
        waiting: Seconds until the run continues, because of quiet hours, the rate limit or a
            failing gateway. 0.0 after a chunk.
        trouble: The error of the last chunk, or an empty string.

    Example:
        >>> print(Progress(counts=Counts(sent=250, queued=250, rows=500), rate=125.0,
        ...                seconds_left=2.0))
        [############------------] 250 of 500, 125 per second, 2 s left
    """

    counts: Counts
    rate: float = 0.0
    seconds_left: float | None = None
    waiting: float = 0.0
    trouble: str = ""

    def __str__(self) -> str:
        done, rows = self.counts.settled, self.counts.rows
        filled = _BAR * done // rows if rows else _BAR
        text = f"[{'#' * filled}{'-' * (_BAR - filled)}] {done:,} of {rows:,}"
        if self.rate:
            text += f", {self.rate:,.0f} per second"
        if self.seconds_left is not None and done < rows:
            text += f", {self.seconds_left:,.0f} s left"
        if self.waiting:
            text += f", waiting for {self.waiting:,.0f} s"
        return text + (f" ({self.trouble})" if self.trouble else "")
