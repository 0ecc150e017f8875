"""Notice a blocking `with` statement around an `await`.

While the block waits, other tasks run in the same thread. They would block the event loop on the
transaction that the block holds.
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
    "`once` was used across an `await`. Its transaction would block all other tasks. Put the block "
    "into a function and call it with `await asyncio.to_thread(...)`. Nothing was recorded."
)


class AwaitGuard:
    """Watches the blocks of one deduplicator."""

    def __init__(self) -> None:
        self._open: dict[int, list[Any]] = {}

    @contextmanager
    def watch(self) -> Generator[Callable[[], None]]:
        """Watch a block.

        Yields:
            A function to call at the end of the block.

        Raises:
            DeduplicationError: The block, or another one in this thread, has been suspended. The
                function raises it, too.
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
    """Return the task that runs in this thread, and how to run a function after it."""
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
