"""The course of a call: whatever happens, it ends in time, and nothing is done twice unasked."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestsms_client import RetryPolicy
from bestsms_client._http.decision import Course, Safety, Step
from bestsms_client._http.outcome import Kind, Outcome, of_answer
from bestsms_client._http.retry import RetryBudget

POSSIBLY_DONE = {Kind.ACCEPTED, Kind.UNKNOWN}
TIMEOUT = 30.0

durations = st.floats(0.0, TIMEOUT)
outcomes = st.builds(
    Outcome,
    kind=st.sampled_from(Kind),
    reason=st.just("told so"),
    status_code=st.sampled_from([None, 200, 400, 429, 500, 503, 999]),
    retry_after=st.none() | st.floats(0.0, 1e5) | st.just(math.inf),
    body=st.just({}),
)
policies = st.builds(
    RetryPolicy,
    max_attempts=st.integers(1, 8),
    deadline=st.floats(0.0, 200.0),
    retry_after_cap=st.floats(0.0, 100.0),
    reconcile_for=st.floats(0.0, 20.0),
    when_uncertain=st.sampled_from(["raise", "resend"]),
    backoff=st.floats(0.0, 10.0),
    backoff_cap=st.floats(0.0, 10.0),
    random=st.floats(0.0, 1.0).map(lambda drawn: lambda: drawn),
)


@dataclass
class Run:
    """A call as the transport makes it, on a clock of numbers."""

    policy: RetryPolicy
    safety: Safety
    made: list[Outcome] = field(default_factory=list[Outcome])
    begun_at: list[float] = field(default_factory=list[float])
    searches: int = 0
    now: float = 0.0
    end: Step | None = None

    def play(self, data: st.DataObject, budget: RetryBudget) -> "Run":
        course = Course(self.safety, self.policy, budget, self.now)
        while self.end not in (Step.SUCCEED, Step.FAIL):
            course.attempts += 1
            self.begun_at.append(self.now)
            self.made.append(data.draw(outcomes))
            self.now += data.draw(durations)
            self.end = course.after(self.made[-1], self.now)
            if self.end is Step.RECONCILE:
                self.searches += 1
                self.now += self.policy.reconcile_for
                self.end = course.after_search(data.draw(st.booleans()), self.now)
            if self.end is Step.RETRY:
                assert course.wait >= 0
                self.now += course.wait
        return self


runs = pytest.mark.parametrize("safety", Safety)


@runs
@given(policy=policies, data=st.data())
def test_a_call_ends(safety: Safety, policy: RetryPolicy, data: st.DataObject) -> None:
    run = Run(policy, safety).play(data, RetryBudget())
    assert len(run.made) <= policy.max_attempts + 1
    assert run.searches <= 2
    assert all(begun <= policy.deadline for begun in run.begun_at)
    assert run.now <= policy.deadline + TIMEOUT + policy.reconcile_for


@runs
@given(policy=policies, data=st.data())
def test_only_a_resend_goes_beyond_max_attempts(
    safety: Safety, policy: RetryPolicy, data: st.DataObject
) -> None:
    run = Run(policy, safety).play(data, RetryBudget())
    if len(run.made) > policy.max_attempts:
        assert safety is Safety.SEND
        assert policy.when_uncertain == "resend"


@given(policy=policies, data=st.data())
def test_a_message_of_unknown_fate_is_sent_again_only_on_demand_and_once(
    policy: RetryPolicy, data: st.DataObject
) -> None:
    run = Run(policy, Safety.SEND).play(data, RetryBudget())
    possible = sum(outcome.kind in POSSIBLY_DONE for outcome in run.made)
    assert possible <= (2 if policy.when_uncertain == "resend" else 1)
    if policy.when_uncertain == "raise":
        assert all(outcome.kind not in POSSIBLY_DONE for outcome in run.made[:-1])


@pytest.mark.parametrize(("when", "made"), [("raise", 1), ("resend", 2)])
def test_a_message_that_is_always_lost_and_never_found(
    when: Literal["raise", "resend"], made: int
) -> None:
    lost = Outcome(kind=Kind.UNKNOWN, reason="ReadTimeout", body={})
    course = Course(Safety.SEND, RetryPolicy(when_uncertain=when), RetryBudget(), 0.0)
    step = Step.RETRY
    while step is Step.RETRY:
        course.attempts += 1
        assert course.after(lost, 0.0) is Step.RECONCILE
        step = course.after_search(False, 0.0)
    assert course.attempts == made
    assert course.lost is lost


@given(policy=policies, data=st.data())
def test_what_must_happen_once_is_not_repeated_after_an_unknown_outcome(
    policy: RetryPolicy, data: st.DataObject
) -> None:
    run = Run(policy, Safety.ONCE).play(data, RetryBudget())
    assert all(outcome.kind not in POSSIBLY_DONE for outcome in run.made[:-1])


@runs
@given(policy=policies, data=st.data())
def test_a_refusal_ends_a_call_unless_it_asks_to_wait(
    safety: Safety, policy: RetryPolicy, data: st.DataObject
) -> None:
    for outcome in Run(policy, safety).play(data, RetryBudget()).made[:-1]:
        assert outcome.kind is not Kind.ACCEPTED
        assert outcome.kind is not Kind.REFUSED or outcome.status_code == 429


@runs
@given(policy=policies, data=st.data())
def test_no_wait_is_shorter_than_asked_nor_longer_than_allowed(
    safety: Safety, policy: RetryPolicy, data: st.DataObject
) -> None:
    outcome = data.draw(outcomes)
    course = Course(safety, policy, RetryBudget(), 0.0)
    course.attempts = 1
    if course.after(outcome, 0.0) is Step.RETRY:
        asked = outcome.retry_after or 0.0
        assert asked <= course.wait <= max(asked, policy.backoff_cap)
        assert asked <= policy.retry_after_cap


@given(
    calls=st.integers(1, 300),
    size=st.floats(0.0, 50.0),
    safety=st.sampled_from([Safety.READ, Safety.IDEMPOTENT, Safety.SEND]),
    when=st.sampled_from(["raise", "resend"]),
)
def test_the_budget_bounds_all_retries_of_an_outage(
    calls: int, size: float, safety: Safety, when: Literal["raise", "resend"]
) -> None:
    lost = Outcome(kind=Kind.UNKNOWN, reason="ReadTimeout", body={})
    policy = RetryPolicy(max_attempts=10, deadline=3600, when_uncertain=when)
    budget = RetryBudget(size=size)
    attempts = 0
    for _ in range(calls):
        course = Course(safety, policy, budget, 0.0)
        step = Step.RETRY
        while step is Step.RETRY:
            course.attempts += 1
            step = course.after(lost, 0.0)
            if step is Step.RECONCILE:
                step = course.after_search(False, 0.0)
        attempts += course.attempts
    assert attempts <= calls + size


def test_successes_fill_the_budget_up_to_its_size() -> None:
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
@pytest.mark.parametrize(("asked", "step"), [(0, Step.RETRY), (7, Step.RETRY), (31, Step.FAIL)])
def test_retry_after_is_obeyed_in_both_forms_up_to_the_cap(
    code: int, as_date: bool, asked: int, step: Step
) -> None:
    date = format_datetime(NOW + timedelta(seconds=asked), usegmt=True)
    headers = {"retry-after": date if as_date else str(asked)}
    outcome = of_answer(code, headers, b"", NOW)
    course = Course(Safety.READ, RetryPolicy(random=lambda: 0.0), RetryBudget(), 0.0)
    course.attempts = 1
    assert course.after(outcome, 0.0) is step
    assert outcome.retry_after == asked
    if step is Step.RETRY:
        assert course.wait == asked


def test_a_date_is_counted_from_the_gateways_own_clock() -> None:
    headers = {
        "retry-after": format_datetime(NOW + timedelta(seconds=7), usegmt=True),
        "date": format_datetime(NOW, usegmt=True),
    }
    ours = NOW - timedelta(hours=1)
    assert of_answer(503, headers, b"", ours).retry_after == 7


def test_a_late_answer_leaves_no_time_for_another_attempt() -> None:
    course = Course(Safety.READ, RetryPolicy(deadline=5), RetryBudget(), 100.0)
    course.attempts = 1
    lost = Outcome(kind=Kind.UNKNOWN, reason="ReadTimeout", body={})
    assert course.after(lost, 105.1) is Step.FAIL
