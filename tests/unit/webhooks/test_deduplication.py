"""Each event is new once, despite repetitions, failures, threads, processes and equal texts."""

import itertools
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.webhooks.webhook_bodies import (
    INBOUND,
    REPLY,
    SECRET,
    SEED_REPLY,
    STATUS,
    TOKEN,
    body,
)

from bestsms_client.webhooks import (
    Deduplicator,
    Delivery,
    Event,
    MemoryStore,
    PostgresStore,
    SQLiteStore,
    Store,
    parse,
)

MINUTE, HOUR, DAY = 60, 3600, 86400
MakeStore: TypeAlias = Callable[[], Store[Any]]


def event(fields: Any, **changes: Any) -> Event:
    return parse(body({**fields, **changes}), "application/json", secrets=[SECRET, TOKEN])


IDENTIFIED = event(REPLY)
ANONYMOUS = event(SEED_REPLY)


def kind_of(taken: Event) -> str:
    return f"{taken.type_} {taken.received_id or 'anonymous'}"


class Receiver:
    """A deduplicator on a manual clock, and the deliveries that it handled."""

    def __init__(self, store: Store[Any]) -> None:
        self.now = 1_800_000_000.0
        self.handled: list[Delivery[Any]] = []
        self._once = Deduplicator(store, now=lambda: self.now).once

    def take(self, taken: Event, after: float = 0, *, fail: bool = False) -> bool:
        """Take a delivery some seconds after the previous one; return whether it was new."""
        self.now += after
        with self._once(taken) as delivery:
            if delivery.new:
                if fail:
                    raise OSError("the handler fails")
                self.handled.append(delivery)
        return delivery.new

    def fail(self, taken: Event, after: float = 0) -> None:
        with pytest.raises(OSError, match="the handler fails"):
            self.take(taken, after, fail=True)


def make_store(kind: str, request: pytest.FixtureRequest) -> Store[Any]:
    if kind == "memory":
        return MemoryStore()
    if kind == "sqlite":
        return SQLiteStore(request.getfixturevalue("tmp_path") / "seen.db")
    store = PostgresStore(request.getfixturevalue("postgres"))
    store.create_table()
    return store


STORES = ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))]
stores = pytest.mark.parametrize("kind", STORES)


@pytest.fixture(params=STORES)
def receiver(request: pytest.FixtureRequest) -> Receiver:
    return Receiver(make_store(request.param, request))


@pytest.mark.parametrize("taken", [IDENTIFIED, event(INBOUND), event(STATUS)], ids=kind_of)
@pytest.mark.parametrize("later", [0, 1, MINUTE, 5 * MINUTE, DAY])
def test_a_repetition_is_not_new(receiver: Receiver, taken: Event, later: float) -> None:
    assert receiver.take(taken)
    assert not receiver.take(taken, later)
    assert not receiver.take(taken, later)
    assert [delivery.suspect for delivery in receiver.handled] == [False]


def test_a_received_id_is_known_for_thirty_days(receiver: Receiver) -> None:
    assert receiver.take(IDENTIFIED)
    assert not receiver.take(IDENTIFIED, 29 * DAY)
    assert receiver.take(IDENTIFIED, 2 * DAY)


def test_different_events_are_new(receiver: Receiver) -> None:
    for fields, changes in [
        (REPLY, {}),
        (REPLY, {"ReceivedID": "5000000a-f002-4007-b00a-d00000000002"}),
        (STATUS, {}),
        (STATUS, {"Destination": "+61491570156"}),
        (STATUS, {"MessageID": "another"}),
        (STATUS, {"Status": "UPDATED"}),
        (STATUS, {"Result": "Undelivered"}),
        (STATUS, {"SentTimeUTC-RFC3339": "2025-06-03T21:16:56.000Z"}),
        (SEED_REPLY, {}),
        (SEED_REPLY, {"Message": "Another reply."}),
        (SEED_REPLY, {"SentTime": "16/10/2018 13:44 p.m."}),
    ]:
        assert receiver.take(event(fields, **changes))
    assert not any(delivery.suspect for delivery in receiver.handled)


