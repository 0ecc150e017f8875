"""`client.reports`."""

from bestsms_client._async.received import AsyncSMSReceived
from bestsms_client._async.replies import AsyncSMSReply
from bestsms_client._async.requester import AsyncRequester
from bestsms_client._async.status import AsyncStatus


class AsyncReports:
    """`client.reports`: delivery status, received messages, and replies."""

    def __init__(self, requester: AsyncRequester) -> None:
        self.status = AsyncStatus(requester)
        self.sms_received = AsyncSMSReceived(requester)
        self.sms_reply = AsyncSMSReply(requester)
