"""The boundary of the package: what crosses it upwards shows nothing of what was passed in.

Crash reporters capture the local variables of every frame of a traceback. Below the caller's own
frame these would be the token, texts, numbers and attachments. So every public call drops its
arguments when it fails, clears the frames below it, and raises again. The lines stay and the values
go, those of the user's own hooks and iterables included.
"""

import inspect
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def clear(error: BaseException, handled: BaseException | None) -> None:
    """Clear the local variables of all finished frames of an exception and of its chain.

    Args:
        error: The exception.
        handled: What the caller was handling when it made the call; it is the caller's own, and so
            is all that it hangs on.
    """
    seen: set[int] = {id(handled)}
    rest: list[BaseException | None] = [error]
    while rest:
        one = rest.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        place = one.__traceback__
        while place is not None:
            with suppress(RuntimeError):  # it is running, as the boundary itself is
                place.tb_frame.clear()
            place = place.tb_next
        rest += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            rest += cast("BaseExceptionGroup[BaseException]", one).exceptions


def protected(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a public method with the boundary around it, for whatever kind of function it is."""
    kind = inspect.unwrap(method)
    if inspect.iscoroutinefunction(kind):
        return async_boundary(method)
    if inspect.isasyncgenfunction(kind):
        return _call(method, _async_iterator)
    if inspect.isgeneratorfunction(kind):
        return _call(method, _iterator)
    return boundary(method)


def boundary(function: Callable[P, T]) -> Callable[P, T]:
    """Put the boundary around a plain function."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        handled = sys.exception()
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            del args, kwargs
            clear(error, handled)
            raise

    return call


def async_boundary(function: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Put the boundary around a coroutine function."""

    @wraps(function)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        handled = sys.exception()
        try:
            return await function(*args, **kwargs)
        except BaseException as error:
            del args, kwargs
            clear(error, handled)
            raise

    return call


def _call(function: Callable[P, T], wrap: Callable[[T], T]) -> Callable[P, T]:
    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return wrap(function(*args, **kwargs))  # which only makes the iterator

    return boundary(call)


def _iterator(items: Iterator[Any]) -> Iterator[Any]:
    handled = sys.exception()
    item = None
    try:
        for item in items:  # an item must not stay in this frame
            yield item
    except BaseException as error:
        del item
        clear(error, handled)
        raise


async def _async_iterator(items: AsyncIterator[Any]) -> AsyncIterator[Any]:
    handled = sys.exception()
    item = None
    try:
        async for item in items:
            yield item
    except BaseException as error:
        del item
        await items.aclose()  # type: ignore[attr-defined]
        clear(error, handled)
        raise
