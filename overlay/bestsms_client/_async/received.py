"""Everything that handsets sent."""

from collections.abc import AsyncIterator
from typing import Final

from bestsms_api.api.reports import get_sms_received
from bestsms_api.models import ReceivedMessage, SMSReceivedResult
from bestsms_client._api import Call
from bestsms_client._async.paging import pages
from bestsms_client._async.transport import AsyncTransport
from bestsms_client.course import Safety
from bestsms_client.errors import InvalidRequestError

_RECEIVED: Final = Call("getSmsReceived", get_sms_received, SMSReceivedResult, Safety.READ)


class AsyncSMSReceived:
    """`client.reports.sms_received`: everything that handsets sent."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def poll(
        self,
        *,
        time_period: int | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        records_per_page: int | None = None,
        page: int | None = None,
    ) -> SMSReceivedResult:
        """Read a page of the messages received in a time window, newest first.

        Args:
            time_period: The window in minutes, back from now.
            date_from: Instead of it, the start as `YYYY-MM-DDThh:mm:ss` in the local time of the
                API user; `date_to` goes with it.
            date_to: The end, likewise.
            records_per_page: Messages on a page, 1 to 999; the gateway takes 100.
            page: The number of the page, from 1.

        Raises:
            InvalidRequestError: There is no window, or half of one.
            BestSMSError: Any other failure. A read is repeated by the retry policy.

        Example:
            >>> (await client.reports.sms_received.poll(time_period=1440)).result
            'Success'
        """
        if (date_from is None) != (date_to is None):
            raise InvalidRequestError("date_from and date_to go together; one of them is missing.")
        if (time_period is None) == (date_from is None):
            raise InvalidRequestError(
                "Give a time window: either time_period in minutes, or date_from and date_to."
            )
        return await self._transport.perform(
            _RECEIVED,
            time_period=time_period,
            date_from=date_from,
            date_to=date_to,
            records_per_page=records_per_page,
            page=page,
        )

    async def iter(
        self,
        *,
        time_period: int | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        records_per_page: int | None = None,
    ) -> AsyncIterator[ReceivedMessage]:
        """Walk over all messages received in a time window, reading page after page as needed.

        Args:
            time_period: As for `poll`. Such a window moves, and a message that arrives during the
                walk shifts the pages, so that one is seen twice; two dates in the past stand still.
            date_from: As for `poll`.
            date_to: As for `poll`.
            records_per_page: Messages read at once.

        Yields:
            Each message, newest first.

        Example:
            >>> gateway.reply("+61491570006", "Is anybody there?")
            >>> received = client.reports.sms_received.iter(time_period=60)
            >>> [message.message_text async for message in received]
            ['Is anybody there?']
        """
        async for result in pages(
            lambda page: self.poll(
                time_period=time_period,
                date_from=date_from,
                date_to=date_to,
                records_per_page=records_per_page,
                page=page,
            )
        ):
            for message in result.messages:
                yield message
