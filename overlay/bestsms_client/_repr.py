"""Short representations of API models."""

# pyright: reportUnknownArgumentType=false

from collections.abc import Iterable
from typing import Any, Final

_MOST: Final = 3


def concise(thing: object) -> str:
    """Return the representation of an API model with its non-empty fields; lists are shortened."""
    names: Iterable[Any] = getattr(type(thing), "__attrs_attrs__", ())
    values = ((field.name, getattr(thing, field.name)) for field in names)
    shown = [f"{name}={_shown(value)}" for name, value in values if value not in (None, {})]
    return f"{type(thing).__name__}({', '.join(shown)})"


def _shown(value: Any) -> str:
    if type(value) is list:
        more = [f"... {len(value) - _MOST} more"] if len(value) > _MOST else []
        return f"[{', '.join([*map(_shown, value[:_MOST]), *more])}]"
    return concise(value) if hasattr(type(value), "__attrs_attrs__") else repr(value)
