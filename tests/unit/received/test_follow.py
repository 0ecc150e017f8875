"""`follow` yields each message once, despite restarts, failures, late messages and wrong clocks."""

import itertools
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.unit.prepared_gateway import Kind, both
from tests.unit.received.gateway_with_replies import BEGIN, ReplyGateway, follow, names

from bestsms_client import InvalidRequestError
from bestsms_client.errors import AuthenticationError


@both
def test_follow_yields_new_messages(kind: Kind) -> None:
    gateway = ReplyGateway()
    gateway.seconds = 100
    gateway.receive(50, "before")
    gateway.receive(110, "first")
    gateway.receive(130, "second")
    assert names(follow(kind, gateway, timeout=60)) == ["first", "second"]


@both
def test_follow_since_a_time(kind: Kind) -> None:
    gateway = ReplyGateway()
    for at in (7000, 3600, 3599, 100):
        gateway.receive(at, f"at {at}")
    gateway.seconds = 7200
    since = BEGIN + timedelta(seconds=3600)
    assert names(follow(kind, gateway, since=since, timeout=0)) == ["at 3600", "at 7000"]
    assert max(period for _, period in gateway.polls) == 61


@both
@pytest.mark.parametrize("skew", [-400, -1, 0, 1, 400])
def test_the_machines_clock_does_not_matter(kind: Kind, skew: int) -> None:
    gateway = ReplyGateway()
    for at in (10, 60, 500):
        gateway.receive(at, f"at {at}")
    gateway.seconds = 600
    followed = follow(kind, gateway, timedelta(days=skew), since=BEGIN, timeout=0)
    assert names(followed) == ["at 10", "at 60", "at 500"]
    assert max(period for _, period in gateway.polls) <= 12


@both
def test_a_gateway_without_date_headers(kind: Kind) -> None:
    gateway = ReplyGateway(dated=False)
    gateway.receive(10, "one")
    gateway.seconds = 600
    assert names(follow(kind, gateway, since=BEGIN, timeout=30)) == ["one"]


@both
def test_a_machine_that_slept(kind: Kind) -> None:
    gateway = ReplyGateway()
    followed = follow(kind, gateway, since=BEGIN, timeout=20_000)
    gateway.receive(1, "one")
    gateway.receive(2, "two")
    assert next(followed).message.received_id == "one"
    gateway.receive(100, "while asleep")
    gateway.seconds = 9000
    gateway.receive(9003, "after")
    assert next(followed).message.received_id == "two"
    assert next(followed).message.received_id == "while asleep"
    assert next(followed).message.received_id == "after"


@both
def test_follow_polls_at_a_moderate_rate(kind: Kind) -> None:
    gateway = ReplyGateway()
    assert names(follow(kind, gateway, interval=0, timeout=30)) == []
    times = [at for at, _ in gateway.polls[1:-1]]  # the last one happens at the end of `timeout`
    assert all(later - earlier >= 1 for earlier, later in itertools.pairwise(times))
    assert 25 <= len(times) <= 31
    gateway.polls.clear()
    assert names(follow(kind, gateway, timeout=60)) == []
    assert 11 <= len(gateway.polls) <= 14


@both
def test_follow_survives_an_outage(kind: Kind) -> None:
    gateway = ReplyGateway()
    gateway.receive(60, "during")
    outage = [httpx.ConnectError("no"), 503, 429, httpx.ReadTimeout("no"), 500, 502, 503, 504]
    gateway.failing = iter([None, None, *outage])
    assert names(follow(kind, gateway, timeout=600)) == ["during"]


@both
def test_a_wait_is_capped_at_one_hour(kind: Kind) -> None:
    gateway = ReplyGateway()
    gateway.receive(60, "during")
    busy = httpx.Response(503, headers={"Retry-After": "99999999"}, content=b"{}")
    gateway.failing = iter([None, None, busy])
    assert next(follow(kind, gateway)).message.received_id == "during"
    assert gateway.seconds < 3700


@both
def test_a_permanent_error_is_raised(kind: Kind) -> None:
    gateway = ReplyGateway()
    gateway.failing = iter([None, None, 401])
    with pytest.raises(AuthenticationError):
        names(follow(kind, gateway, timeout=600))


