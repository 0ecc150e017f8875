# Made by scripts/sync from the asynchronous half: do not edit.
"""`client.reports`."""

from bestsms_client._sync.received import SMSReceived
from bestsms_client._sync.replies import SMSReply
from bestsms_client._sync.requester import Requester
from bestsms_client._sync.status import Status


class Reports:
    """`client.reports`: delivery status, received messages, and replies."""

    def __init__(self, requester: Requester) -> None:
        self.status = Status(requester)
        self.sms_received = SMSReceived(requester)
        self.sms_reply = SMSReply(requester)
