"""Bulk: what the record remembers, and that nobody is sent to twice."""

import itertools
import os
import random
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.unit.message.recording_gateway import Keeper, Killed, kill, once, people
from tests.unit.prepared_gateway import answer, both, failed, status

from bestsms_client import (
    InvalidRequestError,
    SendUncertainError,
)
from bestsms_client._message.bulk_record import BulkRecord

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
def test_an_option_that_is_not_given_makes_no_other_message(kind: str, tmp_path: Path) -> None:
    keeper, resume = Keeper(), tmp_path / "record"
    keeper.bulk(kind, people(5), resume=resume)
    keeper.bulk(kind, people(5), resume=resume, reference=None)
    assert keeper.sends == 1


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
    with pytest.raises(InvalidRequestError, match="not a record"):
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
