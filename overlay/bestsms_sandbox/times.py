"""Converts times to and from the API's formats: local time, UTC, RFC 3339.

In the sandbox, all times are integers: milliseconds since 1970 UTC.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bestsms_client import zones

ACCOUNT_ZONE = "AUS Eastern"
LAST_TIME = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp() * 1000)


@lru_cache(1024)
def zone(name: str) -> ZoneInfo:
    """Return the time zone with a Windows or IANA name.

    Raises:
        ValueError: The time zone is unknown.
    """
    # `from None` because the client's error message names the client's own arguments.
    try:
        return zones.zone(name)
    except Exception:
        raise ValueError(
            "unknown time zone, or this machine has no data for it. Use a name such as AUS "
            "Eastern, or install the package tzdata."
        ) from None


def parse_local(text: str, zone_name: str) -> int:
    """Convert a local date and time, in the contract's format, to milliseconds.

    Raises:
        ValueError: The date does not exist.
    """
    local = datetime.fromisoformat(text).replace(tzinfo=zone(zone_name))
    return min(int(local.timestamp() * 1000), LAST_TIME)


def time_fields(prefix: str, at: int | None, zone_name: str) -> dict[str, str]:
    """Return the three fields for a time in a response. They are empty if `at` is None."""
    local = utc = ""
    if at is not None:
        time = datetime.fromtimestamp(at // 1000, UTC)
        local = time.astimezone(zone(zone_name)).isoformat(" ")[:19]
        utc = time.isoformat(" ")[:19]
    return {
        f"{prefix}TimeLocal": local,
        f"{prefix}TimeUTC": utc,
        f"{prefix}TimeUTC_RFC3339": rfc3339(at),
    }


def rfc3339(at: int | None) -> str:
    """Format a time as RFC 3339; an empty string if `at` is None."""
    if at is None:
        return ""
    return datetime.fromtimestamp(at // 1000, UTC).isoformat()[:19] + ".000Z"


def zone_of(message_data: Mapping[str, Any]) -> str:
    """Return the name of a message's time zone, by default the account's."""
    name: str = message_data.get("TimeZone", ACCOUNT_ZONE)
    return name
