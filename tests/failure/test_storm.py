"""Short storms. `make storm` runs the long ones."""

import pytest
from tests.failure.backends import CLIENT_KINDS, ClientKind
from tests.failure.storm import storm


@pytest.mark.parametrize(
    ("calls", "seed", "tasks", "timeout"),
    [(100, 2, 20, 1.0), pytest.param(1000, 7, 40, 2.0, marks=pytest.mark.slow)],
)
@pytest.mark.parametrize("client_kind", CLIENT_KINDS)
def test_a_storm_has_no_wrong_outcome(
    client_kind: ClientKind, calls: int, seed: int, tasks: int, timeout: float
) -> None:
    report = storm(client_kind, calls=calls, seed=seed, tasks=tasks, timeout=timeout)
    assert report.faults > 0.2 * report.requests
    assert report.reconciled > 0
    assert report.not_sent > 0
    assert report.unknown > 0
    assert report.sent + report.not_sent + report.unknown + report.interrupted == calls
    assert report.wrong == 0, report