def test_a_repetition_with_irrelevant_changes_is_not_new(receiver: Receiver) -> None:
    assert receiver.take(event(STATUS))
    for changes in [{"APIKey": TOKEN}, {"Status": "Success"}, {"Price": "0.11"}, {"Unknown": "1"}]:
        assert not receiver.take(event(STATUS, **changes), 5 * MINUTE)


@pytest.mark.parametrize("received_id", ["", " ", "0", "00000000-0000-0000-0000-000000000000"])
def test_a_placeholder_received_id_is_ignored(receiver: Receiver, received_id: str) -> None:
    taken = event(REPLY, ReceivedID=received_id)
    assert receiver.take(taken)
    assert receiver.take(taken, 2 * MINUTE)
    assert [delivery.suspect for delivery in receiver.handled] == [False, True]


@pytest.mark.parametrize(
    ("later", "new"),
    [(0, True), (1, True), (239, True), (240, False), (300, False), (25 * HOUR, False)],
)
def test_equal_texts_without_an_identifier(receiver: Receiver, later: float, new: bool) -> None:
    assert receiver.take(ANONYMOUS)
    assert receiver.take(ANONYMOUS, later) == new
    assert [delivery.suspect for delivery in receiver.handled] == [False, True][: 1 + new]


@pytest.mark.parametrize(
    "moments", [(0, 60, 360), (0, 10, 310), (0, 100, 400, 700), (0, 300, 600), (0, 299, 599)]
)
def test_a_repetition_after_a_failure(receiver: Receiver, moments: tuple[float, ...]) -> None:
    """A delivery that failed and is repeated is one message, handled once."""
    receiver.fail(ANONYMOUS)
    assert receiver.take(ANONYMOUS, moments[1])
    for earlier, later in itertools.pairwise(moments[1:]):
        assert not receiver.take(ANONYMOUS, later - earlier)


def test_an_equal_text_after_a_day_is_new(receiver: Receiver) -> None:
    assert receiver.take(ANONYMOUS)
    assert receiver.take(ANONYMOUS, 25 * HOUR + 1)
    assert not receiver.handled[1].suspect


@pytest.mark.parametrize("taken", [IDENTIFIED, ANONYMOUS, event(STATUS)], ids=kind_of)
def test_a_failed_event_is_new_again(receiver: Receiver, taken: Event) -> None:
    for _ in range(3):
        receiver.fail(taken, 5 * MINUTE)
    assert receiver.take(taken, 5 * MINUTE)
    assert not receiver.take(taken, 5 * MINUTE)


def test_the_second_of_two_equal_texts_fails_once(receiver: Receiver) -> None:
    assert receiver.take(ANONYMOUS)
    receiver.fail(ANONYMOUS, 2 * MINUTE)
    # Otherwise it would be lost as a repetition of the first.
    assert receiver.take(ANONYMOUS, 5 * MINUTE)
    assert not receiver.take(ANONYMOUS, 5 * MINUTE)
    assert [delivery.suspect for delivery in receiver.handled] == [False, True]


def test_a_second_equal_text_that_arrives_with_a_repetition(receiver: Receiver) -> None:
    assert receiver.take(ANONYMOUS)  # the response is lost, and the receiver is down for a while
    assert not receiver.take(ANONYMOUS, 5 * MINUTE)
    assert receiver.take(ANONYMOUS, 1)
    assert not receiver.take(ANONYMOUS, 5 * MINUTE)
    assert not receiver.take(ANONYMOUS, 1)
    assert [delivery.suspect for delivery in receiver.handled] == [False, True]


def test_a_clock_that_is_set_back_loses_nothing(receiver: Receiver) -> None:
    assert receiver.take(ANONYMOUS)
    assert receiver.take(ANONYMOUS, -HOUR)
    assert receiver.handled[1].suspect
    assert receiver.take(IDENTIFIED)
    assert not receiver.take(IDENTIFIED, -HOUR)


