# Made by scripts/sync from the asynchronous half: do not edit.
"""Sending messages."""

from __future__ import annotations  # so that help() shows the short names of types

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Never, Unpack

from bestsms_api.models import File
from bestsms_client._allow import Allow
from bestsms_client._arguments import explained, no_attribute
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
from bestsms_client._sync.bulk import BulkResults, send_batches
from bestsms_client._sync.namespace import Namespace
from bestsms_client._sync.requester import Requester
from bestsms_client._validation import seconds


class SMS(Namespace):
    """`client.messaging.sms`: SMS messages."""

    @explained("client.messaging.sms.send_message")
    def send_message(
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
        **unknown: Never,  # noqa: ARG002  # for type checkers; `explained` refuses them
    ) -> Sent:
        """Send one text to any number of recipients, once.

        If the answer is lost, the client looks for the message by its id before it raises an error.
        It never sends the message again unless you ask for that (`RetryPolicy.when_uncertain`).

        The gateway rejects a message if the same text went to the same number within 60 seconds.
        `send_message` still succeeds; the result of that recipient is `Rejected-Duplicate`.

        Args:
            message: The text, with merge fields such as `[[Attention]]` or `[[File1]]`.
            destinations: A phone number in international form; a mapping such as `{"recipient":
                "+61491570006", "attention": "Jo"}` (the vendor's spelling `Recipient` works, too);
                a `Destination`, `Contact` or `Group`; or a list of them, mixed.
            attachments: At most ten paths, open binary files, or pairs of a name and its content
                (bytes or an open binary file). The text refers to them as `[[File1]]`, `[[File2]]`.
            mode: `"test"` reports success and sends nothing to handsets. A client in test mode does
                so for every message; nothing turns that off.
            message_id: Your identifier of the message, at most 40 letters, digits and hyphens; a
                random one if you pass none. Store it before you send to be able to `confirm`.
            reference: A description for human readers, at most 80 characters. Reports repeat it.
            send_time: When to send, now by default: an aware datetime, a timedelta from now, or
                local time in `time_zone` or the client's `account_timezone`, as a naive datetime or
                as text, `YYYY-MM-DDThh:mm`. Seconds are rounded up.
            time_zone: The zone of `send_time`, by its IANA name such as `Australia/Sydney` or the
                API's name such as `AUS Eastern`.
            sub_account: A name that splits reporting and billing.
            department: A second name that splits reporting and billing.
            charge_code: A code that splits the invoice.
            from_number: The number that the message comes from, where the network allows it.
            sms_email_reply: An e-mail address that replies are forwarded to.
            report_to: An e-mail address that delivery reports are sent to.
            character_conversion: Whether the gateway replaces characters outside the GSM alphabet
                by similar ones.
            webhook_callback_url: An https address that receives the webhooks of this message.
            webhook_callback_format: The format of those webhooks. The gateway requires it with
                `webhook_callback_url`.
            region: The country, such as `AU`, in which numbers without `+` are dialled. They must
                be valid there, and are sent in international form. Needs the extra
                `bestsms-client[phone]`.
            allow: What is accepted although it is usually a mistake, a set of:
                `"national_numbers"`, numbers without `+` and without `region`, whose country the
                gateway guesses; `"past"`, a `send_time` in the past, which sends immediately;
                `"unknown_fields"`, merge fields that are not documented; `"cut"`, a text that is
                too long, which the gateway cuts. Adds to the client's `allow`.
            **unknown: Not used. Other names are refused, with a suggestion.

        Returns:
            A `Sent` with the id of the message. The gateway has accepted the message; whether it is
            delivered, `reports.status` tells.

        Raises:
            InvalidRequestError: An argument is not valid (`AttachmentError`: an attachment).
                Nothing was sent.
            ModeError: The mode is misspelt. Nothing was sent.
            NotSentError: There was no connection. Nothing was sent.
            APIError: The gateway refused the message. Nothing was sent.
            SendUncertainError: The answer was lost and the message was not found in time.

        Warns:
            MessageWarning: The message may not be what you think: a merge field is empty for a
                recipient, a recipient is repeated, the text does not refer to an attachment.

        Example:
            >>> sent = client.messaging.sms.send_message(
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
        draft.attach(self._files(attachments))
        request = draft.compose(destinations)
        del draft  # attachments are in memory once while they travel, not twice
        return self._requester.send(request)

    @explained("client.messaging.sms.preview", MessageOptions)
    def preview(
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

        Some things only the gateway knows: the fields of a contact, the members of a group, the
        length of a link. Numbers that depend on them are a range.

        Args:
            message: As for `send_message`.
            destinations: As for `send_message`.
            attachments: As for `send_message`.
            mode: As for `send_message`.
            price: The price of one part, to be added up.
            **options: The other options of `send_message`.

        Returns:
            What each recipient would read and how many parts it takes; the totals; the `problems`
            for which `send_message` would refuse the message, with each destination that is not
            valid; and its `warnings`, such as a number that appears twice (`Rejected-Duplicate`).

        Raises:
            InvalidRequestError: An option is not valid (`AttachmentError`: an attachment).
            ModeError: The mode is misspelt.

        Example:
            >>> preview = client.messaging.sms.preview(
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
        draft.attach(self._files(attachments))
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
    ) -> Iterator[BulkResult]:
        """Divide recipients among requests of one text, and send them one after the other.

        Iterate over the result: each step sends one request. Memory holds the recipients of one
        request.

        A bulk send cannot be resumed: if your program stops in the middle, nothing remembers what
        was sent. Use `bestsms_campaign.Campaign` for lists that must survive that. A recipient that
        is listed twice is sent to twice; the gateway rejects the same text to the same number
        within 60 seconds (`Rejected-Duplicate`), and a warning says so.

        Args:
            recipients: Recipients of any kind that `send_message` takes, from any iterable.
            message: As for `send_message`.
            attachments: As for `send_message`; each request carries them.
            mode: As for `send_message`.
            per_request: The most recipients of a request. A request is smaller where its size would
                exceed the gateway's limit.
            on_error: `"stop"` raises the error of a request. `"continue"` returns a result that
                holds the error and goes on.
            **options: The other options of `send_message`, except `message_id`.

        Returns:
            An iterator over a result for each request, in order; with `on_error="continue"` also
            one for each recipient that is not valid.

        Raises:
            InvalidRequestError: An argument is not valid.
            BestSMSError: As for `send_message`, unless `on_error` is `"continue"`.

        Warns:
            MessageWarning: As for `send_message`; or the result was never iterated over, so that
                nothing was sent.

        Example:
            >>> people = (f"+6149157015{digit}" for digit in range(6, 9))
            >>> bulk = client.messaging.sms.send_bulk(people, message="Hello", per_request=2)
            >>> [(result.first, result.recipients) for result in bulk]
            [(0, 2), (2, 1)]
        """
        check_bulk(recipients, per_request, on_error)
        draft = self._draft(message, mode, options)

        def results() -> Iterator[BulkResult]:
            draft.attach(self._files(attachments))
            for result in send_batches(
                self._requester,
                draft,
                several(recipients, "recipients"),
                most=per_request,
                on_error=on_error,
            ):
                yield result

        return BulkResults(results())

    def confirm(self, message: MessageRef) -> Sent:
        """Ask whether a message was accepted, for example after a crash or a lost answer.

        The client asks for at most `RetryPolicy.reconcile_for` seconds. The answer is about the id:
        if several messages carry it, it says that there is at least one.

        Args:
            message: The MessageID, or an object of ours that carries it, such as a `Sent`.

        Returns:
            A `Sent` with `reconciled` set: the gateway has the message.

        Raises:
            SendUncertainError: The gateway does not know it (yet). After some minutes that means,
                in practice, that it was never accepted.
            AuthenticationError: The auth token is wrong.

        Example:
            >>> sent = client.messaging.sms.send_message(
            ...     message="Are you there?", destinations="+61491570006"
            ... )
            >>> (client.messaging.sms.confirm(sent.message_id)).reconciled
            True
        """
        return self._requester.confirm(identifier(message))

    def lookup(self, message: MessageRef, *, within: float | None = None) -> Lookup:
        """Ask what is known about a message, for a program that decides whether to send it again.

        Only `absent` allows that: silence, an unreadable answer and the words of a proxy prove
        nothing.

        Args:
            message: The MessageID, or what carries it, as a `Sent`.
            within: The seconds for which to ask until the message is found; by default
                `RetryPolicy.reconcile_for`.

        Returns:
            One of three results; nothing is raised for a message that is not found.

        Raises:
            AuthenticationError: Nobody can ask: the auth token is wrong.

        Example:
            >>> (client.messaging.sms.lookup("never-sent", within=0)).result
            'absent'
        """
        if within is not None:
            within = seconds(within, "within")
        look = self._requester.lookup(identifier(message), within)
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

    def _files(self, attachments: Any) -> list[File]:
        if attachments is None:
            return []
        return self._requester.runtime.offload(read_attachments, attachments)

    if not TYPE_CHECKING:  # so that type checkers still know the attributes

        def __getattr__(self, name: str) -> Never:
            raise no_attribute(self, name, "client.messaging.sms")


class Messaging:
    """`client.messaging`: the channels. The only one is `sms`."""

    def __init__(self, requester: Requester) -> None:
        self.sms = SMS(requester)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Never:
            raise no_attribute(self, name, "client.messaging")
