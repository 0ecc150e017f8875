"""What a send gives back."""

from dataclasses import dataclass

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
    response: SendResult | None = None
