"""Find a form that something in a Starlette application has parsed before us.

A middleware that calls `request.form()` uses up the body, and Starlette hands an empty one to what
comes after it. The form stays in the middleware's request, which `receive` refers to.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any, cast

_MAX_STEPS = 100


def form_read_earlier(receive: Callable[..., Any]) -> list[tuple[str, str]]:
    """Return the fields of a form that was parsed already; an empty list if there is none."""
    for request in _requests(receive):
        # Not `await request.form()`, which waits for the client if nothing was read.
        form = getattr(request, "_form", None)
        pairs = cast("list[tuple[str, Any]]", form.multi_items() if form else [])
        if found := [(name, value) for name, value in pairs if isinstance(value, str)]:
            return found
    return []


def _requests(receive: Callable[..., Any]) -> Iterator[Any]:
    """Yield the requests of Starlette that a `receive` function refers to."""
    if "starlette.requests" not in sys.modules:
        return
    kind: type[Any] = sys.modules["starlette.requests"].Request
    waiting: list[Any] = [receive]
    seen = set[int]()
    while waiting and len(seen) < _MAX_STEPS:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        owner: Any = getattr(one, "__self__", None)
        if isinstance(owner, kind):
            yield owner
            waiting.append(owner.receive)
        for cell in getattr(one, "__closure__", None) or ():
            try:
                content = cell.cell_contents
            except ValueError:  # it is not filled yet
                continue
            if callable(content):
                waiting.append(content)
