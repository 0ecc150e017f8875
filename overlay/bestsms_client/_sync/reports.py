# Made by scripts/sync from the asynchronous half: do not edit.
"""Reading what became of messages, and what came back."""

from collections.abc import Iterator
from typing import Final

from bestsms_api.api.reports import get_sms_received, get_sms_reply
from bestsms_api.models import (
    ReceivedMessage,
    Recipient,
    ReplyRecipient,
    SMSReceivedResult,
    SMSReplyResult,
    StatusResult,
)
from bestsms_client._api import Call
from bestsms_client._sync.paging import pages
from bestsms_client._sync.transport import POLL_INTERVAL, STATUS, Transport
from bestsms_client.course import Safety
from bestsms_client.errors import InvalidRequestError, NotFoundError, WaitTimeoutError
from bestsms_client.identifiers import MessageRef, message_id

_REPLY: Final = Call("getSmsReply", get_sms_reply, SMSReplyResult, Safety.READ)
_RECEIVED: Final = Call("getSmsReceived", get_sms_received, SMSReceivedResult, Safety.READ)
_SLOWEST_POLL: Final = 15.0


class Status:
    """`client.reports.status`: how far a message has come."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def poll(
        self,
        message: MessageRef,
        *,
        records_per_page: int | None = None,
        page: int | None = None,
    ) -> StatusResult:
        """Read the status of a message once, a page of its recipients included.

        Args:
            message: The MessageID, or the `Sent` of the message. If several messages carry the id,
                the most recent one is meant.
            records_per_page: Recipients on a page, 1 to 999; the gateway takes 100.
            page: The number of the page, from 1.

        Returns:
            The status. `status` is `Pending`, `Delayed`, `CreditHold`, `Completed` or `Unknown`;
            `recipients` says of each whether it succeeded.

        Raises:
            NotFoundError: The gateway does not know the message.
            BestSMSError: Any other failure. A read is repeated by the retry policy.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Hello", destinations=["+61491570006", "+61491570156"]
            ... )
            >>> (client.reports.status.poll(sent)).count
            2
        """
        return self._transport.perform(
            STATUS, message_id(message), records_per_page=records_per_page, page=page
        )

    def iter_recipients(
        self, message: MessageRef, *, records_per_page: int | None = None
    ) -> Iterator[Recipient]:
        """Walk over all recipients of a message, reading page after page as needed.

        Args:
            message: As for `poll`.
            records_per_page: Recipients read at once.

        Yields:
            Each recipient, in the order of the message. While a message is being sent its
            recipients change under the walk; their number does not.
        """
        for status in pages(
            lambda page: self.poll(message, records_per_page=records_per_page, page=page)
        ):
            for recipient in status.recipients:
                yield recipient

    def wait(
        self,
        message: MessageRef,
        *,
        timeout: float = 600.0,
    ) -> StatusResult:
        """Wait until a message is completed: each recipient has succeeded or failed.

        The gateway is asked once a second at first and less often later, as its vendor wishes. A
        message in test mode is completed at once. One with a `send_time` stays `Delayed` until
        then, and one without credit stays `CreditHold` until the account is topped up; both are
        waited for like any other, so give them the time. A message that is not known yet is waited
        for as long as a lost send is looked for (`RetryPolicy.reconcile_for`).

        Args:
            message: As for `poll`.
            timeout: Seconds to wait at the most.

        Returns:
            The first status that says `Completed`. Completed is not delivered: see `success` and
            `failed`, or the recipients.

        Raises:
            WaitTimeoutError: It is not completed in time; `.last` is the last status read.
            NotFoundError: The gateway does not know the message.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Hello", destinations="+61491570006", mode="test"
            ... )
            >>> (client.reports.status.wait(sent, timeout=10)).success
            1
        """
        wanted = message_id(message)
        clock, policy = self._transport.runtime, self._transport.config.retry
        begun = clock.monotonic()
        pause, last = POLL_INTERVAL, None
        while True:
            try:
                last = self.poll(wanted)
            except NotFoundError:
                if last or clock.monotonic() - begun > min(policy.reconcile_for, timeout):
                    raise
            if last and (last.status or "").casefold() == "completed":
                return last
            left = begun + timeout - clock.monotonic()
            if left <= 0:
                break
            clock.sleep(min(pause, left))
            pause = min(pause * 1.5, _SLOWEST_POLL)
        state = (last.status if last else None) or "not known yet"
        raise WaitTimeoutError(
            f"The message is not completed after {timeout:g} s; it is {state}. It goes its way all "
            "the same: wait again, or read its status later.",
            last=last,
            message_id=wanted,
        )


class SMSReceived:
    """`client.reports.sms_received`: everything that handsets sent."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def poll(
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
            >>> (client.reports.sms_received.poll(time_period=1440)).result
            'Success'
        """
        if (date_from is None) != (date_to is None):
            raise InvalidRequestError("date_from and date_to go together; one of them is missing.")
        if (time_period is None) == (date_from is None):
            raise InvalidRequestError(
                "Give a time window: either time_period in minutes, or date_from and date_to."
            )
        return self._transport.perform(
            _RECEIVED,
            time_period=time_period,
            date_from=date_from,
            date_to=date_to,
            records_per_page=records_per_page,
            page=page,
        )

    def iter(
        self,
        *,
        time_period: int | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        records_per_page: int | None = None,
    ) -> Iterator[ReceivedMessage]:
        """Walk over all messages received in a time window, reading page after page as needed.

        Args:
            time_period: As for `poll`. Such a window moves, and a message that arrives during the
                walk shifts the pages, so that one is seen twice; two dates in the past stand still.
            date_from: As for `poll`.
            date_to: As for `poll`.
            records_per_page: Messages read at once.

        Yields:
            Each message, newest first.
        """
        for result in pages(
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


class SMSReply:
    """`client.reports.sms_reply`: the replies to a message."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def poll(
        self,
        message: MessageRef,
        *,
        records_per_page: int | None = None,
        page: int | None = None,
    ) -> SMSReplyResult:
        """Read the replies to a message, by recipient, a page at a time.

        Args:
            message: The MessageID, or the `Sent` of the message.
            records_per_page: Recipients on a page, 1 to 999; the gateway takes 100.
            page: The number of the page, from 1.

        Returns:
            The status of the message; `recipients[n].message_text` is the text sent and
            `recipients[n].sms_replies` the replies, None or empty while there are none.

        Raises:
            NotFoundError: The gateway does not know the message.
            BestSMSError: Any other failure. A read is repeated by the retry policy.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Coming?", destinations="+61491570006"
            ... )
            >>> (client.reports.sms_reply.poll(sent)).recipients[0].message_text
            'Coming?'
        """
        return self._transport.perform(
            _REPLY, message_id(message), records_per_page=records_per_page, page=page
        )

    def iter_recipients(
        self, message: MessageRef, *, records_per_page: int | None = None
    ) -> Iterator[ReplyRecipient]:
        """Walk over all recipients of a message with their replies, page after page as needed.

        Args:
            message: As for `poll`.
            records_per_page: Recipients read at once.

        Yields:
            Each recipient, in the order of the message.
        """
        for result in pages(
            lambda page: self.poll(message, records_per_page=records_per_page, page=page)
        ):
            for recipient in result.recipients:
                yield recipient


class Reports:
    """`client.reports`: status, received messages, replies."""

    def __init__(self, transport: Transport) -> None:
        self.status = Status(transport)
        self.sms_received = SMSReceived(transport)
        self.sms_reply = SMSReply(transport)
