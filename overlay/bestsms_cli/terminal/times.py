"""Parse the times and durations of options."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click

AT_HELP: Final = "When to send, such as 2030-01-31T09:00 or +2h (default: now)."
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION: Final = re.compile(r"(\d{1,6})\s*([smhd])")


if TYPE_CHECKING:
    _DurationType = click.ParamType[timedelta]
else:
    _DurationType = click.ParamType  # before click 8.4 it takes no parameter


class Duration(_DurationType):
    """A duration such as `90s`, `30m`, `24h` or `7d`."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """Parse a duration."""
        if isinstance(value, timedelta):
            return value
        found = _DURATION.fullmatch(str(value).strip())
        if found is None:
            self.fail(
                f"'{value}' is not a duration. Use a form such as 90s, 30m, 24h or 7d.", param, ctx
            )
        return timedelta(**{_UNITS[found[2]]: int(found[1])})


def send_time(value: str | None) -> str | timedelta | None:
    """Convert the option `--at` to a `send_time`: a local time, or a duration such as `+2h`.

    Example:
        >>> send_time("+90m"), send_time("2030-01-01T09:00")
        (datetime.timedelta(seconds=5400), '2030-01-01T09:00')
    """
    if value is None or not value.startswith("+"):
        return value
    return Duration().convert(value[1:], None, None)
