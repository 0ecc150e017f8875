"""The storm's small form; the large one is `make storm`."""

import pytest
from tests.failure.storm import storm
from tests.failure.worlds import WORLDS, World


@pytest.mark.parametrize("world", WORLDS)
def test_a_storm_leaves_no_doubt(world: World) -> None:
    report = storm(world, calls=300, seed=7, tasks=40)
    assert report.faults > 0.2 * report.requests
    assert report.reconciled > 0
    assert report.not_sent > 0
    assert report.unknown > 0
    assert report.sent + report.not_sent + report.unknown == 300
    assert report.wrong == 0, report
