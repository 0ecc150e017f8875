"""`client.actions`: resubmit, reschedule or abort a message."""

from collections.abc import Set
from typing import Final, Literal

from bestsms_api.api.actions import abort_message, reschedule_message, resubmit_message
from bestsms_api.models import AbortRequest, ActionResult, RescheduleRequest, ResubmitRequest
from bestsms_client._allow import allowances
from bestsms_client._async.namespace import AsyncNamespace
from bestsms_client._async.requester import AsyncRequester
from bestsms_client._http.config import Config
from bestsms_client._http.decision import Safety
from bestsms_client._http.operation import ClientOperation
from bestsms_client._message.identifiers import MessageRef, message_id
from bestsms_client._message.schedule import When, action_time
from bestsms_client._validation import checked_fields
from bestsms_client.errors import ModeError

_RESUBMIT: Final = ClientOperation(
    "resubmitMessage", "actions.resubmit.send_request", resubmit_message, ActionResult, Safety.ONCE
)
_RESCHEDULE: Final = ClientOperation(
    "rescheduleMessage",
    "actions.reschedule.send_request",
    reschedule_message,
    ActionResult,
    Safety.IDEMPOTENT,
)
_ABORT: Final = ClientOperation(
    "abortMessage", "actions.abort.send_request", abort_message, ActionResult, Safety.IDEMPOTENT
)


class AsyncResubmit(AsyncNamespace):
    """`client.actions.resubmit`: send a failed message again."""

    async def send_request(
        self,
        message: MessageRef,
        *,
        send_time: When | None = None,
        allow: Set[Literal["past"]] | None = None,
    ) -> ActionResult:
        """Send a failed message again, to the recipients that failed.

        If the response is lost, the request is not retried, since that could send the message
        twice. The error has `sent="unknown"`; check the message's status.

        Args:
            message: The MessageID, or an object that has it, such as a `Sent`. If several
                messages have the id, the latest one is used.
            send_time: When to send; the default is now. This call has no `time_zone`: a datetime or
                timedelta is converted to the client's `account_timezone`, and text in the form
                `YYYY-MM-DDThh:mm` is local time in that zone.
            allow: `{"past"}` accepts a `send_time` in the past.

        Raises:
            InvalidRequestError: The time is in the past, is skipped or repeated when the clocks
                change, or needs `account_timezone`, which the client does not have.
            ModeError: The client is in test mode and not connected to a sandbox. An action cannot
                be marked as a test, so it would send for real.
            NotFoundError: The gateway does not know the message.
            BadRequestError: The message did not fail.

        Example:
            >>> sent = await client.messaging.sms.send_message(
            ...     message="Hello", destinations="+61491570110"
            ... )
            >>> gateway.advance(10)
            >>> (await client.actions.resubmit.send_request(sent)).action
            'Resubmit'
        """
        _refuse_in_test_mode(self._requester.config, "resubmit")
        fields = checked_fields(
            "ResubmitRequest", {"send_time": _send_time(self._requester, send_time, allow)}
        )
        body = ResubmitRequest.from_dict(fields)
        return await self._requester.perform(_RESUBMIT, message_id(message), body=body)


class AsyncReschedule(AsyncNamespace):
    """`client.actions.reschedule`: change the send time of a delayed message."""

    async def send_request(
        self, message: MessageRef, *, send_time: When, allow: Set[Literal["past"]] | None = None
    ) -> ActionResult:
        """Change the send time of a delayed message. If the response is lost, it is retried.

        Args:
            message: As for `resubmit`.
            send_time: The new time, as for `resubmit`. Sources disagree whether the gateway reads
                it in the account's zone or in the `time_zone` that the message was sent with. To be
                safe, send such messages with the account's zone, or without `time_zone`.
            allow: As for `resubmit`.

        Raises:
            InvalidRequestError: As for `resubmit`.
            ModeError: As for `resubmit`.
            NotFoundError: The gateway does not know the message.
            BadRequestError: The message is not delayed.

        Example:
            >>> sent = await client.messaging.sms.send_message(
            ...     message="Later", destinations="+61491570006", send_time="2030-01-01T09:00"
            ... )
            >>> moved = await client.actions.reschedule.send_request(
            ...     sent, send_time="2031-01-01T09:00"
            ... )
            >>> moved.status
            'Delayed'
        """
        _refuse_in_test_mode(self._requester.config, "reschedule")
        fields = checked_fields(
            "RescheduleRequest", {"send_time": _send_time(self._requester, send_time, allow)}
        )
        body = RescheduleRequest(send_time=fields["SendTime"])
        return await self._requester.perform(_RESCHEDULE, message_id(message), body=body)


class AsyncAbort(AsyncNamespace):
    """`client.actions.abort`: cancel a delayed message."""

    async def send_request(self, message: MessageRef) -> ActionResult:
        """Cancel a message that has not been sent yet. Test mode does not prevent this.

        If the response is lost, the request is retried. If the first attempt did cancel the
        message, the gateway may refuse the retry; the error then has `sent="unknown"`. Check the
        message's status.

        Args:
            message: As for `resubmit`.

        Raises:
            NotFoundError: The gateway does not know the message.
            BadRequestError: The message was already sent.

        Example:
            >>> sent = await client.messaging.sms.send_message(
            ...     message="Later", destinations="+61491570006", send_time="2030-01-01T09:00"
            ... )
            >>> (await client.actions.abort.send_request(sent)).action
            'Abort'
        """
        return await self._requester.perform(_ABORT, message_id(message), body=AbortRequest())


class AsyncActions:
    """`client.actions`: resubmit, reschedule and abort."""

    def __init__(self, requester: AsyncRequester) -> None:
        self.resubmit = AsyncResubmit(requester)
        self.reschedule = AsyncReschedule(requester)
        self.abort = AsyncAbort(requester)


def _send_time(requester: AsyncRequester, when: When | None, allow: Set[str] | None) -> str | None:
    return action_time(
        when,
        now=requester.runtime.now(),
        account_timezone=requester.config.account_timezone,
        allow_past="past" in allowances(allow) | requester.config.allow,
    )


def _refuse_in_test_mode(config: Config, action: str) -> None:
    if config.test_mode and not config.loopback:
        raise ModeError(
            f"This client is in test mode, but a {action} cannot be marked as a test: it would "
            "send for real. Use a client without test mode, or the sandbox. Nothing was sent."
        )
