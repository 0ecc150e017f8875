"""Issue warnings that point at the caller's line, wherever in the client they arise."""

import sys
import warnings
from types import FrameType
from typing import Any, Final, NamedTuple

_OURS: Final = ("bestsms_client", "bestsms_api", "bestsms_campaign", "contextlib", "asyncio")


class Place(NamedTuple):
    """A line of code for `warnings.warn_explicit`; not a frame, which would keep objects alive."""

    filename: str
    lineno: int
    module: str
    registry: dict[Any, Any]


def warn(text: str, category: type[Warning], place: Place | None = None) -> None:
    """Issue a warning at the nearest line outside the client, or at the given place."""
    filename, lineno, module, registry = place or callers_place()
    warnings.warn_explicit(text, category, filename, lineno, module, registry)


def callers_place() -> Place:
    own: FrameType = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    frame: FrameType | None = own
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] in _OURS:
        frame = frame.f_back
    frame = frame or own
    names = frame.f_globals
    return Place(
        frame.f_code.co_filename,
        frame.f_lineno,
        names.get("__name__", "unknown"),
        names.setdefault("__warningregistry__", {}),
    )
