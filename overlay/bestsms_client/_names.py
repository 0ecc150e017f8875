"""How names of the wire become names of arguments. Imports nothing of ours."""

import re
from functools import cache
from typing import Final

_BOUNDARY: Final = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def argument_name(wire: str) -> str:
    """Return the argument that stands for a field of the wire.

    Example:
        >>> argument_name("SMSEmailReply"), argument_name("Custom1")
        ('sms_email_reply', 'custom_1')
    """
    return _BOUNDARY.sub("_", wire).lower()
