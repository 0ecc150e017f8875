"""The values of the options that all commands share."""

from dataclasses import dataclass


@dataclass
class Session:
    """The shared options of one run of the command line.

    Attributes:
        json: Whether to print results as JSON.
        full: Whether to print phone numbers without masking.
        profile: The name of the profile to use.
        sandbox: Whether to use the running sandbox.
    """

    json: bool = False
    full: bool = False
    profile: str | None = None
    sandbox: bool = False
