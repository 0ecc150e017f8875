"""What the shared options of a command say."""

from dataclasses import dataclass


@dataclass
class Session:
    """The shared options of one run of the command line.

    Attributes:
        json: Whether results are printed as JSON.
        full: Whether phone numbers are shown whole.
        profile: The profile that was asked for.
        sandbox: Whether the running sandbox takes the place of the gateway.
    """

    json: bool = False
    full: bool = False
    profile: str | None = None
    sandbox: bool = False
