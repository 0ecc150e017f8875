"""`client.messaging`: send, preview and look up messages."""

from __future__ import annotations  # so that help() shows the short names of types

from collections.abc import AsyncIterator, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Never, Unpack

from bestsms_api.models import File
from bestsms_client._allow import Allow
from bestsms_client._arguments import explained, no_attribute
from bestsms_client._async.bulk import AsyncBulkResults, send_batches
from bestsms_client._async.namespace import AsyncNamespace
from bestsms_client._async.requester import AsyncRequester
from bestsms_client._http.config import is_test
from bestsms_client._http.looks import RESULTS
from bestsms_client._message.attachments import AttachmentLike, read_attachments
from bestsms_client._message.bulk import BulkResult, check_bulk
from bestsms_client._message.draft import Draft
from bestsms_client._message.identifiers import MessageRef
from bestsms_client._message.identifiers import message_id as identifier
from bestsms_client._message.options import BulkOptions, MessageOptions
from bestsms_client._message.preview import Preview
from bestsms_client._message.recipients import DestinationLike, several
from bestsms_client._message.schedule import When
from bestsms_client._message.sent import Lookup, Sent
from bestsms_client._validation import seconds


class AsyncSMS(AsyncNamespace):
    """`client.messaging.sms`: send, preview and look up SMS messages."""

    @explained("client.messaging.sms.send_message")
    async def send_message(
        self,
        *,
        message: str,
        destinations: DestinationLike | Iterable[DestinationLike],
        attachments: AttachmentLike | Iterable[AttachmentLike] | None = None,
        mode: Literal["test"] | None = None,
        message_id: str | None = None,
        reference: str | None = None,
        send_time: When | None = None,
        time_zone: str | None = None,
        sub_account: str | None = None,
        department: str | None = None,
        charge_code: str | None = None,
        from_number: str | None = None,
        sms_email_reply: str | None = None,
        report_to: str | None = None,
        character_conversion: bool | None = None,
        webhook_callback_url: str | None = None,
        webhook_callback_format: Literal["JSON", "XML"] | None = None,
        region: str | None = None,
        allow: Allow | None = None,
        **unknown: Never,  # noqa: ARG002  # for type checkers; `explained` rejects them
    ) -> Sent:
        """Send a text to one or more recipients.

        If the response is lost, the client looks the message up by its id before it raises an
        error. It never sends the message again unless you ask for that
        (`RetryPolicy.when_uncertain`).

        The gateway rejects a number that received the same text less than 60 seconds ago. The call
        still succeeds; that recipient's result is `Rejected-Duplicate`.

        Args:
            message: The text, which may contain merge fields such as `[[Attention]]` or
                `[[File1]]`.
            destinations: A phone number in international form; a mapping such as `{"recipient":
                "+61491570006", "attention": "Jo"}` (the vendor's spelling `Recipient` also works);
                a `Destination`, `Contact` or `Group`; or a list of any of these.
            attachments: Up to ten paths, open binary files, or pairs of a name and its content
                (bytes or an open binary file). The text refers to them as `[[File1]]`, `[[File2]]`.
            mode: With `"test"`, the gateway reports success but no handset receives the message. A
                client in test mode always does this; no call can turn it off.
            message_id: Your identifier for the message, up to 40 letters, digits and hyphens.
                Default: a random one. Choose and store it before you send if you want to use
                `confirm` later.
            reference: A description for people, up to 80 characters. Reports include it.
            send_time: When to send; the default is now. Pass an aware datetime, a timedelta from
                now, or local time in `time_zone` or the client's `account_timezone`: a naive
                datetime, or text in the form `YYYY-MM-DDThh:mm`. Seconds are rounded up.
            time_zone: The zone of `send_time`: an IANA name such as `Australia/Sydney`, or the
                API's name such as `AUS Eastern`.
            sub_account: The sub-account for reporting and billing.
            department: The department for reporting and billing.
            charge_code: A code for splitting the invoice.
            from_number: The sender's number, if the network allows it.
            sms_email_reply: An e-mail address to forward replies to.
            report_to: An e-mail address to send delivery reports to.
            character_conversion: Whether the gateway replaces characters outside the GSM alphabet
                with similar ones.
            webhook_callback_url: An https address that receives this message's webhooks.
            webhook_callback_format: The format of those webhooks. Required with
                `webhook_callback_url`.
            region: The country, such as `AU`, of numbers without `+`. They must be valid there and
                are converted to international form. Needs the extra `bestsms-client[phone]`.
            allow: A set of checks to turn off: `"national_numbers"` accepts numbers without `+` and
                without `region`, whose country the gateway guesses; `"past"` accepts a `send_time`
                in the past, which sends immediately; `"unknown_fields"` accepts undocumented merge
                fields; `"cut"` accepts a text that is too long, which the gateway cuts. The
                client's `allow` is added to it.
            **unknown: Not used. An unknown argument raises an error that suggests the right one.

        Returns:
            A `Sent` with the message's id. The gateway has accepted the message; use
            `reports.status` to find out whether it was delivered.

        Raises:
            InvalidRequestError: An argument is not valid (`AttachmentError`: an attachment).
                Nothing was sent.
            ModeError: The mode is not `"test"`. Nothing was sent.
            NotSentError: No connection could be made. Nothing was sent.
            APIError: The gateway rejected the message. Nothing was sent.
            SendUncertainError: The response was lost, and the message was not found in time.

        Warns:
            MessageWarning: A likely mistake: a merge field is empty for a recipient, a recipient is
                repeated, or the text does not refer to an attachment.

        Example:
            >>> sent = await client.messaging.sms.send_message(
            ...     message="Hello [[Attention]]",
            ...     destinations=[{"recipient": "+61491570006", "attention": "Jo"}],
            ... )
            >>> sent.reconciled, sent.attempts
            (False, 1)
        """
        options: MessageOptions = {
            "message_id": message_id,
            "reference": reference,
            "send_time": send_time,
            "time_zone": time_zone,
            "sub_account": sub_account,
            "department": department,
            "charge_code": charge_code,
            "from_number": from_number,
            "sms_email_reply": sms_email_reply,
            "report_to": report_to,
            "character_conversion": character_conversion,
            "webhook_callback_url": webhook_callback_url,
            "webhook_callback_format": webhook_callback_format,
            "region": region,
            "allow": allow,
        }
        draft = self._draft(message, mode, options)
        draft.attach(await self._files(attachments))
        request = draft.compose(destinations)
        del draft  # so that attachments are held in memory once during the send, not twice
        return await self._requester.send(request)

    @explained("client.messaging.sms.preview", MessageOptions)
    async def preview(
        self,
        *,
        message: str,
        destinations: DestinationLike | Iterable[DestinationLike],
        attachments: AttachmentLike | Iterable[AttachmentLike] | None = None,
        mode: Literal["test"] | None = None,
        price: Decimal | float | None = None,
        **options: Unpack[MessageOptions],
    ) -> Preview:
        """Return what `send_message` would send, without a request to the gateway.

        It takes the arguments of `send_message`, and `price`, the price of one part in any
        currency.
        Only the gateway knows a contact's fields, a group's members and the length of a link;
        counts that depend on these are a `Range`.

        Returns:
            A `Preview` with each recipient's text and number of parts, the totals, the `problems`
            for which `send_message` would raise an error, such as an invalid destination, and the
            `warnings`, such as a repeated number.

        Raises:
            InvalidRequestError: An option is not valid (`AttachmentError`: an attachment).
            ModeError: The mode is not `"test"`.

        Example:
            >>> preview = await client.messaging.sms.preview(
            ...     message="Hello [[Attention]], “soup” is ready",
            ...     destinations=[{"recipient": "+61491570006", "attention": "Jo"}, "0491"],
            ...     price=0.08,
            ... )
            >>> preview.renderings[0].text, preview.longest.encoding, preview.price.least
            ('Hello Jo, “soup” is ready', 'UCS-2', Decimal('0.08'))
            >>> print(preview.problems[0])
            destinations[1] is not a phone number: it has 4 digits; a phone number has 7 to 15.
        """
        draft = self._draft(message, mode, options)
        draft.attach(await self._files(attachments))
        return draft.preview(destinations, price)

    @explained("client.messaging.sms.send_bulk", BulkOptions)
    def send_bulk(
        self,
        recipients: Iterable[DestinationLike],
        *,
        message: str,
        attachments: AttachmentLike | Iterable[AttachmentLike] | None = None,
        mode: Literal["test"] | None = None,
        per_request: int = 1000,
        on_error: Literal["stop", "continue"] = "stop",
        **options: Unpack[BulkOptions],
    ) -> AsyncIterator[BulkResult]:
        """Send one text to many recipients, in as many requests as needed.

        Iterate over the result: each step sends one request. Only one request's recipients are held
        in memory.

        A bulk send cannot be resumed: if your program stops halfway, nothing records what was sent.
        Use `bestsms_campaign.Campaign` where that matters. A recipient that is listed twice
        receives the message twice, except that the gateway rejects the same text to the same number
        within 60 seconds (`Rejected-Duplicate`), which causes a warning.

        Args:
            recipients: An iterable of recipients, in any form that `send_message` accepts.
            message: As for `send_message`.
            attachments: As for `send_message`. Every request contains them.
            mode: As for `send_message`.
            per_request: The maximum number of recipients per request. A request has fewer if it
                would exceed the gateway's size limit.
            on_error: `"stop"` raises the error of a failed request. `"continue"` returns it in the
                result and continues.
            **options: The other options of `send_message`, except `message_id`.

        Returns:
            An iterator of one result per request, in order. With `on_error="continue"` there is
            also one for each invalid recipient.

        Raises:
            InvalidRequestError: An argument is not valid.
            BestSMSError: As for `send_message`, unless `on_error` is `"continue"`.

        Warns:
            MessageWarning: As for `send_message`; or nothing was sent, because the result was never
                iterated over.

        Example:
            >>> people = (f"+6149157015{digit}" for digit in range(6, 9))
            >>> bulk = client.messaging.sms.send_bulk(people, message="Hello", per_request=2)
            >>> [(result.first, result.recipients) async for result in bulk]
            [(0, 2), (2, 1)]
        """
        check_bulk(recipients, per_request, on_error)
        draft = self._draft(message, mode, options)

        async def results() -> AsyncIterator[BulkResult]:
            draft.attach(await self._files(attachments))
            async for result in send_batches(
                self._requester,
                draft,
                several(recipients, "recipients"),
                most=per_request,
                on_error=on_error,
            ):
                yield result

        return AsyncBulkResults(results())

    async def confirm(self, message: MessageRef) -> Sent:
        """Check that the gateway accepted a message, for example after a crash or a lost response.

        The client keeps asking for up to `RetryPolicy.reconcile_for` seconds. If several messages
        have the id, at least one of them was accepted.

        Args:
            message: The MessageID, or an object that has it, such as a `Sent`.

        Returns:
            A `Sent` with `reconciled` set: the gateway has the message.

        Raises:
            SendUncertainError: The gateway does not know the message (yet). After a few minutes,
                this means in practice that it was never accepted.
            AuthenticationError: The auth token is wrong.

        Example:
            >>> sent = await client.messaging.sms.send_message(
            ...     message="Are you there?", destinations="+61491570006"
            ... )
            >>> (await client.messaging.sms.confirm(sent.message_id)).reconciled
            True
        """
        return await self._requester.confirm(identifier(message))

    async def lookup(self, message: MessageRef, *, within: float | None = None) -> Lookup:
        """Find out whether the gateway has a message, to decide whether to send it again.

        Send it again only if the result is `absent`. A timeout, an unreadable response or a proxy's
        error page proves nothing.

        Args:
            message: As for `confirm`.
            within: Seconds to keep asking until the message is found. Default:
                `RetryPolicy.reconcile_for`.

        Returns:
            A `Lookup` whose `result` is `found`, `absent` or `unproven`. No error is raised for a
            message that is not found.

        Raises:
            AuthenticationError: The auth token is wrong.

        Example:
            >>> (await client.messaging.sms.lookup("never-sent", within=0)).result
            'absent'
        """
        if within is not None:
            within = seconds(within, "within")
        look = await self._requester.lookup(identifier(message), within)
        return Lookup(result=RESULTS[look.finding], reason=look.reason)

    def _draft(self, message: str, mode: str | None, options: Mapping[str, Any]) -> Draft:
        requester = self._requester
        return Draft(
            message,
            options,
            config=requester.config,
            test_mode=is_test(mode, "mode") or requester.config.test_mode,
            now=requester.runtime.now(),
        )

    async def _files(self, attachments: Any) -> list[File]:
        if attachments is None:
            return []
        return await self._requester.runtime.offload(read_attachments, attachments)

    if not TYPE_CHECKING:  # so that type checkers report unknown names

        def __getattr__(self, name: str) -> Never:
            raise no_attribute(self, name, "client.messaging.sms")


class AsyncMessaging:
    """`client.messaging`: the message channels. `sms` is the only one."""

    def __init__(self, requester: AsyncRequester) -> None:
        self.sms = AsyncSMS(requester)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Never:
            raise no_attribute(self, name, "client.messaging")
