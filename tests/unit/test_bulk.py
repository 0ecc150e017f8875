"""Bulk: how recipients are divided, what the record remembers, and that nobody is sent to twice."""

import asyncio
import itertools
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.sdk import TOKEN, URL, AsyncClock, Clock, answer, both, failed, status, success

from bestsms_api.constraints import LIMITS
from bestsms_client import (
    AsyncBestSMS,
    BestSMS,
    BestSMSError,
    BulkResult,
    InvalidRequestError,
    MessageWarning,
    SendUncertainError,
)
from bestsms_client._api import encode
from bestsms_client.bulk import Batch, batches
from bestsms_client.record import BulkRecord

UNKNOWN = failed("Message(s) NOT found")


class Killed(BaseException):
    """The process ends here: nothing may catch it and go on."""


class Keeper:
    """A gateway that keeps what it accepts, and does something else where it is told to."""

    def __init__(self) -> None:
        self.kept: dict[str, list[str]] = {}
        self.twice: list[str] = []
        self.sends = self.reads = 0
        self.before: Callable[[int], httpx.Response | None] = lambda _n: None
        self.after: Callable[[int], httpx.Response | None] = lambda _n: None
        self.reading: Callable[[int], httpx.Response | None] = lambda _n: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            self.reads += 1
            message_id = request.url.path.rpartition("/")[2]
            known = (
                status(message_id) if message_id in self.kept else failed("Message(s) NOT found")
            )
            return self.reading(self.reads) or known
        self.sends += 1
        if instead := self.before(self.sends):
            return instead
        data = json.loads(request.content)["MessageData"]
        if data["MessageID"] in self.kept:
            self.twice.append(data["MessageID"])
        self.kept[data["MessageID"]] = [one["Recipient"] for one in data["Destinations"]]
        return self.after(self.sends) or success(MessageID=data["MessageID"])

    @property
    def reached(self) -> Counter[str]:
        return Counter(itertools.chain.from_iterable(self.kept.values()))

    def bulk(
        self, kind: str, recipients: Iterable[Any], upto: int = 10**9, **kwargs: Any
    ) -> list[BulkResult]:
        """Run `send_bulk` with a client of its own, and collect so many results."""
        made: dict[str, Any] = {"token": TOKEN, "base_url": URL}
        made |= {"transport": httpx.MockTransport(self), **kwargs.pop("options", {})}
        made = {"runtime": Clock() if kind == "sync" else AsyncClock(), **made}
        kwargs = {"message": "Hello", "per_request": 10, **kwargs}
        if kind == "sync":
            with BestSMS(**made) as client:
                return list(
                    itertools.islice(client.messaging.sms.send_bulk(recipients, **kwargs), upto)
                )

        async def run() -> list[BulkResult]:
            async with AsyncBestSMS(**made) as client:
                results: list[BulkResult] = []
                async for result in client.messaging.sms.send_bulk(recipients, **kwargs):
                    results.append(result)
                    if len(results) == upto:
                        break
                return results

        return asyncio.run(run())


def people(count: int) -> list[str]:
    return [f"+6149157{number:04}" for number in range(count)]


def once(count: int) -> Counter[str]:
    return Counter(people(count))


def kill(*_: object) -> Any:
    raise Killed


# Division


@given(
    sizes=st.lists(st.integers(0, 40), max_size=60),
    most=st.integers(1, 8),
    room=st.integers(60, 300),
    earlier=st.lists(st.integers(1, 6), max_size=4),
)
def test_every_recipient_is_in_one_request_and_in_order(
    sizes: list[int], most: int, room: int, earlier: list[int]
) -> None:
    named = [{"recipient": "+61491570006", "attention": "x" * size} for size in sizes]
    earlier = earlier if sum(earlier) <= len(sizes) else []
    found = list(batches(named, most=most, room=room, region=None, earlier=earlier))
    made = [batch for batch in found if isinstance(batch, Batch)]
    assert made == found
    assert [len(one["Attention"]) for batch in made for one in batch.recipients] == sizes
    assert [batch.number for batch in made] == list(range(len(made)))
    for batch, first in zip(
        made, itertools.accumulate((len(b.recipients) for b in made), initial=0), strict=False
    ):
        assert batch.first == first
        if batch.number < len(earlier):
            assert len(batch.recipients) == earlier[batch.number]
        else:
            taken = len(encode({"": batch.recipients})) - len(encode({"": []}))
            assert len(batch.recipients) <= most
            assert taken <= room or len(batch.recipients) == 1


