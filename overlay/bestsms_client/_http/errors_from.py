"""Turns how a call ended into the error that its caller gets."""

import re
from typing import Final

from bestsms_api.constraints import ERROR_TEXTS
from bestsms_client._http.decision import Course, Safety
from bestsms_client._http.operation import Request
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

# So many characters in a row that also stand in a text are hardly there by chance.
_TELLING: Final = 16
# One or two of these stand inside of many a word by chance and tell nothing there; they are sought
# alone. Where words have no blanks between them, or are emoji, there is no such place to tell.
_SHORT: Final = re.compile(r"[ -~]{1,2}")
# What the gateway says in these very words repeats nothing that it was sent.
_PUBLIC: Final = frozenset(known.text for known in ERROR_TEXTS if "{" not in known.text)

_BY_MEANING: dict[str, tuple[type[APIError], str]] = {
    "authentication": (
        AuthenticationError,
        "Check the auth token: renewing it in the dashboard ends the old one at once.",
    ),
    "not-found": (NotFoundError, "Check the identifier."),
    "conflict": (BadRequestError, "Read the present state first."),
    "invalid": (BadRequestError, "Correct the request; repeating it as it is cannot help."),
    "rate-limit": (RateLimitError, "Wait before the next call."),
    "server": (ServerError, "Try again later."),
}


def failure(request: Request, outcome: Outcome, course: Course, token: str) -> BestSMSError:
    """Build the error of a call that failed.

    Args:
        request: What was asked for.
        outcome: How the last attempt ended.
        course: What the attempts before it left open.
        token: The auth token; should the gateway repeat it, it is blotted out.

    Returns:
        An error whose message says what happened, whether something may have been accepted, and
        what to do next.
    """
    kind, advice = _kind(request, outcome, course)
    fate = _fate(request, outcome, course)
    reasons = tuple(_clean(text, request, token) for text in outcome.errors)
    what = f"{request.operation} failed: {outcome.reason}"
    if reasons:
        what += f", {'; '.join(reasons)}"
    if course.attempts > 1:
        what += f" (attempt {course.attempts})"
    if course.lost not in (None, outcome):
        what += ". The answer to an earlier attempt was lost"
    return kind(
        f"{what.rstrip('.')}. {_accepted(request, fate)}{advice}",
        sent=fate,
        message_id=request.message_id,
        status_code=outcome.status_code,
        errors=reasons,
        retry_after=outcome.retry_after,
    )


def _kind(request: Request, outcome: Outcome, course: Course) -> tuple[type[BestSMSError], str]:
    if request.safety is Safety.SEND and course.lost:
        return SendUncertainError, (
            f"Keep the id {mask(request.message_id or '')} and ask later with "
            "client.messaging.sms.confirm(...) before sending the text again."
        )
    if outcome.kind is Kind.NEVER_LEFT and not course.lost:
        return NotSentError, "Check the network and base_url, then try again."
    if outcome.status_code is None:
        return NoAnswerError, (
            "Try again."
            if request.safety is not Safety.ONCE
            else "Read what is there before trying again; a second try may do it twice."
        )
    if outcome.kind is Kind.REFUSED or outcome.status_code >= 500:
        return _BY_MEANING[outcome.meaning]
    if 300 <= outcome.status_code < 400:
        return APIError, "The gateway sends elsewhere, which is never followed; check base_url."
    return DecodeError, "Something between here and the gateway may have answered in its place."


def _fate(request: Request, outcome: Outcome, course: Course) -> Fate:
    if request.safety is Safety.READ:
        return "no"
    return "unknown" if course.lost or outcome.kind is Kind.UNKNOWN else "no"


def _accepted(request: Request, fate: Fate) -> str:
    if request.safety is Safety.READ:
        return ""
    thing = "message" if request.safety is Safety.SEND else "change"
    if fate == "unknown":
        return f"Whether the {thing} was accepted is unknown. "
    return f"No {thing} was accepted. "


def _clean(text: str, request: Request, token: str) -> str:
    if text in _PUBLIC:
        return text
    for secret in (token, *request.private):
        pattern = re.escape(secret)
        if secret is not token and _SHORT.fullmatch(secret):
            pattern = rf"(?<![^\W_]){pattern}(?![^\W_])"
        text = re.sub(pattern, "***", text)
        if any(secret[at : at + _TELLING] in text for at in range(len(secret) - _TELLING + 1)):
            return "a reason that repeats a part of what was sent"
    return mask(text)[:500]
