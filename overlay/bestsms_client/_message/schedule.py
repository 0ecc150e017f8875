"""Convert a send time to the local time that the API requires."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any, Final, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from bestsms_client.errors import ConfigurationError, InvalidRequestError
from bestsms_client.zones import api_name, zone

When: TypeAlias = datetime | timedelta | str
"""A datetime, a timedelta from now, or local time as text in the form `YYYY-MM-DDThh:mm`."""

# A documented zone without daylight saving: no local time in it is ambiguous.
_WITHOUT_DST: Final = "E. Australia"
_FORM: Final = "YYYY-MM-DDThh:mm, such as 2031-01-31T09:00"
_OUT_OF_RANGE: Final = "send_time is out of range. The year must be from 1 to 9999."
_TEXT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
_OFFSET: Final = re.compile(r"T?[0-9:. ]+(?:Z|[+-][0-9]{2}:?[0-9]{2})$", re.IGNORECASE)
_WESTERNMOST: Final = timezone(timedelta(hours=-12))


class Schedule(NamedTuple):
    """SendTime and TimeZone of a message, and what a preview notes about them."""

    send_time: str | None
    time_zone: str | None
    note: str = ""


def schedule(
    when: When | None,
    time_zone: str | None,
    *,
    now: datetime,
    account_timezone: str | None = None,
    allow_past: bool = False,
) -> Schedule:
    """Return SendTime and TimeZone of a message. Seconds are rounded up, so it is never early.

    An aware datetime or a timedelta is written in the first zone that can express it: `time_zone`,
    the account's zone, the datetime's own zone, or one without daylight saving. A naive datetime
    and a text are local time in `time_zone` or the account's zone.

    Example:
        >>> now = datetime(2026, 1, 1, 9, tzinfo=UTC)
        >>> schedule(timedelta(hours=1), None, now=now)
        Schedule(send_time='2026-01-01T20:00', time_zone='E. Australia', note='')
        >>> schedule(datetime(2026, 1, 2, 9), "Australia/Sydney", now=now)[:2]
        ('2026-01-02T09:00', 'AUS Eastern')
    """
    name = None if time_zone is None else api_name(time_zone)
    if when is None:
        return Schedule(None, name)
    if isinstance(when, str):
        _check_text(when, time_zone or account_timezone, now, allow_past)
        return Schedule(when, name)
    moment = _moment(when, now, time_zone or account_timezone)
    if not allow_past:
        _refuse_past(moment, now)
    own = when.tzinfo if isinstance(when, datetime) else None
    note = ""
    for candidate in (name, account_timezone, own.key if isinstance(own, ZoneInfo) else None):
        try:
            if candidate is not None:
                known = api_name(candidate)
                local = _local(moment, zone(known))
                if local is not None:
                    return Schedule(local, known)
                note = _moved(moment, known)
                break
        except (InvalidRequestError, ConfigurationError):
            continue  # the API has no name for the zone, or this machine has no data for it
    local = _local(moment, zone(_WITHOUT_DST))
    return Schedule(local, _WITHOUT_DST, note)


def action_time(
    when: When | None,
    *,
    now: datetime,
    account_timezone: str | None,
    allow_past: bool = False,
) -> str | None:
    """Return the SendTime of an action, which is always in the account's zone.

    Example:
        >>> now = datetime(2026, 1, 1, 9, tzinfo=UTC)
        >>> action_time(timedelta(hours=1), now=now, account_timezone="AUS Eastern")
        '2026-01-01T21:00'
    """
    if when is None:
        return None
    if isinstance(when, str):
        _check_text(when, account_timezone, now, allow_past)
        return when
    if account_timezone is None:
        raise InvalidRequestError(
            "send_time must be converted to the account's time zone, which is not known. Pass "
            "account_timezone=... to the client, or pass the account's local time as text in the "
            f"form {_FORM}."
        )
    moment = _moment(when, now, account_timezone)
    if not allow_past:
        _refuse_past(moment, now)
    local = _local(moment, zone(account_timezone, "account_timezone"))
    if local is None:
        raise InvalidRequestError(
            f"send_time {moment:%Y-%m-%dT%H:%M}Z is ambiguous: its local time occurs twice in "
            f"{api_name(account_timezone)}, because the clocks go back, and this call cannot "
            "specify another zone. Choose another time."
        )
    return local


def plain_datetime(value: Any, argument: str) -> datetime:
    """Return a value of a datetime subclass as a plain datetime.

    A missing value such as `pandas.NaT` is an instance of datetime, but is refused.
    """
    if isinstance(value, datetime):
        try:
            plain = datetime(
                value.year,
                value.month,
                value.day,
                value.hour,
                value.minute,
                value.second,
                value.microsecond,
                tzinfo=value.tzinfo,
                fold=value.fold,
            )
            offset = plain.utcoffset()
        except Exception:  # a foreign class may raise anything
            raise InvalidRequestError(
                f"{argument} is of type {type(value).__name__}, but is not a valid time. If there "
                "is no time, pass None."
            ) from None
        if offset is not None and plain.year > 1980 and offset % timedelta(minutes=15):
            raise InvalidRequestError(
                f"{argument} has the UTC offset {plain:%z}, which no time zone uses today. Use "
                "zoneinfo.ZoneInfo; with pytz, use zone.localize(...)."
            )
        return plain
    if isinstance(value, date):
        raise InvalidRequestError(
            f"{argument} is a date without a time of day. Pass a datetime, such as "
            "datetime.combine(day, time(9))."
        )
    others = f", a timedelta, or text in the form {_FORM}" if argument == "send_time" else ""
    raise InvalidRequestError(
        f"{argument} is of type {type(value).__name__}. Pass a datetime{others}."
    )


def _check_text(text: str, zone_name: str | None, now: datetime, allow_past: bool) -> None:
    """Refuse a text that is malformed, ambiguous or in the past."""
    if not _TEXT.fullmatch(text):
        raise InvalidRequestError(f"send_time {_text_fault(text)}")
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidRequestError(
            f"send_time {text} is not a valid date and time. Check the day and the time."
        ) from None
    if zone_name is not None:
        moment = _one_moment(local, zone(zone_name))
    else:  # the zone is not known: the time has passed if it has passed in the westernmost zone
        moment = local.replace(tzinfo=_WESTERNMOST)
    if not allow_past:
        _refuse_past(_in_utc(lambda: moment), now, text)


def _text_fault(text: str) -> str:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return f"is a date without a time of day. Write it as {_FORM}."
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and _OFFSET.search(text[10:]):
        return (
            "has a UTC offset, which the API does not accept. Pass datetime.fromisoformat(text) "
            f"instead, or local time with time_zone=... in the form {_FORM}."
        )
    return f"does not have the expected form. Write it as {_FORM}."


def _moment(when: Any, now: datetime, zone_name: str | None) -> datetime:
    """Return the time in UTC, in whole minutes."""
    if isinstance(when, timedelta):
        delay = timedelta(when.days, when.seconds, when.microseconds)
        exact = _in_utc(lambda: now + delay)
    else:
        plain = plain_datetime(when, "send_time")
        if plain.tzinfo is not None:
            exact = _in_utc(lambda: _existing(plain))
        elif zone_name is not None:
            exact = _in_utc(lambda: _one_moment(plain, zone(zone_name)))
        else:
            raise InvalidRequestError(
                "send_time is a naive datetime, and its time zone is not known. Pass an aware "
                "datetime or time_zone=..., or pass account_timezone=... to the client."
            )
    whole = exact.replace(second=0, microsecond=0)
    return whole if whole == exact else _in_utc(lambda: whole + timedelta(minutes=1))


def _in_utc(make: Callable[[], datetime]) -> datetime:
    try:
        return make().astimezone(UTC)
    except OverflowError:
        raise InvalidRequestError(_OUT_OF_RANGE) from None


def _readings(local: datetime) -> tuple[datetime, datetime]:
    """Return the two moments that a local time can mean, by its `fold`."""
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _existing(local: datetime) -> datetime:
    """Refuse a local time that the clocks skip."""
    early, late = _readings(local)
    if early > late:
        raise InvalidRequestError(_two_readings(local, local.tzinfo, "does not exist"))
    return local


def _one_moment(naive: datetime, place: tzinfo) -> datetime:
    """Return the moment of a local time; refuse one that does not exist or occurs twice."""
    local = naive.replace(tzinfo=place, fold=0)
    early, late = _readings(local)
    if early != late:
        fault = "occurs twice" if early < late else "does not exist"
        raise InvalidRequestError(_two_readings(local, place, fault))
    return local


def _two_readings(local: datetime, place: tzinfo | None, fault: str) -> str:
    first, second = sorted(moment.astimezone(place) for moment in _readings(local))
    return (
        f"send_time {local:%Y-%m-%dT%H:%M} {fault} in {place}, because the clocks change: it could "
        f"mean {first.isoformat()} or {second.isoformat()}. Pass an aware datetime in UTC or with "
        "a fixed offset."
    )


def _refuse_past(moment: datetime, now: datetime, text: str = "") -> None:
    if moment < now:
        raise InvalidRequestError(
            f"send_time {text or format(moment, '%Y-%m-%dT%H:%MZ')} is in the past; it is now "
            f"{now:%Y-%m-%dT%H:%M}Z. The gateway would send immediately. If you want that, leave "
            'send_time out, or pass allow={"past"}.'
        )


def _local(moment: datetime, place: tzinfo) -> str | None:
    """Return a moment as local time of a zone; None if that local time occurs twice."""
    local = _in_zone(moment, place)
    first, second = _readings(local)
    return f"{local:%Y-%m-%dT%H:%M}" if first == second else None


def _in_zone(moment: datetime, place: tzinfo) -> datetime:
    try:
        return moment.astimezone(place)
    except OverflowError:
        raise InvalidRequestError(_OUT_OF_RANGE) from None


def _moved(moment: datetime, name: str) -> str:
    local = moment.astimezone(zone(name))
    return (
        f"send_time {local.isoformat()} is sent as a time in the zone {_WITHOUT_DST}, because the "
        f"local time occurs twice in {name}."
    )
