"""Compose and preview the request of a send."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bestsms_api.api.messaging import send_sms
from bestsms_api.constraints import LIMITS
from bestsms_api.models import File, MessageData, SendResult, SendSMSRequest
from bestsms_client._allow import allowances
from bestsms_client._http.config import Config
from bestsms_client._http.decision import Safety
from bestsms_client._http.operation import ClientOperation, OperationRequest, encode
from bestsms_client._message.identifiers import new_message_id
from bestsms_client._message.merge_fields import Template
from bestsms_client._message.phone_numbers import sender
from bestsms_client._message.preview import Preview, Price, Rendering, Survey, product, total
from bestsms_client._message.recipients import (
    DestinationLike,
    Dialling,
    Problem,
    in_chunks,
    one_to_wire,
    several,
)
from bestsms_client._message.schedule import schedule
from bestsms_client._validation import checked_fields, price_per_part
from bestsms_client._warnings import warn
from bestsms_client.errors import AttachmentError, InvalidRequestError, MessageWarning

SEND: Final = ClientOperation(
    "sendSms", "messaging.sms.send_message", send_sms, SendResult, Safety.SEND
)


class Draft:
    """A message without its attachments and recipients. A timedelta is added to `now`."""

    def __init__(
        self,
        message: str,
        options: Mapping[str, Any],
        *,
        config: Config,
        test_mode: bool,
        now: datetime,
    ) -> None:
        given = dict(options)
        self._allow = allowances(given.pop("allow", None)) | config.allow
        self.dialling = Dialling(given.pop("region", None), "national_numbers" in self._allow)
        self._schedule = schedule(
            given.get("send_time"),
            given.get("time_zone"),
            now=now,
            account_timezone=config.account_timezone,
            allow_past="past" in self._allow,
        )
        given["send_time"], given["time_zone"], _ = self._schedule
        # A placeholder: recipients are checked one by one.
        given |= {"message": message, "destinations": [{}]}
        self._fields = checked_fields("MessageData", given)
        del self._fields["Destinations"]
        if number := self._fields.get("FromNumber"):
            self._fields["FromNumber"] = sender(number)
        self.test_mode = test_mode
        if test_mode:
            self._fields["Mode"] = "Test"
        self._files: list[dict[str, Any]] = []
        self._caps = config.caps
        convert = bool(self._fields.get("CharacterConversion"))
        self._template = Template(message, config.caps, convert=convert)

    def attach(self, files: Sequence[File]) -> None:
        self._files = [file.to_dict() for file in files]

    def _survey(self, argument: str) -> Survey:
        return Survey(
            self._template, self._caps, len(self._files), allow=self._allow, argument=argument
        )

    def check(
        self,
        recipients: Sequence[Mapping[str, str]],
        argument: str = "destinations",
        first: int = 0,
    ) -> Survey:
        """Raise `InvalidRequestError` if the message is not valid; warn if it looks like a mistake.

        `first` is the index of the first recipient in the list that the caller passed as
        `argument`.
        """
        survey = self._survey(argument)
        survey.check_all(recipients, first)
        self._raise_or_warn(survey)
        return survey

    def _raise_or_warn(self, survey: Survey) -> None:
        if problems := survey.problems():
            raise InvalidRequestError(" ".join(map(str, problems)))
        for text in (*survey.warnings(), self._schedule.note):
            if text:
                warn(text, MessageWarning)

    def preview(
        self,
        destinations: DestinationLike | Iterable[DestinationLike],
        price: Decimal | float | str | None = None,
    ) -> Preview:
        """Return what would be sent, and report problems instead of raising."""
        survey = self._survey("destinations")
        problems: list[Problem] = []
        renderings: list[Rendering] = []
        valid: list[Mapping[str, str]] = []
        for index, item in enumerate(several(destinations, "destinations")):
            read = one_to_wire(item, index, "destinations", self.dialling)
            if isinstance(read, Problem):
                problems.append(read)
                renderings.append(survey.render_invalid(index))
            else:
                valid.append(read)
                renderings.append(survey.render(read, index))
        if not renderings:
            raise InvalidRequestError("destinations is empty. Pass at least one recipient.")
        parts = total(map(product, renderings))
        each = None if price is None else price_per_part(price)
        return Preview(
            renderings=tuple(renderings),
            longest=max(renderings, key=lambda one: (one.parts.least, one.units)),
            messages=total(one.messages for one in renderings),
            parts=parts,
            price=None
            if each is None
            else Price(each * parts.least, None if parts.most is None else each * parts.most),
            send_time=self._fields.get("SendTime"),
            time_zone=self._fields.get("TimeZone"),
            request_bytes=len(self.request(valid).content or b""),
            problems=(*survey.problems(), *problems),
            warnings=(*survey.warnings(), *filter(None, (self._schedule.note,))),
        )

    def compose(
        self, destinations: DestinationLike | Iterable[DestinationLike]
    ) -> OperationRequest:
        """Build the request of a send, if the message is valid.

        Recipients are checked and encoded in chunks, to save memory.
        """
        survey = self._survey("destinations")
        encoded: list[bytes] = []
        first = 0
        for chunk in in_chunks(destinations, self.dialling):
            survey.check_all(chunk, first)
            first += len(chunk)
            encoded.append(encode(chunk)[1:-1])
        self._raise_or_warn(survey)
        return self._request(encoded, size=survey.size())

    def request(
        self,
        recipients: Sequence[Mapping[str, str]],
        message_id: str | None = None,
        size: str = "",
    ) -> OperationRequest:
        """Build the request for recipients in wire format. `size` is for the log.

        Without `message_id`, the caller's own is used, or a new one. A request that is too large
        raises `AttachmentError`.
        """
        return self._request([encode(recipients)[1:-1]], message_id, size)

    def _request(
        self, recipients: Sequence[bytes], message_id: str | None = None, size: str = ""
    ) -> OperationRequest:
        """Build the request for encoded recipients.

        The generated models would copy recipients and files once more, so the body is written here.
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
        parts[-1:] = [b"],", rest, b"}"]  # replaces the last comma
        content = b"".join(parts)
        limit = LIMITS["requestBytes"]
        if len(content) > limit.value:
            raise AttachmentError(
                f"The request has {len(content):,} bytes; the gateway accepts at most "
                f"{limit.value:,}. Reduce the attachments, or send to fewer recipients per call."
            )
        return OperationRequest(
            operation=_EMPTY.operation,
            call=_EMPTY.call,
            safety=_EMPTY.safety,
            method=_EMPTY.method,
            path=_EMPTY.path,
            params=_EMPTY.params,
            content=content,
            message_id=fields["MessageID"],
            about={"message_id": fields["MessageID"]},
            private=(fields["Message"],),
            test_mode=self.test_mode,
            size=size,
        )


_EMPTY: Final = SEND.request(
    body=SendSMSRequest(message_data=MessageData(destinations=[], message=""))
)
# Everything before the recipients, which are the first field in the contract.
_HEAD: Final = (_EMPTY.content or b"").partition(b"]")[0]
