"""The results of calls, including failed ones: objects with the vendor's names, printed as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from bestsms_api.constraints import SCHEMAS
from bestsms_client._boundary import boundary
from bestsms_client._names import argument_name
from bestsms_client._validation import unknown_field
from bestsms_client.errors import APIError, BestSMSError, InvalidRequestError

_PAGE: Final = "TotalRecords RecordsPerPage PageCount Page"
_MESSAGE: Final = (
    "Result MessageID Status JobNum Account SubAccount Department Reference "
    "CreatedTimeLocal CreatedTimeUTC CreatedTimeUTC_RFC3339 "
    "DelayedTimeLocal DelayedTimeUTC DelayedTimeUTC_RFC3339 Timezone "
    f"Count Complete Success Failed Price {_PAGE} Recipients ErrorMessage"
)
_RECIPIENT: Final = (
    "Type DestSeq Destination Status Result SentTimeLocal SentTimeUTC SentTimeUTC_RFC3339 "
    "Attention Company Custom1 Custom2 Custom3 Custom4 Custom5 Custom6 Custom7 Custom8 Custom9 "
    "RemoteID Price"
)
FIELDS: Final[Mapping[str, list[str]]] = {
    schema: fields.split()
    for schema, fields in {
        "SendResult": "Result MessageID ErrorMessage",
        "StatusResult": _MESSAGE,
        "Recipient": _RECIPIENT,
        "SMSReplyResult": _MESSAGE,
        "ReplyRecipient": f"{_RECIPIENT} MessageText SMSReplies",
        "SMSReply": "Date DateUTC From MessageText Timezone",
        "SMSReceivedResult": f"Result {_PAGE} Messages",
        "ReceivedMessage": (
            "ID MessageID JobNum Account SubAccount Department Date DateUTC From MessageText "
            "Timezone"
        ),
        "ActionResult": "Result MessageID JobNum Status Action ErrorMessage",
        "Contact": (
            "ContactID Owner Created CreatedUTC Updated UpdatedUTC Timezone Attention Title "
            "Company RecipDepartment FirstName LastName Position StreetAddress Suburb City State "
            "Country PostCode MainPhone AltPhone1 AltPhone2 DirectPhone MobilePhone FaxNumber "
            "EmailAddress WebAddress Custom1 Custom2 Custom3 Custom4 ViewBy EditBy"
        ),
        "Group": "GroupID GroupCode GroupName SubAccount Department ViewEditBy Owner",
        "ContactResult": "Result Contact ErrorMessage",
        "ContactListResult": f"Result {_PAGE} Contacts ErrorMessage",
        "GroupResult": "Result Group ErrorMessage",
        "GroupListResult": f"Result {_PAGE} Groups ErrorMessage",
        "ContactGroupResult": "Result Contact Group ErrorMessage",
        "ContactGroupListResult": f"Result {_PAGE} Contact Groups ErrorMessage",
        "GroupContactResult": "Result Group Contact ErrorMessage",
        "GroupContactListResult": f"Result {_PAGE} Group Contacts ErrorMessage",
        "ErrorResult": "Result ErrorMessage MessageID",
    }.items()
}
"""The fields of each response that the vendor's package shows, in its order.

