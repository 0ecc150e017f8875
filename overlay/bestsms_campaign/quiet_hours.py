"""Hours in which a campaign sends nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bestsms_campaign.errors import CampaignError


@dataclass(frozen=True)
class QuietHours:
    """A daily time span in which no chunk is sent.

    Args:
        start: The local time at which sending stops, such as `"20:00"`.
        end: The local time at which sending resumes, such as `"08:00"`. It may be on the next day.
        zone: The IANA name of the time zone, such as `"Australia/Sydney"`.

    Raises:
        CampaignError: A time or the zone is invalid, or both times are the same.

    Example:
        >>> quiet = QuietHours("20:00", "08:00", "Australia/Sydney")
        >>> quiet.remaining(datetime(2026, 1, 1, 11, 30, tzinfo=UTC).timestamp()) / 3600  # 22:30
        9.5
        >>> quiet.remaining(datetime(2026, 1, 1, 2, 0, tzinfo=UTC).timestamp())  # 13:00
        0.0
    """

    start: str
    end: str
    zone: str

    def __post_init__(self) -> None:
        try:
            start, end = time.fromisoformat(self.start), time.fromisoformat(self.end)
            ZoneInfo(self.zone)
        except (ValueError, TypeError, OSError, LookupError):
            raise CampaignError(
                "QuietHours needs two times of day and an IANA time zone, for example "
                'QuietHours("20:00", "08:00", "Australia/Sydney").'
            ) from None
        if start == end or start.tzinfo or end.tzinfo:
            raise CampaignError(
                "QuietHours needs two different times of day, without a UTC offset."
            )

    def remaining(self, now: float) -> float:
        """Return the seconds until sending may resume, or 0.0 outside the quiet hours."""
        zone = ZoneInfo(self.zone)
        start, end = time.fromisoformat(self.start), time.fromisoformat(self.end)
        local = datetime.fromtimestamp(now, zone)
        clock = local.time()
        quiet = start <= clock < end if start < end else clock >= start or clock < end
        if not quiet:
            return 0.0
        day = local.date() if clock < end else local.date() + timedelta(days=1)
        reopening = datetime.combine(day, end, zone).astimezone(UTC)
        # Negative when daylight saving time skips this time of day.
        return max(0.0, reopening.timestamp() - now)

    def to_list(self) -> list[str]:
        """Return the values to store in the journal."""
        return [self.start, self.end, self.zone]

    @classmethod
    def from_list(cls, stored: list[str] | None) -> Self | None:
        """Build quiet hours from the values in the journal."""
        return cls(*stored) if stored else None
