"""Translates a call in the vendor's style into a call of this library.

No calls or arguments are listed here. Both are derived from the methods of this library's client,
whose names are the vendor's in snake_case, and from the names in the contract.
"""

import difflib
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Never, cast, get_args, is_typeddict

from bestsms_api.constraints import LIMITS, PARAMETERS, SCHEMAS
from bestsms_api.models import File, SendResult
from bestsms_client._allow import Allowance
from bestsms_client._boundary import boundary
from bestsms_client._message.sent import Sent
from bestsms_client._names import argument_name
from bestsms_client._sync.client import BestSMS
from bestsms_client._validation import checked_fields
from bestsms_client._warnings import warn
from bestsms_client.compat._results import Result, from_error, from_model, type_of
from bestsms_client.errors import BestSMSError, InvalidRequestError

_VENDOR: Final = {"attachments": "Attachments"} | {
    argument_name(wire): f"{wire[0].upper()}{wire[1:]}"
    for names in (*SCHEMAS.values(), *PARAMETERS.values())
    for wire in names
}
"""The vendor's name for each of this library's arguments."""

_ALSO: Final = {
    "CompanyDepartment": "RecipDepartment",
    "ErrorEmailNotify": "ReportTo",
    "Files": "Attachments",
    "MessageText": "Message",
    "PostCode": "Postcode",
    "Recipients": "Destinations",
    "SendMode": "Mode",
}
"""Other names that the vendor's package accepts for an argument."""

_IGNORED: Final = {"ViewPublic": "ViewBy", "EditPublic": "EditBy", "EditPublid": "EditBy"}
"""Names that the vendor's examples use but its package ignores, and what they probably mean."""

_CREDENTIALS: Final = ("AuthToken", "Sender", "APIKey")
_BOTH: Final = ("destinations", "attachments")


class _CallDoc:
    """The docstring of a call: the summary of this library's method and the vendor's keywords."""

    def __init__(self, of_the_class: str | None) -> None:
        self._of_the_class = of_the_class

    def __get__(self, call: "Call | None", owner: type) -> str | None:
        if call is None:
            return self._of_the_class
        summary = (inspect.getdoc(call.function()) or "").partition("\n")[0]
        keywords = ", ".join(_arguments(call.function())[0])
        ours = f"`{_ours(call.path)}` of `bestsms_client.BestSMS`"
        lines = (summary, f"Keywords: {keywords}.", f"See {ours} for their meaning.")
        return "\n\n".join(textwrap.fill(line, 80) for line in lines)


class Call:
    """A call in the vendor's style. `help(call)` shows its keywords.

    It returns a `Result`, even if it fails.

    Raises:
        InvalidRequestError: A keyword is unknown. The message suggests the right one.

    Attributes:
        path: The path of the call, such as `client.Messaging.SMS.SendMessage`.
    """

    __doc__ = _CallDoc(__doc__)  # pyright: ignore

    def __init__(self, client: BestSMS, path: str) -> None:
        self._client, self.path = client, path

    if not TYPE_CHECKING:  # so that type checkers still know the attributes

        def __getattr__(self, name: str) -> inspect.Signature:
            # inspect would use a property of this name as the signature of the class.
            if name == "__signature__":
                return _signature(self)
            raise AttributeError(f"{self!r} has no attribute {name}.", name=name, obj=self)

    def __repr__(self) -> str:
        return f"<{self.path}>"

    @boundary
    def __call__(self, *positional: Never, **keywords: Any) -> Result:
        function = self.function()
        if positional:
            first = next(iter(_arguments(function)[0]))
            raise TypeError(f"{self.path} takes keywords only, such as {first}=...")
        given = self._keywords(function, keywords)
        try:
            arguments = _translated(given, function)
            return from_model(_model(function(**arguments)))
        except BestSMSError as error:
            return from_error(error, _schema(function), _told(error, self.path, given))

    def function(self) -> Callable[..., Any]:
        """Return the method of this library's client that makes this call."""
        thing: Any = self._client
        for name in self.path.split(".")[1:]:
            thing = getattr(thing, argument_name(name))
        found: Callable[..., Any] = thing
        return found

    def _keywords(
        self, function: Callable[..., Any], keywords: Mapping[str, Any]
    ) -> dict[str, tuple[str, Any]]:
        """Return the argument and value of each keyword; refuse unknown keywords."""
        known, _ = _arguments(function)
        given: dict[str, tuple[str, Any]] = {}
        for name, value in keywords.items():
            usual = _ALSO.get(name, name)
            if name in _IGNORED and _IGNORED[name] in known:
                warn(
                    f"{self.path} ignores {name}, as the vendor's package does. The field is "
                    f"{_IGNORED[name]}.",
                    UserWarning,
                )
            elif usual not in known:
                raise InvalidRequestError(f"{self.path} {_unknown(name, known)}")
            elif value is not None:
                given[name] = (known[usual], value)
        return given


