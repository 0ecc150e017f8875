"""The course of one call: what follows each attempt. Pure, so that it is tested as such."""

from enum import Enum

from bestsms_client._http.outcome import Kind, Outcome
from bestsms_client._http.retry import RetryBudget, RetryPolicy


class Safety(Enum):
    """What it means to make the same request twice."""

    READ = "nothing changes"
    IDEMPOTENT = "the second changes nothing more"
    ONCE = "the second does it again"
    SEND = "the second sends again, but the first can be looked for"


class Step(Enum):
    """What to do next."""

    SUCCEED = "answer the caller"
    RETRY = "wait, and make the request again"
    RECONCILE = "ask the gateway whether it has the message"
    FAIL = "raise an error"


class Course:
    """Where one call stands.

    Args:
        safety: What it means to make this request twice.
        policy: How the client treats failures.
        budget: What all calls of the client may spend on retries together.
        now: The monotonic time at which the call begins, in seconds.
        pause: Seconds to wait before another attempt at the least, for politeness.

    Attributes:
        attempts: How many attempts were begun.
        wait: Seconds to wait before the next one, after `Step.RETRY`.
        lost: The first outcome that left the fate of the request open; once it is set, nothing that
            a later attempt says can make it sure again that nothing was accepted.
        reconciled: Whether a search found what a lost answer was about.
    """

    def __init__(
        self,
        safety: Safety,
        policy: RetryPolicy,
        budget: RetryBudget,
        now: float,
        pause: float = 0.0,
    ) -> None:
        self.attempts = 0
        self.wait = 0.0
        self.lost: Outcome | None = None
        self.reconciled = False
        self._safety, self._policy, self._budget = safety, policy, budget
        self._end = now + policy.deadline
        self._pause = pause
        self._resent = False

    def after(self, outcome: Outcome, now: float) -> Step:
        """Decide what follows an attempt that ended at a monotonic time."""
        if outcome.kind is Kind.ACCEPTED:
            self._budget.earn()
            return Step.SUCCEED
        if outcome.kind is Kind.REFUSED and outcome.status_code != 429:
            return Step.FAIL
        if outcome.kind is Kind.UNKNOWN and self._safety is not Safety.READ:
            self.lost = self.lost or outcome
            if self._safety is Safety.SEND:
                return Step.RECONCILE
            if self._safety is Safety.ONCE:
                return Step.FAIL
        if (outcome.retry_after or 0.0) > self._policy.retry_after_cap:
            return Step.FAIL
        if self.attempts >= self._policy.max_attempts:
            return Step.FAIL
        wait = self._policy.wait_before(self.attempts + 1, outcome.retry_after)
        return self._again(max(wait, self._pause), now)

    def after_search(self, found: bool, now: float) -> Step:
        """Decide what follows a search for a message whose answer was lost."""
        if found:
            self.reconciled = True
            return Step.SUCCEED
        asked = (self.lost and self.lost.retry_after) or 0.0
        if self._resent or self._policy.when_uncertain != "resend":
            return Step.FAIL
        if asked > self._policy.retry_after_cap:
            return Step.FAIL
        self._resent = True
        return self._again(asked, now)

    def _again(self, wait: float, now: float) -> Step:
        if now + wait > self._end or not self._budget.spend():
            return Step.FAIL
        self.wait = wait
        return Step.RETRY
