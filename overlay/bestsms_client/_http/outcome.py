"""What became of one attempt: it never left, was refused, was accepted, or nobody can tell."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, Final, cast

from bestsms_api.constraints import ERROR_TEXTS
from bestsms_client._http.matching import Match, compare
from bestsms_client._http.retry import parse_http_date, parse_retry_after
from bestsms_client._network.causes import NetworkError

_MOST_REASONS: Final = 10
_LONGEST_REASON: Final = 500
# A short text may write very many values: `[],[],...` takes 60 times its length. The largest page
# that the gateway offers has 40,000.
_MOST_VALUES: Final = 250_000

# Codes of the 4xx that say "not now" where they do not come with the gateway's own words.
_PASSING: Final = frozenset({408, 425, 429})
_NOTHING: Final[Mapping[str, str]] = {}


class Kind(Enum):
    """The four ways an attempt can end."""

    NEVER_LEFT = "never left"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of one attempt.

    Attributes:
        kind: Which of the four.
        match: Whether the answer is about what the request is about.
        reason: What happened, in a few harmless words: a type of error, or an HTTP status.
        status_code: The HTTP status, if there was an answer; it may be any number.
        errors: The gateway's reasons.
        retry_after: Seconds that the gateway asks to wait.
        server_time: The gateway's clock, if it sent it.
        cause: Why there was no answer, if there was none.
        permanent: Whether another attempt would fail for the same reason.
        body: The JSON object of an accepted answer; else empty.
    """

    kind: Kind
    reason: str
    status_code: int | None = None
    errors: tuple[str, ...] = ()
    retry_after: float | None = None
    server_time: datetime | None = None
    match: Match = Match.SAME
    cause: str | None = None
    permanent: bool = False
    body: Mapping[str, Any]

    @property
    def may_pass(self) -> bool:
        """Whether the same request may fare better a little later, if repeating it is harmless."""
        code = self.status_code
        return code is None or not 400 <= code < 500 or code in _PASSING

    @property
    def meaning(self) -> str:
        """The class of failure by the contract's error texts, or else by the code."""
        if self.status_code == 429:
            return "rate-limit"
        known = {meaning_of(text) for text in self.errors} - {""}
        for meaning in ("authentication", "not-found", "conflict", "invalid", "server"):
            if meaning in known:
                return meaning
        if self.status_code in (401, 403):
            return "authentication"
        if self.status_code == 404:
            return "not-found"
        return "server" if (self.status_code or 0) >= 500 else "invalid"


def of_failure(error: NetworkError, *, written: bool) -> Outcome:
    """Classify an attempt that was not answered.

    Args:
        error: What happened.
        written: Whether a byte of the request may have left. This decides, not the kind of error.

    Example:
        >>> of_failure(NetworkError("connection refused"), written=False).kind.value
        'never left'
        >>> of_failure(NetworkError("connection reset by the peer"), written=True).kind.value
        'unknown'
    """
    kind = Kind.UNKNOWN if written else Kind.NEVER_LEFT
    return Outcome(
        kind=kind, reason=error.cause, cause=error.cause, permanent=error.permanent, body={}
    )


def of_answer(
    status_code: int,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
    about: Mapping[str, str] = _NOTHING,
) -> Outcome:
    """Classify an attempt that was answered.

    The body decides together with the code. Success is a 2xx whose `Result` is `Success`. A 2xx
    with any other `Result`, or a 4xx, refuses if its body is the gateway's own JSON. Everything
    else leaves the fate of the request open: a server or a proxy may fail before or after the
    gateway kept it. So does an answer about something else: it answers another request.

    Args:
        status_code: The HTTP status, in or outside the registered ones.
        headers: The headers of the answer.
        body: The whole body, uncompressed.
        now: The local time, for Retry-After dates if the answer has no Date.
        about: The identifiers that the request names; see `Request.about`.
    """
    data = _object(body)
    result = data.get("Result")
    success = isinstance(result, str) and result.casefold() == "success"
    reasons = _reasons(data)
    reason = f"HTTP {status_code}"
    kind = Kind.UNKNOWN
    match = compare(about, data)
    if match is Match.OTHER:
        reason += ", but the response is about something else"
    elif 200 <= status_code < 300:
        if success:
            kind = Kind.ACCEPTED
        elif isinstance(result, str):
            kind = Kind.REFUSED
        else:
            reason += " with an unreadable body"
    elif 400 <= status_code < 500:
        if not success and (isinstance(result, str) or (reasons and "ErrorMessage" in data)):
            kind = Kind.REFUSED
        else:
            reason += " with an unrecognized body"
    server_time = parse_http_date(headers.get("date"))
    return Outcome(
        kind=kind,
        reason=reason,
        status_code=status_code,
        errors=() if success else reasons,
        retry_after=parse_retry_after(headers.get("retry-after"), server_time or now),
        server_time=server_time,
        match=match,
        body=data if kind is Kind.ACCEPTED else {},
    )


def _object(body: bytes) -> Mapping[str, Any]:
    if len(body) > _MOST_VALUES and sum(map(body.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        return {}
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


def _reasons(data: Mapping[str, Any]) -> tuple[str, ...]:
    # Sources disagree (conflicts E1 and E2 of the contract), so every documented form is read.
    found = data.get("ErrorMessage") or data.get("Message") or ()
    items = cast("list[object]", found) if isinstance(found, list) else [found]
    texts = (item[:_LONGEST_REASON] for item in items[:_MOST_REASONS] if isinstance(item, str))
    return tuple(text for text in texts if text)


def meaning_of(text: str) -> str:
    """Give the meaning of one of the gateway's reasons, by the contract; empty if unknown."""
    return next((meaning for pattern, meaning in _known() if pattern.fullmatch(text)), "")


@cache
def _known() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(known.text))), known.meaning)
        for known in ERROR_TEXTS
    ]
