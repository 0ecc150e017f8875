"""Classify the outcome of one attempt: never left, refused, accepted or unknown."""

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
# JSON such as `[],[],...` takes 60 times its length in memory. The gateway's largest page has
# 40,000 values.
_MOST_VALUES: Final = 250_000

# The 4xx statuses that may be temporary if the response is not the gateway's own.
_PASSING: Final = frozenset({408, 425, 429})
_NOTHING: Final[Mapping[str, str]] = {}


class Kind(Enum):
    """The four outcomes of an attempt."""

    NEVER_LEFT = "never left"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The outcome of one attempt.

    Attributes:
        kind: Which of the four outcomes.
        match: Whether the response is about the subject of the request.
        reason: The cause of the failure or the HTTP status, without any content of the request.
        status_code: The HTTP status, if there was a response. It may be any number.
        errors: The gateway's error texts.
        retry_after: The seconds that the gateway asks to wait.
        server_time: The Date header of the response, if there was one.
        cause: Why there was no response, if there was none.
        permanent: Whether another attempt would fail for the same reason.
        body: The JSON object of an accepted response, otherwise empty.
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
        """Whether the failure may be temporary."""
        code = self.status_code
        return code is None or not 400 <= code < 500 or code in _PASSING

    @property
    def meaning(self) -> str:
        """The class of the failure, by the contract's error texts or else by the status."""
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
    """Classify an attempt without a response.

    `written` says whether any byte of the request may have been sent. It alone decides between
    "never left" and "unknown".

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
    """Classify an attempt with a response, by its status and body.

    A 2xx whose `Result` is `Success` is accepted. A 2xx with any other `Result`, and a 4xx, are
    refused if the body is JSON of the gateway. In all other cases the outcome is unknown: a server
    or proxy may have failed before or after the gateway processed the request. The outcome is also
    unknown if the response belongs to another request.

    Args:
        status_code: The HTTP status, registered or not.
        headers: The headers, by their names in lower case.
        body: The whole body, uncompressed.
        now: The local time, for Retry-After dates if the response has no Date.
        about: The identifiers of the request; see `OperationRequest.about`.
    """
    data = _object(body)
    result = data.get("Result")
    success = isinstance(result, str) and result.casefold() == "success"
    reasons = _reasons(data)
    reason = f"HTTP {status_code}"
    kind = Kind.UNKNOWN
    match = compare(about, data)
    if match is Match.OTHER:
        reason += ", but the response belongs to another request"
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
            reason += " with an unrecognised body"
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
    # The vendor's sources disagree (conflicts E1 and E2 of the contract), so all forms are read.
    found = data.get("ErrorMessage") or data.get("Message") or ()
    items = cast("list[object]", found) if isinstance(found, list) else [found]
    texts = (item[:_LONGEST_REASON] for item in items[:_MOST_REASONS] if isinstance(item, str))
    return tuple(text for text in texts if text)


def meaning_of(text: str) -> str:
    """Return the contract's meaning of an error text, or an empty string if it is unknown."""
    return next((meaning for pattern, meaning in _known() if pattern.fullmatch(text)), "")


@cache
def _known() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(known.text))), known.meaning)
        for known in ERROR_TEXTS
    ]
