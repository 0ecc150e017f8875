"""A run on one host. Wherever it is interrupted, each recipient is sent to exactly once."""

import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.unit.campaign.campaign_gateway import (
    NOT_FOUND,
    Gateway,
    Killed,
    StillClock,
    create,
    kill,
    people,
    run,
)
from tests.unit.prepared_gateway import failed, response

from bestsms_campaign import Campaign, CampaignError, Counts, QuietHours
from bestsms_client import AsyncBestSMS, AuthenticationError, BestSMSError

ONCE = Counter(people(40))


def nth(place: int, reaction: Callable[[], Any]) -> Callable[[], Any]:
    """Return a function that reacts only to the call with this number."""
    calls = itertools.count(1)
    return lambda: reaction() if next(calls) == place else None


def lose() -> httpx.Response:
    raise httpx.ReadError("the connection was lost")


def test_every_recipient_is_sent_to(tmp_path: Path) -> None:
    gateway = Gateway()
    with create(tmp_path) as campaign:
        progress = run(campaign, gateway)
        assert campaign.status().finished
        assert campaign.status().counts == Counts(sent=40, rows=40)
    assert gateway.reached == ONCE
    assert [step.counts.settled for step in progress] == [10, 20, 30, 40, 40]
    assert len(dict(gateway.kept)) == 4


@pytest.mark.parametrize("chunk", [1, 2, 4])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_interrupted_run_can_be_continued(tmp_path: Path, moment: str, chunk: int) -> None:
    gateway = Gateway()
    setattr(gateway, moment, nth(chunk, kill))
    with create(tmp_path) as campaign, pytest.raises(Killed):
        run(campaign, gateway)
    with Campaign.open(tmp_path / "spring.db", clock=StillClock()) as campaign:
        assert campaign.status().counts.unknown == 10
        run(campaign, gateway)
        assert campaign.status().counts == Counts(
            sent=40, rows=40, recoveries=campaign.status().counts.recoveries
        )
    assert gateway.reached == ONCE


@pytest.mark.parametrize("chunk", [1, 2, 4])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "fault",
    [
        lose,
        lambda: response(b"", 500),
        lambda: response(b"<html>", 502),
        lambda: response(b"<html>", 404),
        lambda: response(b"<html>", 403),
        lambda: response(b"", 408),
    ],
    ids=["lost", "500", "502", "404", "403", "408"],
)
def test_a_lost_response_is_reconciled(
    tmp_path: Path, fault: Callable[[], Any], moment: str, chunk: int
) -> None:
    gateway = Gateway()
    setattr(gateway, moment, nth(chunk, fault))
    with create(tmp_path) as campaign:
        run(campaign, gateway)
        assert campaign.status().counts.sent == 40
    assert gateway.reached == ONCE


@pytest.mark.parametrize(
    "answered",
    [
        response(b"<html>not found</html>", 404),
        response(b"", 404),
        response(b"{}", 200),
        response(b"", 503),
    ],
    ids=["HTML", "empty", "no status", "503"],
)
def test_only_the_gateways_own_words_prove_a_chunk_absent(
    tmp_path: Path, answered: httpx.Response
) -> None:
    gateway = Gateway()
    gateway.after = nth(2, kill)
    with create(tmp_path) as campaign, pytest.raises(Killed):
        run(campaign, gateway)
    sends = gateway.sends
    gateway.lookup = lambda: httpx.Response(answered.status_code, content=answered.content)
    with Campaign.open(tmp_path / "spring.db", clock=StillClock()) as campaign:
        with pytest.raises(BestSMSError) as caught:
            run(campaign, gateway)
        assert caught.value.sent in ("unknown", "no")
        assert gateway.sends == sends  # nothing more is sent while the gateway cannot be asked
        gateway.lookup = lambda: None
        run(campaign, gateway)
    assert gateway.reached == ONCE