def _signature(call: Call) -> inspect.Signature:
    keywords, needed = _arguments(call.function())
    parameters: list[inspect.Parameter] = []
    for name, argument in keywords.items():
        must = argument in needed and argument != "group"  # which has two names
        default = inspect.Parameter.empty if must else None
        parameters.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default))
    return inspect.Signature(parameters, return_annotation=Result)


def _ours(path: str) -> str:
    return ".".join(map(argument_name, path.split(".")))


@cache
def _read_arguments(function: Any) -> tuple[dict[str, str], frozenset[str]]:
    """Return this library's argument for each of the vendor's keywords, and the required ones."""
    keywords: dict[str, str] = {}
    needed: list[str] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            kinds: list[Any] = [k for k in get_args(parameter.annotation) if is_typeddict(k)]
            for kind in kinds:
                keywords |= {_VENDOR[field]: field for field in kind.__annotations__}
                needed.extend(kind.__required_keys__)
            continue
        if name == "message" and parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            keywords["MessageID"] = name
        elif name == "contact":
            keywords["ContactID"] = name
        elif name == "group":
            keywords |= dict.fromkeys(("GroupID", "GroupCode"), name)
        elif name in _VENDOR:
            keywords[_VENDOR[name]] = name
        if parameter.default is parameter.empty and name != "self":
            needed.append(name)
    return keywords, frozenset(needed)


def _arguments(function: Any) -> tuple[dict[str, str], frozenset[str]]:
    return _read_arguments(function.__func__)


def _schema(function: Callable[..., Any]) -> str:
    """Return the name of the response's schema."""
    found = inspect.signature(function).return_annotation
    name = found if isinstance(found, str) else str(found.__name__)
    return "SendResult" if name == "Sent" else name


def _unknown(name: str, known: Mapping[str, str]) -> str:
    if name in _CREDENTIALS:
        return f"does not take {name}. Create a client for each token: BestSMS(AuthToken=...)."
    names = {one.casefold(): one for one in (*known, *(a for a, b in _ALSO.items() if b in known))}
    near = difflib.get_close_matches(name.casefold(), names, n=1)
    told = f"Did you mean {names[near[0]]}?" if near else f"Its keywords are {', '.join(known)}."
    shown = name if name.isidentifier() and len(name) <= 40 else "of that name"
    return f"has no keyword {shown}. {told}"


