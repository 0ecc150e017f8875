# Made by scripts/sync from the asynchronous half: do not edit.
"""`client.reports.status`: the delivery status of messages."""

from collections.abc import Iterator

from bestsms_api.models import Recipient, StatusResult
from bestsms_client._message.identifiers import MessageRef, message_id
from bestsms_client._sync.namespace import Namespace
from bestsms_client._sync.paging import pages
from bestsms_client._sync.requester import PASSING, STATUS
from bestsms_client._validation import seconds
from bestsms_client.errors import NotFoundError, WaitTimeoutError


class Status(Namespace):
    """`client.reports.status`: the delivery status of a message."""

    def poll(
        self,
        message: MessageRef,
        *,
        records_per_page: int | None = None,
        page: int | None = None,
    ) -> StatusResult:
        """Return the current status of a message, with one page of its recipients.

        Args:
            message: The MessageID, or an object that has it, such as a `Sent`. If several
                messages have the id, the latest one is used.
            records_per_page: Recipients per page, 1 to 999. The gateway's default is 100.
            page: The page number, from 1.

        Returns:
            The message's `status` (`Pending`, `Delayed`, `CreditHold`, `Completed` or `Unknown`),
            and each recipient's result in `recipients`.

        Raises:
            NotFoundError: The gateway does not know the message.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Hello", destinations=["+61491570006", "+61491570156"]
            ... )
            >>> client.reports.status.poll(sent).count
            2
        """
        return self._requester.perform(
            STATUS, message_id(message), records_per_page=records_per_page, page=page
        )

    def iter_recipients(
        self, message: MessageRef, *, records_per_page: int | None = None
    ) -> Iterator[Recipient]:
        """Iterate over all recipients of a message, in order; pages are read as needed.

        While the message is being sent, results may change during the iteration; the number of
        recipients does not. The arguments are as for `poll`.

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
        """Wait until a message is completed: every recipient has succeeded or failed.

        The client polls once a second at first, then less often, as the vendor asks. A message in
        test mode completes immediately. A message with a `send_time` stays `Delayed` until then,
        and one without credit stays `CreditHold` until the account is topped up: choose `timeout`
        accordingly. If the gateway does not know the message yet, the client keeps asking for up to
        `RetryPolicy.reconcile_for` seconds. Temporary failures of the gateway do not end the wait.

        Args:
            message: As for `poll`.
            timeout: Maximum number of seconds to wait.

        Returns:
            The `Completed` status. Completed does not mean delivered: check `success` and `failed`,
            or the recipients.

        Raises:
            WaitTimeoutError: The message was not completed in time. `.last` is the last status
                read.
            NotFoundError: The gateway does not know the message.
            InvalidRequestError: `timeout` is not a valid number of seconds.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Hello", destinations="+61491570006", mode="test"
            ... )
            >>> client.reports.status.wait(sent, timeout=10).success
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
                trouble = f" Last error: {error}"
            if last and str(last.status).casefold() == "completed":
                return last
        state = "its status could not be read" if trouble else "the gateway does not know it yet"
        if last:
            state = f"its status is {last.status or 'unknown'}"
        raise WaitTimeoutError(
            f"The message was not completed within {timeout:g} s: {state}. It may still complete; "
            f"wait again, or poll its status later.{trouble}",
            sent="yes" if last else "unknown",
            last=last,
            message_id=wanted,
        )
