"""Reads the gateway's times."""

from datetime import UTC, datetime, tzinfo


def parse(text: str | None, zone: tzinfo = UTC) -> datetime | None:
    """Read a time as the gateway's answers write it.

    Args:
        text: `YYYY-MM-DD hh:mm:ss`, or RFC 3339 as in `2024-05-01T03:51:42.000Z`.
        zone: The zone of a text that names none; the `...TimeUTC` fields are UTC.

    Returns:
        An aware datetime; None if the text is empty, absent or in no form known.

    Example:
        >>> parse("2024-05-01 03:51:42")
        datetime.datetime(2024, 5, 1, 3, 51, 42, tzinfo=datetime.timezone.utc)
        >>> parse("")
    """
    try:
        time = datetime.fromisoformat(text) if text else None
    except (ValueError, TypeError):  # an answer may hold a number where a text belongs
        return None
    if time and time.tzinfo is None:
        return time.replace(tzinfo=zone)
    return time
