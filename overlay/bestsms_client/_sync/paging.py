# Made by scripts/sync from the asynchronous half: do not edit.
"""Walking from page to page."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar


class Paged(Protocol):
    """An answer that is one page of a list. Reports may leave the number of pages out."""

    @property
    def page_count(self) -> int | None:
        """How many pages there are."""
        ...


R = TypeVar("R", bound=Paged)


def pages(read: Callable[[int], R]) -> Iterator[R]:
    """Read pages one after the other, as long as there are more.

    Args:
        read: Reads the page of a number.
    """
    number = 1
    while True:
        page = read(number)
        yield page
        count = page.page_count
        if not isinstance(count, int) or number >= count:
            return
        number += 1
