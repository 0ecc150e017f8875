# Made by scripts/sync from the asynchronous half: do not edit.
"""Changing the course of a message that was submitted earlier."""

from collections.abc import Set
from typing import Final, Literal

from bestsms_api.api.actions import abort_message, reschedule_message, resubmit_message
from bestsms_api.models import AbortRequest, ActionResult, RescheduleRequest, ResubmitRequest
from bestsms_client._allow import allowances
from bestsms_client._http.config import Config
from bestsms_client._http.decision import Safety
from bestsms_client._http.operation import ClientOperation
from bestsms_client._message.identifiers import MessageRef, message_id
from bestsms_client._message.schedule import When, action_time
from bestsms_client._sync.namespace import Namespace
from bestsms_client._sync.requester import Requester
from bestsms_client._validation import checked_fields
from bestsms_client.errors import ModeError

_RESUBMIT: Final = ClientOperation("resubmitMessage", resubmit_message, ActionResult, Safety.ONCE)
_RESCHEDULE: Final = ClientOperation(
    "rescheduleMessage", reschedule_message, ActionResult, Safety.IDEMPOTENT
)
_ABORT: Final = ClientOperation("abortMessage", abort_message, ActionResult, Safety.IDEMPOTENT)


class Resubmit(Namespace):
    """`client.actions.resubmit`: retry a message that failed."""

    def send_request(
        self,
        message: MessageRef,
        *,
        send_time: When | None = None,
        allow: Set[Literal["past"]] | None = None,
    ) -> ActionResult:
        """Send a failed message again, to the recipients that failed.

        If the answer is lost the request is not repeated, since a second one could send a second
        time; the error then says `sent="unknown"`, and the status of the message tells.

        Args:
            message: The MessageID, or an object of ours that carries it, such as a `Sent`. If
                several messages carry the id, it is the most recent one.
            send_time: When, now by default. A datetime or a timedelta is written in the client's
                `account_timezone`, since an action names no zone. A text, `YYYY-MM-DDThh:mm`, is
                local time there.
            allow: `{"past"}` accepts a `send_time` in the past.

        Raises:
            InvalidRequestError: The time is in the past, does not exist or exists twice, or the
                client does not know the `account_timezone`.
            ModeError: The client is in test mode, and the gateway is a real one: an action carries
                no mode, so it would send for real.
            NotFoundError: The gateway does not know the message.
            BadRequestError: The message did not fail.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Hello", destinations="+61491570110"
            ... )
            >>> gateway.advance(10)
            >>> (client.actions.resubmit.send_request(sent)).action
            'Resubmit'
        """
        _refuse_in_test_mode(self._requester.config, "resubmit")
        fields = checked_fields(
            "ResubmitRequest", {"send_time": _written(self._requester, send_time, allow)}
        )
        body = ResubmitRequest.from_dict(fields)
        return self._requester.perform(_RESUBMIT, message_id(message), body=body)


class Reschedule(Namespace):
    """`client.actions.reschedule`: move a delayed message to another time."""

    def send_request(
        self, message: MessageRef, *, send_time: When, allow: Set[Literal["past"]] | None = None
    ) -> ActionResult:
        """Move a message that waits for its time to another time.

        Moving twice to the same time changes nothing more, so a lost answer is retried.

        Args:
            message: As for `resubmit`.
            send_time: The new time, as for `resubmit`. Sources disagree whether the gateway reads
                it in the zone of the account or, if the message named one, of the message; send
                such a message with the account's zone, or none.
            allow: As for `resubmit`.

        Raises:
            InvalidRequestError: As for `resubmit`.
            ModeError: The client is in test mode, and the gateway is a real one: an action carries
                no mode, so it would send for real.
            NotFoundError: The gateway does not know the message.
            BadRequestError: The message does not wait for a time.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Later", destinations="+61491570006", send_time="2030-01-01T09:00"
            ... )
            >>> moved = client.actions.reschedule.send_request(
            ...     sent, send_time="2031-01-01T09:00"
            ... )
            >>> moved.status
            'Delayed'
        """
        _refuse_in_test_mode(self._requester.config, "reschedule")
        fields = checked_fields(
            "RescheduleRequest", {"send_time": _written(self._requester, send_time, allow)}
        )
        body = RescheduleRequest(send_time=fields["SendTime"])
        return self._requester.perform(_RESCHEDULE, message_id(message), body=body)


class Abort(Namespace):
    """`client.actions.abort`: cancel a delayed message."""

    def send_request(self, message: MessageRef) -> ActionResult:
        """Cancel a message that was not sent yet.

        A lost answer is retried. If the first request did cancel the message, the gateway may
        refuse the second; the error then says `sent="unknown"`, and the status of the message
        tells. In test mode an abort is real.

        Args:
            message: As for `resubmit`.

        Raises:
            NotFoundError: The gateway does not know the message.
            BadRequestError: The message was sent already.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Later", destinations="+61491570006", send_time="2030-01-01T09:00"
            ... )
            >>> (client.actions.abort.send_request(sent)).action
            'Abort'
        """
        return self._requester.perform(_ABORT, message_id(message), body=AbortRequest())


class Actions:
    """`client.actions`: resubmit, reschedule, abort."""

    def __init__(self, requester: Requester) -> None:
        self.resubmit = Resubmit(requester)
        self.reschedule = Reschedule(requester)
        self.abort = Abort(requester)


def _written(requester: Requester, when: When | None, allow: Set[str] | None) -> str | None:
    return action_time(
        when,
        now=requester.runtime.now(),
        account_timezone=requester.config.account_timezone,
        allow_past="past" in allowances(allow) | requester.config.allow,
    )


def _refuse_in_test_mode(config: Config, action: str) -> None:
    if config.test_mode and not config.loopback:
        raise ModeError(
            f"This client is in test mode, and a {action} carries no mode: it would send for real. "
            "Use a live client, or the sandbox. Nothing was sent."
        )
