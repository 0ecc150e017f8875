"""Composes the request of a send, and says beforehand what it would be."""

import hashlib
import warnings
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypedDict

from bestsms_api.api.messaging import send_sms
from bestsms_api.constraints import LIMITS
from bestsms_api.models import File, MessageData, SendResult, SendSMSRequest
from bestsms_client._http.config import Config
from bestsms_client._http.decision import Safety
from bestsms_client._http.operation import Call, Request, encode
from bestsms_client._message.identifiers import new_message_id
from bestsms_client._message.merge_fields import Template
from bestsms_client._message.preview import Preview, Price, Survey, product, total
from bestsms_client._message.recipients import DestinationLike, in_chunks
from bestsms_client._message.schedule import When, send_time
from bestsms_client._validation import checked_fields
from bestsms_client.errors import AttachmentError, InvalidRequestError, MessageWarning

SEND: Final = Call("sendSms", send_sms, SendResult, Safety.SEND)


class BulkOptions(TypedDict, total=False):
    """The options of a message, as `send_bulk` takes them by name. None means not given."""

    reference: str | None
    """A description for human readers, at most 80 characters; it comes back in reports."""
    send_time: When | None
    """When to send: an aware datetime, a timedelta from now, or a naive datetime, which is read in
    `time_zone` or the client's `account_timezone`. A text passes as it is: local time
    `YYYY-MM-DDThh:mm` without an offset. Seconds are rounded up."""
    time_zone: str | None
    """The zone of `send_time`, by its Windows name without "Standard Time", such as `AUS Eastern`,
    or its IANA name, such as `Australia/Sydney`."""
    allow_past: bool
    """Whether a `send_time` that has passed is meant; the gateway then sends at once."""
    sub_account: str | None
    """A name that splits reporting and billing."""
    department: str | None
    """A second name that splits reporting and billing."""
    charge_code: str | None
    """A code that splits the invoice."""
    from_number: str | None
    """The number the message comes from, where the network allows it."""
    sms_email_reply: str | None
    """An e-mail address that replies are forwarded to."""
    report_to: str | None
    """An e-mail address that delivery reports are sent to."""
    character_conversion: bool | None
    """Whether characters outside the GSM alphabet are replaced by similar ones within it."""
    webhook_callback_url: str | None
    """An https address for the webhooks of this message."""
    webhook_callback_format: str | None
    """`"JSON"` or `"XML"`; the gateway's own clients demand it beside an address."""
    region: str | None
    """The country, such as `AU`, in which numbers without `+` are dialled; they are sent in
    international form. Needs the extra `bestsms-client[phone]`."""
    allow_unknown_fields: bool
    """Whether merge fields that are not known, such as `[[Nickname]]`, are meant."""
    allow_cut: bool
    """Whether a text that is too long may be sent, for the gateway to cut."""


class MessageOptions(BulkOptions, total=False):
    """The options of a message, as `send_message` takes them by name. None means not given."""

    message_id: str | None
    """Your identifier, at most 40 letters, digits and hyphens; one is made where none is given."""


