"""Attributes that are made when they are first used, so that what they need is loaded only then."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801  # it is used as property is
    """Make an attribute of what a method returns, once for each object.

    Args:
        make: The method.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self._name = make, ""
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, owner: object, kind: type) -> T:
        if owner is None:
            return self  # type: ignore[return-value]  # pyright: ignore[reportReturnType]
        # Two threads may make two; the first stays.
        found: T = vars(owner).setdefault(self._name, self._make(owner))
        return found
