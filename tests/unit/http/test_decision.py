"""Exhaustive tests of the retry decision.

They cover every sequence of up to six events, for every safety class and the extremes of the
policy.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Literal

import pytest

from bestsms_client import RetryPolicy
from bestsms_client._http.decision import (
    Action,
    Event,
    Safety,
    attempts_in,
    lost_in,
    next_step,
)
from bestsms_client._http.errors_from import failure
from bestsms_client._http.looks import Finding, Look
from bestsms_client._http.operation import OperationRequest
from bestsms_client._http.outcome import Kind, Outcome, of_answer
from bestsms_client._http.retry import RetryBudget

DEPTH = 6
TIMEOUT = 30.0


def outcome(kind: Kind, **known: Any) -> Outcome:
    return Outcome(kind=kind, reason="a reason", body={}, **known)


def look(finding: Finding) -> Look:
    return Look(finding, "a reason", outcome(Kind.UNKNOWN))


OUTCOMES = {
    "never left": outcome(Kind.NEVER_LEFT),
    "accepted": outcome(Kind.ACCEPTED, status_code=200),
    "refused": outcome(Kind.REFUSED, status_code=400),
    "rate limited": outcome(Kind.REFUSED, status_code=429, retry_after=1.0),
    "rate limited forever": outcome(Kind.REFUSED, status_code=429, retry_after=math.inf),
    "lost": outcome(Kind.UNKNOWN),
    "failed": outcome(Kind.UNKNOWN, status_code=503, retry_after=5.0),
    "answered by another": outcome(Kind.UNKNOWN, status_code=404),
}
LOOKS = [look(finding) for finding in Finding]
WHEN: tuple[Literal["raise", "resend"], ...] = ("raise", "resend")


def shortest() -> float:
    return 0.0


def longest() -> float:
    return 1.0


POLICIES = [
    RetryPolicy(
        max_attempts=attempts,
        deadline=deadline,
        retry_after_cap=cap,
        when_uncertain=when,
        reconcile_for=10.0,
        random=drawn,
    )
    for attempts, deadline, cap, when, drawn in itertools.product(
        (1, 2, 4, 100), (0.0, 4.0, 60.0), (0.0, 30.0), WHEN, (shortest, longest)
    )
]


@dataclass(frozen=True)
class EventSequence:
    """A sequence of events on a simulated clock. `ended` is the final action, if any."""

    events: tuple[Event, ...]
    started_at: tuple[float, ...]
    now: float
    ended: Action | None


def sequences(safety: Safety, policy: RetryPolicy, takes: float) -> Iterator[EventSequence]:
    """Yield every sequence of up to six events, including unfinished ones."""
    stack: list[tuple[tuple[Event, ...], tuple[float, ...], float, Action]] = [
        ((), (), 0.0, Action.RETRY)
    ]
    while stack:
        events, started, now, action = stack.pop()
        if len(events) == DEPTH:
            yield EventSequence(events, started, now, None)
            continue
        looking = action is Action.LOOK
        for event in LOOKS if looking else OUTCOMES.values():
            after = now + (policy.reconcile_for if looking else takes)
            sequence = (*events, event)
            starts = started if looking else (*started, now)
            step = next_step(sequence, safety, policy, after)
            if step.action in (Action.ANSWER, Action.FAIL):
                yield EventSequence(sequence, starts, after, step.action)
            else:
                assert math.isfinite(step.wait)
                stack.append((sequence, starts, after + step.wait, step.action))


def request(safety: Safety) -> OperationRequest:
    return OperationRequest(
        operation="x", call="x", safety=safety, method="POST", path="/x", params={}, content=None,
        message_id="ID1",
    )  # fmt: skip


def check(sequence: EventSequence, safety: Safety, policy: RetryPolicy) -> None:
    """Assert the invariants of a sequence."""
    events = sequence.events
    attempts = [event for event in events if isinstance(event, Outcome)]
    for event, later in itertools.pairwise(events):
        if isinstance(event, Look):
            assert isinstance(later, Outcome)
            # A message is sent again only if the gateway reported that it does not have it, and the
            # policy allows a resend.
            assert event.finding is Finding.ABSENT
            assert policy.when_uncertain == "resend"
        elif event.kind is Kind.UNKNOWN and safety is Safety.SEND:
            assert isinstance(later, Look)
        elif event.kind is Kind.UNKNOWN:
            assert safety is not Safety.ONCE
            assert event.status_code != 404
        else:
            assert event.kind is Kind.NEVER_LEFT or event.status_code == 429
            assert isinstance(later, Outcome)
    assert all(isinstance(event, Outcome) for event in events) or safety is Safety.SEND
    lookups = [event for event in events if isinstance(event, Look)]
    assert len(lookups) <= 2, "at most two lookups, since there is at most one resend"
    assert len(attempts) <= policy.max_attempts + (policy.when_uncertain == "resend")
    possible = sum(event.kind in (Kind.ACCEPTED, Kind.UNKNOWN) for event in attempts)
    if safety in (Safety.SEND, Safety.ONCE):
        assert possible <= (2 if lookups and policy.when_uncertain == "resend" else 1)
    # The deadline holds: no attempt starts after it.
    assert all(started <= policy.deadline or started == 0.0 for started in sequence.started_at)
    if sequence.ended is Action.ANSWER:
        last = events[-1]
        assert isinstance(last, Look) or last.kind is Kind.ACCEPTED
        assert not isinstance(last, Look) or last.finding is Finding.FOUND
    if sequence.ended is Action.FAIL:
        error = failure(request(safety), events, "token")
        unanswered = any(event.kind is Kind.UNKNOWN for event in attempts)
        # Except for reads, `sent` is "unknown" if the outcome of any attempt is unknown.
        assert error.sent == ("unknown" if unanswered and safety is not Safety.READ else "no")


@pytest.mark.parametrize("safety", Safety)
def test_every_sequence_of_up_to_six_events_keeps_the_invariants(safety: Safety) -> None:
    seen = 0
    for policy in POLICIES:
        for takes in (0.0, TIMEOUT):
            for sequence in sequences(safety, policy, takes):
                check(sequence, safety, policy)
                seen += 1
    assert seen > 1000


def test_the_sequences_include_every_end_and_a_second_lookup() -> None:
    policy = RetryPolicy(when_uncertain="resend", random=lambda: 0.0)
    found = list(sequences(Safety.SEND, policy, 0.0))
    assert {sequence.ended for sequence in found} == {Action.ANSWER, Action.FAIL, None}
    assert any(sum(isinstance(e, Look) for e in sequence.events) == 2 for sequence in found)


@pytest.mark.parametrize(("when", "made"), [("raise", 1), ("resend", 2)])
def test_a_message_that_is_always_lost_is_sent_at_most_twice(
    when: Literal["raise", "resend"], made: int
) -> None:
    events: list[Event] = []
    action = Action.RETRY
    while action is not Action.FAIL:
        events.append(look(Finding.ABSENT) if action is Action.LOOK else OUTCOMES["lost"])
        action = next_step(events, Safety.SEND, RetryPolicy(when_uncertain=when), 0.0).action
    assert attempts_in(events) == made
    assert lost_in(events, Safety.SEND) is OUTCOMES["lost"]


@pytest.mark.parametrize("finding", [Finding.FOUND, Finding.UNPROVEN])
def test_only_a_message_proved_absent_is_sent_again(finding: Finding) -> None:
    policy = RetryPolicy(when_uncertain="resend")
    step = next_step([OUTCOMES["lost"], look(finding)], Safety.SEND, policy, 0.0)
    assert step.action is (Action.ANSWER if finding is Finding.FOUND else Action.FAIL)


def test_successes_refill_the_retry_budget_up_to_its_size() -> None:
    budget = RetryBudget(size=2, earned=0.5)
    assert [budget.spend() for _ in range(3)] == [True, True, False]
    for _ in range(2):
        budget.earn()
    assert [budget.spend() for _ in range(2)] == [True, False]
    for _ in range(100):
        budget.earn()
    assert [budget.spend() for _ in range(3)] == [True, True, False]


NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("code", [429, 500, 503])
@pytest.mark.parametrize("as_date", [False, True])
@pytest.mark.parametrize(
    ("retry_after_seconds", "action"), [(0, Action.RETRY), (7, Action.RETRY), (31, Action.FAIL)]
)
def test_retry_after_is_obeyed_as_seconds_and_as_date_up_to_the_cap(
    code: int, as_date: bool, retry_after_seconds: int, action: Action
) -> None:
    date = format_datetime(NOW + timedelta(seconds=retry_after_seconds), usegmt=True)
    answered = of_answer(
        code, {"retry-after": date if as_date else str(retry_after_seconds)}, b"", NOW
    )
    step = next_step([answered], Safety.READ, RetryPolicy(random=lambda: 0.0), 0.0)
    assert step.action is action
    assert answered.retry_after == retry_after_seconds
    if action is Action.RETRY:
        assert step.wait == retry_after_seconds


def test_a_retry_after_date_is_relative_to_the_gateways_clock() -> None:
    headers = {
        "retry-after": format_datetime(NOW + timedelta(seconds=7), usegmt=True),
        "date": format_datetime(NOW, usegmt=True),
    }
    ours = NOW - timedelta(hours=1)
    assert of_answer(503, headers, b"", ours).retry_after == 7


def test_there_is_no_retry_after_the_deadline() -> None:
    step = next_step([OUTCOMES["lost"]], Safety.READ, RetryPolicy(deadline=5), 5.1)
    assert step.action is Action.FAIL
