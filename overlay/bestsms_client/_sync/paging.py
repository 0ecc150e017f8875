# Made by scripts/sync from the asynchronous half: do not edit.
"""Read lists page by page."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar


class Paged(Protocol):
    """A response that is one page of a list. Reports may omit the page count."""

    @property
    def page_count(self) -> int | None: ...


R = TypeVar("R", bound=Paged)


def pages(read: Callable[[int], R]) -> Iterator[R]:
    """Yield page after page, starting with the first."""
    number = 1
    while True:
        page = read(number)
        yield page
        count = page.page_count
        if not isinstance(count, int) or number >= count:
            return
        number += 1