@both
@pytest.mark.parametrize(
    "options",
    [
        {"since": datetime(2026, 1, 1)},
        {"cursor": "yesterday"},
        {"cursor": "2.1775300000"},
        {"cursor": "1.x"},
        {"cursor": "1.1775300000.abc"},
        {"cursor": "1." + "9" * 40},
    ],
)
def test_invalid_follow_arguments_are_refused(kind: Kind, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError):
        names(follow(kind, ReplyGateway(), timeout=0, **options))


@both
def test_equal_messages_without_an_identifier(kind: Kind) -> None:
    gateway = ReplyGateway()
    gateway.receive(10, None)
    gateway.receive(10, None)
    gateway.receive(10, None, late=100)
    gateway.receive(11, None, text="No")
    assert len(names(follow(kind, gateway, since=BEGIN, timeout=300))) == 4


@both
def test_unreadable_times(kind: Kind) -> None:
    gateway = ReplyGateway()
    gateway.receive(10, "one")
    gateway.messages[0][2].update({"ReceivedTimeUTC": "soon", "ReceivedTimeUTC_RFC3339": 5})
    assert names(follow(kind, gateway, since=BEGIN, timeout=3600)) == ["one"]


@both
def test_a_cursor_takes_precedence_over_since(kind: Kind) -> None:
    gateway = ReplyGateway()
    for at in (10, 20, 30):
        gateway.receive(at, f"at {at}")
    gateway.seconds = 60
    first = next(follow(kind, gateway, since=BEGIN))
    rest = names(follow(kind, gateway, since=BEGIN, cursor=first.cursor, timeout=0))
    assert rest == ["at 20", "at 30"]


def test_a_cursor_stays_small() -> None:
    gateway = ReplyGateway()
    for n in range(3000):
        gateway.receive(n * 10, f"id-{n}")
    gateway.seconds = 30_000
    cursors = [one.cursor for one in follow("sync", gateway, since=BEGIN, timeout=0)]
    assert len(cursors) == 3000
    assert max(map(len, cursors)) < 80 * 17  # messages of ten minutes, and three more for tolerance


@both
@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("latency", [0.1, 5, 20])
def test_pages_that_shift_while_they_are_read(
    kind: Kind, newest_first: bool, latency: float
) -> None:
    gateway = ReplyGateway(newest_first=newest_first)
    gateway.latency = latency
    for n in range(600):
        gateway.receive(n * 5, f"id-{n:03}")
    gateway.seconds = 2500
    options: dict[str, Any] = {"interval": 60, "overlap": 10, "timeout": 3600}
    followed = names(follow(kind, gateway, since=BEGIN + timedelta(seconds=600), **options))
    assert sorted(map(str, followed)) == [f"id-{n:03}" for n in range(120, 600)]


@both
@pytest.mark.parametrize("count", [1000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_many_messages_are_each_yielded_once(kind: Kind, count: int) -> None:
    """Bursts, late messages, failures, and restarts before and after the work is recorded."""
    chance = random.Random(count)
    gateway = ReplyGateway()
    at = 0.0
    for n in range(count):
        at += chance.choice([0, 0, 0.1, 1, 10, 30])
        gateway.receive(at, f"id-{n}", late=chance.choice([0, 0, 0, 1, 30, 500]))

    def failures() -> Iterator[Any]:
        while True:
            yield chance.choices(
                [None, 503, httpx.ReadTimeout("no"), httpx.ConnectError("no")], [40, 1, 1, 1]
            )[0]

    gateway.failing = failures()
    kept: list[str | None] = []
    saved: str | None = None
    restarts = 0
    while gateway.seconds < at + 2000:
        skew = timedelta(hours=chance.uniform(-50, 50))
        life = chance.randint(1, 600)
        since = BEGIN if saved is None else None
        for message, cursor in follow(
            kind, gateway, skew, since=since, cursor=saved, interval=120, timeout=20_000
        ):
            life -= 1
            if life == 0:
                break  # killed before the work was recorded
            kept.append(message.received_id)
            saved = cursor
            if life == 1 and chance.random() < 0.5:
                break  # killed right after
        restarts += 1
        gateway.seconds += chance.choice([0, 10, 1000])
    assert restarts > count / 500
    assert len(kept) == count
    assert len(set(kept)) == count