Schedule: TypeAlias = list[tuple[int, list[str]]]
"""For some messages, when each is first delivered and how its first deliveries end."""
SCHEDULES = st.lists(
    st.tuples(
        st.integers(0, 239), st.lists(st.sampled_from(["failed", "answer lost"]), max_size=4)
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None)
@given(SCHEDULES, st.booleans())
def test_every_message_is_handled_once_despite_failures(
    schedules: Schedule, identified: bool
) -> None:
    """Deliveries repeat until they are answered, so every message is handled once.

    Equal messages without an identifier are handled as often as they were sent, although they
    cannot be told apart.
    """
    receiver = Receiver(MemoryStore())
    start, deliveries = receiver.now, list[tuple[float, int, str]]()
    for number, (first, ends) in enumerate(schedules):
        for n, end in enumerate([*ends, "answered"]):
            deliveries.append((start + first + n * 5 * MINUTE, number, end))
    started = min(at for at, _, _ in deliveries)
    for at, number, end in sorted(deliveries):
        assert at - started < DAY
        receiver.now = at
        taken = event(REPLY, ReceivedID=f"id-{number}") if identified else ANONYMOUS
        try:
            receiver.take(taken, fail=end == "failed")
        except OSError:
            continue
    # Several first deliveries come within four minutes of the earliest.
    assert len(receiver.handled) == len(schedules)


def test_user_changes_share_the_transaction(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    receiver = Deduplicator(SQLiteStore(path))
    with sqlite3.connect(path) as own:
        own.execute("CREATE TABLE inbox (text TEXT)")

    def handle(*, fail: bool) -> None:
        with receiver.once(IDENTIFIED) as delivery:
            if delivery.new:
                delivery.transaction.execute("INSERT INTO inbox VALUES (?)", ("hi",))
            if fail:
                raise OSError("the handler fails")

    with pytest.raises(OSError, match="the handler fails"):
        handle(fail=True)
    assert own.execute("SELECT count(*) FROM inbox").fetchone() == (0,)
    for _ in range(3):
        handle(fail=False)
    assert own.execute("SELECT count(*) FROM inbox").fetchone() == (1,)
    own.close()


@stores
def test_many_threads(kind: str, request: pytest.FixtureRequest) -> None:
    receiver = Receiver(make_store(kind, request))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(receiver.take, [event(REPLY, ReceivedID=f"id-{n % 10}") for n in range(80)]))
    assert len(receiver.handled) == 10


def test_the_sqlite_file_uses_wal_and_full_synchronous(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "seen.db")
    with store.transaction() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_expired_records_are_deleted(tmp_path: Path) -> None:
    receiver = Receiver(SQLiteStore(tmp_path / "seen.db"))
    for n in range(10):
        receiver.take(event(SEED_REPLY, Message=str(n)))
    receiver.take(IDENTIFIED, 26 * HOUR)
    with sqlite3.connect(tmp_path / "seen.db") as own:
        assert own.execute("SELECT count(*) FROM bestsms_events").fetchone() == (1,)
    own.close()


KILLED = """
import sys
from bestsms_client.webhooks import Deduplicator, SQLiteStore, parse
path, moment = sys.argv[1:]
event = parse(sys.stdin.buffer.read(), "application/json", secrets="ta8wr7ymd")
with Deduplicator(SQLiteStore(path)).once(event) as delivery:
    if delivery.new:
        delivery.transaction.execute("INSERT INTO inbox VALUES (?)", (event.message,))
    if moment == "before":
        print("ready", flush=True)
        sys.stdin.close()
        __import__("time").sleep(60)
print("ready", flush=True)
__import__("time").sleep(60)
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_before_and_after_the_commit(moment: str, tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    with sqlite3.connect(path) as own:
        own.execute("CREATE TABLE inbox (text TEXT)")
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path), moment],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(body(REPLY))
            process.stdin.close()
            assert process.stdout.readline() == b"ready\n"
            process.send_signal(signal.SIGKILL)
    kept = own.execute("SELECT count(*) FROM inbox").fetchone()
    assert kept == ((0,) if moment == "before" else (1,))
    receiver = Deduplicator(SQLiteStore(path))
    with receiver.once(IDENTIFIED) as delivery:
        assert delivery.new == (moment == "before")
    own.close()
