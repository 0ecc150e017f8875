"""Turns how a call ended into the error that its caller gets."""

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


def failure(request: OperationRequest, events: Sequence[Event], token: str) -> BestSMSError:
    """Build the error of a call that failed.

    Args:
        request: What was asked for.
        events: The attempts and looks of the call.
        token: The auth token; should the gateway repeat it, it is blotted out.

    Returns:
        An error whose message says what happened, whether something may have been accepted, and
        what to do next.
    """
    outcome = latest_outcome(events)
    lost = lost_in(events, request.safety)
    look = events[-1] if isinstance(events[-1], Look) else None
    kind, advice = _kind(request, outcome, lost)
    fate: Fate = "unknown" if lost else "no"
    reasons = tuple(_clean(text, request, token) for text in outcome.errors)
    what = f"{request.operation} failed: {outcome.reason}"
    if reasons:
        what += f", {'; '.join(reasons)}"
    if (attempts := attempts_in(events)) > 1:
        what += f" (attempt {attempts})"
    if lost not in (None, outcome):
        what += ". The answer to an earlier attempt was lost"
    looked = f"{_looked(look)} " if look else ""
    return kind(
        f"{what.rstrip('.')}. {_accepted(request, fate)}{looked}{advice}",
        sent=fate,
        message_id=request.message_id,
        status_code=outcome.status_code,
        errors=reasons,
        retry_after=outcome.retry_after,
        cause=outcome.cause or (lost.cause if lost else None),
    )


def not_confirmed(message_id: str, look: Look, token: str) -> BestSMSError:
    """Build the error of a message that some earlier call sent and that was not found."""
    outcome = look.outcome
    known: dict[str, Any] = {"sent": "unknown", "message_id": message_id}
    known["status_code"] = outcome.status_code
    if outcome.kind is Kind.REFUSED and outcome.meaning == "authentication":
        kind, advice = _BY_MEANING["authentication"]
        reasons = tuple(_clean(text, None, token) for text in outcome.errors)
        what = ", ".join((outcome.reason, *reasons)).rstrip(".")
        return kind(f"The gateway could not be asked: {what}. {advice}", errors=reasons, **known)
    return SendUncertainError(
        f"{_looked(look)} Whether the message was accepted is unknown. Ask again in a minute "
        "before you send it again.",
        **known,
    )


NOTE: Final = "BestSMS: the message {id} may have left. Whether it was accepted is unknown."


def note_unknown(error: BaseException, request: OperationRequest) -> None:
    """Add to an exception that is not ours what it means for a request that may have left."""
    if request.safety is Safety.READ:
        return
    note = NOTE.format(id=mask(request.message_id or ""))
    if request.safety is not Safety.SEND:
        note = f"BestSMS: {request.operation} may have left. Whether it was done is unknown."
    if note not in getattr(error, "__notes__", ()):
        error.add_note(note)


def _looked(look: Look) -> str:
    if look.finding is Finding.ABSENT:
        return f"The gateway does not know the message ({look.reason})."
    return f"Asking for the message proved nothing ({look.reason})."


def _kind(
    request: OperationRequest, outcome: Outcome, lost: Outcome | None
) -> tuple[type[BestSMSError], str]:
    if request.safety is Safety.SEND and lost:
        return SendUncertainError, (
            f"Keep the id {mask(request.message_id or '')} and ask later with "
            "client.messaging.sms.confirm(...) before sending the text again."
        )
    if outcome.kind is Kind.NEVER_LEFT and not lost:
        return NotSentError, "Check the network and base_url, then try again."
    code = outcome.status_code
    if code is None or (outcome.kind is Kind.UNKNOWN and code in (408, 425)):
        return NoAnswerError, (
            "Try again."
            if request.safety is not Safety.ONCE
            else "Read what is there before trying again; a second try may do it twice."
        )
    answered_otherwise = outcome.kind is Kind.UNKNOWN and outcome.match is Match.OTHER
    if not answered_otherwise and (
        outcome.kind is Kind.REFUSED or code >= 500 or code in (401, 429)
    ):
        return _BY_MEANING[outcome.meaning]
    if 300 <= code < 400:
        return APIError, "The gateway sends elsewhere, which is never followed; check base_url."
    between = "Something between here and the gateway may have answered in its place."
    decoded = code < 300 or outcome.match is Match.OTHER
    return (DecodeError if decoded else APIError), between


def _accepted(request: OperationRequest, fate: Fate) -> str:
    if request.safety is Safety.READ:
        return ""
    thing = "message" if request.safety is Safety.SEND else "change"
    if fate == "unknown":
        return f"Whether the {thing} was accepted is unknown. "
    return f"No {thing} was accepted. "


def _clean(text: str, request: OperationRequest | None, token: str) -> str:
    if text in _PUBLIC:
        return text
    for secret in (token, *(request.private if request else ())):
        pattern = re.escape(secret)
        if secret is not token and _SHORT.fullmatch(secret):
            pattern = rf"(?<![^\W_]){pattern}(?![^\W_])"
        text = re.sub(pattern, "***", text)
        if any(secret[at : at + _TELLING] in text for at in range(len(secret) - _TELLING + 1)):
            return "a reason that repeats a part of what was sent"
    return mask(text)[:500]
