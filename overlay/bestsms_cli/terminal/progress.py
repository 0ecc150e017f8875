"""A progress bar on stderr, if that is a terminal."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from bestsms_cli.session import Session
from bestsms_cli.terminal.text import shows_colour


@contextmanager
def progress(session: Session, what: str, total: int | None) -> Generator[Callable[[int], None]]:
    """Show how far something is.

    Args:
        session: What the options say; with `--json` nothing is drawn.
        what: What is being done.
        total: How much there is, if that is known.

    Yields:
        A function that takes how much was done since the last call.
    """
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
