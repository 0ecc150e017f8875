"""Time zones by their Windows names, which the API uses, and by IANA names."""

import difflib
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from bestsms_client.errors import ConfigurationError, InvalidRequestError

_WORDS = " standard time"
_EXPECTED = "Pass an IANA name such as Australia/Sydney, or the API's name such as AUS Eastern."


def api_name(name: str, argument: str = "time_zone") -> str:
    """Return the API's name of a zone.

    Args:
        name: A Windows name, with or without "Standard Time", or an IANA name; case is ignored.
            `GMT`, which is both, is read as the API does: British time with daylight saving.
        argument: The argument that an `InvalidRequestError` names.

    Example:
        >>> api_name("Australia/Melbourne"), api_name("aus eastern standard time")
        ('AUS Eastern', 'AUS Eastern')
    """
    given: Any = name
    if not isinstance(given, str):
        raise InvalidRequestError(f"{argument} is of type {type(given).__name__}. {_EXPECTED}")
    windows, iana = _tables()
    key = name.casefold().replace(_WORDS, "")
    found = key if key in windows else iana.get(name.casefold())
    if found is not None:
        return windows[found][0]
    names = {known.casefold(): known for own, more in windows.values() for known in (own, *more)}
    near = difflib.get_close_matches(key, names, n=1)
    hint = f" Did you mean {names[near[0]]}?" if near else ""
    raise InvalidRequestError(f"{argument} is not a known time zone. {_EXPECTED}{hint}")


def zone(name: str, argument: str = "time_zone") -> ZoneInfo:
    """Return the zone with a Windows or IANA name, as for `api_name`.

    Raises:
        InvalidRequestError: The name is not known.
        ConfigurationError: This machine has no data for the zone.

    Example:
        >>> zone("AUS Eastern")
        zoneinfo.ZoneInfo(key='Australia/Sydney')
    """
    windows, iana = _tables()
    official = api_name(name, argument)
    alternatives = windows[official.casefold()][1]
    if name.casefold() in iana and name.casefold() != official.casefold():
        alternatives = (
            *(a for a in alternatives if a.casefold() == name.casefold()),
            *alternatives,
        )
    for alternative in alternatives:  # some systems have no data for older names
        try:
            return ZoneInfo(alternative)
        except (KeyError, OSError):
            continue
    raise ConfigurationError(
        f"This machine has no data for the time zone {official}. Install the package tzdata."
    )


@cache
def _tables() -> tuple[dict[str, tuple[str, tuple[str, ...]]], dict[str, str]]:
    """Return the Windows names with their IANA names, and the IANA names; keys are case-folded."""
    windows: dict[str, tuple[str, tuple[str, ...]]] = {}
    iana: dict[str, str] = {}
    table = files("bestsms_client").joinpath("zones.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            name, _, rest = line.partition("\t")
            windows[name.casefold()] = name, tuple(rest.split())
            iana |= {alternative.casefold(): name.casefold() for alternative in rest.split()}
    return windows, iana
