"""A short form of `make bench` that fails only on a large loss, since timings vary."""

import json
from collections.abc import Iterator

import pytest
from tests.bench.figures import Setting
from tests.bench.peer import peer
from tests.bench.table import BASELINE, FIGURES, Figure

LARGE_LOSS = 1.5


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with peer() as address:
        yield address


@pytest.mark.alone
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_no_figure_is_far_over_its_limit(figure: Figure, url: str) -> None:
    measured = figure.measure(Setting(url, rounds=5, size=0.1, recipients=20_000))
    # A figure that misses its limit is compared with the recorded baseline.
    reached = json.loads(BASELINE.read_text())["figures"][figure.key]["value"]
    assert measured.value <= LARGE_LOSS * max(figure.bar or 0.0, reached)
