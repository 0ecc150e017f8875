"""Reads the gateway's times, in each of the forms that it writes them."""

import re
from datetime import datetime, time, tzinfo
from typing import Final

from bestsms_client.errors import BestSMSError
from bestsms_client.zones import zone as zone_named

# Day first, or a mark for the half of the day: what datetime.fromisoformat cannot read.
_OTHER: Final = re.compile(
    r"(?:(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})|(?P<date>\d{4}-\d{2}-\d{2}))"
    r"[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?",
    re.IGNORECASE | re.ASCII,
)


def parse(text: str | None, zone: tzinfo | str | None = None) -> datetime | None:
    """Read a time as the gateway's answers and webhooks write it.

    Args:
        text: `YYYY-MM-DD hh:mm:ss`, with `T` for the blank or without seconds; RFC 3339 as in
            `2024-05-01T03:51:42.000Z`; or day first, `16/10/2018 13:43 p.m.`. A mark for the half
            of the day counts only where the hour leaves it open.
        zone: The zone of a text that names none: UTC for the `...TimeUTC` fields, the `timezone` of
            the same answer (a name, Windows or IANA) for the local ones.

    Returns:
        A datetime, aware if the text or `zone` names a zone (a name that nobody knows names none);
        None if the text is empty, absent or in no form known.

    Example:
        >>> from datetime import UTC
        >>> parse("2024-05-01 03:51:42", UTC)
        datetime.datetime(2024, 5, 1, 3, 51, 42, tzinfo=datetime.timezone.utc)
        >>> parse("16/10/2018 13:43 p.m.", "AUS Eastern").isoformat()
        '2018-10-16T13:43:00+11:00'
        >>> parse("")
    """
    # An answer may hold anything where a text belongs.
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
