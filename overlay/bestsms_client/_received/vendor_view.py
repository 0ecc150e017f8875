"""Replies in the form that the vendor's library page describes.

The gateway nests replies below each recipient. The vendor's page shows one sent message and a flat
list of received messages. Both are views of the same response.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bestsms_api.models import ReceivedMessage, SMSReceivedResult, SMSReply, SMSReplyResult
from bestsms_client._http.redaction import mask


@dataclass(frozen=True, slots=True, kw_only=True)
class SMSSentMessage:
    """A sent message.

    Attributes:
        date: The time in the message's zone, as `YYYY-MM-DD hh:mm:ss`; empty before it was sent.
        destination: The recipient's number in E.164 form.
        message_text: The text with merge fields filled in.
    """

    date: str
    destination: str
    message_text: str

    def __repr__(self) -> str:
        return f"SMSSentMessage(date={self.date!r}, destination={mask(self.destination)!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SMSReceivedMessage:
    """A received message.

    Attributes:
        date: The time in the message's zone, as `YYYY-MM-DD hh:mm:ss`.
        from_: The sender's number in E.164 form.
        message_text: The text.
    """

    date: str
    from_: str
    message_text: str

    def __repr__(self) -> str:
        return f"SMSReceivedMessage(date={self.date!r}, from_={mask(self.from_)!r})"


def sent_message(result: SMSReplyResult) -> SMSSentMessage | None:
    """Return the message that was sent, from the result of `client.reports.sms_reply.poll`.

    It is the message to the first recipient, or None if there is none. Other recipients' messages
    differ only in merge fields; see `result.recipients`.

    Example:
        >>> sent = client.messaging.sms.send_message(
        ...     message="Coming?", destinations="+61491570006"
        ... )
        >>> sent_message(client.reports.sms_reply.poll(sent)).message_text
        'Coming?'
    """
    for recipient in result.recipients:
        return SMSSentMessage(
            date=recipient.sent_time_local or "",
            destination=recipient.destination or "",
            message_text=recipient.message_text or "",
        )
    return None


def received_messages(result: SMSReplyResult | SMSReceivedResult) -> list[SMSReceivedMessage]:
    """Return received messages as a flat list.

    Args:
        result: What `client.reports.sms_reply.poll` or `client.reports.sms_received.poll` returned.

    Returns:
        The replies, recipient by recipient; or all received messages, newest first.

    Example:
        >>> sent = client.messaging.sms.send_message(
        ...     message="Coming?", destinations="+61491570006"
        ... )
        >>> gateway.advance(10)
        >>> gateway.reply("+61491570006", "Yes")
        >>> [text.message_text for text in received_messages(client.reports.sms_reply.poll(sent))]
        ['Yes']
        >>> received_messages(client.reports.sms_received.poll(time_period=60))[0].from_
        '+61491570006'
    """
    replies: Sequence[SMSReply | ReceivedMessage]
    if isinstance(result, SMSReplyResult):
        replies = [one for recipient in result.recipients for one in recipient.sms_replies or []]
    else:
        replies = result.messages
    return [
        SMSReceivedMessage(
            date=reply.received_time_local or "",
            from_=reply.from_ or "",
            message_text=reply.message_text or "",
        )
        for reply in replies
    ]
