"""Delivery results, suppression and the report. The counts always add up."""

import random
from pathlib import Path
from typing import Any

import pytest
from tests.unit.campaign.campaign_gateway import (
    Gateway,
    Killed,
    StillClock,
    create,
    kill,
    people,
    run,
)
from tests.unit.prepared_gateway import failed, status

from bestsms_campaign import (
    Campaign,
    CampaignError,
    Counts,
    JournalError,
    SuppressionList,
    opts_out,
)
from bestsms_client import ReceivedMessage
from bestsms_client.webhooks import InboundEvent, ReplyEvent, StatusEvent

pytestmark = pytest.mark.slow

STOP = ReceivedMessage(from_="+61491570003", message_text="stop")


def report_of(message_id: str, number: str, word: str = "SUCCESS", result: str = "") -> StatusEvent:
    return StatusEvent(
        type_="SMS", destination=number, message_id=message_id, status=word, result=result
    )


def add_up(counts: Counts) -> int:
    return (
        counts.queued + counts.sent + counts.delivered + counts.failed + counts.unknown
        + counts.suppressed
    )  # fmt: skip


def test_webhook_events_are_counted_once(tmp_path: Path) -> None:
    gateway = Gateway()
    with create(tmp_path) as campaign:
        run(campaign, gateway)
        message_id, numbers = gateway.kept[0]
        assert campaign.record(report_of(message_id, numbers[0]))
        assert not campaign.record(report_of(message_id, numbers[0]))
        assert campaign.record(report_of(message_id, numbers[1], "FAILED", "Expired"))
        assert campaign.record(report_of(message_id, numbers[1]))  # it arrived after all
        assert campaign.record(report_of(message_id, numbers[2].removeprefix("+"), "failed"))
        assert campaign.status().counts == Counts(sent=37, delivered=2, failed=1, rows=40)


@pytest.mark.parametrize(
    "event",
    [
        report_of("somebody-elses", "+61491570000"),
        report_of("", "+61491570000"),
        report_of("ID", "+61491570030"),
        report_of("ID", ""),
        report_of("ID", "+61491570000", "PENDING"),
        report_of("ID", "+61491570000", "UPDATED"),
        ReplyEvent(type_="SMSReply", destination="+61491570000", message_id="ID", status="SUCCESS"),
    ],
    ids=repr,
)
def test_other_events_change_nothing(event: Any, tmp_path: Path) -> None:
    gateway = Gateway()
    with create(tmp_path) as campaign:
        run(campaign, gateway)
        first = gateway.kept[0][0]
        own = {name: getattr(event, name) for name in ("type_", "destination", "status")}
        message_id = first if event.message_id == "ID" else event.message_id
        assert not campaign.record(type(event)(**own, message_id=message_id))
        assert campaign.status().counts == Counts(sent=40, rows=40)


def test_a_report_proves_that_a_chunk_was_accepted(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.after = kill
    with create(tmp_path) as campaign:
        with pytest.raises(Killed):
            run(campaign, gateway)
        message_id, numbers = gateway.kept[0]
        assert campaign.record(report_of(message_id, numbers[0]))
        assert campaign.status().counts == Counts(queued=30, sent=9, delivered=1, rows=40)
        gateway.after = lambda: None
        lookups = gateway.lookups
        run(campaign, gateway)
        assert gateway.lookups == lookups + 1  # for the next chunk, once per run
    assert set(gateway.reached.values()) == {1}


def test_polling_reads_results_with_pauses(tmp_path: Path) -> None:
    gateway, clock = Gateway(), StillClock()
    with create(tmp_path, clock=clock) as campaign, gateway.client() as client:
        list(campaign.run(client))
        results: dict[str, tuple[str, str]] = dict.fromkeys(people(40), ("Success", "delivered"))
        results[people(40)[3]] = ("Failed", "Expired")
        done = {"Success": 9, "Failed": 1}
        answers: dict[str, Any] = {}

        def answered(message_id: str) -> Any:
            numbers = dict(gateway.kept)[message_id]
            rows = [
                {"Destination": number, "Status": word, "Result": text}
                for number in numbers
                for word, text in [results[number]]
            ]
            return status(message_id, Count=10, Recipients=rows, TotalRecords=10, PageCount=1,
                          Page=1, **answers)  # fmt: skip

        ids = iter([message_id for message_id, _numbers in gateway.kept for _ in range(2)])
        gateway.lookup = lambda: answered(next(ids))
        answers |= done
        started, before = clock.now(), gateway.lookups
        assert campaign.poll(client) == 40
        assert clock.now() - started >= 0.6  # a pause between chunks
        assert gateway.lookups - before == 8
        assert campaign.status().counts == Counts(delivered=39, failed=1, rows=40)
        assert campaign.poll(client) == 0
        assert gateway.lookups - before == 8  # all results are known, so nothing is requested


def test_polling_backs_off(tmp_path: Path) -> None:
    gateway, clock = Gateway(), StillClock()
    with create(tmp_path, 10, clock=clock) as campaign, gateway.client() as client:
        list(campaign.run(client))
        lookups: list[int] = []
        for _ in range(100):
            before = gateway.lookups
            campaign.poll(client)
            lookups.append(gateway.lookups - before)
            clock.sleep(15)
        assert 5 < sum(lookups) < 15
        gateway.lookup = lambda: failed("Server", code=500)
        clock.sleep(10_000)
        assert campaign.poll(client) == 0  # it is read again later


def test_recipients_who_opted_out_are_suppressed(tmp_path: Path) -> None:
    gateway, stops = Gateway(), SuppressionList(tmp_path / "stops.db")
    stops.add(people(40)[0])
    with create(tmp_path, suppression=stops) as campaign, gateway.client() as client:
        assert campaign.status().counts == Counts(queued=39, suppressed=1, rows=40)
        assert campaign.plan().suppressed == 1
        next(campaign.run(client))
        # They opt out during the run. Recipients that already have the message still count as sent.
        assert SuppressionList(tmp_path / "stops.db").feed(STOP)
        campaign.suppress("+61 491 570 025")
    with (
        Campaign.open(tmp_path / "spring.db", clock=StillClock()) as campaign,
        gateway.client() as client,
    ):
        list(campaign.run(client))
        assert campaign.status().counts == Counts(sent=38, suppressed=2, rows=40)
    assert sorted(set(people(40)) - set(gateway.reached)) == ["+61491570000", "+61491570025"]


def test_a_fully_suppressed_chunk_is_not_sent(tmp_path: Path) -> None:
    gateway = Gateway()
    with create(tmp_path, suppression=people(10)) as campaign:
        run(campaign, gateway)
        assert campaign.status().counts == Counts(sent=30, suppressed=10, rows=40)
    assert gateway.sends == 3


def test_without_its_suppression_list_a_campaign_does_not_open(tmp_path: Path) -> None:
    path = tmp_path / "stops.db"
    create(tmp_path, suppression=SuppressionList(path)).close()
    path.unlink()
    with pytest.raises(JournalError, match="No such file"):
        Campaign.open(tmp_path / "spring.db")


def test_a_campaign_without_a_list_cannot_suppress(tmp_path: Path) -> None:
    with create(tmp_path) as campaign, pytest.raises(CampaignError, match="no suppression list"):
        campaign.suppress(people(1)[0])


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("STOP", True),
        (" stop.", True),
        ("Opt  out please", True),
        ("OPTOUT", True),
        ("Unsubscribe me", True),
        ("stopping by at six", False),
        ("Please stop", False),
        ("", False),
    ],
)
def test_opt_out_words(text: str, stops: bool) -> None:
    number = "+61491570006"
    fields: dict[str, Any] = {
        "type_": "SMSReply",
        "destination": number,
        "message_id": "",
        "status": "RECEIVED",
    }
    wanted = number if stops else None
    assert opts_out(ReceivedMessage(from_=number, message_text=text)) == wanted
    assert opts_out(ReplyEvent(**fields, message=text)) == wanted
    assert opts_out(InboundEvent(**fields, message=text)) == wanted
    assert opts_out(StatusEvent(**fields, message=text)) is None


