"""Sees each call through to its end: attempts, retries, looks, and the answer or the error."""

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
    "getStatus", get_status, StatusResult, Safety.READ, pause=POLL_INTERVAL
)
SLOWEST_POLL: Final = 15.0

P = ParamSpec("P")
T = TypeVar("T", bound=AnswerModel)

PASSING: Final = (NotSentError, NoAnswerError, RateLimitError, ServerError, DecodeError)
"""Failures that may pass if one waits."""

_log = logging.getLogger("bestsms_client")


class AsyncRequester:
    """What all namespaces of a client share.

    Args:
        config: How the client is set up.
        attempts: What makes single requests.
        runtime: Time and threads.
    """

    def __init__(self, config: Config, attempts: AsyncAttempts, runtime: AsyncRuntime) -> None:
        self.config, self.attempts, self.runtime = config, attempts, runtime
        self.budget = RetryBudget()

    async def perform(self, call: ClientOperation[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See a call through, retries included.

        Args:
            call: The operation.
            *args: What its request builder takes.
            **kwargs: Likewise.

        Returns:
            The model of its successful answer.

        Raises:
            BestSMSError: It failed; see `bestsms_client.errors` for the kinds.
        """
        answer, _ = await self.perform_timed(call, *args, **kwargs)
        return answer

    async def perform_timed(
        self, call: ClientOperation[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, datetime]:
        """Do as `perform` does, and return the time of the answer, too.

        It is the gateway's; if the answer names none, this machine's.
        """
        request = call.request(*args, **kwargs)
        outcome = latest_outcome(await self._see_through(request))
        answer = call.decode(outcome, request.message_id)
        return answer, outcome.server_time or self.runtime.now()

    async def send(self, request: OperationRequest) -> Sent:
        """See a send through, and if its answer is lost look for the message.

        Raises:
            BestSMSError: It failed, or its fate stays unknown (`SendUncertainError`).
        """
        events = await self._see_through(request)
        reconciled = isinstance(events[-1], Look)
        return Sent(
            message_id=request.message_id or "",
            reconciled=reconciled,
            test_mode=request.test_mode,
            attempts=attempts_in(events),
            response=None if reconciled else SendResult.from_dict(latest_outcome(events).body),
        )

    async def _see_through(self, request: OperationRequest) -> list[Event]:
        """Attempt, decide, perhaps look, until the call is answered.

        Returns:
            What happened; the last event is the accepted outcome, or the look that found the
            message.

        Raises:
            BestSMSError: The call failed.
        """
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
                _log.info("%s again in %.1f s after %s", request.operation, step.wait, after)
                await clock.sleep(step.wait)
        except BestSMSError:
            raise
        except BaseException as error:  # not ours, and not to be changed but for a note
            if any(isinstance(e, Outcome) and e.kind is Kind.UNKNOWN for e in events):
                note_unknown(error, request)
            raise

    async def confirm(self, message_id: str) -> Sent:
        """Look for a message that some earlier call sent.

        Raises:
            SendUncertainError: It is not found.
            AuthenticationError: Nobody can look: the auth token is wrong.
        """
        self.require_open()
        look = await self.look_for(message_id)
        if look.finding is Finding.FOUND:
            return Sent(message_id=message_id, reconciled=True, attempts=0)
        raise not_confirmed(message_id, look, self.config.token)

    async def lookup(self, message_id: str, seconds: float | None) -> Look:
        """Look for a message that some earlier call sent, and say what that proves.

        Raises:
            AuthenticationError: Nobody can look: the auth token is wrong.
        """
        self.require_open()
        look = await self.look_for(message_id, seconds=seconds)
        refused = look.outcome.kind is Kind.REFUSED
        if refused and look.outcome.meaning == "authentication":
            raise not_confirmed(message_id, look, self.config.token)
        return look

    async def look_for(
        self, message_id: str, begun: float | None = None, seconds: float | None = None
    ) -> Look:
        """Look for a message by its id until it is found or `reconcile_for` is over.

        Args:
            message_id: The id.
            begun: The monotonic time before which the message was not sent yet, if an older one
                under its id would be another message.
            seconds: How long to look, if not for `reconcile_for`.

        Returns:
            What the looks prove. It is absent only if the gateway does not know the message at the
            end of that time, and showed no record under its id before.
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
                return look  # no later look would be answered either
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
        """Return what reads the status of a message again and again for some seconds."""
        request = STATUS.request(message_id, records_per_page=records_per_page)
        return AsyncStatusReads(self, request, self.budget, seconds, growth)

    def status(self, message_id: str, outcome: Outcome) -> StatusResult:
        """Return the status that a read brought, or raise what it failed with."""
        request = STATUS.request(message_id)
        if outcome.kind is not Kind.ACCEPTED:
            raise failure(request, [outcome], self.config.token)
        return STATUS.decode(outcome, message_id)

    async def attempt(self, request: OperationRequest, seconds: float) -> Outcome:
        """Make a request once, and hold the answer against what was asked."""
        outcome = await self.attempts.attempt(request, seconds)
        if outcome.kind is not Kind.ACCEPTED or outcome.match is Match.SAME:
            return outcome
        is_send = request.safety is Safety.SEND
        if is_send or outcome.match is Match.RESPELLED:
            _log.warning("%s: the answer has %s", request.operation, outcome.match.value)
        if not is_send:
            return outcome
        reason = f"{outcome.reason}, an answer with {outcome.match.value}"
        return replace(outcome, kind=Kind.UNKNOWN, reason=reason)

    def require_open(self) -> None:
        """Refuse to begin a call once the client is closed. Raises `ConfigurationError`."""
        if self.attempts.is_closed:
            raise ConfigurationError("This client is closed. Make a new one.")

    def _step(self, request: OperationRequest, events: list[Event], begun: float) -> Step:
        elapsed = self.runtime.monotonic() - begun
        return next_step(events, request.safety, self.config.retry, elapsed, request.pause)


class AsyncStatusReads:
    """Reads of one message's status for a limited time, as often as is polite.

    There is one second between two reads at the least, more if the gateway asks for it, and each
    read after one that failed is paid for like a retry. The last one is made when the time is over.

    Attributes:
        at_end: Whether the latest read was that last one.
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
        """Wait, read, and return how the read ended; None if the time is over."""
        clock = self._clock
        if self._earliest is not None:
            if self.at_end or self._requester.attempts.is_closed:
                return None
            due = max(self._earliest, clock.monotonic() + self._pause)
            if due > self._end - POLL_INTERVAL:  # no other read would fit in before the last one
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
    """Write one line about a send that is over; numbers in it are masked."""
    if not request.size:
        return  # it is not a send
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
