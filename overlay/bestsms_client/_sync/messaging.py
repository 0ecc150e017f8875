# Made by scripts/sync from the asynchronous half: do not edit.
"""Sending messages."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from os import PathLike
from typing import Any, Literal, Unpack

from bestsms_api.models import File
from bestsms_client._http.config import is_test
from bestsms_client._message.attachments import AttachmentLike, read_attachments
from bestsms_client._message.bulk import BulkResult
from bestsms_client._message.bulk_record import BulkRecord
from bestsms_client._message.draft import BulkOptions, Draft, MessageOptions
from bestsms_client._message.identifiers import MessageRef, message_id
from bestsms_client._message.preview import Preview
from bestsms_client._message.recipients import DestinationLike, to_wire
from bestsms_client._message.sent import Sent
from bestsms_client._sync.bulk import send_batches
from bestsms_client._sync.requester import Requester
from bestsms_client.errors import InvalidRequestError


class SMS:
    """`client.messaging.sms`: SMS messages."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    def send_message(
        self,
        *,
        message: str,
        destinations: DestinationLike | Iterable[DestinationLike],
        attachments: AttachmentLike | Iterable[AttachmentLike] | None = None,
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
                allow_past, sub_account, department, charge_code, from_number, sms_email_reply,
                report_to, character_conversion, webhook_callback_url, webhook_callback_format,
                region, allow_unknown_fields, allow_cut.

        Returns:
            A `Sent` with the message's id. Accepted is not delivered: `reports.status` tells.

        Raises:
            InvalidRequestError: An argument cannot be meant (`AttachmentError`: an attachment): a
                merge field is not known, an attachment that the text names is not there, the text
                is longer than the gateway sends, a time has passed or is not one moment.
            ModeError: The mode is misspelt.
            NotSentError: There was no connection; nothing was sent.
            APIError: The gateway refused the message; nothing was sent.
            SendUncertainError: The answer was lost and the message was not found in time.

        Warns:
            MessageWarning: The message may not be what you think: a merge field is empty for a
                recipient, a recipient is there twice, an attachment is not named by the text.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Hello [[Attention]]",
            ...     destinations=[{"recipient": "+61491570006", "attention": "Jo"}],
            ... )
            >>> sent.reconciled, sent.attempts
            (False, 1)
        """
        draft = self._draft(message, attachments, mode, options)
        request = draft.compose(destinations)
        del draft  # attachments are in memory once while they travel, not twice
        return self._requester.send(request)

    def preview(
        self,
        *,
        message: str,
        destinations: DestinationLike | Iterable[DestinationLike],
        attachments: AttachmentLike | Iterable[AttachmentLike] | None = None,
        mode: str | None = None,
        price: Decimal | float | None = None,
        **options: Unpack[MessageOptions],
    ) -> Preview:
        """Say what `send_message` would send, without asking the gateway anything.

        What only the gateway knows stays unknown: the fields of a contact, the members of a group,
        the length of a link. Numbers that hang on it are a range.

        Args:
            message: As for `send_message`.
            destinations: As for `send_message`.
            attachments: As for `send_message`.
            mode: As for `send_message`.
            price: The price of one part, if you want it added up.
            **options: As for `send_message`.

        Returns:
            What each recipient would read and how many parts it takes; the totals; why
            `send_message` would refuse the message, and what it would warn about.

        Raises:
            InvalidRequestError: The message cannot even be shown, for example because a number is
                none or a time has passed (`AttachmentError`: an attachment cannot be read).
            ModeError: The mode is misspelt.

        Example:
            >>> preview = client.messaging.sms.preview(
            ...     message="Hello [[Attention]], “soup” is ready",
            ...     destinations=[{"recipient": "+61491570006", "attention": "Jo"}],
            ...     price=0.08,
            ... )
            >>> preview.renderings[0].text, preview.longest.encoding, preview.price.least
            ('Hello Jo, “soup” is ready', 'UCS-2', Decimal('0.08'))
        """
        draft = self._draft(message, attachments, mode, options)
        return draft.preview(to_wire(destinations, draft.region), price)

    def send_bulk(
        self,
        recipients: Iterable[DestinationLike],
        *,
        message: str,
        attachments: AttachmentLike | Iterable[AttachmentLike] | None = None,
        mode: str | None = None,
        resume: str | PathLike[str] | None = None,
        per_request: int = 1000,
        on_error: Literal["stop", "continue"] = "stop",
        **options: Unpack[BulkOptions],
    ) -> Iterator[BulkResult]:
        """Send one text to any number of recipients, in as many requests as it takes.

        Nothing is sent before the first result is asked for, and no more is held in memory than one
        request. With `resume` a run that ended early, in whatever way, is gone on with by the same
        call: what was accepted is not sent again, and the rest is sent.

        This is what holds. Each request has an id that follows from the record alone; the record
        says that a request is about to be made before its first byte leaves, and that it was
        accepted before its result is given. On a second run a request that was accepted is left
        out, one that was refused or never begun is made, and one whose fate is not known is asked
        for by its id: it is made again only if the gateway says, for `RetryPolicy.reconcile_for`
        seconds, that it has no such message. So each recipient is sent to exactly once, provided
        that the recipients and their order are the same, that one run is made at a time, and that
        the gateway tells of a message it accepted within that time of being asked. Recipients that
        a list names twice are two recipients.

        Args:
            recipients: Recipients of any kind that `send_message` takes, from any iterable.
            message: As for `send_message`.
            attachments: As for `send_message`; each request carries them.
            mode: As for `send_message`.
            resume: The file that remembers what was sent; it is made if it is not there. It holds
                no texts or numbers. Keep it until all is sent.
            per_request: The most recipients of a request. A request is smaller where its size would
                be over the gateway's limit.
            on_error: `"stop"` raises what a request fails with. `"continue"` gives a result that
                holds the error and goes on; a second run with the same record tries these again.
            **options: As for `send_message`, but for `message_id`.

        Yields:
            A result for each request, in order; and with `on_error="continue"` one for each
            recipient that cannot be meant, such as a number that is none.

        Raises:
            InvalidRequestError: The record cannot be used or is of another message, or the
                recipients are not those of the run before.
            BestSMSError: As for `send_message`, unless `on_error` is `"continue"`.

        Example:
            >>> people = (f"+6149157015{digit}" for digit in range(6, 9))
            >>> bulk = client.messaging.sms.send_bulk(people, message="Hello", per_request=2)
            >>> [(result.first, result.recipients) for result in bulk]
            [(0, 2), (2, 1)]
        """
        if isinstance(recipients, str | Mapping) or not hasattr(recipients, "__iter__"):
            raise InvalidRequestError("recipients is one thing; give several, or use send_message.")
        if per_request < 1 or on_error not in ("stop", "continue") or "message_id" in options:
            raise InvalidRequestError(
                'per_request is a positive number, on_error is "stop" or "continue", and there is '
                "no message_id to choose."
            )
        draft = self._draft(message, attachments, mode, options)
        with BulkRecord(resume, draft.content()) as record:
            for result in send_batches(
                self._requester,
                draft,
                recipients,
                record,
                most=per_request,
                on_error=on_error,
            ):
                yield result

    def confirm(self, message: MessageRef) -> Sent:
        """Ask whether a message was accepted, for example after a crash or a lost answer.

        The gateway is asked for at most `RetryPolicy.reconcile_for` seconds. The answer is about
        the id: if several messages carry it, it says that there is at least one.

        Args:
            message: The MessageID, or what carries it, as a `Sent`.

        Returns:
            A `Sent` with `reconciled` set: the gateway has the message.

        Raises:
            SendUncertainError: The gateway does not know it (yet). After some minutes that means,
                in practice, that it was never accepted.
            AuthenticationError: Nobody can ask: the auth token is wrong.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Are you there?", destinations="+61491570006"
            ... )
            >>> (client.messaging.sms.confirm(sent.message_id)).reconciled
            True
        """
        return self._requester.confirm(message_id(message))

    def _draft(
        self, message: str, attachments: Any, mode: str | None, options: Mapping[str, Any]
    ) -> Draft:
        requester = self._requester
        test_mode = is_test(mode, "mode") or requester.config.test_mode
        files: list[File] = []
        if attachments is not None:
            files = requester.runtime.offload(read_attachments, attachments)
        return Draft(
            message,
            files,
            options,
            config=requester.config,
            test_mode=test_mode,
            now=requester.runtime.now(),
        )


class Messaging:
    """`client.messaging`: the channels. There is one, `sms`."""

    def __init__(self, requester: Requester) -> None:
        self.sms = SMS(requester)
