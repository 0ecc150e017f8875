"""Looking for a message whose answer was lost: what a status read proves about it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final, Literal

from bestsms_client._http.matching import Match
from bestsms_client._http.outcome import Kind, Outcome, meaning_of
from bestsms_client.times import parse

# The gateway's times and its Date header are whole seconds, so an age is known to two of them.
_RESOLUTION: Final = timedelta(seconds=2)
# Further apart than this, two clocks do not agree: a date may be the work of something in between.
_AGREEMENT: Final = timedelta(seconds=5)


class Finding(Enum):
    """The three results of a look."""

    FOUND = "the gateway has the message"
    ABSENT = "the gateway itself says that it does not know the message"
    UNPROVEN = "neither is proved"


RESULTS: Final[dict[Finding, Literal["found", "absent", "unproven"]]] = {
    Finding.FOUND: "found",
    Finding.ABSENT: "absent",
    Finding.UNPROVEN: "unproven",
}
"""What callers call them."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a look for a message ended.

    Attributes:
        finding: Which of the three.
        reason: Why, in a few harmless words.
        outcome: The last status read.
    """

    finding: Finding
    reason: str
    outcome: Outcome


def judge(outcome: Outcome, age: timedelta | None, now: datetime) -> Look:
    """Judge one status read.

    Args:
        outcome: How the read ended.
        age: How long ago the call that sent the message began, if an older record under the same
            identifier would be another message's; None if nobody else can have used it.
        now: The time of this machine.

    Returns:
        Absent only by the gateway's own words, found only by a record that is surely this
        message's. An older record proves neither: the newer one may not be visible yet.
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