def test_recipients_are_taken_only_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        for taken in itertools.count(1):  # noqa: B007
            yield "+61491570006"

    found = batches(endless(), most=10, room=10**6, region=None, earlier=[])
    next(found)
    assert taken == 11
    next(found)
    assert taken == 21


@both
def test_nothing_is_sent_before_the_first_result_is_asked_for(kind: str) -> None:
    keeper = Keeper()
    assert len(keeper.bulk(kind, people(100), upto=2)) == 2
    assert keeper.sends == 2


@both
def test_each_request_is_smaller_than_the_gateway_takes(kind: str) -> None:
    keeper = Keeper()
    sizes: list[int] = []

    def note(request: httpx.Request) -> httpx.Response:
        sizes.append(len(request.content))
        return keeper(request)

    attachment = ("a.bin", bytes(LIMITS["requestBytes"].value * 3 // 4 - 1200))
    results = keeper.bulk(
        kind,
        people(60),
        message="See [[File1]]",
        attachments=attachment,
        options={"transport": httpx.MockTransport(note)},
        per_request=1000,
    )
    assert keeper.reached == once(60)
    assert len(results) > 1
    limit = LIMITS["requestBytes"].value
    assert max(sizes) <= limit < max(sizes) + 200  # as full as can be


# Results


@both
def test_each_request_gives_a_result(kind: str) -> None:
    keeper = Keeper()
    results = keeper.bulk(kind, iter(people(25)))
    assert [(r.number, r.first, r.recipients) for r in results] == [
        (0, 0, 10),
        (1, 10, 10),
        (2, 20, 5),
    ]
    assert [r.message_id for r in results] == list(keeper.kept)
    assert all(r.sent and r.sent.message_id == r.message_id for r in results)
    assert not any(r.error or r.resumed for r in results)
    assert keeper.bulk(kind, []) == []


@both
def test_an_error_stops_or_is_told(kind: str) -> None:
    def refuse(n: int) -> httpx.Response | None:
        return failed("Missing or empty message") if n == 2 else None

    keeper = Keeper()
    keeper.before = refuse
    with pytest.raises(BestSMSError, match="Missing or empty message"):
        keeper.bulk(kind, people(30))
    assert keeper.sends == 2

    keeper = Keeper()
    keeper.before = refuse
    results = keeper.bulk(kind, people(30), on_error="continue")
    assert [r.error is None for r in results] == [True, False, True]
    assert keeper.reached == once(30) - Counter(people(30)[10:20])


@both
def test_what_is_no_number_is_told_by_its_place(kind: str) -> None:
    named = [*people(5), "nobody", *people(20)[5:]]
    with pytest.raises(InvalidRequestError, match=r"recipients\[5\]"):
        Keeper().bulk(kind, named)
    keeper = Keeper()
    results = keeper.bulk(kind, named, on_error="continue")
    assert [(r.number, r.first, r.recipients) for r in results] == [
        (None, 5, 1), (0, 0, 10), (1, 11, 10),
    ]  # fmt: skip
    assert keeper.reached == once(20)


@both
@pytest.mark.parametrize(
    ("recipients", "more"),
    [
        ("+61491570006", {}),
        ({"recipient": "+61491570006"}, {}),
        (7, {}),
        (["+61491570006"], {"per_request": 0}),
        (["+61491570006"], {"on_error": "ignore"}),
        (["+61491570006"], {"message_id": "ID1"}),
        (["+61491570006"], {"message": "Hello [[Nobody]]"}),
        (["+61491570006"], {"resume": "/no such folder/record"}),
    ],
)
def test_what_cannot_be_meant_is_refused(kind: str, recipients: Any, more: dict[str, Any]) -> None:
    keeper = Keeper()
    with pytest.raises(InvalidRequestError):
        keeper.bulk(kind, recipients, **more)
    assert keeper.sends == 0


@both
def test_a_warning_names_the_place_among_all(kind: str) -> None:
    named = [{"recipient": number, "attention": "Jo"} for number in people(15)]
    del named[12]["attention"]
    with pytest.warns(MessageWarning, match=r"\[\[Attention\]\] is empty for recipients\[12\]"):
        Keeper().bulk(kind, named, message="Hello [[Attention]]")


# The record


@both
def test_a_second_run_sends_nothing(kind: str, tmp_path: Path) -> None:
    keeper, resume = Keeper(), tmp_path / "record"
    first = keeper.bulk(kind, people(25), resume=resume)
    again = keeper.bulk(kind, people(25), resume=resume)
    assert [r.message_id for r in again] == [r.message_id for r in first]
    assert all(r.resumed and r.sent is None for r in again)
    assert (keeper.sends, keeper.reads) == (3, 0)
    assert resume.stat().st_mode & 0o777 == 0o600
    written = resume.read_text()
    assert "Hello" not in written
    assert "61491" not in written


@both
def test_a_run_that_was_left_early_is_gone_on_with(kind: str, tmp_path: Path) -> None:
    keeper, resume = Keeper(), tmp_path / "record"
    keeper.bulk(kind, people(45), resume=resume, upto=2)
    results = keeper.bulk(kind, people(45), resume=resume)
    assert [r.resumed for r in results] == [True, True, False, False, False]
    assert keeper.reached == once(45)


@both
def test_what_was_refused_is_tried_again_without_asking(kind: str, tmp_path: Path) -> None:
    keeper, resume = Keeper(), tmp_path / "record"
    keeper.before = lambda n: failed() if n == 2 else None
    results = keeper.bulk(kind, people(30), resume=resume, on_error="continue")
    assert [r.error is None for r in results] == [True, False, True]
    results = keeper.bulk(kind, people(30), resume=resume)
    assert [r.resumed for r in results] == [True, False, True]
    assert keeper.reached == once(30)
    assert keeper.reads == 0


@both
@pytest.mark.parametrize("kept", [True, False])
def test_what_was_killed_in_mid_request_is_asked_for(kind: str, kept: bool, tmp_path: Path) -> None:
    keeper, resume = Keeper(), tmp_path / "record"
    if kept:
        keeper.after = kill
    else:
        keeper.before = kill
    with pytest.raises(Killed):
        keeper.bulk(kind, people(20), resume=resume)
    keeper.before = keeper.after = lambda _n: None
    results = keeper.bulk(kind, people(20), resume=resume)
    assert [r.resumed for r in results] == [kept, False]
    assert keeper.reached == once(20)
    assert keeper.twice == []
    assert keeper.reads == (1 if kept else 11)  # once a second, for reconcile_for


@both
def test_silence_is_no_answer(kind: str, tmp_path: Path) -> None:
    """If the gateway cannot be asked, a request that may have been accepted is not made again."""
    keeper, resume = Keeper(), tmp_path / "record"
    keeper.after = kill
    with pytest.raises(Killed):
        keeper.bulk(kind, people(20), resume=resume)
    keeper.after = lambda _n: None
    for broken in (failed(code=503), answer(b"<html>"), status("another")):
        keeper.reading = lambda _n, reply=broken: reply  # type: ignore[misc]
        with pytest.raises(SendUncertainError):
            keeper.bulk(kind, people(20), resume=resume)
    assert keeper.sends == 1
    keeper.reading = lambda _n: None
    keeper.bulk(kind, people(20), resume=resume)
    assert keeper.reached == once(20)


@both
def test_an_uncertain_request_is_asked_for_by_the_next_run(kind: str, tmp_path: Path) -> None:
    keeper, resume = Keeper(), tmp_path / "record"

    def lose(_n: int) -> httpx.Response:
        raise httpx.ReadTimeout("late")

    keeper.after, keeper.reading = lose, lambda _n: failed("Message(s) NOT found")
    results = keeper.bulk(kind, people(20), resume=resume, on_error="continue")
    assert [r.error and r.error.sent for r in results] == ["unknown", "unknown"]
    keeper.after = keeper.reading = lambda _n: None
    results = keeper.bulk(kind, people(20), resume=resume)
    assert [r.resumed for r in results] == [True, True]
    assert keeper.reached == once(20)


@pytest.mark.parametrize(
    ("recipients", "more"),
    [
        (people(19), {}),
        (people(9), {}),
        ([*people(5), "+61491570159", *people(20)[6:]], {}),
        (list(reversed(people(20))), {}),
        (people(20), {"message": "Hello!"}),
        (people(20), {"reference": "R"}),
        (people(20), {"mode": "test"}),
        (people(20), {"attachments": ("a.txt", b"a"), "message": "Hello"}),
        (people(20), {"options": {"base_url": "https://other.example/api/v2.04"}}),
    ],
)
@pytest.mark.filterwarnings("ignore::bestsms_client.MessageWarning")
def test_a_record_serves_one_message_and_its_recipients(
    recipients: list[str], more: dict[str, Any], tmp_path: Path
) -> None:
    keeper, resume = Keeper(), tmp_path / "record"
    keeper.bulk("sync", people(20), resume=resume)
    with pytest.raises(InvalidRequestError, match=r"resume"):
        keeper.bulk("sync", recipients, resume=resume, **more)
    assert keeper.sends == 2


def test_another_division_does_not_matter_to_what_was_begun(tmp_path: Path) -> None:
    keeper, resume = Keeper(), tmp_path / "record"
    keeper.bulk("sync", people(50), resume=resume, upto=2)
    results = keeper.bulk("sync", people(50), resume=resume, per_request=7)
    assert [r.recipients for r in results] == [10, 10, 7, 7, 7, 7, 2]
    assert keeper.reached == once(50)


@pytest.mark.parametrize(
    "content",
    [
        "no record\n",
        "{}\n",
        "[]\n",
        '{"token": 7, "content": ""}\n',
        '{"token": "x", "content": ""}\n',
    ],
)
def test_what_is_no_record_is_left_alone(content: str, tmp_path: Path) -> None:
    path = tmp_path / "record"
    path.write_text(content)
    with pytest.raises(InvalidRequestError, match="no record"):
        BulkRecord(path, "")
    assert path.read_text() == content


@pytest.mark.skipif(os.name == "nt", reason="needs a system with such locks")
def test_two_runs_cannot_have_one_record(tmp_path: Path) -> None:
    with BulkRecord(tmp_path / "record", ""), pytest.raises(InvalidRequestError, match="resume"):
        BulkRecord(tmp_path / "record", "")
    BulkRecord(tmp_path / "record", "").close()


@both
def test_a_record_that_cannot_be_written_stops_before_the_request(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, resume = Keeper(), tmp_path / "record"
    real, full = os.write, False

    def write(file: int, data: bytes) -> int:
        if full:
            raise OSError(28, "No space left on device")
        return real(file, data)

    monkeypatch.setattr(os, "write", write)

    def fill(_n: int) -> None:
        nonlocal full
        full = True

    keeper.after = fill
    with pytest.raises(InvalidRequestError, match="cannot be written"):
        keeper.bulk(kind, people(30), resume=resume)
    assert keeper.sends == 1
    full = False
    keeper.after = lambda _n: None
    results = keeper.bulk(kind, people(30), resume=resume)
    assert [r.resumed for r in results] == [True, False, False]
    assert keeper.reached == once(30)


def test_killed_at_any_byte_of_the_record_each_recipient_is_sent_to_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies in a write to the record, whichever it is and however far it came."""
    real = os.write
    dice = random.Random(6)
    for writing, kept in itertools.product(range(1, 9), (0, 1, 20, 10**6)):
        keeper, resume = Keeper(), tmp_path / f"record {writing} {kept}"
        count = 0

        def write(file: int, data: bytes, writing: int = writing, kept: int = kept) -> int:
            nonlocal count
            count += 1
            if count == writing:
                real(file, data[:kept])
                raise Killed
            return real(file, data)

        monkeypatch.setattr(os, "write", write)
        died = 0
        while died < 3:
            count = dice.randrange(writing) if died else 0
            try:
                keeper.bulk("sync", people(30), resume=resume)
                break
            except Killed:
                died += 1
                monkeypatch.setattr(os, "write", write if died < 2 else real)
        assert keeper.reached == once(30), (writing, kept)
        assert keeper.twice == []


@both
def test_the_record_is_on_the_disk_before_the_request_leaves(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, written, synced = Keeper(), 0, 0
    write, fsync = os.write, os.fsync

    def noted_write(file: int, data: bytes) -> int:
        nonlocal written
        written += 1
        return write(file, data)

    def noted_fsync(file: int) -> None:
        nonlocal synced
        fsync(file)
        synced = written

    monkeypatch.setattr(os, "write", noted_write)
    monkeypatch.setattr(os, "fsync", noted_fsync)
    seen: list[tuple[int, int]] = []
    keeper.before = lambda _n: seen.append((written, synced))
    keeper.bulk(kind, people(30), resume=tmp_path / "record")
    assert seen == [(2, 2), (4, 4), (6, 6)]


def test_nothing_is_written_after_a_line_that_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, resume, real = Keeper(), tmp_path / "record", os.write
    keeper.after = lambda _n: monkeypatch.setattr(os, "write", cut)

    def cut(file: int, data: bytes) -> int:
        monkeypatch.setattr(os, "write", real)
        return real(file, data[:7])

    with pytest.raises(InvalidRequestError, match="cannot be written"):
        keeper.bulk("sync", people(30), resume=resume)
    keeper.after = lambda _n: None
    assert [r.resumed for r in keeper.bulk("sync", people(30), resume=resume)] == [
        True,
        False,
        False,
    ]
    assert keeper.reached == once(30)