def _translated(
    given: Mapping[str, tuple[str, Any]], function: Callable[..., Any]
) -> dict[str, Any]:
    """Return the arguments for this library's method.

    Raises:
        InvalidRequestError: An argument is missing or given twice.
    """
    keywords, needed = _arguments(function)
    arguments: dict[str, Any] = {}
    for argument, value in given.values():
        if argument in _BOTH:
            items = _recipients(value) if argument == "destinations" else _files(value)
            arguments.setdefault(argument, []).extend(items)
        elif value == "" and _may_be_left_blank(argument, keywords.values()):
            continue
        elif argument in arguments:
            both = " and ".join(one for one, (same, _) in given.items() if same == argument)
            raise InvalidRequestError(f"{both} set the same argument. Pass only one of them.")
        else:
            arguments[argument] = value
    when = arguments.get("send_time")
    if isinstance(when, datetime) and when.tzinfo is None:  # as text: in the account's zone
        with suppress(ValueError):  # a missing time such as pandas.NaT, which the client refuses
            arguments["send_time"] = f"{when:%Y-%m-%dT%H:%M:%S}"
    if "time_period" in keywords.values():
        if arguments.keys() >= {"date_from", "date_to"}:
            arguments.pop("time_period", None)
        elif not arguments.keys() & {"date_from", "date_to"}:
            arguments.setdefault("time_period", LIMITS["defaultTimePeriod"].value)
    for argument in (a for a in keywords.values() if a in needed and a not in arguments):
        names = " or ".join(name for name, same in keywords.items() if same == argument)
        raise InvalidRequestError(f"{names} is required.")
    if "allow" in inspect.signature(function).parameters:
        arguments["allow"] = set(get_args(Allowance))  # the vendor's package checks nothing
    return arguments


def _may_be_left_blank(argument: str, arguments: Iterable[str]) -> bool:
    """Return whether an empty value of a message field means that the field is not given."""
    return "destinations" in arguments and argument not in ("message", "mode")


def _recipients(value: Any) -> Iterator[Any]:
    """Yield recipients in a form that `send_message` accepts."""
    if isinstance(value, Result):
        if type_of(value) == "Destination":
            yield from _recipients(vars(value))
        else:
            yield _reference(value)
    elif isinstance(value, Mapping):
        recipient: dict[Any, Any] = {}
        for name, one in cast("Any", value).items():
            if isinstance(one, Result):  # as {"Contact": contact}
                recipient |= _reference(one, name)
            elif one is not None:
                recipient[name] = one
        yield recipient
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes):
        for one in cast("Any", value):
            yield from _recipients(one)
    elif value:
        yield value


def _reference(model: Result, name: Any = None) -> dict[str, Any]:
    """Return the identifier of a contact or group; `name` is the field that contains the model."""
    kind = type_of(model)
    fields = {"Contact": ["ContactID"], "Group": ["GroupID", "GroupCode"]}.get(kind)
    if fields is None or name not in (None, kind):
        raise InvalidRequestError(
            f"A recipient contains an object of type {kind}. Pass a phone number, or a contact or "
            "a group, such as response.Contact."
        )
    for field in fields:
        if one := getattr(model, field, None):
            return {field: one}
    return {}


def _files(value: Any) -> Iterator[Any]:
    """Yield attachments in a form that `send_message` accepts."""
    if isinstance(value, list):
        for one in cast("Any", value):
            yield from _files(one)
    elif isinstance(value, Mapping):
        fields = checked_fields("File", cast("Mapping[str, Any]", value))
        yield File(name=fields["Name"], data=fields["Data"])
    elif value:
        yield value


def _model(answer: Any) -> Any:
    """Return the model of a response; if the response to a send was lost, create one."""
    if isinstance(answer, Sent):
        return answer.response or SendResult(result="Success", message_id=answer.message_id)
    return answer


def _told(error: BestSMSError, path: str, given: Mapping[str, tuple[str, Any]]) -> str:
    """Return the message of an error, with the caller's names instead of this library's."""
    text = str(error).replace(_ours(path), path)
    text = re.sub(r"\bclient\.(?=[a-z])", "client.client.", text)  # the attribute `client`
    names = {argument: name for name, (argument, _) in given.items()} | {
        ours: vendor for ours, vendor in _VENDOR.items() if "_" in ours
    }
    plain = "|".join(name for name in names if "_" not in name)
    distinct = "|".join(name for name in names if "_" in name)
    return re.sub(
        rf"^(?:{plain or distinct})\b|(?<![\w.])(?:{distinct})\b(?!\()",
        lambda found: names[found[0]],
        text,
    )
