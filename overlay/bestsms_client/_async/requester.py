"""Run each call to its end: attempts, retries, lookups, and the response or error."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, ParamSpec, TypeVar

from bestsms_api.api.reports import get_status
from bestsms_api.constraints import LIMITS
from bestsms_api.models import SendResult, StatusResult
from bestsms_client._async.attempts import AsyncAttempts
from bestsms_client._http.clients import AsyncRuntime
from bestsms_client._http.config import Config
from bestsms_client._http.decision import (
    Action,
    Event,
    Safety,
    Step,
    attempts_in,
    latest_outcome,
    next_step,
)
from bestsms_client._http.errors_from import failure, not_confirmed, note_unknown
from bestsms_client._http.looks import Finding, Look, judge
from bestsms_client._http.matching import Match
from bestsms_client._http.operation import AnswerModel, ClientOperation, OperationRequest
from bestsms_client._http.outcome import Kind, Outcome
from bestsms_client._http.redaction import mask
from bestsms_client._http.retry import Attempt, RetryBudget
from bestsms_client._message.identifiers import is_ours
from bestsms_client._message.sent import Sent
from bestsms_client.errors import (
    BestSMSError,
    ConfigurationError,
    DecodeError,
    Fate,
    NoAnswerError,
    NotSentError,
    RateLimitError,
    ServerError,
)

POLL_INTERVAL: Final = float(LIMITS["pollInterval"].value)
STATUS: Final = ClientOperation(
    "getStatus", "reports.status.poll", get_status, StatusResult, Safety.READ, pause=POLL_INTERVAL
)
SLOWEST_POLL: Final = 15.0

P = ParamSpec("P")
T = TypeVar("T", bound=AnswerModel)

PASSING: Final = (NotSentError, NoAnswerError, RateLimitError, ServerError, DecodeError)
"""Failures that may be temporary."""

_log = logging.getLogger("bestsms_client")


class AsyncRequester:
    """Run calls. All namespaces of a client share one."""

    def __init__(self, config: Config, attempts: AsyncAttempts, runtime: AsyncRuntime) -> None:
        self.config, self.attempts, self.runtime = config, attempts, runtime
        self.budget = RetryBudget()

    async def perform(self, call: ClientOperation[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation, with retries, and return its result."""
        answer, _ = await self.perform_timed(call, *args, **kwargs)
        return answer

    async def perform_timed(
        self, call: ClientOperation[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, datetime]:
        """Run an operation; return its result, and the gateway's time or else this machine's."""
        request = call.request(*args, **kwargs)
        outcome = latest_outcome(await self._run(request))
        answer = call.decode(outcome, request.message_id)
        return answer, outcome.server_time or self.runtime.now()

    async def send(self, request: OperationRequest) -> Sent:
        """Send a message. If the response is lost, look the message up."""
        events = await self._run(request)
        reconciled = isinstance(events[-1], Look)
        return Sent(
            message_id=request.message_id or "",
            reconciled=reconciled,
            test_mode=request.test_mode,
            attempts=attempts_in(events),
            response=None if reconciled else SendResult.from_dict(latest_outcome(events).body),
        )

    async def _run(self, request: OperationRequest) -> list[Event]:
        """Return the events of a successful call, which end with its outcome or a lookup."""
        self.require_open()
        policy, clock = self.config.retry, self.runtime
        begun = clock.monotonic()
        events: list[Event] = []
        try:
            while True:
                number = attempts_in(events) + 1
                policy.on_attempt(Attempt(request.operation, request.message_id, number))
                events.append(await self.attempt(request, self.config.timeout))
                step = self._step(request, events, begun)
                if step.action is Action.LOOK:
                    events.append(await self.look_for(request.message_id or "", begun))
                    step = self._step(request, events, begun)
                if step.action is Action.ANSWER:
                    self.budget.earn()
                    _log_send(request, events, "yes")
                    return events
                if step.action is Action.FAIL or not self.budget.spend():
                    error = failure(request, events, self.config.token)
                    _log_send(request, events, error.sent)
                    raise error
                after = latest_outcome(events).reason
                _log.info("Retrying %s in %.1f s: %s", request.call, step.wait, after)
                await clock.sleep(step.wait)
        except BestSMSError:
            raise
        except BaseException as error:  # not raised by the client: add a note, change nothing else
            if any(isinstance(e, Outcome) and e.kind is Kind.UNKNOWN for e in events):
                note_unknown(error, request)
            raise

    async def confirm(self, message_id: str) -> Sent:
        """Look up a message; raise `SendUncertainError` if it is not found."""
        self.require_open()
        look = await self.look_for(message_id)
        if look.finding is Finding.FOUND:
            return Sent(message_id=message_id, reconciled=True, attempts=0)
        raise not_confirmed("confirm", message_id, look, self.config.token)

    async def lookup(self, message_id: str, seconds: float | None) -> Look:
        """Look up a message; raise only if the auth token is wrong."""
        self.require_open()
        look = await self.look_for(message_id, seconds=seconds)
        refused = look.outcome.kind is Kind.REFUSED
        if refused and look.outcome.meaning == "authentication":
            raise not_confirmed("lookup", message_id, look, self.config.token)
        return look

    async def look_for(
        self, message_id: str, begun: float | None = None, seconds: float | None = None
    ) -> Look:
        """Look up a message by its id until it is found, or for some seconds (`reconcile_for`).

        The message counts as absent only if the gateway does not know it at the end of that time,
        and did not show a record with its id before. Unless the id is one of ours, a record older
        than `begun`, the monotonic time at which the send began, is another message.
        """
        clock = self.runtime
        aged = begun is not None and not is_ours(message_id)
        if seconds is None:
            seconds = self.config.retry.reconcile_for
        reads = self.status_reads(message_id, seconds, records_per_page=1)
        record: Look | None = None
        look: Look | None = None
        while (outcome := await reads.next()) is not None:
            age = timedelta(seconds=clock.monotonic() - (begun or 0.0)) if aged else None
            look = judge(outcome, age, clock.now())
            if look.finding is Finding.FOUND:
                return look
            if outcome.kind is Kind.REFUSED and outcome.meaning == "authentication":
                return look  # asking again would fail, too
            record = look if outcome.kind is Kind.ACCEPTED else record
        assert look is not None
        if look.finding is Finding.ABSENT and record:
            return record
        if look.finding is Finding.ABSENT and not reads.at_end:
            return replace(look, finding=Finding.UNPROVEN)
        return look

    def status_reads(
        self,
        message_id: str,
        seconds: float,
        *,
        growth: float = 1.0,
        records_per_page: int | None = None,
    ) -> "AsyncStatusReads":
        """Return an iterator-like object that polls a message's status for some seconds."""
        request = STATUS.request(message_id, records_per_page=records_per_page)
        return AsyncStatusReads(self, request, self.budget, seconds, growth)

    def status(self, message_id: str, outcome: Outcome) -> StatusResult:
        """Return the status that `wait` read, or raise its error."""
        request = STATUS.named("reports.status.wait").request(message_id)
        if outcome.kind is not Kind.ACCEPTED:
            raise failure(request, [outcome], self.config.token)
        return STATUS.decode(outcome, message_id)

    async def attempt(self, request: OperationRequest, seconds: float) -> Outcome:
        """Make a request once, and check that the response is about what was requested."""
        outcome = await self.attempts.attempt(request, seconds)
        if outcome.kind is not Kind.ACCEPTED or outcome.match is Match.SAME:
            return outcome
        is_send = request.safety is Safety.SEND
        if is_send or outcome.match is Match.RESPELLED:
            _log.warning("%s: the response has %s", request.call, outcome.match.value)
        if not is_send:
            return outcome
        reason = f"{outcome.reason}, but the response has {outcome.match.value}"
        return replace(outcome, kind=Kind.UNKNOWN, reason=reason)

    def require_open(self) -> None:
        """Raise `ConfigurationError` if the client is closed."""
        if self.attempts.is_closed:
            raise ConfigurationError("This client is closed. Create a new one.")

    def _step(self, request: OperationRequest, events: list[Event], begun: float) -> Step:
        elapsed = self.runtime.monotonic() - begun
        return next_step(events, request.safety, self.config.retry, elapsed, request.pause)


class AsyncStatusReads:
    """Poll one message's status for a limited time, without overloading the gateway.

    Polls are at least a second apart, or longer if the gateway asks for it. A poll after a failed
    one is charged to the retry budget. The last poll is made when the time is over (`at_end`).
    """

    def __init__(
        self,
        requester: AsyncRequester,
        request: OperationRequest,
        budget: RetryBudget,
        seconds: float,
        growth: float,
    ) -> None:
        self._requester, self._request, self._budget = requester, request, budget
        self._clock, self._growth = requester.runtime, growth
        self._end = self._clock.monotonic() + seconds
        self._pause = POLL_INTERVAL
        self._earliest: float | None = None
        self._asked_until = 0.0
        self.at_end = False

    async def next(self) -> Outcome | None:
        """Wait, poll, and return the outcome; None if the time is over."""
        clock = self._clock
        if self._earliest is not None:
            if self.at_end or self._requester.attempts.is_closed:
                return None
            due = max(self._earliest, clock.monotonic() + self._pause)
            if due > self._end - POLL_INTERVAL:  # only the last poll fits
                due = max(self._earliest, self._end)
            if max(due - POLL_INTERVAL, self._asked_until) > self._end:
                return None
            self._pause = min(self._pause * self._growth, SLOWEST_POLL)
            await clock.sleep(max(0.0, due - clock.monotonic()))
        begun = clock.monotonic()
        self.at_end = begun >= self._end
        seconds = max(POLL_INTERVAL, self._end - begun)
        timeout = self._requester.config.timeout
        outcome = await self._requester.attempt(self._request, min(timeout, seconds))
        asked = outcome.retry_after or 0.0
        if outcome.kind is Kind.ACCEPTED or (
            outcome.kind is Kind.REFUSED and outcome.status_code != 429
        ):
            self._budget.earn()
        elif not self.at_end and not self._budget.spend():
            asked = max(asked, SLOWEST_POLL)
        self._asked_until = clock.monotonic() + asked if asked else 0.0
        self._earliest = max(begun + POLL_INTERVAL, self._asked_until)
        return outcome


def _log_send(request: OperationRequest, events: list[Event], sent: Fate) -> None:
    """Log one line about a finished send, with numbers masked."""
    if not request.size:
        return  # not a send
    attempts = attempts_in(events)
    outcome = {"yes": "accepted", "no": "not accepted", "unknown": "uncertain"}[sent]
    if sent == "yes" and isinstance(events[-1], Look):
        outcome = "accepted, found by its id"
    reason = "" if sent == "yes" else f" ({latest_outcome(events).reason})"
    _log.info(
        "send %s: %s, %d attempt%s, %s%s",
        mask(request.message_id or ""),
        request.size,
        attempts,
        "s" * (attempts != 1),
        outcome,
        reason,
    )
