# Made by scripts/sync from the asynchronous half: do not edit.
"""How far a message has come."""

from collections.abc import Iterator

from bestsms_api.models import Recipient, StatusResult
from bestsms_client._message.identifiers import MessageRef, message_id
from bestsms_client._sync.namespace import Namespace
from bestsms_client._sync.paging import pages
from bestsms_client._sync.requester import PASSING, STATUS
from bestsms_client._validation import seconds
from bestsms_client.errors import NotFoundError, WaitTimeoutError


class Status(Namespace):
    """`client.reports.status`: how far a message has come."""

    def poll(
        self,
        message: MessageRef,
        *,
        records_per_page: int | None = None,
        page: int | None = None,
    ) -> StatusResult:
        """Read the status of a message once, a page of its recipients included.

        Args:
            message: The MessageID, or what carries it, as a `Sent`. If several messages carry the
                id, the most recent one is meant.
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
        return self._requester.perform(
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

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Hello", destinations=["+61491570006", "+61491570156"]
            ... )
            >>> [r.destination for r in client.reports.status.iter_recipients(sent)]
            ['+61491570006', '+61491570156']
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
        for as long as a lost send is looked for (`RetryPolicy.reconcile_for`). A gateway that fails
        for a while is waited for, too.

        Args:
            message: As for `poll`.
            timeout: Seconds to wait at the most.

        Returns:
            The first status that says `Completed`. Completed is not delivered: see `success` and
            `failed`, or the recipients.

        Raises:
            WaitTimeoutError: It is not completed in time; `.last` is the last status read.
            NotFoundError: The gateway does not know the message.
            InvalidRequestError: `timeout` is not a number of seconds.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Hello", destinations="+61491570006", mode="test"
            ... )
            >>> (client.reports.status.wait(sent, timeout=10)).success
            1
        """
        wanted, timeout = message_id(message), seconds(timeout, "timeout")
        clock, policy = self._requester.runtime, self._requester.config.retry
        begun = clock.monotonic()
        reads = self._requester.status_reads(wanted, timeout, growth=1.5)
        last, trouble = None, ""
        while (outcome := reads.next()) is not None:
            try:
                last, trouble = self._requester.status(wanted, outcome), ""
            except NotFoundError:
                if last or clock.monotonic() - begun > min(policy.reconcile_for, timeout):
                    raise
            except PASSING as error:
                trouble = f" The last read failed: {error}"
            if last and str(last.status).casefold() == "completed":
                return last
        state = (last.status if last else None) or "not known yet"
        raise WaitTimeoutError(
            f"The message is not completed after {timeout:g} s; it is {state}. It goes its way all "
            f"the same: wait again, or read its status later.{trouble}",
            sent="yes" if last else "unknown",
            last=last,
            message_id=wanted,
        )
