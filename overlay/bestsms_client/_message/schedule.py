"""Turns the time that a caller means into the local time that the API takes."""

from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from bestsms_client.errors import ConfigurationError, InvalidRequestError
from bestsms_client.zones import api_name, zone

When: TypeAlias = datetime | timedelta | str
"""A moment, a time from now, or a text in the wire's own form, which is not looked into."""

# A documented name, and a zone without summer time: every moment has just one reading in it.
_UNEQUIVOCAL: Final = "E. Australia"
_NO_DATE: Final = "send_time lies outside the years that a date can have."


def send_time(
    when: When | None,
    time_zone: str | None,
    *,
    now: datetime,
    account_timezone: str | None = None,
    allow_past: bool = False,
) -> tuple[str | None, str | None]:
    """Give SendTime and TimeZone of a message.

    Seconds are rounded up, so that nothing is sent before its time.

    Args:
        when: An aware datetime or a timedelta is a moment: without a `time_zone` it is written in
            the zone of the account, or its own, or else in one without summer time, whichever can
            express it. A naive datetime is read in `time_zone`, or in that of the account.
        time_zone: A Windows or IANA name.
        now: The present, aware.
        account_timezone: The zone of the account's settings, if it is known.
        allow_past: Whether a moment that has passed is meant; the gateway then sends at once.

    Raises:
        InvalidRequestError: The moment has passed or cannot be told from the local time.

    Example:
        >>> now = datetime(2026, 1, 1, 9, tzinfo=UTC)
        >>> send_time(timedelta(hours=1), None, now=now)
        ('2026-01-01T20:00', 'E. Australia')
        >>> send_time(datetime(2026, 1, 2, 9), "Australia/Sydney", now=now)
        ('2026-01-02T09:00', 'AUS Eastern')
    """
    name = None if time_zone is None else api_name(time_zone)
    if when is None or isinstance(when, str):
        return when, name
    moment = _moment(when, now, time_zone or account_timezone)
    if not allow_past:
        _refuse_past(moment, now)
    if name is not None:
        return _local(moment, name), name
    own = (
        when.tzinfo.key
        if isinstance(when, datetime) and isinstance(when.tzinfo, ZoneInfo)
        else None
    )
    for candidate in (account_timezone, own):
        try:
            if candidate is not None:
                name = api_name(candidate)
                return _local(moment, name), name
        except (InvalidRequestError, ConfigurationError):
            continue  # a zone that has no name there, or in which this moment has no clear reading
    return _local(moment, _UNEQUIVOCAL), _UNEQUIVOCAL


def action_time(
    when: When | None,
    *,
    now: datetime,
    account_timezone: str | None,
    allow_past: bool = False,
) -> str | None:
    """Give the SendTime of an action, which names no zone: it is read in that of the account.

    Raises:
        InvalidRequestError: As for `send_time`, or the zone of the account is not known.

    Example:
        >>> now = datetime(2026, 1, 1, 9, tzinfo=UTC)
        >>> action_time(timedelta(hours=1), now=now, account_timezone="AUS Eastern")
        '2026-01-01T21:00'
    """
    if when is None or isinstance(when, str):
        return when
    if account_timezone is None:
        raise InvalidRequestError(
            "send_time cannot be written for an action, which names no zone: give the client the "
            "account_timezone of the account's settings, or a text that is local time there."
        )
    moment = _moment(when, now, account_timezone)
    if not allow_past:
        _refuse_past(moment, now)
    return _local(moment, api_name(account_timezone, "account_timezone"))


def _moment(when: datetime | timedelta, now: datetime, zone_name: str | None) -> datetime:
    """Give the moment that is meant, in UTC, in whole minutes."""
    try:
        if isinstance(when, timedelta):
            exact = now + when
        elif not isinstance(when, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidRequestError(
                f"send_time is of type {type(when).__name__}; give a datetime, a timedelta or "
                "a text."
            )
        elif when.tzinfo is not None:
            exact = _meant(when)
        elif zone_name is not None:
            exact = _meant(when.replace(tzinfo=zone(zone_name), fold=0))
        else:
            raise InvalidRequestError(
                "send_time is a local time without a zone. Make it aware, or give time_zone, or "
                "the client an account_timezone."
            )
        exact = exact.astimezone(UTC)
        whole = exact.replace(second=0, microsecond=0)
        return whole if whole == exact else whole + timedelta(minutes=1)
    except OverflowError:
        raise InvalidRequestError(_NO_DATE) from None


def _meant(local: datetime) -> datetime:
    """Refuse a local time that does not exist, or exists twice and does not say which is meant."""
    early, late = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late or (local.fold and early < late):
        return local
    first, second = sorted((early.astimezone(local.tzinfo), late.astimezone(local.tzinfo)))
    exists = early < late
    raise InvalidRequestError(
        f"send_time {local:%Y-%m-%dT%H:%M} {'exists twice' if exists else 'does not exist'} in "
        f"{local.tzinfo}, where the clocks are changed: it could mean {first.isoformat()} or "
        f"{second.isoformat()}. Say which, with a datetime in UTC or with an offset of its own."
    )


def _refuse_past(moment: datetime, now: datetime) -> None:
    if moment < now:
        raise InvalidRequestError(
            f"send_time {moment:%Y-%m-%dT%H:%M}Z has passed; it is {now:%Y-%m-%dT%H:%M}Z. The "
            "gateway would send at once (assumed); allow_past=True lets it."
        )


def _local(moment: datetime, name: str) -> str:
    """Write a moment as local time of a zone; refuse it where it would be read as another."""
    try:
        local = moment.astimezone(zone(name))
    except OverflowError:
        raise InvalidRequestError(_NO_DATE) from None
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first != second:
        raise InvalidRequestError(
            f"send_time {local:%Y-%m-%dT%H:%M} exists twice in {name}, where the clocks are "
            f"changed: as {local.replace(fold=0).isoformat()} and as "
            f"{local.replace(fold=1).isoformat()}, and the API cannot say which. Give an aware "
            "datetime without time_zone, or another time."
        )
    return f"{local:%Y-%m-%dT%H:%M}"
