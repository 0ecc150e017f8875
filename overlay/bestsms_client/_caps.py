"""How long a text may be before the gateway cuts it."""

from dataclasses import dataclass
from typing import Literal

from bestsms_api.constraints import LIMITS
from bestsms_client.errors import ConfigurationError


@dataclass(frozen=True)
class Caps:
    """The longest texts that the account sends; the gateway cuts longer ones silently.

    Attributes:
        gsm: The most septets of a text in the GSM alphabet; 459 are three parts.
        ucs2: The most UTF-16 units of any other text. The documented 210 take four parts; 201 take
            three.

    Raises:
        ConfigurationError: A cap is not a positive integer.
    """

    gsm: int = LIMITS["capGsm"].value
    ucs2: int = LIMITS["capUcs2"].value

    def __post_init__(self) -> None:
        if min(self.gsm, self.ucs2) < 1:
            raise ConfigurationError("A cap is a positive number of units.")

    def of(self, encoding: Literal["GSM-7", "UCS-2"]) -> int:
        """Return the cap of an encoding."""
        return self.gsm if encoding == "GSM-7" else self.ucs2
