"""`follow` keeps the gateway's order, and its cursor is small and robust."""

import logging
import random
import subprocess
import sys
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.unit.prepared_gateway import Kind, both
from tests.unit.received.gateway_with_replies import BEGIN, follow, names
from tests.unit.received.gateway_with_replies import ReplyGateway as Gateway

from bestsms_client import InvalidRequestError
from bestsms_client._received.marks import Marks
from bestsms_client.errors import NotSentError, ServerError

LIMIT = 20_000


@both
@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("size", [None, 7])
def test_messages_of_the_same_second_keep_their_order(
    kind: Kind, newest_first: bool, size: int | None
) -> None:
    gateway = Gateway(newest_first=newest_first)
    expected = [f"id-{chance}" for chance in random.Random(1).sample(range(1000), 30)]
    # Messages with equal times stay in this order.
    for n, name in reversed(list(enumerate(expected))):
        gateway.receive(10 + n / 100 if n < 20 else 11 + n / 100, name)
    gateway.seconds = 60
    followed = follow(kind, gateway, since=BEGIN, timeout=0, records_per_page=size)
    if newest_first:
        assert names(followed) == expected
    else:
        assert sorted(map(str, names(followed))) == sorted(expected)


@both
@pytest.mark.parametrize("ahead", [61, 86_400, 10**9])
def test_a_time_from_the_future(kind: Kind, ahead: int) -> None:
    gateway = Gateway()
    gateway.receive(10, "odd", text="odd")
    odd = BEGIN + timedelta(seconds=ahead)
    utc = {"ReceivedTimeUTC": f"{odd:%Y-%m-%d %H:%M:%S}", "ReceivedTimeUTC_RFC3339": None}
    gateway.messages[0][2].update(utc)
    gateway.seconds = 60
    (first,) = follow(kind, gateway, since=BEGIN, timeout=0)
    gateway.receive(70, "later")
    gateway.seconds = 80
    assert names(follow(kind, gateway, cursor=first.cursor, timeout=0)) == ["later"]
    (*_, last) = follow(kind, gateway, cursor=first.cursor, timeout=1200)
    assert names(follow(kind, gateway, cursor=last.cursor, timeout=0)) == []


@pytest.mark.parametrize("total", [True, False], ids=["with TotalRecords", "without"])
@pytest.mark.parametrize("arriving", [1, 2, 3])
@both
def test_records_without_identifier_on_pages_that_shift(
    kind: Kind, arriving: int, total: bool
) -> None:
    class Shifting(Gateway):
        answers = 0

        def __call__(self, request: httpx.Request) -> httpx.Response:
            self.answers += 1
            response = super().__call__(request)
            if self.answers in (2, 3):  # after the first and the second page
                for n in range(arriving):
                    text = f"new {self.answers} {n}"
                    self.receive(40 + n, None, text=text, late=-100)
            if total:
                return response
            fields = response.json()
            del fields["TotalRecords"]
            return httpx.Response(200, headers={"Date": response.headers["Date"]}, json=fields)

    gateway = Shifting()
    for n in range(9):
        gateway.receive(10 + n, None, text=f"text {n}", late=-100)
    gateway.seconds = 60
    followed = follow(kind, gateway, since=BEGIN, timeout=0, records_per_page=3)
    texts = [one.message.message_text for one in followed]
    assert len(texts) == len(set(texts)) == 9 + 2 * arriving


@both
def test_equal_records_at_the_end_of_a_page(kind: Kind) -> None:
    gateway = Gateway()
    for _ in range(4):
        gateway.receive(10, None)
    gateway.seconds = 60
    assert len(names(follow(kind, gateway, since=BEGIN, timeout=0, records_per_page=1))) == 4


