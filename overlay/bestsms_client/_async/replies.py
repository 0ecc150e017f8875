"""`client.reports.sms_reply`: the replies to a message."""

from collections.abc import AsyncIterator
from typing import Final

from bestsms_api.api.reports import get_sms_reply
from bestsms_api.models import ReplyRecipient, SMSReplyResult
from bestsms_client._async.namespace import AsyncNamespace
from bestsms_client._async.paging import pages
from bestsms_client._http.decision import Safety
from bestsms_client._http.operation import ClientOperation
from bestsms_client._message.identifiers import MessageRef, message_id

_REPLY: Final = ClientOperation(
    "getSmsReply", "reports.sms_reply.poll", get_sms_reply, SMSReplyResult, Safety.READ
)


class AsyncSMSReply(AsyncNamespace):
    """`client.reports.sms_reply`: the replies to a message."""

    async def poll(
        self,
        message: MessageRef,
        *,
        records_per_page: int | None = None,
        page: int | None = None,
    ) -> SMSReplyResult:
        """Return the replies to a message by recipient, one page at a time.

        Args:
            message: The MessageID, or an object that has it, such as a `Sent`.
            records_per_page: Recipients per page, 1 to 999. The gateway's default is 100.
            page: The page number, from 1.

        Returns:
            The message's status. For each of `recipients`, `message_text` is the text that was sent
            and `sms_replies` its replies: None or empty if there are none.

        Raises:
            NotFoundError: The gateway does not know the message.

        Example:
            >>> sent = await client.messaging.sms.send_message(
            ...     message="Coming?", destinations="+61491570006"
            ... )
            >>> (await client.reports.sms_reply.poll(sent)).recipients[0].message_text
            'Coming?'
        """
        return await self._requester.perform(
            _REPLY, message_id(message), records_per_page=records_per_page, page=page
        )

    async def iter_recipients(
        self, message: MessageRef, *, records_per_page: int | None = None
    ) -> AsyncIterator[ReplyRecipient]:
        """Iterate over all recipients of a message with their replies; pages are read as needed.

        The arguments are as for `poll`.

        Example:
            >>> sent = await client.messaging.sms.send_message(
            ...     message="Coming?", destinations="+61491570006"
            ... )
            >>> gateway.advance(10)
            >>> gateway.reply("+61491570006", "Yes")
            >>> async for recipient in client.reports.sms_reply.iter_recipients(sent):
            ...     print([reply.message_text for reply in recipient.sms_replies or []])
            ['Yes']
        """
        async for result in pages(
            lambda page: self.poll(message, records_per_page=records_per_page, page=page)
        ):
            for recipient in result.recipients:
                yield recipient
