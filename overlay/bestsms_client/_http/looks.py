"""Decide what a status request proves about a message whose response was lost."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final, Literal

from bestsms_client._http.matching import Match
from bestsms_client._http.outcome import Kind, Outcome, meaning_of
from bestsms_client.times import parse

# The gateway's times and its Date header are in whole seconds, so an age is known to two seconds.
_RESOLUTION: Final = timedelta(seconds=2)
# A larger difference means that the Date header may come from a cache or proxy.
_AGREEMENT: Final = timedelta(seconds=5)


class Finding(Enum):
    """The three results of a lookup."""

    FOUND = "the gateway has the message"
    ABSENT = "the gateway says that it does not know the message"
    UNPROVEN = "neither is proven"


RESULTS: Final[dict[Finding, Literal["found", "absent", "unproven"]]] = {
    Finding.FOUND: "found",
    Finding.ABSENT: "absent",
    Finding.UNPROVEN: "unproven",
}
"""The results by their public names."""


@dataclass(frozen=True, slots=True)
class Look:
    """The result of a lookup.

    Attributes:
        finding: Which of the three results.
        reason: The reason, without any content of the request.
        outcome: The outcome of the last status request.
    """

    finding: Finding
    reason: str
    outcome: Outcome


def judge(outcome: Outcome, age: timedelta | None, now: datetime) -> Look:
    """Decide what a status request proves.

    Args:
        outcome: The outcome of the request.
        age: How long ago the send began, if an older record with the same identifier would belong
            to another message. None if nobody else can have used the identifier.
        now: The time of this machine.

    Returns:
        `ABSENT` only if the gateway says so in its own error format, `FOUND` only for a record of
        this very message. An older record proves neither: the newer one may not be visible yet.
    """
    if outcome.kind is Kind.REFUSED:
        known = any(meaning_of(text) == "not-found" for text in outcome.errors)
        return Look(Finding.ABSENT if known else Finding.UNPROVEN, outcome.reason, outcome)
    if outcome.kind is not Kind.ACCEPTED or outcome.match is Match.MISSING:
        return Look(Finding.UNPROVEN, outcome.reason, outcome)
    if age is None:
        return Look(Finding.FOUND, "found", outcome)
    return _aged(outcome, age, now)


def _aged(outcome: Outcome, age: timedelta, now: datetime) -> Look:
    names = ("CreatedTimeUTC_RFC3339", "CreatedTimeUTC")
    times = (outcome.body.get(name) for name in names)
    texts = (time for time in times if isinstance(time, str))
    created = next(filter(None, (parse(text, UTC) for text in texts)), None)
    gateway = outcome.server_time
    reason = "the record found is older than the call"
    if created is None or gateway is None:
        reason = "the age of the record found is unknown"
    elif abs(gateway - now) > _AGREEMENT:
        reason = "the clocks of the gateway and this machine disagree"
    elif created >= max(gateway, now) - age - _RESOLUTION:
        return Look(Finding.FOUND, "found", outcome)
    return Look(Finding.UNPROVEN, reason, outcome)
