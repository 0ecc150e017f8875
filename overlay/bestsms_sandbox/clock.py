"""The sandbox's time: the real time plus what was added to it, and how it is written and read."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bestsms_sandbox.storage.settings import Settings

ACCOUNT_ZONE = "AUS Eastern"

# Windows names without " Standard Time", of the vendor's region and the ones its pages print.
_ZONES = {
    "AUS Eastern": "Australia/Sydney",
    "AUS Central": "Australia/Darwin",
    "E. Australia": "Australia/Brisbane",
    "W. Australia": "Australia/Perth",
    "Cen. Australia": "Australia/Adelaide",
    "Aus Central W.": "Australia/Eucla",
    "Tasmania": "Australia/Hobart",
    "Lord Howe": "Australia/Lord_Howe",
    "Norfolk": "Pacific/Norfolk",
    "New Zealand": "Pacific/Auckland",
    "Chatham Islands": "Pacific/Chatham",
    "Central Pacific": "Pacific/Guadalcanal",
    "West Pacific": "Pacific/Port_Moresby",
    "Fiji": "Pacific/Fiji",
    "Tonga": "Pacific/Tongatapu",
    "Samoa": "Pacific/Apia",
    "Hawaiian": "Pacific/Honolulu",
    "Singapore": "Asia/Singapore",
    "China": "Asia/Shanghai",
    "Tokyo": "Asia/Tokyo",
    "India": "Asia/Kolkata",
    "GMT": "Europe/London",
    "W. Europe": "Europe/Berlin",
    "Eastern": "America/New_York",
    "Pacific": "America/Los_Angeles",
}
_LAST = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp() * 1000)


class Clock:
    """The time of one sandbox, in milliseconds since 1970 UTC."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def now(self) -> int:
        """Return the time."""
        added: int = self._settings.get("clock_added", 0)
        return time.time_ns() // 1_000_000 + added

    def advance(self, seconds: float) -> None:
        """Put the clock forward.

        Raises:
            ValueError: `seconds` is negative, or leads past the year 9999.
        """
        if seconds < 0 or self.now() + seconds * 1000 > _LAST:
            raise ValueError("advance_seconds must not be negative, nor lead past the year 9999")
        added = self._settings.get("clock_added", 0) + round(seconds * 1000)
        self._settings.put("clock_added", added)


@cache
def zone(name: str) -> ZoneInfo:
    """Return the zone of a Windows or IANA name.

    Raises:
        ValueError: It is neither.
    """
    known = {windows.lower(): iana for windows, iana in _ZONES.items()}
    try:
        return ZoneInfo(known.get(name.lower(), name))
    except (KeyError, OSError):  # unknown, or a folder of the zone database
        raise ValueError("no such time zone") from None


def zone_of(data: Mapping[str, Any]) -> str:
    """Return the zone of a message: its own, or the account's for none or one unheard of."""
    name: str = data.get("TimeZone", ACCOUNT_ZONE)
    try:
        zone(name)
    except ValueError:
        return ACCOUNT_ZONE
    return name


def read(text: str, zone_name: str) -> int:
    """Return the moment that a local date and time of the contract's pattern means.

    Raises:
        ValueError: There is no such day.
    """
    local = datetime.fromisoformat(text).replace(tzinfo=zone(zone_name))
    return min(int(local.timestamp() * 1000), _LAST)


def written(prefix: str, at: int | None, zone_name: str) -> dict[str, str]:
    """Return the three forms in which answers carry a moment; empty texts for none."""
    local = utc = exact = ""
    if at is not None:
        time = datetime.fromtimestamp(at // 1000, UTC)
        local = time.astimezone(zone(zone_name)).isoformat(" ")[:19]
        utc = time.isoformat(" ")[:19]
        exact = f"{utc[:10]}T{utc[11:]}.000Z"
    return {
        f"{prefix}TimeLocal": local,
        f"{prefix}TimeUTC": utc,
        f"{prefix}TimeUTC_RFC3339": exact,
    }


def moment(at: int | None) -> str:
    """Write a moment as an RFC 3339 time; the empty text for none."""
    return written("", at, "UTC")["TimeUTC_RFC3339"]
