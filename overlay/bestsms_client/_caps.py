"""The lengths at which the gateway cuts texts."""

from dataclasses import dataclass
from typing import Literal

from bestsms_api.constraints import LIMITS
from bestsms_client.errors import ConfigurationError


@dataclass(frozen=True)
class Caps:
    """The maximum text lengths of your account. The gateway silently cuts longer texts.

    Attributes:
        gsm: The maximum number of septets of a GSM text. The default of 459 is three parts.
        ucs2: The maximum number of UTF-16 units of any other text. The default of 210 takes four
            parts; 201 would take three.

    Raises:
        ConfigurationError: A cap is not a positive integer.
    """

    gsm: int = LIMITS["capGsm"].value
    ucs2: int = LIMITS["capUcs2"].value

    def __post_init__(self) -> None:
        if min(self.gsm, self.ucs2) < 1:
            raise ConfigurationError("Caps.gsm and Caps.ucs2 must be positive integers.")

    def of(self, encoding: Literal["GSM-7", "UCS-2"]) -> int:
        return self.gsm if encoding == "GSM-7" else self.ucs2
