"""Build the errors of failed calls."""

import re
from collections.abc import Sequence
from typing import Any, Final

from bestsms_api.constraints import ERROR_TEXTS
from bestsms_client._http.decision import Event, Safety, attempts_in, latest_outcome, lost_in
from bestsms_client._http.looks import Finding, Look
from bestsms_client._http.matching import Match
from bestsms_client._http.operation import OperationRequest
from bestsms_client._http.outcome import Kind, Outcome
from bestsms_client._http.redaction import mask
from bestsms_client.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    BestSMSError,
    DecodeError,
    Fate,
    NoAnswerError,
    NotFoundError,
    NotSentError,
    RateLimitError,
    SendUncertainError,
    ServerError,
)

# A reason that shares this many consecutive characters with a secret is assumed to quote it.
_TELLING: Final = 16
# One or two ASCII characters occur inside other words by chance, so they are hidden only as whole
# words. Emoji and scripts without spaces have no such boundaries.
_SHORT: Final = re.compile(r"[ -~]{1,2}")
# Fixed texts of the contract, which quote nothing.
_PUBLIC: Final = frozenset(known.text for known in ERROR_TEXTS if "{" not in known.text)

_BY_MEANING: dict[str, tuple[type[APIError], str]] = {
    "authentication": (
        AuthenticationError,
        "Check the auth token: renewing it in the dashboard invalidates the old one immediately.",
    ),
    "not-found": (NotFoundError, "Check the identifier."),
    "conflict": (BadRequestError, "Check the current state before you try again."),
    "invalid": (BadRequestError, "Correct the request before you try again."),
    "rate-limit": (RateLimitError, "Wait before the next call."),
    "server": (ServerError, "Try again later."),
}
_MAY_REPEAT: Final = "Check whether it was made before you try again, so that it is not made twice."


def failure(request: OperationRequest, events: Sequence[Event], token: str) -> BestSMSError:
    """Build the error of a call that failed.

    Its message says what failed, why, whether the request may have been accepted, and what to do.
    If the gateway quotes the auth token, the token is hidden.
    """
    outcome = latest_outcome(events)
    lost = lost_in(events, request.safety)
    look = events[-1] if isinstance(events[-1], Look) else None
    kind, advice = _kind(request, outcome, lost)
    fate: Fate = "unknown" if lost else "no"
    reasons = tuple(_clean(text, request, token) for text in outcome.errors)
    attempts = attempts_in(events)
    after = f" after {attempts} attempts" if attempts > 1 else ""
    sentences = [
        f"{request.call} failed{after}: {_because(outcome, reasons)}",
        _accepted(request, outcome, lost),
        f"{_found(look)}." if look else "",
        advice,
    ]
    return kind(
        " ".join(filter(None, sentences)),
        sent=fate,
        message_id=request.message_id,
        status_code=outcome.status_code,
        errors=reasons,
        retry_after=outcome.retry_after,
        cause=outcome.cause or (lost.cause if lost else None),
    )


def not_confirmed(method: str, message_id: str, look: Look, token: str) -> BestSMSError:
    """Build the error of `confirm` or `lookup` for a message that was not found."""
    outcome = look.outcome
    known: dict[str, Any] = {"sent": "unknown", "message_id": message_id}
    known["status_code"] = outcome.status_code
    if outcome.kind is Kind.REFUSED and outcome.meaning == "authentication":
        kind, advice = _BY_MEANING["authentication"]
        reasons = tuple(_clean(text, None, token) for text in outcome.errors)
        what = _because(outcome, reasons)
        return kind(
            f"client.messaging.sms.{method} failed: {what} {advice}", errors=reasons, **known
        )
    return SendUncertainError(
        f"client.messaging.sms.{method} failed. {_found(look)}. {_UNKNOWN_MESSAGE} Look it up "
        "again in a minute, before you send it again.",
        **known,
    )


