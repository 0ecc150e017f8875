"""Reads the times and durations that options take."""

import re
from datetime import timedelta
from typing import Final

import click

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION: Final = re.compile(r"(\d{1,6})\s*([smhd])")


class Duration(click.ParamType[timedelta]):
    """A duration such as `90s`, `30m`, `24h` or `7d`."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Read a duration."""
        if isinstance(value, timedelta):
            return value
        found = _DURATION.fullmatch(str(value).strip())
        if found is None:
            self.fail(f"'{value}' is not a duration such as 90s, 30m, 24h or 7d.", param, ctx)
        return timedelta(**{_UNITS[found[2]]: int(found[1])})


def send_time(value: str | None) -> str | timedelta | None:
    """Return a time of sending as the client takes it: a local time, or `+2h` from now.

    Example:
        >>> send_time("+90m"), send_time("2030-01-01T09:00")
        (datetime.timedelta(seconds=5400), '2030-01-01T09:00')
    """
    if value is None or not value.startswith("+"):
        return value
    return Duration().convert(value[1:], None, None)