ZONES = ["UTC", "Australia/Sydney", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
IN_A_ZONE = """
from datetime import timedelta
from tests.unit.received.gateway_with_replies import BEGIN, ReplyGateway, follow
for absent in ([], ["ReceivedTimeUTC_RFC3339"], ["ReceivedTimeUTC"]):
    gateway = ReplyGateway()
    for n, at in enumerate((10, 3000, 40_000, 90_000)):
        gateway.receive(at, f"id-{n}")
        for name in absent:
            del gateway.messages[-1][2][name]
    gateway.seconds = 90_060
    since, cursor, seen = BEGIN + timedelta(seconds=5), None, []
    while True:
        followed = follow("sync", gateway, since=since, cursor=cursor, timeout=0)
        one = next(followed, None)
        if one is None:
            break
        seen.append(one.message.received_id)
        cursor = one.cursor
    assert seen == ["id-0", "id-1", "id-2", "id-3"], (absent, seen)
"""


@pytest.mark.parametrize("zone", ZONES)
def test_the_machines_time_zone_does_not_matter(zone: str) -> None:
    command = [sys.executable, "-c", IN_A_ZONE]
    subprocess.run(command, check=True, env={"TZ": zone, "PYTHONPATH": ".:scripts"})


def test_a_cursor_between_messages_of_the_same_second() -> None:
    gateway = Gateway()
    for n in range(4000):
        gateway.receive(10, f"id-{n}")
        gateway.messages[-1] = (0.0, 10, gateway.messages[-1][2])
    gateway.messages.reverse()  # a stable sort by time leaves the newest first
    gateway.seconds = 60
    followed = list(follow("sync", gateway, since=BEGIN, timeout=0, records_per_page=999))
    assert [one.message.received_id for one in followed] == [f"id-{n}" for n in range(4000)]
    assert max(len(one.cursor) for one in followed) < 200
    for taken in (1, 1234, 3999, 4000):
        rest = names(follow("sync", gateway, cursor=followed[taken - 1].cursor, timeout=0))
        assert rest == [f"id-{n}" for n in range(taken, 4000)]


@pytest.mark.parametrize("overlap", [0, 60, 600, 86_400])
def test_the_size_of_a_cursor(overlap: int) -> None:
    gateway = Gateway()
    for n in range(6000):
        gateway.receive(n, f"id-{n}")
    gateway.seconds = 6000
    options: dict[str, Any] = {"overlap": overlap, "timeout": 0, "records_per_page": 999}
    followed = list(follow("sync", gateway, since=BEGIN, **options))
    assert len(followed) == 6000
    assert max(len(one.cursor) for one in followed) < LIMIT
    assert len(names(follow("sync", gateway, cursor=followed[4999].cursor, **options))) == 1000


@pytest.mark.parametrize("late", [1, 2])
@pytest.mark.parametrize("taken", [3, 7, 10])
def test_late_messages_after_a_restart(late: int, taken: int) -> None:
    gateway = Gateway()
    for n in range(10):
        gateway.receive(10, f"id-{n}")
        gateway.messages[-1] = (0.0, 10, gateway.messages[-1][2])
    gateway.messages.reverse()
    gateway.seconds = 60
    cursor = list(follow("sync", gateway, since=BEGIN, timeout=0))[taken - 1].cursor
    for n in range(late):
        gateway.receive(10, f"late-{n}")
        gateway.messages.insert(5 + 2 * n, (0.0, 10, gateway.messages.pop()[2]))
    rest = names(follow("sync", gateway, cursor=cursor, timeout=0))
    expected = [f"late-{n}" for n in range(late)] + [f"id-{n}" for n in range(taken, 10)]
    assert sorted(map(str, rest)) == sorted(expected)


def test_a_cursor_that_matches_no_message_warns_of_repetitions(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gateway = Gateway()
    for n in range(9):
        gateway.receive(10, f"id-{n}")
    gateway.seconds = 60
    cursor = list(follow("sync", gateway, since=BEGIN, timeout=0))[-1].cursor
    for n in range(9):
        gateway.messages[n][2]["ReceivedID"] = f"other-{n}"
    assert len(names(follow("sync", gateway, cursor=cursor, timeout=0))) == 9
    assert "some may be repeated" in caplog.text


def test_a_damaged_cursor_is_refused() -> None:
    gateway = Gateway()
    gateway.receive(10, "one")
    gateway.seconds = 60
    ((_, cursor),) = follow("sync", gateway, since=BEGIN, timeout=0)
    damaged = [cursor[:-1], cursor + "A", cursor[:-4], "2.", cursor[2:], cursor.replace("2.", "3.")]
    damaged += [cursor[:at] + ("B" if cursor[at] == "A" else "A") + cursor[at + 1 :]
                for at in range(2, len(cursor) - 1)]  # fmt: skip
    for text in damaged:
        with pytest.raises(InvalidRequestError, match="cursor"):
            names(follow("sync", gateway, cursor=text, timeout=0))


def test_the_number_of_marks_is_bounded() -> None:
    marks = Marks(600)
    for n in range(5000):
        marks.add(n, 2**60 + n)
    assert len(list(marks.packed)) <= 800


@both
def test_an_outage_is_logged_once(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "bestsms_client")
    gateway = Gateway()
    gateway.receive(60, "during")
    gateway.failing = iter([None, None, *[httpx.ConnectError("no")] * 6])
    assert names(follow(kind, gateway, timeout=600)) == ["during"]
    logged = [record.getMessage() for record in caplog.records if "Received" in record.message]
    assert logged == [
        "Received messages cannot be read (NotSentError); trying again",
        "Received messages can be read again",
    ]


@both
@pytest.mark.parametrize("timeout", [0, 30])
@pytest.mark.parametrize(
    ("failure", "error"), [(httpx.ConnectError("no"), NotSentError), (503, ServerError)]
)
def test_an_outage_until_the_end_is_raised(
    kind: Kind, timeout: float, failure: Any, error: type[Exception]
) -> None:
    gateway = Gateway()
    gateway.failing = iter([failure] * 1000)
    with pytest.raises(error):
        names(follow(kind, gateway, timeout=timeout))
