"""Sending messages."""

from collections.abc import Iterable
from typing import Unpack

from bestsms_api.models import File
from bestsms_client._async.transport import AsyncTransport
from bestsms_client.attachments import AttachmentLike, read_attachments
from bestsms_client.config import is_test
from bestsms_client.destinations import DestinationLike
from bestsms_client.errors import SendUncertainError
from bestsms_client.identifiers import MessageRef, message_id
from bestsms_client.message import MessageOptions, compose
from bestsms_client.sent import Sent


class AsyncSMS:
    """`client.messaging.sms`: SMS messages."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def send_message(
        self,
        *,
        message: str,
        destinations: DestinationLike | Iterable[DestinationLike],
        attachments: AttachmentLike | Iterable[AttachmentLike] = (),
        mode: str | None = None,
        **options: Unpack[MessageOptions],
    ) -> Sent:
        """Send one text to any number of recipients, once.

        If the answer is lost, the message is looked for by its id before anything is said; it is
        never sent again without your word (`RetryPolicy.when_uncertain`).

        Args:
            message: The text, with merge fields such as `[[Attention]]` or `[[File1]]`.
            destinations: A number, a mapping such as `{"recipient": "+61491570006", "company":
                "Example"}` (the vendor's spelling `Recipient` is as good), a `Destination`, a
                `Contact` or a `Group`; or a list of them, mixed.
            attachments: At most ten paths, `(name, bytes)` pairs or open binary files. The text
                refers to them as `[[File1]]`, `[[File2]]` and so on.
            mode: `"test"` sends nothing to handsets and reports success. A client in test mode
                does so for every message; nothing turns that off.
            **options: See `MessageOptions`: message_id, reference, send_time, time_zone,
                sub_account, department, charge_code, from_number, sms_email_reply, report_to,
                character_conversion, webhook_callback_url, webhook_callback_format.

        Returns:
            A `Sent` with the message's id. Accepted is not delivered: `reports.status` tells.

        Raises:
            InvalidRequestError: An argument cannot be meant (`AttachmentError`: an attachment).
            ModeError: The mode is misspelt.
            NotSentError: There was no connection; nothing was sent.
            APIError: The gateway refused the message; nothing was sent.
            SendUncertainError: The answer was lost and the message was not found in time.

        Example:
            >>> sent = await client.messaging.sms.send_message(
            ...     message="Hello [[Attention]]",
            ...     destinations=[{"recipient": "+61491570006", "attention": "Jo"}],
            ... )
            >>> sent.reconciled, sent.attempts
            (False, 1)
        """
        transport = self._transport
        test_mode = is_test(mode, "mode") or transport.config.test_mode
        files: list[File] = []
        if attachments != ():
            files = await transport.runtime.offload(read_attachments, attachments)
        return await transport.send(
            compose(message, destinations, files, options, test_mode=test_mode)
        )

    async def confirm(self, message: MessageRef) -> Sent:
        """Ask whether a message was accepted, for example after a crash or a lost answer.

        The gateway is asked for at most `RetryPolicy.reconcile_for` seconds. The answer is about
        the id: if several messages carry it, it says that there is at least one.

        Args:
            message: The MessageID, or the `Sent` of the message.

        Returns:
            A `Sent` with `reconciled` set: the gateway has the message.

        Raises:
            SendUncertainError: The gateway does not know it (yet). After some minutes that means,
                in practice, that it was never accepted.

        Example:
            >>> sent = await client.messaging.sms.send_message(
            ...     message="Are you there?", destinations="+61491570006"
            ... )
            >>> (await client.messaging.sms.confirm(sent.message_id)).reconciled
            True
        """
        transport = self._transport
        wanted = message_id(message)
        transport.require_open()
        if await transport.find(wanted, minted=True, begun=0.0):
            return Sent(message_id=wanted, reconciled=True, attempts=0)
        seconds = transport.config.retry.reconcile_for
        raise SendUncertainError(
            f"The gateway did not report the message in {seconds:g} s. Whether it was accepted is "
            "unknown. Ask again in a minute before you send it again.",
            message_id=wanted,
        )


class AsyncMessaging:
    """`client.messaging`: the channels. There is one, `sms`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.sms = AsyncSMS(transport)
