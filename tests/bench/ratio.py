"""Measure two functions in turns, and compare their costs."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """A cost as a share of a peer's cost.

    Attributes:
        value: The median of the ratios of the rounds.
        ours: Our median cost; microseconds of CPU time by default.
        peer: The peer's median cost.
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
    """Measure two functions in turns, so that variations of the machine cancel out.

    Args:
        ours: Our function.
        peer: The peer's function.
        rounds: The number of rounds, after one more to warm up.
        each: The number of operations in one call of either.
        clock: Measures the cost; CPU time by default, since the machine is shared.
    """
    costs: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for which in (turn % 2, 1 - turn % 2):
            started = clock()
            (ours, peer)[which]()
            costs[which].append((clock() - started) / each * 1e6)
    return ratio(costs[0][1:], costs[1][1:])


def ratio(ours: list[float], peer: list[float]) -> Ratio:
    shares = [one / other for one, other in zip(ours, peer, strict=True)]
    low, value, high = statistics.quantiles(shares, n=4) if len(shares) > 1 else shares * 3
    return Ratio(value, statistics.median(ours), statistics.median(peer), low, high)
