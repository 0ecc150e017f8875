"""Decide what to do after each attempt of a call, and after each lookup of its message."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from bestsms_client._http.looks import Finding, Look
from bestsms_client._http.outcome import Kind, Outcome
from bestsms_client._http.retry import RetryPolicy


class Safety(Enum):
    """What happens if the same request is sent twice."""

    READ = "nothing is changed"
    IDEMPOTENT = "the second request changes nothing more"
    ONCE = "the change is made twice"
    SEND = "the message is sent twice, but the first one can be looked up"


class Action(Enum):
    """What to do next."""

    ANSWER = "return to the caller"
    RETRY = "wait, and send the request again"
    LOOK = "ask the gateway whether it has the message"
    FAIL = "raise an error"


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next, and how many seconds to wait before it."""

    action: Action
    wait: float = 0.0


ANSWER: Final = Step(Action.ANSWER)
LOOK: Final = Step(Action.LOOK)
FAIL: Final = Step(Action.FAIL)

Event: TypeAlias = Outcome | Look
"""An event of a call: an attempt or a lookup ended."""


def next_step(
    events: Sequence[Event],
    safety: Safety,
    policy: RetryPolicy,
    elapsed: float,
    pause: float = 0.0,
) -> Step:
    """Decide what to do after the latest event of a call.

    The fault table of the reliability guide describes the rules.

    Args:
        events: What happened so far, the latest last.
        safety: What happens if the request is sent twice.
        policy: The client's retry policy.
        elapsed: Seconds since the call began.
        pause: The minimum number of seconds between two attempts.
    """
    event = events[-1]
    if isinstance(event, Look):
        return _after_look(events, event, policy, elapsed)
    if event.kind is Kind.ACCEPTED:
        return ANSWER
    if event.kind is Kind.REFUSED and event.status_code != 429:
        return FAIL
    if event.kind is Kind.UNKNOWN:
        if safety is Safety.SEND:
            return LOOK
        if safety is Safety.ONCE or not event.may_pass:
            return FAIL
    if event.permanent:
        return FAIL
    # The request was not sent, or the gateway asks to wait, or a repetition is harmless.
    attempts = attempts_in(events)
    asked = event.retry_after or 0.0
    if attempts >= policy.max_attempts or asked > policy.retry_after_cap:
        return FAIL
    return _retry(max(policy.wait_before(attempts + 1, asked), pause), policy, elapsed)


def _after_look(events: Sequence[Event], look: Look, policy: RetryPolicy, elapsed: float) -> Step:
    if look.finding is Finding.FOUND:
        return ANSWER
    resent = any(isinstance(earlier, Look) for earlier in events[:-1])
    if look.finding is Finding.UNPROVEN or policy.when_uncertain != "resend" or resent:
        return FAIL
    asked = max((e.retry_after or 0.0 for e in events if isinstance(e, Outcome)), default=0.0)
    return FAIL if asked > policy.retry_after_cap else _retry(asked, policy, elapsed)


def _retry(wait: float, policy: RetryPolicy, elapsed: float) -> Step:
    return FAIL if elapsed + wait > policy.deadline else Step(Action.RETRY, wait)


def attempts_in(events: Sequence[Event]) -> int:
    """Return the number of attempts among the events of a call."""
    return sum(isinstance(event, Outcome) for event in events)


def lost_in(events: Sequence[Event], safety: Safety) -> Outcome | None:
    """Return the first attempt that may or may not have been accepted.

    Once there is one, no response to a later attempt can prove that nothing was accepted.
    """
    if safety is Safety.READ:
        return None
    outcomes = (event for event in events if isinstance(event, Outcome))
    return next((outcome for outcome in outcomes if outcome.kind is Kind.UNKNOWN), None)


def latest_outcome(events: Sequence[Event]) -> Outcome:
    """Return the outcome of the latest attempt of a call."""
    return next(event for event in reversed(events) if isinstance(event, Outcome))
