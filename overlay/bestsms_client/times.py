"""Parse the gateway's times, in all its formats."""

import re
from datetime import datetime, time, tzinfo
from typing import Final

from bestsms_client.errors import BestSMSError
from bestsms_client.zones import zone as zone_named

# Day first, or with a.m. or p.m., neither of which datetime.fromisoformat can read.
_OTHER: Final = re.compile(
    r"(?:(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})|(?P<date>\d{4}-\d{2}-\d{2}))"
    r"[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?",
    re.IGNORECASE | re.ASCII,
)


def parse(text: str | None, zone: tzinfo | str | None = None) -> datetime | None:
    """Parse a time from a response or webhook of the gateway.

    Args:
        text: `YYYY-MM-DD hh:mm:ss`, optionally with `T` or without seconds; RFC 3339, such as
            `2024-05-01T03:51:42.000Z`; or day first, such as `16/10/2018 13:43 p.m.`. The a.m. or
            p.m. is ignored if the hour is 13 or more.
        zone: The zone of a text without one: UTC for fields named `...TimeUTC`; for local times the
            `timezone` field of the same response, a Windows or IANA name.

    Returns:
        An aware datetime; a naive one if no zone is known; None if the text is empty or malformed.

    Example:
        >>> from datetime import UTC
        >>> parse("2024-05-01 03:51:42", UTC)
        datetime.datetime(2024, 5, 1, 3, 51, 42, tzinfo=datetime.timezone.utc)
        >>> parse("16/10/2018 13:43 p.m.", "AUS Eastern").isoformat()
        '2018-10-16T13:43:00+11:00'
        >>> parse("")
    """
    # A response may contain any type of value here.
    found = _read(text.strip()) if isinstance(text, str) else None  # pyright: ignore[reportUnnecessaryIsInstance]
    if found is None or found.tzinfo is not None:
        return found
    if isinstance(zone, str):
        try:
            zone = zone_named(zone)
        except BestSMSError:
            zone = None
    return found.replace(tzinfo=zone)


def _read(text: str) -> datetime | None:
    if not (text and text[0].isascii() and text[0].isdigit()):
        return None
    try:
        if match := _OTHER.fullmatch(text):
            return _other(match)
        return datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def _other(match: re.Match[str]) -> datetime:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    date = match["date"] or f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    return datetime.combine(datetime.fromisoformat(date), clock)
