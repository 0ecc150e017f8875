"""What a send gives back."""

from dataclasses import dataclass, field
from typing import Literal

from bestsms_api.models import SendResult


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message that the gateway accepted. Whether it is delivered, its status tells.

    Attributes:
        message_id: The identifier of the message; reports and actions take it.
        reconciled: Whether the answer to the send was lost and the message was found by asking.
        test_mode: Whether it was stamped as a test, so that no handset receives it.
        attempts: How many requests to send it were made.
        response: The gateway's answer, or None where it was lost.
    """

    message_id: str
    reconciled: bool = False
    test_mode: bool = False
    attempts: int = 1
    response: SendResult | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """What `lookup` proves about a message.

    Attributes:
        result: `found`: the gateway has the message. `absent`: the gateway itself says that it does
            not know the message, at the end of the time given. `unproven`: neither is proved.
        reason: Why, in a few harmless words.
    """

    result: Literal["found", "absent", "unproven"]
    reason: str