def test_the_suppression_list_is_a_set_of_numbers(tmp_path: Path) -> None:
    stops = SuppressionList(tmp_path / "stops.db")
    for number in people(1_200):
        stops.add(number)
    stops.add(people(1)[0])
    stops.remove(people(2)[1])
    assert len(stops) == 1_199
    assert people(2)[1] not in stops
    assert stops.among(people(1_300)) == set(people(1_200)) - {people(2)[1]}
    assert list(stops)[:2] == [people(1)[0], people(3)[2]]
    with pytest.raises(CampaignError, match="international form"):
        stops.add("0491570006")


def test_the_report_has_one_line_per_row(tmp_path: Path) -> None:
    gateway = Gateway()
    gateway.before = lambda: failed("=Refused") if gateway.sends == 2 else None
    rows = [*people(30), "12", people(1)[0]]
    with create(tmp_path, recipients=rows, suppression=people(2)[1:]) as campaign:
        run(campaign, gateway)
        campaign.record(report_of(gateway.kept[0][0], people(1)[0], result="delivered"))
        campaign.report(tmp_path / "report.csv")
        campaign.report(tmp_path / "report.csv")
    lines = (tmp_path / "report.csv").read_text().splitlines()
    assert lines[0] == "line,recipient,state,result,message_id"
    states = [line.split(",")[2] for line in lines[1:]]
    assert states[:3] == ["delivered", "suppressed", "sent"]
    assert [states.count(word) for word in ("sent", "failed", "rejected")] == [18, 10, 1]
    assert len(lines) == 32
    assert not any(line.split(",")[3].startswith("=") for line in lines)


@pytest.mark.parametrize("seed", range(20))
def test_the_counts_always_add_up(seed: int, tmp_path: Path) -> None:
    dice, gateway = random.Random(seed), Gateway()
    stops = SuppressionList(tmp_path / "stops.db")

    def random_fault() -> Any:
        if dice.random() < 0.15:
            raise Killed
        return failed("No.") if dice.random() < 0.1 else None

    gateway.before = gateway.after = random_fault
    with create(tmp_path, 80, suppression=stops) as campaign:
        for _ in range(40):
            move = dice.choice(["run", "run", "event", "stop", "requeue", "pause"])
            if move == "run":
                with gateway.client() as client:
                    try:
                        for step in campaign.run(client):
                            assert add_up(step.counts) == step.counts.rows == 80
                    except (Killed, Exception):  # noqa: S110
                        pass
            elif move == "event" and gateway.kept:
                message_id, numbers = dice.choice(gateway.kept)
                word = dice.choice(["SUCCESS", "FAILED"])
                campaign.record(report_of(message_id, dice.choice(numbers), word))
            elif move == "stop":
                stops.add(dice.choice(people(80)))
            elif move == "requeue":
                campaign.requeue_failed()
            else:
                campaign.pause()
                campaign.resume()
            assert add_up(campaign.status().counts) == 80
    assert set(gateway.reached.values()) <= {1}
