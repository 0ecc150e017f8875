"""A progress bar on stderr, if stderr is a terminal."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from bestsms_cli.session import Session
from bestsms_cli.terminal.text import shows_colour


@contextmanager
def progress(session: Session, what: str, total: int | None) -> Generator[Callable[[int], None]]:
    """Show a progress bar, and yield a function that advances it by some steps."""
    if session.json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True, no_color=not shows_colour(True))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)
