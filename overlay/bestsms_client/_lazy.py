"""Attributes that are created on first use, so that their modules are imported only then."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801  # used like property
    """An attribute whose value a method creates, once per object."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self._name = make, ""
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, owner: object, kind: type) -> T:
        if owner is None:
            return self  # type: ignore[return-value]  # pyright: ignore[reportReturnType]
        # Two threads may create a value each; the first one is kept.
        found: T = vars(owner).setdefault(self._name, self._make(owner))
        return found