The contract defines no order, and some of these names are older than the contract.
"""

# The vendor's package does not parse the group and the contacts of this response.
_NOT_PARSED: Final = "GroupContactListResult"
_LISTS: Final = ("ErrorMessage", "Recipients", "SMSReplies", "Messages", "Contacts", "Groups")
_ABOUT_A_MESSAGE: Final = ("StatusResult", "SMSReplyResult", "SMSReceivedResult", "ActionResult")


class Result:
    """The result of a call: a dynamic object with the vendor's field names.

    `print(result)` shows it as JSON, as in the vendor's package. `result.Recipients[0].Status` and
    `result["Recipients"]` both work, even for fields of the response that the vendor's package
    leaves out. `repr(result)` shows no phone numbers or texts.

    A failed call returns a result, too: `Result` is `"Failed"` if the gateway refused the request,
    and `"Error"` otherwise. `ErrorMessage` lists the reasons.

    The replies to a message (`Reports.SMSReply.Poll`) and the received messages
    (`Reports.SMSReceived.Poll`) are also available in the flat form of the vendor's documentation:
    `result.ReceivedMessages`, each with `Date`, `From` and `MessageText`, and `result.SentMessage`
    with `Date`, `Destination` and `MessageText`.

    Attributes:
        error: The exception of `bestsms_client` that caused a failure, or None. Its `.sent` tells
            whether the gateway accepted the message: `"no"`, `"yes"` or `"unknown"`.
    """

    __slots__ = ("__dict__", "_kind", "_wire", "error")

    error: BestSMSError | None

    def __init__(
        self,
        kind: str,
        fields: Mapping[str, Any],
        wire: Mapping[str, Any] | None = None,
        error: BestSMSError | None = None,
    ) -> None:
        self._kind, self._wire, self.error = kind, wire or {}, error
        vars(self).update(fields)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            if name in self._wire:
                return self._wire[name]
            if name == "ReceivedMessages" and self._kind in ("SMSReplyResult", "SMSReceivedResult"):
                return [_flat(one, "Received", "From") for one in _received(self)]
            if name == "SentMessage" and self._kind == "SMSReplyResult":
                return next((_flat(one, "Sent", "Destination") for one in self.Recipients), None)
            if self.error is not None:
                raise AttributeError(
                    f"The call failed, so its result has no {name}. Check Result before you read "
                    "other fields; ErrorMessage contains the reason."
                )
        raise AttributeError(f"{type(self).__name__} has no field {name}.", name=name, obj=self)

    def __getitem__(self, name: str) -> Any:
        try:
            return getattr(self, name)
        except AttributeError:
            raise KeyError(name) from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Result) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # pyright: ignore  # fields may be assigned to

    def __str__(self) -> str:
        return json.dumps(self, default=vars, indent=4)

    def __repr__(self) -> str:
        return f"<{self._kind} {vars(self).get('Result', '')}".rstrip() + ">"


class ContactModel(Result):
    """A contact to pass as a recipient: `ContactModel(ContactID=...)`."""

    __slots__ = ()

    @boundary
    def __init__(self, **fields: Any) -> None:
        super().__init__("Contact", _checked(self, fields, FIELDS["Contact"]))


class GroupModel(Result):
    """A group to pass as a recipient: `GroupModel(GroupID=...)`."""

    __slots__ = ()

    @boundary
    def __init__(self, **fields: Any) -> None:
        super().__init__("Group", _checked(self, fields, FIELDS["Group"]))


class RecipientModel(Result):
    """A recipient: `RecipientModel(Recipient="+61491570006", Attention="Jo")`."""

    __slots__ = ()

    @boundary
    def __init__(self, **fields: Any) -> None:
        super().__init__("Destination", _checked(self, fields, SCHEMAS["Destination"]))


def _checked(model: Result, given: dict[str, Any], known: Iterable[str]) -> dict[str, Any]:
    fields: dict[str, Any] = dict.fromkeys(known)
    for name in given:
        if name not in fields:
            raise InvalidRequestError(f"{type(model).__name__}: {unknown_field(name, fields)}")
    fields |= given
    return fields


def type_of(result: Result) -> str:
    """Return the schema of a response or of a part of one."""
    return result._kind  # pyright: ignore[reportPrivateUsage]


def from_model(model: Any) -> Result:
    """Convert a response to the form of the vendor's package."""
    return _shown(model, "", listed=False)


def from_error(error: BestSMSError, answer: str, told: str) -> Result:
    """Convert an error to the form of the vendor's package.

    Args:
        error: The error.
        answer: The schema of the response that was expected.
        told: The message of the error, with the names that the caller used.
    """
    refused = isinstance(error, APIError) and error.sent == "no" and error.errors
    fields: dict[str, Any] = {
        "Result": "Failed" if refused else "Error",
        "ErrorMessage": list(error.errors) if refused else [told],
    }
    # In the vendor's package, a refused send has no MessageID. After any other failure, callers
    # need it.
    if answer in _ABOUT_A_MESSAGE or (error.message_id and error.sent != "no"):
        fields["MessageID"] = error.message_id or ""
    return Result("ErrorResult", fields, error=error.with_traceback(None))


def _shown(model: Any, parent: str, *, listed: bool) -> Result:
    kind, known = type(model).__name__, model.to_dict()
    unknown: dict[str, Any] = model.additional_properties
    wire = {name: value for name, value in known.items() if name not in unknown} | unknown
    for name in known:
        inner: Any = getattr(model, argument_name(name), None)
        if hasattr(inner, "to_dict"):
            wire[name] = _shown(inner, kind, listed=False)
        elif isinstance(inner, list):
            parts: list[Any] = cast("Any", inner)
            if parts and hasattr(parts[0], "to_dict"):
                wire[name] = [_shown(one, kind, listed=True) for one in parts]
    fields: dict[str, Any] = {}
    if parent != _NOT_PARSED:
        fields = {name: wire.get(name, [] if name in _LISTS else None) for name in FIELDS[kind]}
    if listed or kind not in ("Contact", "Group") or not fields:
        fields |= wire
    return Result(kind, fields, wire)


def _received(result: Result) -> Iterator[Result]:
    if "Messages" in vars(result):
        yield from result.Messages
    else:
        for recipient in result.Recipients:
            yield from recipient.SMSReplies or ()


def _flat(message: Result, way: str, who: str) -> Result:
    shown = {"Date": f"{way}TimeLocal", who: who, "MessageText": "MessageText"}
    fields = {name: getattr(message, source, None) or "" for name, source in shown.items()}
    return Result(f"SMS{way}Message", fields)
