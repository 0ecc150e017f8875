"""Convert wire names to argument names. Imports nothing else of the client."""

import re
from functools import cache
from typing import Final

_BOUNDARY: Final = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def argument_name(wire: str) -> str:
    """Return the argument name of a wire field.

    Example:
        >>> argument_name("SMSEmailReply"), argument_name("Custom1")
        ('sms_email_reply', 'custom_1')
    """
    return _BOUNDARY.sub("_", wire).lower()
