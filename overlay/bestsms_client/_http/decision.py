"""Decides what follows each attempt of a call and each look for its message, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from bestsms_client._http.looks import Finding, Look
from bestsms_client._http.outcome import Kind, Outcome
from bestsms_client._http.retry import RetryPolicy


class Safety(Enum):
    """What it means to make the same request twice."""

    READ = "nothing changes"
    IDEMPOTENT = "the second changes nothing more"
    ONCE = "the second does it again"
    SEND = "the second sends again, but the first can be looked for"


class Action(Enum):
    """What to do next."""

    ANSWER = "answer the caller"
    RETRY = "wait, and make the request again"
    LOOK = "ask the gateway whether it has the message"
    FAIL = "raise an error"


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next, and after how many seconds."""

    action: Action
    wait: float = 0.0


ANSWER: Final = Step(Action.ANSWER)
LOOK: Final = Step(Action.LOOK)
FAIL: Final = Step(Action.FAIL)

Event: TypeAlias = Outcome | Look
"""What happened in a call: an attempt ended, or a look for its message."""


def next_step(
    events: Sequence[Event],
    safety: Safety,
    policy: RetryPolicy,
    elapsed: float,
    pause: float = 0.0,
) -> Step:
    """Decide what follows the latest event of a call.

    This is the table of the reliability guide.

    Args:
        events: What happened so far, the latest at the end.
        safety: What it means to make this request twice.
        policy: How the client treats failures.
        elapsed: Seconds since the call began.
        pause: The shortest wait before another attempt, for politeness.
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
    # It never left, or the gateway asked to wait, or to repeat it is harmless.
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
    """Count the attempts among the events of a call."""
    return sum(isinstance(event, Outcome) for event in events)


def lost_in(events: Sequence[Event], safety: Safety) -> Outcome | None:
    """Return the first outcome that left open whether the request was accepted.

    Once there is one, nothing that a later attempt says can make it sure again that nothing was.
    """
    if safety is Safety.READ:
        return None
    outcomes = (event for event in events if isinstance(event, Outcome))
    return next((outcome for outcome in outcomes if outcome.kind is Kind.UNKNOWN), None)


def latest_outcome(events: Sequence[Event]) -> Outcome:
    """Return how the latest attempt of a call ended."""
    return next(event for event in reversed(events) if isinstance(event, Outcome))
