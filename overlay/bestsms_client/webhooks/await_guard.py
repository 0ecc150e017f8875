"""Detect an `await` inside a blocking `with` statement.

While the block is suspended, other tasks run in the same thread. They would block the event loop
while they wait for the transaction that the block holds.
"""

import asyncio
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

from bestsms_client.errors import DeduplicationError

Schedule: TypeAlias = Callable[[Callable[[], None]], object]

_MESSAGE: Final = (
    "The block of `once` contains an `await`. Its transaction would block all other tasks. Put the "
    "block in a function and call it with `await asyncio.to_thread(...)`. Nothing was recorded."
)


class AwaitGuard:
    """Watches the `with` blocks of one deduplicator."""

    def __init__(self) -> None:
        self._open: dict[int, list[Any]] = {}

    @contextmanager
    def watch(self) -> Generator[Callable[[], None]]:
        """Watch a block, and yield a function to call at its end.

        The function raises `DeduplicationError` if the block was suspended. So does this method if
        another block in this thread is.
        """
        task, schedule = _current()
        if task is None or schedule is None:
            yield lambda: None
            return
        tasks = self._open.setdefault(threading.get_ident(), [])
        if any(other is not task for other in tasks):
            raise DeduplicationError(_MESSAGE)
        others_ran = threading.Event()
        schedule(others_ran.set)

        def check() -> None:
            if others_ran.is_set():
                raise DeduplicationError(_MESSAGE)

        tasks.append(task)
        try:
            yield check
        finally:
            tasks.remove(task)


def _current() -> tuple[object, Schedule | None]:
    """Return the current task and the function that schedules a callback in its event loop."""
    try:
        return asyncio.current_task(), asyncio.get_running_loop().call_soon
    except RuntimeError:
        pass
    if "trio" in sys.modules:
        import trio

        try:
            token = trio.lowlevel.current_trio_token()
            return trio.lowlevel.current_task(), token.run_sync_soon
        except RuntimeError:
            pass
    return None, None
