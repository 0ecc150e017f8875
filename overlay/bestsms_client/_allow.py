"""The `allow` option: checks that a caller turns off."""

from collections.abc import Iterable, Set
from typing import Any, Final, Literal, TypeAlias, cast, get_args

from bestsms_client.errors import BestSMSError, InvalidRequestError

Allowance: TypeAlias = Literal["national_numbers", "past", "unknown_fields", "cut"]
"""What `allow` may contain.

- `"national_numbers"` accepts phone numbers without `+` and `region`. The gateway guesses the
  country.
- `"past"` accepts a `send_time` in the past. The gateway sends the message immediately.
- `"unknown_fields"` accepts undocumented merge fields, such as `[[Nickname]]`.
- `"cut"` accepts a text that is too long. The gateway cuts it silently.
"""
Allow: TypeAlias = Set[Allowance]
"""A set of `Allowance`, such as `{"past", "cut"}`."""

_KNOWN: Final = get_args(Allowance)


def allowances(value: Any, error: type[BestSMSError] = InvalidRequestError) -> frozenset[str]:
    """Return the elements of `allow`; raise `error` if it is not a set of known names."""
    if value is None:
        return frozenset()
    names = ", ".join(f'"{name}"' for name in _KNOWN)
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise error(f'allow must be a set, such as {{"past"}}. Its elements can be {names}.')
    found = list(cast("Any", value))
    if any(name not in _KNOWN for name in found):
        raise error(f"allow contains an unknown element. Its elements can be {names}.")
    return frozenset(found)
