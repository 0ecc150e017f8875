"""send_bulk: how recipients are divided into requests, and the result of each request."""

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.message.recording_gateway import RecordingGateway, once, people
from tests.unit.prepared_gateway import both, failed

from bestsms_api.constraints import LIMITS
from bestsms_client import (
    BestSMSError,
    InvalidRequestError,
    MessageWarning,
)
from bestsms_client._http.operation import encode
from bestsms_client._message.bulk import Batch, batches
from bestsms_client._message.recipients import Dialling

# Division into requests


@given(
    sizes=st.lists(st.integers(0, 40), max_size=60),
    most=st.integers(1, 8),
    room=st.integers(60, 300),
)
def test_every_recipient_is_in_one_request_and_in_order(
    sizes: list[int], most: int, room: int
) -> None:
    named = [{"recipient": "+61491570006", "attention": "x" * size} for size in sizes]
    found = list(batches(named, most=most, room=room, dialling=Dialling()))
    made = [batch for batch in found if isinstance(batch, Batch)]
    assert made == found
    assert [len(one["Attention"]) for batch in made for one in batch.recipients] == sizes
    assert [batch.number for batch in made] == list(range(len(made)))
    for batch, first in zip(
        made, itertools.accumulate((len(b.recipients) for b in made), initial=0), strict=False
    ):
        assert batch.first == first
        taken = len(encode({"": batch.recipients})) - len(encode({"": []}))
        assert len(batch.recipients) <= most
        assert taken <= room or len(batch.recipients) == 1


def test_recipients_are_consumed_lazily() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        for taken in itertools.count(1):  # noqa: B007
            yield "+61491570006"

    found = batches(endless(), most=10, room=10**6, dialling=Dialling())
    next(found)
    assert taken == 11
    next(found)
    assert taken == 21


@both
def test_nothing_is_sent_before_the_first_result_is_requested(kind: str) -> None:
    gateway = RecordingGateway()
    assert len(gateway.bulk(kind, people(100), upto=2)) == 2
    assert gateway.sends == 2


@both
def test_each_request_stays_below_the_size_limit(kind: str) -> None:
    gateway = RecordingGateway()
    sizes: list[int] = []

    def note(request: httpx.Request) -> httpx.Response:
        sizes.append(len(request.content))
        return gateway(request)

    attachment = ("a.bin", bytes(LIMITS["requestBytes"].value * 3 // 4 - 1200))
    results = gateway.bulk(
        kind,
        people(60),
        message="See [[File1]]",
        attachments=attachment,
        options={"transport": httpx.MockTransport(note)},
        per_request=1000,
    )
    assert gateway.reached == once(60)
    assert len(results) > 1
    limit = LIMITS["requestBytes"].value
    assert max(sizes) <= limit < max(sizes) + 200  # as full as possible


# Results


@both
def test_each_request_yields_one_result(kind: str) -> None:
    gateway = RecordingGateway()
    results = gateway.bulk(kind, iter(people(25)))
    assert [(r.number, r.first, r.recipients) for r in results] == [
        (0, 0, 10),
        (1, 10, 10),
        (2, 20, 5),
    ]
    assert [r.message_id for r in results] == list(gateway.kept)
    assert all(r.sent and r.sent.message_id == r.message_id for r in results)
    assert not any(r.error for r in results)
    assert gateway.bulk(kind, []) == []


@both
def test_an_error_stops_the_run_or_is_returned(kind: str) -> None:
    def refuse(n: int) -> httpx.Response | None:
        return failed("Missing or empty message") if n == 2 else None

    gateway = RecordingGateway()
    gateway.before = refuse
    with pytest.raises(BestSMSError, match="Missing or empty message"):
        gateway.bulk(kind, people(30))
    assert gateway.sends == 2

    gateway = RecordingGateway()
    gateway.before = refuse
    results = gateway.bulk(kind, people(30), on_error="continue")
    assert [r.error is None for r in results] == [True, False, True]
    assert gateway.reached == once(30) - Counter(people(30)[10:20])


@both
def test_an_invalid_number_is_named_by_its_index(kind: str) -> None:
    named = [*people(5), "nobody", *people(20)[5:]]
    with pytest.raises(InvalidRequestError, match=r"recipients\[5\]"):
        RecordingGateway().bulk(kind, named)
    gateway = RecordingGateway()
    results = gateway.bulk(kind, named, on_error="continue")
    assert [(r.number, r.first, r.recipients) for r in results] == [
        (None, 5, 1), (0, 0, 10), (1, 11, 10),
    ]  # fmt: skip
    assert gateway.reached == once(20)


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
    ],
)
def test_invalid_arguments_are_refused(kind: str, recipients: Any, more: dict[str, Any]) -> None:
    gateway = RecordingGateway()
    with pytest.raises(InvalidRequestError):
        gateway.bulk(kind, recipients, **more)
    assert gateway.sends == 0


@both
def test_a_warning_gives_the_index_among_all_recipients(kind: str) -> None:
    named = [{"recipient": number, "attention": "Jo"} for number in people(15)]
    del named[12]["attention"]
    with pytest.warns(MessageWarning, match=r"\[\[Attention\]\] is empty for recipients\[12\]"):
        RecordingGateway().bulk(kind, named, message="Hello [[Attention]]")