class Draft:
    """A message that lacks nothing but its recipients.

    Args:
        message: The text.
        files: The attachments.
        options: The options, by name.
        config: How the client is set up.
        test_mode: Whether it is stamped as a test.
        now: The present, from which a time of sending is counted.

    Attributes:
        region: The country in which numbers are dialled, if one is given.
        test_mode: As given.

    Raises:
        InvalidRequestError: An argument is not as the contract demands.
    """

    def __init__(
        self,
        message: str,
        files: Sequence[File],
        options: Mapping[str, Any],
        *,
        config: Config,
        test_mode: bool,
        now: datetime,
    ) -> None:
        for name in ("Mode", "Files", "files"):  # these have an argument of their own
            if name in options:
                raise InvalidRequestError(f"{name} is no option; give mode or attachments.")
        given = dict(options)
        self._told = (config.base_url, test_mode, message, options)
        self.region: str | None = given.pop("region", None)
        self._allow_cut = bool(given.pop("allow_cut", False))
        self._allow_unknown_fields = bool(given.pop("allow_unknown_fields", False))
        given["send_time"], given["time_zone"] = send_time(
            given.get("send_time"),
            given.get("time_zone"),
            now=now,
            account_timezone=config.account_timezone,
            allow_past=bool(given.pop("allow_past", False)),
        )
        # Recipients are checked one by one; here an empty one stands in for them.
        given |= {"message": message, "destinations": [{}]}
        self._fields = checked_fields("MessageData", given)
        del self._fields["Destinations"]
        self.test_mode = test_mode
        if test_mode:
            self._fields["Mode"] = "Test"
        self._files = [file.to_dict() for file in files]
        self._caps = config.caps
        convert = bool(self._fields.get("CharacterConversion"))
        self._template = Template(message, config.caps, convert=convert)

    def _survey(self, argument: str) -> Survey:
        return Survey(
            self._template,
            self._caps,
            len(self._files),
            allow_unknown_fields=self._allow_unknown_fields,
            allow_cut=self._allow_cut,
            argument=argument,
        )

    def content(self) -> str:
        """Give what tells this message from others, whoever it goes to and whenever it is made."""
        *common, options = self._told
        meant = [
            (name, options[name])
            for name in sorted(options)
            if options[name] is not None and not name.startswith("allow_")
        ]
        told = repr((*common, meant))
        digest = hashlib.sha256(told.encode(errors="surrogatepass"))
        for file in self._files:
            for part in (file["Name"], file["Data"]):
                digest.update(hashlib.sha256(part.encode(errors="surrogatepass")).digest())
        return digest.hexdigest()

    def require_sense(
        self,
        recipients: Sequence[Mapping[str, str]],
        argument: str = "destinations",
        first: int = 0,
    ) -> None:
        """Refuse the message if it cannot be meant, and warn if it may not be.

        Args:
            recipients: As the request carries them.
            argument: What the caller calls them.
            first: The place of the first one.

        Raises:
            InvalidRequestError: A merge field, an attachment or the length cannot be meant.
        """
        survey = self._survey(argument)
        survey.look_all(recipients, first)
        self._judge(survey)

    def _judge(self, survey: Survey) -> None:
        if problems := survey.problems():
            raise InvalidRequestError(" ".join(problems))
        for text in survey.warnings():
            warnings.warn(text, MessageWarning, stacklevel=4)

    def preview(
        self, recipients: Sequence[Mapping[str, str]], price: Decimal | float | str | None = None
    ) -> Preview:
        """Say what the message would be, and do not mind what is wrong with it.

        Raises:
            AttachmentError: The encoded request is larger than the gateway takes.
        """
        survey = self._survey("destinations")
        renderings = tuple(survey.read(recipients))
        parts = total(map(product, renderings))
        each = None if price is None else Decimal(str(price))
        return Preview(
            renderings=renderings,
            longest=max(renderings, key=lambda one: (one.parts.least, one.units)),
            messages=total(one.messages for one in renderings),
            parts=parts,
            price=None
            if each is None
            else Price(each * parts.least, None if parts.most is None else each * parts.most),
            send_time=self._fields.get("SendTime"),
            time_zone=self._fields.get("TimeZone"),
            request_bytes=len(self.request(recipients).content or b""),
            problems=survey.problems(),
            warnings=survey.warnings(),
        )

    def compose(self, destinations: DestinationLike | Iterable[DestinationLike]) -> Request:
        """Build the request from what the caller names, if the message can be meant.

        Recipients are checked, looked at and encoded piece by piece, so that there may be many.

        Raises:
            InvalidRequestError: As for `to_wire` and `require_sense`.
            AttachmentError: As for `request`.
        """
        survey = self._survey("destinations")
        encoded: list[bytes] = []
        first = 0
        for chunk in in_chunks(destinations, self.region):
            survey.look_all(chunk, first)
            first += len(chunk)
            encoded.append(encode(chunk)[1:-1])
        self._judge(survey)
        return self._request(encoded)

    def request(
        self, recipients: Sequence[Mapping[str, str]], message_id: str | None = None
    ) -> Request:
        """Build the request.

        Args:
            recipients: As the request carries them.
            message_id: An identifier that was minted for this message; else the caller's own, or
                one is minted here.

        Raises:
            AttachmentError: The encoded request is larger than the gateway takes.
        """
        return self._request([encode(recipients)[1:-1]], message_id)

    def _request(self, recipients: Sequence[bytes], message_id: str | None = None) -> Request:
        """Build the request of recipients that are encoded already.

        The body is written here and not by the generated models, which would copy recipients and
        files once more; `checked_fields` holds it against the same contract.
        """
        own = None if message_id else self._fields.get("MessageID")
        fields: dict[str, Any] = {
            **self._fields,
            "MessageID": message_id or own or new_message_id(),
        }
        if self._files:
            fields["Files"] = self._files
        rest = memoryview(encode(fields))[1:]
        parts: list[bytes | memoryview] = [
            _HEAD,
            *(part for piece in recipients for part in (piece, b",")),
        ]
        parts[-1:] = [b"],", rest, b"}"]  # in place of the last comma
        content = b"".join(parts)
        limit = LIMITS["requestBytes"]
        if len(content) > limit.value:
            raise AttachmentError(
                f"The request has {len(content):,} bytes; the gateway takes at most "
                f"{limit.value:,} (source: {', '.join(limit.evidence)}). Send smaller attachments, "
                "or to fewer recipients at once."
            )
        return Request(
            operation=_EMPTY.operation,
            safety=_EMPTY.safety,
            method=_EMPTY.method,
            path=_EMPTY.path,
            params=_EMPTY.params,
            content=content,
            message_id=fields["MessageID"],
            about={"message_id": fields["MessageID"]},
            private=(fields["Message"],),
            test_mode=self.test_mode,
        )


_EMPTY: Final = SEND.request(
    body=SendSMSRequest(message_data=MessageData(destinations=[], message=""))
)
# What stands before the recipients. The contract names them first, so all else can follow them.
_HEAD: Final = (_EMPTY.content or b"").partition(b"]")[0]
