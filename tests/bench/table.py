"""The figures and their limits."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from tests.bench import figures, start
from tests.bench.closure import closure
from tests.bench.figures import Setting
from tests.bench.ratio import Ratio

MEGABYTE: Final = 1e6
BASELINE: Final = Path(__file__).with_name("baseline.json")


def closure_size(_setting: Setting) -> Ratio:
    """Measure the megabytes of the run-time closure."""
    sizes = closure()
    size = sum(sizes.values()) / MEGABYTE
    return Ratio(size, size, 1.0, size, size)


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        key: Its name in files.
        title: What is compared.
        bar: The maximum; None if there is no limit.
        measure: The function that measures it.
        unit: Its unit, unless it is a ratio.
    """

    key: str
    title: str
    bar: float | None
    measure: Callable[[Setting], Ratio]
    unit: str = ""


FIGURES: Final = (
    Figure("send", "sync send / httpx post", 1.0, figures.sync_send),
    Figure("status", "sync status of 200 recipients / httpx get", 1.6, figures.sync_status),
    Figure("contacts", "999 full contacts / json.loads", 2.0, figures.contacts),
    Figure(
        "async-aiohttp",
        "50 in flight, aiohttp backend / aiohttp",
        2.5,
        partial(figures.concurrent, backend="aiohttp", peer="aiohttp"),
    ),
    Figure(
        "async-both",
        "the same / httpx on aiohttp, which carries it",
        None,
        partial(figures.concurrent, backend="aiohttp", peer="both"),
    ),
    Figure(
        "async-httpx",
        "50 in flight, default backend / httpx",
        0.9,
        partial(figures.concurrent, backend="httpx", peer="httpx"),
    ),
    Figure(
        "import",
        "import, wall / httpx and attrs",
        1.2,
        lambda setting: start.imports(setting.rounds),
    ),
    Figure(
        "cold-start",
        "a process that sends once / the same with httpx",
        1.35,
        lambda setting: start.cold_start(setting.url, 4 * setting.rounds),
    ),
    Figure(
        "strings",
        "100,000 destinations as strings / json.dumps",
        2.5,
        partial(figures.broadcast, kind="strings"),
    ),
    Figure("mappings", "the same as mappings", 2.5, partial(figures.broadcast, kind="mappings")),
    Figure("models", "the same as models", 7.0, partial(figures.broadcast, kind="models")),
    Figure("memory", "peak memory of strings or mappings / body", 4.0, figures.broadcast_memory),
    Figure("idle", "retries, logging, masking idle / without", 1.03, figures.idle),
    Figure("closure", "installed size of the run-time closure", 8.0, closure_size, "MB"),
)
