"""What a campaign tells about itself: its plan, its progress, its status."""

from dataclasses import dataclass
from decimal import Decimal

from bestsms_campaign._journal.counts import Counts
from bestsms_campaign._journal.schema import CampaignState
from bestsms_client import Price, Range

_BAR = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How far a campaign has come.

    Attributes:
        name: Its name.
        state: `ready`, `paused` or `cancelled`. Recipients that are `queued` in a cancelled
            campaign are never sent to.
        counts: The recipients by what happened to them.
        rejected: Rows that were not taken, since they name no valid recipient.
        duplicates: Rows that were left out, since their number came before.
    """

    name: str
    state: CampaignState
    counts: Counts
    rejected: int
    duplicates: int

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to send."""
        waiting = self.counts.unknown + (self.counts.queued if self.state != "cancelled" else 0)
        return waiting == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that was not taken.

    Attributes:
        line: Its line in the file, or its place in the iterable, counted from 1.
        reason: Why. It never contains the number.
    """

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a campaign would send.

    Attributes:
        recipients: How many recipients would be sent to.
        chunks: How many requests that takes.
        parts: How many parts the messages have together; a part is what is paid for.
        price: The price, if the price of a part was given.
        rejected: How many rows were not taken.
        duplicates: How many rows were left out, since their number came before.
        suppressed: How many recipients are left out, since they are on the suppression list.
        rejects: The first of the rows that were not taken.
        warnings: What may not be intended, such as an empty merge field.
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
        lines = [f"{self.recipients:,} recipients in {self.chunks:,} requests, {parts} parts"]
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
    """How far a run has come; `print` shows it as a bar.

    Attributes:
        counts: The recipients by what happened to them.
        rate: Recipients per second in this run.
        seconds_left: How long the rest takes at that rate; None before the first chunk.
        waiting: Seconds for which nothing is sent: quiet hours, the rate limit, or a gateway in
            trouble. 0.0 after a chunk.
        trouble: What went wrong with the last chunk; empty if nothing did.

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
