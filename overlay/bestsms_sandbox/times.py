"""Times as the API writes and reads them: local times of a zone, UTC, RFC 3339.

All times of the sandbox are integers, milliseconds since 1970 UTC.
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
    """Return the zone of a Windows or IANA name.

    Raises:
        ValueError: There is no such zone.
    """
    # The client refuses the same names; the chain is cut because its advice names its arguments.
    try:
        return zones.zone(name)
    except Exception as error:
        raise ValueError(f"unknown time zone, or no data for it ({type(error).__name__})") from None


def parse_local(text: str, zone_name: str) -> int:
    """Return the time that a local date and time of the contract's pattern means.

    Raises:
        ValueError: There is no such day.
    """
    local = datetime.fromisoformat(text).replace(tzinfo=zone(zone_name))
    return min(int(local.timestamp() * 1000), LAST_TIME)


def time_fields(prefix: str, at: int | None, zone_name: str) -> dict[str, str]:
    """Return the three fields in which answers carry a time; empty texts without one."""
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
    """Return a time in RFC 3339 form; the empty text without one."""
    if at is None:
        return ""
    return datetime.fromtimestamp(at // 1000, UTC).isoformat()[:19] + ".000Z"


def zone_of(message_data: Mapping[str, Any]) -> str:
    """Return the name of a message's time zone: its own, or the account's."""
    name: str = message_data.get("TimeZone", ACCOUNT_ZONE)
    return name
