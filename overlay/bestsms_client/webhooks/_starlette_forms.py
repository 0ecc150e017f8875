"""Find a form that other code in a Starlette application has already parsed.

A middleware that calls `request.form()` consumes the body, so the endpoint receives an empty one.
The parsed form remains in the middleware's request object, which the `receive` callable refers to.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any, cast

_MAX_STEPS = 100


def form_read_earlier(receive: Callable[..., Any]) -> list[tuple[str, str]]:
    """Return the fields of a form that was already parsed, or an empty list."""
    for request in _requests(receive):
        # `await request.form()` would wait for the client if nothing has been read.
        form = getattr(request, "_form", None)
        pairs = cast("list[tuple[str, Any]]", form.multi_items() if form else [])
        if found := [(name, value) for name, value in pairs if isinstance(value, str)]:
            return found
    return []


def _requests(receive: Callable[..., Any]) -> Iterator[Any]:
    """Yield the Starlette requests that a `receive` callable refers to."""
    if "starlette.requests" not in sys.modules:
        return
    request_type: type[Any] = sys.modules["starlette.requests"].Request
    queue: list[Any] = [receive]
    seen = set[int]()
    while queue and len(seen) < _MAX_STEPS:
        function = queue.pop(0)
        if id(function) in seen:
            continue
        seen.add(id(function))
        owner: Any = getattr(function, "__self__", None)
        if isinstance(owner, request_type):
            yield owner
            queue.append(owner.receive)
        for cell in getattr(function, "__closure__", None) or ():
            try:
                content = cell.cell_contents
            except ValueError:  # the cell is still empty
                continue
            if callable(content):
                queue.append(content)
