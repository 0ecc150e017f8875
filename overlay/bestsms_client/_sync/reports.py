# Made by scripts/sync from the asynchronous half: do not edit.
"""What became of messages, and what came back."""

from bestsms_client._sync.received import SMSReceived
from bestsms_client._sync.replies import SMSReply
from bestsms_client._sync.status import Status
from bestsms_client._sync.transport import Transport


class Reports:
    """`client.reports`: status, received messages, replies."""

    def __init__(self, transport: Transport) -> None:
        self.status = Status(transport)
        self.sms_received = SMSReceived(transport)
        self.sms_reply = SMSReply(transport)
