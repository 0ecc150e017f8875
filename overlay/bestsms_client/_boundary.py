"""Keep arguments out of tracebacks that leave the package.

Crash reporters capture the local variables of every frame. Below the caller's frame, these include
the token, texts, numbers and attachments. So when a public call fails, it drops its arguments,
clears the frames below it, and raises again. The traceback keeps only line numbers, even for the
frames of the user's hooks and iterables.
"""

import inspect
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def clear(error: BaseException, handled: BaseException | None) -> None:
    """Clear the local variables of all finished frames of an exception and its chain.

    `handled` is the exception that the caller was handling. It belongs to the caller and is left
    alone.
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
            with suppress(RuntimeError):  # the frame is still running
                place.tb_frame.clear()
            place = place.tb_next
        rest += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            rest += cast("BaseExceptionGroup[BaseException]", one).exceptions


def protected(method: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a public method of any kind so that its errors do not show its arguments."""
    kind = inspect.unwrap(method)
    if inspect.iscoroutinefunction(kind):
        return async_boundary(method)
    if inspect.isasyncgenfunction(kind):
        return _call(method, _async_iterator)
    if inspect.isgeneratorfunction(kind):
        return _call(method, _iterator)
    return boundary(method)


def protect_methods(cls: type[T]) -> type[T]:
    """Wrap the constructor and all public methods of a class."""
    for name, method in list(vars(cls).items()):
        if name.startswith("_") and name != "__init__":
            continue
        if isinstance(method, classmethod):
            wrapped = classmethod(protected(cast("Any", method).__func__))
            setattr(cls, name, wrapped)
        elif inspect.isfunction(method):
            setattr(cls, name, protected(method))
    return cls


def boundary(function: Callable[P, T]) -> Callable[P, T]:
    """Wrap a function so that its errors do not show its arguments."""

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
    """Wrap a coroutine function so that its errors do not show its arguments."""

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
        return wrap(function(*args, **kwargs))

    return boundary(call)


def _iterator(items: Generator[Any]) -> Iterator[Any]:
    handled = sys.exception()
    item = None
    try:
        for item in items:
            yield item
    except BaseException as error:
        del item
        items.close()
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
