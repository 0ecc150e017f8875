"""The results of `send_message`, `confirm` and `lookup`."""

from dataclasses import dataclass, field
from typing import Literal

from bestsms_api.models import SendResult


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message that the gateway accepted. Its status tells whether it was delivered.

    Attributes:
        message_id: The message's identifier, which reports and actions accept.
        reconciled: Whether the response to the send was lost and the message was found by asking.
        test_mode: Whether the message was marked as a test, so that no handset receives it.
        attempts: The number of requests made to send it.
        response: The gateway's response, or None if it was lost.
    """

    message_id: str
    reconciled: bool = False
    test_mode: bool = False
    attempts: int = 1
    response: SendResult | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """What `lookup` found out about a message.

    Attributes:
        result: `found`: the gateway has the message. `absent`: at the end of the given time, the
            gateway itself reported that it does not know the message. `unproven`: neither is
            certain.
        reason: A short explanation without confidential data.
    """

    result: Literal["found", "absent", "unproven"]
    reason: str
