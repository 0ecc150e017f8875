"""What callers accept although it is usually a mistake."""

from collections.abc import Iterable, Set
from typing import Any, Final, Literal, TypeAlias, cast, get_args

from bestsms_client.errors import BestSMSError, InvalidRequestError

Allowance: TypeAlias = Literal["national_numbers", "past", "unknown_fields", "cut"]
"""What `allow` may contain.

- `"national_numbers"`: phone numbers without `+` and without `region`. The gateway guesses the
  country.
- `"past"`: a `send_time` in the past. The gateway sends such a message immediately.
- `"unknown_fields"`: merge fields that the API does not document, such as `[[Nickname]]`.
- `"cut"`: a text that is too long. The gateway cuts it silently.
"""
Allow: TypeAlias = Set[Allowance]
"""A set of `Allowance`, such as `{"past", "cut"}`."""

_KNOWN: Final = get_args(Allowance)


def allowances(value: Any, error: type[BestSMSError] = InvalidRequestError) -> frozenset[str]:
    """Return what a call or a client allows, checked.

    Raises:
        BestSMSError: It is not a set, or contains an unknown name.

    Example:
        >>> sorted(allowances({"past", "cut"}))
        ['cut', 'past']
    """
    if value is None:
        return frozenset()
    names = ", ".join(f'"{name}"' for name in _KNOWN)
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise error(f'allow is a set, such as allow={{"past"}}. Its elements can be {names}.')
    found = list(cast("Any", value))
    if any(name not in _KNOWN for name in found):
        raise error(f"allow contains an unknown element. Its elements can be {names}.")
    return frozenset(found)