def note_unknown(error: BaseException, request: OperationRequest) -> None:
    """Add a note to an exception from outside that interrupted a request which may have been sent.

    The exception itself reaches the caller unchanged.
    """
    if request.safety is Safety.READ:
        return
    note = f"BestSMS: {request.call} was interrupted. {_UNKNOWN_CHANGE}"
    if request.safety is Safety.SEND:
        message = f"message {mask(request.message_id or '')}"
        note = (
            f"BestSMS: {request.call} was interrupted. The {message} may or may not have been "
            "accepted. Before you send it again, call client.messaging.sms.confirm with its id."
        )
    if note not in getattr(error, "__notes__", ()):
        error.add_note(note)


_UNKNOWN_MESSAGE: Final = "The message may or may not have been accepted."
_UNKNOWN_CHANGE: Final = "The change may or may not have been made."


def _because(outcome: Outcome, reasons: Sequence[str]) -> str:
    text = ", ".join(filter(None, (outcome.reason, "; ".join(reasons))))
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _found(look: Look) -> str:
    if look.finding is Finding.ABSENT:
        return f"The gateway has no record of the message ({look.reason})"
    return f"Looking up the message was inconclusive ({look.reason})"


def _kind(
    request: OperationRequest, outcome: Outcome, lost: Outcome | None
) -> tuple[type[BestSMSError], str]:
    if request.safety is Safety.SEND and lost:
        return SendUncertainError, (
            "Before you send it again, call client.messaging.sms.confirm with the message id "
            f"{mask(request.message_id or '')}."
        )
    if outcome.kind is Kind.NEVER_LEFT and not lost:
        return NotSentError, "Check the network and base_url, then try again."
    code = outcome.status_code
    if code is None or (outcome.kind is Kind.UNKNOWN and code in (408, 425)):
        return NoAnswerError, _MAY_REPEAT if request.safety is Safety.ONCE else "Try again."
    answered_otherwise = outcome.kind is Kind.UNKNOWN and outcome.match is Match.OTHER
    if not answered_otherwise and (
        outcome.kind is Kind.REFUSED or code >= 500 or code in (401, 429)
    ):
        kind, advice = _BY_MEANING[outcome.meaning]
        if kind is ServerError and lost and request.safety is Safety.ONCE:
            advice = _MAY_REPEAT
        if kind is RateLimitError and outcome.retry_after:
            advice = f"Wait {outcome.retry_after:.10g} s before the next call."
        return kind, advice
    if 300 <= code < 400:
        return APIError, "The client does not follow redirects; check base_url."
    between = "A proxy may have responded instead of the gateway; check base_url and the proxy."
    decoded = code < 300 or outcome.match is Match.OTHER
    return (DecodeError if decoded else APIError), between


def _accepted(request: OperationRequest, latest: Outcome, lost: Outcome | None) -> str:
    if request.safety is Safety.READ:
        return ""
    is_send = request.safety is Safety.SEND
    if lost:
        unknown = _UNKNOWN_MESSAGE if is_send else _UNKNOWN_CHANGE
        earlier = "The response to an earlier attempt was lost."
        return unknown if latest.kind is Kind.UNKNOWN else f"{earlier} {unknown}"
    if not is_send:
        return "Nothing was changed."
    never_left = latest.kind is Kind.NEVER_LEFT
    return "Nothing was sent." if never_left else "The message was not accepted."


def _clean(text: str, request: OperationRequest | None, token: str) -> str:
    if text in _PUBLIC:
        return text
    for secret in (token, *(request.private if request else ())):
        pattern = re.escape(secret)
        if secret is not token and _SHORT.fullmatch(secret):
            pattern = rf"(?<![^\W_]){pattern}(?![^\W_])"
        text = re.sub(pattern, "***", text)
        if any(secret[at : at + _TELLING] in text for at in range(len(secret) - _TELLING + 1)):
            return "a reason that is not shown, because it quotes the request"
    return mask(text)[:500]