def test_a_message_that_appears_late_is_not_sent_again(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.after = nth(2, kill)
    with create(tmp_path) as campaign, pytest.raises(Killed):
        run(campaign, gateway)
    hidden = iter([NOT_FOUND] * 8)
    gateway.lookup = lambda: next(hidden, None)
    with Campaign.open(tmp_path / "spring.db", clock=StillClock()) as campaign:
        run(campaign, gateway)
    assert gateway.reached == ONCE


def test_a_refused_chunk_fails_and_can_be_queued_again(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.before = nth(2, lambda: failed("Error - Could not find any valid destination(s)."))
    with create(tmp_path) as campaign:
        steps = run(campaign, gateway)
        assert campaign.status().counts == Counts(sent=30, failed=10, rows=40)
        assert "valid destination" in "".join(step.trouble for step in steps)
        assert campaign.requeue_failed() == 1
        run(campaign, gateway)
        assert campaign.status().counts == Counts(sent=40, rows=40)
    assert gateway.reached == ONCE


def test_five_failures_in_a_row_end_a_run(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.before = lambda: failed("No.")
    with create(tmp_path, 100) as campaign:
        with pytest.raises(BestSMSError, match=r"No\."):
            run(campaign, gateway)
        assert gateway.sends == 5
        assert campaign.status().counts == Counts(failed=50, queued=50, rows=100)


def test_a_wrong_token_ends_a_run_without_losses(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.before = nth(2, lambda: failed("Unauthorized", code=401))
    with create(tmp_path) as campaign:
        with pytest.raises(AuthenticationError):
            run(campaign, gateway)
        assert campaign.status().counts == Counts(sent=10, queued=30, rows=40)
        run(campaign, gateway)
    assert gateway.reached == ONCE


def test_a_pause_ends_a_run(tmp_path: Path) -> None:
    gateway = Gateway()
    with create(tmp_path) as campaign, gateway.client() as client:
        for progress in campaign.run(client):
            if progress.counts.settled == 20:
                campaign.pause()
        assert campaign.status().counts == Counts(sent=20, queued=20, rows=40)
        with pytest.raises(CampaignError, match=r"paused\. Call campaign\.resume\(\)"):
            campaign.run(client)
        campaign.resume()
        list(campaign.run(client))
    assert gateway.reached == ONCE


def test_a_cancelled_campaign_sends_nothing_more(tmp_path: Path) -> None:
    gateway = Gateway()
    with create(tmp_path) as campaign, gateway.client() as client:
        next(steps := campaign.run(client))
        cancelled = campaign.cancel(client)
        list(steps)
        assert (cancelled.not_sent, cancelled.aborted) == (30, 0)
        assert campaign.status().finished
        with pytest.raises(CampaignError, match="cancelled"):
            campaign.run(client)
        with pytest.raises(CampaignError, match="cancelled"):
            campaign.resume()
    assert len(gateway.kept) == 1


def test_cancelling_aborts_delayed_messages(tmp_path: Path) -> None:
    gateway = Gateway()
    delayed: dict[str, Any] = {"send_time": "2099-01-01T09:00", "time_zone": "AUS Eastern"}
    with create(tmp_path, **delayed) as campaign, gateway.client() as client:
        gateway.after = nth(3, kill)
        with pytest.raises(Killed):
            list(campaign.run(client))
        cancelled = campaign.cancel(client)
        assert (cancelled.not_sent, cancelled.aborted, cancelled.unknown) == (10, 3, 0)
        assert campaign.status().counts == Counts(failed=30, queued=10, rows=40)
    assert gateway.aborted == [message_id for message_id, _ in gateway.kept]


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    gateway = Gateway()
    with (
        create(tmp_path) as campaign,
        Campaign.open(tmp_path / "spring.db") as other,
        gateway.client() as client,
    ):
        steps = campaign.run(client)
        next(steps)
        with pytest.raises(CampaignError, match="Another run"):
            next(other.run(client))
        assert other.status().counts.sent == 10  # reading the status is allowed
        list(steps)
        assert [step.counts.sent for step in other.run(client)] == [40]
    assert gateway.reached == ONCE


def test_the_rate_limit_is_kept(tmp_path: Path) -> None:
    gateway, clock = Gateway(), StillClock()
    with create(tmp_path, rate=5.0, clock=clock) as campaign:
        started = clock.now()
        steps = run(campaign, gateway)
        assert clock.now() - started == pytest.approx(6.0, abs=0.5)  # three pauses of two seconds
    assert any(step.waiting for step in steps)
    assert gateway.reached == ONCE


def test_quiet_hours_are_kept(tmp_path: Path) -> None:
    gateway = Gateway()
    clock = StillClock()  # 11:00 in Sydney
    times: list[float] = []
    gateway.before = lambda: times.append(clock.now())
    quiet = QuietHours("10:00", "15:30", "Australia/Sydney")
    with create(tmp_path, clock=clock, quiet_hours=quiet) as campaign:
        started = clock.now()
        steps = run(campaign, gateway)
    assert max(step.waiting for step in steps) == 4.5 * 3600
    assert min(times) - started >= 4.5 * 3600
    assert gateway.reached == ONCE


def test_pausing_ends_a_wait(tmp_path: Path) -> None:
    gateway, clock = Gateway(), StillClock()
    quiet = QuietHours("10:00", "15:30", "Australia/Sydney")
    with create(tmp_path, clock=clock, quiet_hours=quiet) as campaign:
        clock.on_sleep = campaign.pause
        run(campaign, gateway)
        assert campaign.status().state == "paused"
    assert gateway.sends == 0


def test_an_outdated_copy_of_the_journal_is_detected(tmp_path: Path) -> None:
    gateway = Gateway()
    create(tmp_path).close()
    backup = (tmp_path / "spring.db").read_bytes()
    with Campaign.open(tmp_path / "spring.db", clock=StillClock()) as campaign:
        gateway.before = nth(4, kill)
        with pytest.raises(Killed):
            run(campaign, gateway)
    for name in ("spring.db-wal", "spring.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "spring.db").write_bytes(backup)
    with Campaign.open(tmp_path / "spring.db", clock=StillClock()) as campaign:
        assert campaign.status().counts.queued == 40
        run(campaign, gateway)
        assert campaign.status().counts.sent == 40
    assert gateway.reached == ONCE


def test_another_gateway_or_mode_is_refused(tmp_path: Path) -> None:
    gateway = Gateway()
    with create(tmp_path) as campaign:
        with gateway.client() as client:
            next(campaign.run(client))
        others: list[dict[str, Any]] = [
            {"base_url": "https://other.example/api/v2.04"},
            {"mode": "test"},
        ]
        for other in others:
            with (
                gateway.client(**other) as client,
                pytest.raises(CampaignError, match=r"started with https://gateway\.example"),
            ):
                campaign.run(client)
    assert len(gateway.kept) == 1


def test_a_run_checks_its_client_immediately(tmp_path: Path) -> None:
    with create(tmp_path) as campaign, pytest.raises(CampaignError, match="pass a BestSMS"):
        campaign.run(AsyncBestSMS("token"))  # type: ignore[arg-type]  # pyright: ignore


def test_options_attachments_and_fields_reach_the_gateway(tmp_path: Path) -> None:
    gateway = Gateway()
    rows = [{"recipient": "+61491570006", "attention": "Jo"}, {"Recipient": "+61491570156"}]
    options: dict[str, Any] = {
        "message": "Hi [[Attention]], see [[File1]]",
        "recipients": rows,
        "attachments": [("menu.txt", b"soup")],
        "reference": "spring",
        "mode": "test",
    }
    with create(tmp_path, **options) as campaign, pytest.warns(UserWarning, match="Attention"):
        run(campaign, gateway)
    (sent,) = gateway.texts
    assert sent["Destinations"] == [
        {"Recipient": "+61491570006", "Attention": "Jo"},
        {"Recipient": "+61491570156"},
    ]
    assert (sent["Mode"], sent["Reference"], sent["Files"][0]["Name"]) == (
        "Test", "spring", "menu.txt",
    )  # fmt: skip
