# Made by scripts/sync from the asynchronous half: do not edit.
"""Sees each call through to its end: attempts, retries, looks, and the answer or the error."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, ParamSpec, TypeVar

from bestsms_api.api.reports import get_status
from bestsms_api.constraints import LIMITS
from bestsms_api.models import SendResult, StatusResult
from bestsms_client._http.clients import Runtime
from bestsms_client._http.config import Config
from bestsms_client._http.decision import Course, Safety, Step
from bestsms_client._http.errors_from import failure
from bestsms_client._http.operation import Answer, Call, Request
from bestsms_client._http.outcome import Kind, Outcome
from bestsms_client._http.retry import Attempt, RetryBudget
from bestsms_client._message.sent import Sent
from bestsms_client._sync.attempts import Attempts
from bestsms_client.errors import (
    ConfigurationError,
    DecodeError,
    NoAnswerError,
    NotSentError,
    RateLimitError,
    SendUncertainError,
    ServerError,
)
from bestsms_client.times import parse

STATUS: Final = Call("getStatus", get_status, StatusResult, Safety.READ)
POLL_INTERVAL: Final = float(LIMITS["pollInterval"].value)
# The gateway's times and its Date header are whole seconds, so an age is known to two of them.
_RESOLUTION: Final = timedelta(seconds=2)

P = ParamSpec("P")
T = TypeVar("T", bound=Answer)

PASSING: Final = (NotSentError, NoAnswerError, RateLimitError, ServerError, DecodeError)
"""Failures that may pass if one waits."""

_log = logging.getLogger("bestsms_client")


class Requester:
    """What all namespaces of a client share.

    Args:
        config: How the client is set up.
        attempts: What makes single requests.
        runtime: Time and threads.
    """

    def __init__(self, config: Config, attempts: Attempts, runtime: Runtime) -> None:
        self.config, self.attempts, self.runtime = config, attempts, runtime
        self._budget = RetryBudget()

    def perform(self, call: Call[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
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
        answer, _ = self.perform_timed(call, *args, **kwargs)
        return answer

    def perform_timed(
        self, call: Call[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, datetime]:
        """Do as `perform` does, and give the time of the answer besides.

        It is the gateway's; if that tells none, this machine's.
        """
        request = call.request(*args, **kwargs)
        outcome, _ = self._see_through(request)
        answer = call.decode(outcome, request.message_id)
        return answer, outcome.server_time or self.runtime.now()

    def status(self, message_id: str, within: float) -> StatusResult:
        """Read the status of a message, beginning no attempt later than `within` seconds from now.

        Raises:
            BestSMSError: It failed, or there was no time left to try again.
        """
        outcome, _ = self._see_through(STATUS.request(message_id), within)
        return STATUS.decode(outcome, message_id)

    def send(self, request: Request) -> Sent:
        """See a send through, and if its answer is lost look for the message.

        Raises:
            BestSMSError: It failed, or its fate stays unknown (`SendUncertainError`).
        """
        outcome, course = self._see_through(request)
        response = None
        message_id = request.message_id or ""
        if not course.reconciled:
            named = outcome.body.get("MessageID")
            message_id = named if named and isinstance(named, str) else message_id
            response = SendResult.from_dict({**outcome.body, "MessageID": message_id})
        return Sent(
            message_id=message_id,
            reconciled=course.reconciled,
            test_mode=request.test_mode,
            attempts=course.attempts,
            response=response,
        )

    def _see_through(self, request: Request, within: float | None = None) -> tuple[Outcome, Course]:
        policy, clock = self.config.retry, self.runtime
        if within is not None:
            policy = replace(policy, deadline=max(0.0, min(within, policy.deadline)))
        self.require_open()
        begun = clock.monotonic()
        # A message's status is read once a second at the most, and that counts what failed.
        polite = POLL_INTERVAL if request.operation == STATUS.operation else 0.0
        course = Course(request.safety, policy, self._budget, begun, polite)
        while True:
            course.attempts += 1
            policy.on_attempt(Attempt(request.operation, request.message_id, course.attempts))
            seconds = self.config.timeout
            if within is not None:
                seconds = min(seconds, max(POLL_INTERVAL, begun + within - clock.monotonic()))
            outcome = self.attempts.attempt(request, seconds)
            step = course.after(outcome, clock.monotonic())
            if step is Step.RECONCILE:
                look = self.look_for(request.message_id or "", minted=request.minted, begun=begun)
                step = course.after_search(look.kind is Kind.ACCEPTED, clock.monotonic())
            if step is Step.SUCCEED:
                return outcome, course
            if step is Step.FAIL:
                raise failure(request, outcome, course, self.config.token)
            _log.info("%s again in %.1f s after %s", request.operation, course.wait, outcome.reason)
            clock.sleep(course.wait)

    def confirm(self, message_id: str) -> Sent:
        """Look for a message that some earlier call sent.

        Raises:
            SendUncertainError: It is not found.
            AuthenticationError: Nobody can look: the auth token is wrong.
        """
        self.require_open()
        look = self.look_for(message_id, minted=True, begun=0.0)
        if look.kind is Kind.ACCEPTED:
            return Sent(message_id=message_id, reconciled=True, attempts=0)
        if look.meaning == "authentication":
            request = STATUS.request(message_id)
            course = Course(request.safety, self.config.retry, self._budget, 0.0)
            error = failure(request, look, course, self.config.token)
            error.sent = "unknown"  # of the message asked about, not of the asking
            raise error
        raise SendUncertainError(
            f"The gateway did not report the message in {self.config.retry.reconcile_for:g} s "
            f"({look.reason}). Whether it was accepted is unknown. Ask again in a minute before "
            "you send it again.",
            message_id=message_id,
        )

    def look_for(self, message_id: str, *, minted: bool, begun: float) -> Outcome:
        """Look for a message by its id until it is found or `reconcile_for` is over.

        Args:
            message_id: The id.
            minted: Whether any message under that id will do, since nobody else can have used it.
            begun: Else the monotonic time before which the message was not sent yet.

        Returns:
            The last look; it is accepted only if it found the message.
        """
        request = STATUS.request(message_id, records_per_page=1)
        clock = self.runtime
        end = clock.monotonic() + self.config.retry.reconcile_for
        while True:
            left = max(POLL_INTERVAL, end - clock.monotonic())
            outcome = self.attempts.attempt(request, min(self.config.timeout, left))
            if outcome.kind is Kind.ACCEPTED:
                age_of_call = None if minted else clock.monotonic() - begun
                if _proves(outcome, message_id, age_of_call):
                    return outcome
                outcome = replace(outcome, kind=Kind.REFUSED, reason="no record of this message")
            wait = max(POLL_INTERVAL, outcome.retry_after or 0.0)
            if clock.monotonic() + wait > end or self.attempts.is_closed:
                return outcome
            if outcome.meaning == "authentication":  # no later look would be answered either
                return outcome
            # Where the gateway does not answer, to ask again is a retry like any other.
            if outcome.kind is Kind.REFUSED and outcome.status_code != 429:
                self._budget.earn()
            elif not self._budget.spend():
                return outcome
            clock.sleep(wait)

    def require_open(self) -> None:
        """Refuse to begin a call once the client is closed. Raises `ConfigurationError`."""
        if self.attempts.is_closed:
            raise ConfigurationError("This client is closed. Make a new one.")


def _proves(outcome: Outcome, message_id: str, age_of_call: float | None) -> bool:
    """Say whether a status read shows that a send was accepted.

    An id minted for the call cannot be anybody else's. An id that the caller chose may name an
    older message, so its record must not be older than the call, by the gateway's own clock.
    """
    try:
        status = STATUS.decode(outcome)
    except DecodeError:
        return False
    if status.message_id != message_id or age_of_call is None:
        return status.message_id == message_id
    created = parse(status.created_time_utc_rfc3339, UTC) or parse(status.created_time_utc, UTC)
    if created is None or outcome.server_time is None:
        return False
    return created >= outcome.server_time - timedelta(seconds=age_of_call) - _RESOLUTION
