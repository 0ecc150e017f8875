"""What became of messages, and what came back."""

from bestsms_client._async.received import AsyncSMSReceived
from bestsms_client._async.replies import AsyncSMSReply
from bestsms_client._async.status import AsyncStatus
from bestsms_client._async.transport import AsyncTransport


class AsyncReports:
    """`client.reports`: status, received messages, replies."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.status = AsyncStatus(transport)
        self.sms_received = AsyncSMSReceived(transport)
        self.sms_reply = AsyncSMSReply(transport)
