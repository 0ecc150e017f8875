"""Chunks and several workers: the journal decides which worker sends a chunk, and whether."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from tests.unit.campaign.campaign_gateway import (
    NOT_FOUND,
    Gateway,
    Killed,
    StillClock,
    kill,
    people,
)

from bestsms_campaign import (
    Campaign,
    CampaignError,
    Counts,
    JournalError,
    LeaseLostError,
    lease_guard,
    send_chunk,
)
from bestsms_client import RetryPolicy

Open = Callable[[], Campaign]
GUARDED = {"retry": RetryPolicy(max_attempts=1, on_attempt=lease_guard)}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The path or conninfo of a journal."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres"))
    return str(tmp_path / "spring.db")


@pytest.fixture
def open_it(where: str) -> Iterator[Open]:
    """Return a function that opens the same campaign of four chunks, as another worker would."""
    clock = StillClock()
    create(where).close()
    opened: list[Campaign] = []

    def open_again() -> Campaign:
        opened.append(Campaign.open(where, name="spring", clock=clock))
        return opened[-1]

    yield open_again
    for campaign in opened:
        campaign.close()


def create(where: str, **options: Any) -> Campaign:
    given: dict[str, Any] = {"message": "Hello", "recipients": people(40), "per_request": 10}
    return Campaign.create(where, name="spring", **{**given, **options})


def expire(campaign: Campaign) -> None:
    """Expire the leases of all chunks."""
    with campaign.journal.transaction() as execute:
        execute("UPDATE bestsms_chunk SET due_at = 0 WHERE state IN ('sending', 'unknown')")


def test_a_chunk_is_sent_once(open_it: Open) -> None:
    gateway, one, other = Gateway(), open_it(), open_it()
    with gateway.client(**GUARDED) as client:
        assert send_chunk(one, client, 0).outcome == "sent"
        assert send_chunk(other, client, 0).outcome == "nothing"
        assert send_chunk(other, client, 99).outcome == "nothing"
    assert gateway.sends == 1


def test_other_workers_wait_until_a_lease_expires(open_it: Open) -> None:
    gateway, one, other = Gateway(), open_it(), open_it()
    gateway.after = kill
    with gateway.client(**GUARDED) as client:
        with pytest.raises(Killed):
            send_chunk(one, client, 0, lease=100)
        result = send_chunk(other, client, 0, lease=100)
        assert (result.outcome, gateway.lookups) == ("later", 0)
        assert result.again_in == pytest.approx(100, abs=5)
        expire(one)
        gateway.after = lambda: None
        result = send_chunk(other, client, 0, lease=100)
        assert (result.outcome, result.found) == ("sent", True)
    assert other.status().counts == Counts(queued=30, sent=10, rows=40, recoveries=1)
    assert set(gateway.reached.values()) == {1}


def test_a_worker_that_was_paused_beyond_its_lease_sends_nothing(open_it: Open) -> None:
    gateway, one, other = Gateway(), open_it(), open_it()

    def stopped(attempt: Any) -> None:
        expire(one)  # it pauses here, and another worker takes the chunk over
        with gateway.client(**GUARDED) as client:
            assert send_chunk(other, client, 0).outcome == "sent"
        lease_guard(attempt)

    with gateway.client(retry=RetryPolicy(on_attempt=stopped)) as client:
        result = send_chunk(one, client, 0)
    assert isinstance(result.error, LeaseLostError)
    assert one.status().counts.sent == 10
    assert set(gateway.reached.values()) == {1}


def test_an_attempt_starts_in_the_first_half_of_a_lease(open_it: Open) -> None:
    gateway, one = Gateway(), open_it()

    def late(attempt: Any) -> None:
        with one.journal.transaction() as execute:
            execute("UPDATE bestsms_chunk SET due_at = due_at - 51")
        lease_guard(attempt)

    with gateway.client(retry=RetryPolicy(on_attempt=late)) as client:
        assert isinstance(send_chunk(one, client, 0, lease=100).error, LeaseLostError)
    assert gateway.sends == 0


def test_a_former_holder_records_a_certain_outcome(open_it: Open) -> None:
    gateway, one, other = Gateway(), open_it(), open_it()

    def slow() -> None:
        gateway.after = lambda: None
        expire(one)
        gateway.lookup = lambda: httpx.Response(503)
        with gateway.client(**GUARDED) as client:
            assert send_chunk(other, client, 0).outcome == "unknown"

    gateway.after = slow
    with gateway.client(**GUARDED) as client:
        assert send_chunk(one, client, 0).outcome == "sent"
    assert one.status().counts.sent == 10


def test_a_former_holder_cannot_return_a_chunk(open_it: Open) -> None:
    gateway, one, other = Gateway(), open_it(), open_it()

    def refused() -> httpx.Response:
        gateway.before = lambda: None
        expire(one)
        with gateway.client(**GUARDED) as client:
            assert send_chunk(other, client, 0).outcome == "sent"
        return httpx.Response(429, json={"Result": "Failed", "ErrorMessage": ["Slow down"]})

    gateway.before = refused
    with gateway.client(**GUARDED) as client:
        send_chunk(one, client, 0)
    assert one.status().counts.sent == 10
    assert set(gateway.reached.values()) == {1}


def test_a_chunk_is_sent_again_only_if_the_gateway_reports_it_absent(open_it: Open) -> None:
    gateway, one = Gateway(), open_it()
    gateway.before = kill
    with gateway.client(**GUARDED) as client:
        with pytest.raises(Killed):
            send_chunk(one, client, 0)
        gateway.before = lambda: None
        expire(one)
        gateway.lookup = lambda: httpx.Response(404, text="not found")
        assert send_chunk(one, client, 0).outcome == "unknown"
        assert not gateway.kept
        expire(one)
        gateway.lookup = lambda: NOT_FOUND
        assert send_chunk(one, client, 0).outcome == "sent"
    assert len(gateway.kept) == 1


def test_the_sweep_returns_each_abandoned_chunk_once(open_it: Open) -> None:
    gateway, one = Gateway(), open_it()
    gateway.after = kill
    with gateway.client(**GUARDED) as client:
        for number in (0, 2):
            with pytest.raises(Killed):
                send_chunk(one, client, number)
        assert one.sweep() == []
        assert one.due() == [1, 3]
        expire(one)
        assert one.sweep() == [0, 2]
        assert one.sweep() == []
        gateway.after = lambda: None
        for number in one.due():
            send_chunk(one, client, number)
    assert one.status().counts == Counts(sent=40, rows=40, recoveries=2)
    assert gateway.reached == Counter(people(40))


def test_all_workers_share_one_rate(where: str) -> None:
    gateway = Gateway()
    create(where, rate=0.001).close()
    with (
        Campaign.open(where, name="spring") as one,
        Campaign.open(where, name="spring") as other,
        gateway.client(**GUARDED) as client,
    ):
        assert send_chunk(one, client, 0).outcome == "sent"
        result = send_chunk(other, client, 1)
        assert result.outcome == "later"
        assert result.again_in == pytest.approx(10_000, rel=0.01)
    assert gateway.sends == 1


def test_a_paused_campaign_sends_nothing_but_still_reconciles(open_it: Open) -> None:
    gateway, one = Gateway(), open_it()
    gateway.after = kill
    with gateway.client(**GUARDED) as client:
        with pytest.raises(Killed):
            send_chunk(one, client, 0)
        expire(one)
        one.pause()
        assert send_chunk(one, client, 1).outcome == "nothing"
        assert send_chunk(one, client, 0).found
    assert one.status().counts == Counts(queued=30, sent=10, rows=40, recoveries=1)


@pytest.mark.needs("postgres")
def test_campaign_names_are_unique_in_a_database(postgres: str) -> None:
    with create(postgres), pytest.raises(CampaignError, match="already a campaign 'spring'"):
        create(postgres)
    with Campaign.create(postgres, name="summer", message="Hi", recipients=people(3)) as summer:
        assert summer.status().counts.rows == 3
    with pytest.raises(CampaignError, match="contains several campaigns"):
        Campaign.open(postgres)
    with pytest.raises(CampaignError, match="no campaign 'autumn'"):
        Campaign.open(postgres, name="autumn")
    with pytest.raises(CampaignError, match="needs a name"):
        Campaign.create(postgres, message="Hi", recipients=people(3))


@pytest.mark.needs("postgres")
def test_a_failed_create_leaves_nothing_in_the_database(postgres: str) -> None:
    def broken() -> Iterator[str]:
        yield from people(5_000)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create(postgres, recipients=broken())
    with psycopg.connect(postgres) as connection:
        for table in ("campaign", "chunk", "recipient", "reject"):
            query = f"SELECT COUNT(*) FROM bestsms_{table}".encode()  # noqa: S608
            assert connection.execute(query).fetchone() == (0,)


@pytest.mark.needs("postgres")
def test_jobs_are_deferred_in_the_transaction_of_the_journal(postgres: str) -> None:
    def jobs() -> int:
        with psycopg.connect(postgres) as connection:
            row = connection.execute("SELECT COUNT(*) FROM procrastinate_jobs").fetchone()
        assert row
        return int(row[0])

    with create(postgres) as campaign:
        assert campaign.start() == 4
        assert jobs() == 4
        with suppress(ZeroDivisionError), campaign.journal.transaction():
            assert campaign.start() == 4
            raise ZeroDivisionError
        assert jobs() == 4


def test_a_journal_in_a_file_has_no_workers(tmp_path: Path) -> None:
    with (
        create(str(tmp_path / "spring.db")) as campaign,
        pytest.raises(CampaignError, match=r"Call campaign\.run\(client\)"),
    ):
        campaign.start()


@pytest.mark.needs("postgres")
def test_the_suppression_list_of_a_database_applies_to_all_campaigns(postgres: str) -> None:
    gateway = Gateway()
    with create(postgres) as campaign, gateway.client() as client:
        campaign.suppress("+61 491 570 000")
        campaign.suppress("+61491570000")
        for number in campaign.due():
            send_chunk(campaign, client, number)
        assert campaign.status().counts == Counts(sent=39, suppressed=1, rows=40)
    with Campaign.create(postgres, name="summer", message="Hi", recipients=people(3)) as summer:
        assert summer.status().counts == Counts(queued=2, suppressed=1, rows=3)


@pytest.mark.needs("postgres")
def test_tables_of_another_version_are_not_changed(postgres: str) -> None:
    create(postgres).close()
    with psycopg.connect(postgres) as connection:
        connection.execute("UPDATE bestsms_schema SET version = 99")
    with pytest.raises(JournalError, match="Another version of bestsms_campaign"):
        Campaign.open(postgres, name="spring")


def test_a_missing_database_is_a_clear_error() -> None:
    with pytest.raises(JournalError, match="The journal in PostgreSQL") as caught:
        Campaign.open("postgresql://user:secret@127.0.0.1:9/shop", name="spring")
    assert "secret" not in str(caught.value)


def test_a_forked_process_opens_its_own_connections(open_it: Open) -> None:
    campaign = open_it()
    campaign.status()
    pid = os.fork()
    if not pid:
        campaign.pause()
        os._exit(0)  # without closing the parent's connections
    assert os.waitpid(pid, 0)[1] == 0
    assert campaign.status().state == "paused"
    campaign.resume()
    assert campaign.status().state == "ready"
