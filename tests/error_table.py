"""A pytest plugin that collects every error, warning and log line of the client: `make errors`.

It writes build/error-messages.txt, sorted by source file and line, with numbers masked. The command
line runs in a separate process, so its stderr is recorded instead. Messages that no test provokes
are missing.
"""

import json
import logging
import os
import re
import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click
import pytest
from tests.cli.shell import Result

from bestsms_client._network.causes import NetworkError
from bestsms_client.errors import BestSMSError
from bestsms_sandbox.contract.refusal import Refusal
from bestsms_sandbox.storage.database import StoreError

PARTS, TABLE = Path("build/error-messages"), Path("build/error-messages.txt")
OVERLAY: Final = Path(__file__).parent.parent / "overlay"
# Files that only pass a message on.
PASSING: Final = ("_client/errors.py", "_cli/errors.py", "_warnings.py", "/refusal.py")
MOST: Final = 20  # per line of code
MASKS: Final = (
    (r"[^\n -~\u00a0-\U0010ffff]", "?"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "ID"),
    (rf"{re.escape(tempfile.gettempdir())}/[\w./-]+/", "/.../"),
    (r"\d+", "0"),
    (r"(\w)\1{9,}", r"\1..."),
    (r"client(\.\w+)+ failed", "client... failed"),
    (r"\s*\n\s*", " "),
    (r"Usage: .* --help. for help\. ", ""),
    (r"(\b0, )+(?=0\b)", ""),
)
seen: set[tuple[str, int, str, str]] = set()


def record(kind: str, message: str, source: str = "", line: int = 0) -> None:
    """Record a message. Without a source, use the line of our code that made it."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while not source:
        if not (caller := frame.f_back):
            return
        frame, path = caller, caller.f_code.co_filename
        if path.startswith(f"{OVERLAY}/") and not path.endswith(PASSING):
            source, line = str(Path(path).relative_to(OVERLAY)), frame.f_lineno
    for pattern, mask in MASKS:
        message = re.sub(pattern, mask, message)
    seen.add((source.replace("/_sync/", "/_async/"), line, kind, message))


def spy_on(owner: Any, name: str, see: Callable[..., None]) -> None:
    """Call `see` with the arguments of each call of a function."""
    original = getattr(owner, name)

    def spy(*args: Any, **kwargs: Any) -> Any:
        done = original(*args, **kwargs)
        see(*args)
        return done

    setattr(owner, name, spy)


def see_error(error: Exception, *_: object) -> None:
    texts = getattr(error, "messages", None) or [getattr(error, "message", str(error))]
    record(type(error).__name__, " | ".join(map(str, texts)))


def see_warning(text: object, kind: type[Warning], *_: object) -> None:
    record(kind.__name__, str(text))


def see_log(_logger: logging.Logger, level: int, text: str, args: tuple[object, ...]) -> None:
    record(logging.getLevelName(level), text % args if args else text)


def see_result(result: Result, *_: object) -> None:
    record("exit code", result.stderr.strip(), "bestsms (stderr)", result.code)


def pytest_configure() -> None:
    for kind in (BestSMSError, click.ClickException, NetworkError, Refusal, StoreError):
        spy_on(kind, "__init__", see_error)
    spy_on(warnings, "warn_explicit", see_warning)
    spy_on(logging.Logger, "_log", see_log)
    spy_on(Result, "__init__", see_result)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the records of this process; in the main process, write the table of all records."""
    PARTS.mkdir(parents=True, exist_ok=True)
    (PARTS / f"{os.getpid()}.json").write_text(json.dumps(sorted(seen)))
    if hasattr(session.config, "workerinput"):
        return
    found = [row for part in PARTS.iterdir() for row in json.loads(part.read_text())]
    rows = {(row[0], f"{row[2]}: {row[3]}"): row[1] for row in sorted(found)}
    places: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for source, text in sorted(rows):
        places[source][rows[source, text]].append(text)
    with TABLE.open("w") as table:
        for source, lines in places.items():
            table.write(f"\n{source}\n")
            for line, texts in sorted(lines.items()):
                table.writelines(f"{line:6} {text}\n" for text in texts[:MOST])
                if len(texts) > MOST:
                    table.write(f"       ... and {len(texts) - MOST} more like these\n")
    print(f"\n{TABLE}: {len(rows)} messages of {len(places)} files")
