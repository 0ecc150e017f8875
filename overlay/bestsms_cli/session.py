"""The values of the options that all commands share."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass
class Session:
    """The shared options of one run of the command line.

    `recipients` says how the user named each recipient, for messages about one of them.
    """

    json: bool = False
    full: bool = False
    profile: str | None = None
    sandbox: bool = False
    recipients: Sequence[str] = ()
