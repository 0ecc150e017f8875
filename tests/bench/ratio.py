"""Two ways to do the same thing, in turns: what one costs as a share of the other."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """A cost as a share of a peer's.

    Attributes:
        value: The median of the rounds' ratios.
        ours: The median cost of one of ours; microseconds of CPU where nothing else is said.
        peer: The median cost of one of the peer's.
        low: The first quartile of the ratios.
        high: The third quartile.
    """

    value: float
    ours: float
    peer: float
    low: float
    high: float


def compare(
    ours: Work,
    peer: Work,
    *,
    rounds: int,
    each: int = 1,
    clock: Callable[[], float] = time.process_time,
) -> Ratio:
    """Measure two works in turns, so that the machine's moods cancel out.

    Args:
        ours: The one.
        peer: The other.
        rounds: How often; the first one more warms up.
        each: How many things one call of either does.
        clock: What the cost is told by; CPU time, since the machine has other things to do.
    """
    costs: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for which in (turn % 2, 1 - turn % 2):
            begun = clock()
            (ours, peer)[which]()
            costs[which].append((clock() - begun) / each * 1e6)
    return ratio(costs[0][1:], costs[1][1:])


def ratio(ours: list[float], peer: list[float]) -> Ratio:
    """Sum up the rounds."""
    shares = [one / other for one, other in zip(ours, peer, strict=True)]
    low, value, high = statistics.quantiles(shares, n=4) if len(shares) > 1 else shares * 3
    return Ratio(value, statistics.median(ours), statistics.median(peer), low, high)
