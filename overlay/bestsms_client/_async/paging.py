"""Read lists page by page."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol, TypeVar


class Paged(Protocol):
    """A response that is one page of a list. Reports may omit the page count."""

    @property
    def page_count(self) -> int | None: ...


R = TypeVar("R", bound=Paged)


async def pages(read: Callable[[int], Awaitable[R]]) -> AsyncIterator[R]:
    """Yield page after page, starting with the first."""
    number = 1
    while True:
        page = await read(number)
        yield page
        count = page.page_count
        if not isinstance(count, int) or number >= count:
            return
        number += 1
