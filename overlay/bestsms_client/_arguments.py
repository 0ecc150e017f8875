"""Raise helpful errors for unknown arguments and attributes."""

import difflib
import inspect
from collections.abc import Callable, Iterable, Set
from functools import wraps
from typing import Any, Final, NoReturn, TypeVar, cast

from bestsms_client._names import argument_name
from bestsms_client.errors import BestSMSError, InvalidRequestError

F = TypeVar("F", bound=Callable[..., Any])

_SUGGESTIONS: Final = {
    "allow_cut": 'allow={"cut"}',
    "allow_national_numbers": 'allow={"national_numbers"}',
    "allow_past": 'allow={"past"}',
    "allow_unknown_fields": 'allow={"unknown_fields"}',
    "api_key": "token",
    "attachment": "attachments",
    "auth_token": "token",
    "body": "message",
    "content": "message",
    "country": "region",
    "destination": "destinations",
    "file": "attachments",
    "files": "attachments",
    "from": "from_number",
    "from_": "from_number",
    "id": "message_id",
    "key": "token",
    "message_text": "message",
    "number": "destinations",
    "numbers": "destinations",
    "phone": "destinations",
    "recipient": "destinations",
    "recipients": "destinations",
    "schedule": "send_time",
    "sender": "from_number",
    "sms": "message",
    "template": "message",
    "test": 'mode="test"',
    "test_mode": 'mode="test"',
    "text": "message",
    "timezone": "time_zone account_timezone",
    "to": "destinations",
    "url": "base_url",
    "webhook": "webhook_callback_url",
}
_CALLS: Final = {"send": "send_message", "send_sms": "send_message"}


def refuse_unknown(
    unknown: Iterable[str],
    known: Iterable[str],
    call: str,
    error: type[BestSMSError] = InvalidRequestError,
) -> NoReturn:
    """Raise an error that suggests which argument of `call` was probably meant."""
    known = list(known)
    name = min(map(str, unknown))
    plain = argument_name(name)
    likely = [*_SUGGESTIONS.get(plain, "").split(), plain]
    meant = next((one for one in likely if one.partition("=")[0] in known), None)
    near = difflib.get_close_matches(plain, known, n=1)
    hint = meant or (near[0] if near and name != "message_id" else None)
    advice = f"Did you mean {hint}?" if hint else f"Its arguments are {', '.join(known)}."
    shown = name if name.isidentifier() and len(name) <= 40 else "with this name"
    raise error(f"{call} has no argument {shown}. {advice}")


def explained(call: str, options: type | None = None) -> Callable[[F], F]:
    """Make a method explain unknown, missing and positional arguments.

    `call` is what the caller types; `options` is the TypedDict of the method's `**options`.
    """

    def decorate(method: F) -> F:
        kinds = inspect.signature(method).parameters
        positional = [n for n, p in kinds.items() if p.kind is p.POSITIONAL_OR_KEYWORD][1:]
        named = [n for n, p in kinds.items() if p.kind is p.KEYWORD_ONLY]
        names = [*positional, *named, *(options.__annotations__ if options else ())]
        needed = [n for n in (*positional, *named) if kinds[n].default is inspect.Parameter.empty]

        def check(count: int, given: Set[str]) -> None:
            if count > len(positional):
                example = ", ".join(f"{name}=..." for name in needed)
                raise InvalidRequestError(f"Pass the arguments of {call} by name ({example}).")
            if unknown := given - set(names):
                refuse_unknown(unknown, names, call)
            if missing := [name for name in needed[count:] if name not in given]:
                raise InvalidRequestError(f"{call} requires {' and '.join(missing)}.")

        # Crash reports may show local variables, so the arguments are deleted.
        @wraps(method)
        def checked(self: object, *args: object, **given: object) -> Any:
            try:
                check(len(args), frozenset(given))
                return method(self, *args, **given)
            finally:
                del args, given

        @wraps(method)
        async def checked_later(self: object, *args: object, **given: object) -> Any:
            try:
                check(len(args), frozenset(given))
                return await method(self, *args, **given)
            finally:
                del args, given

        return cast("F", checked_later if inspect.iscoroutinefunction(method) else checked)

    return decorate


def no_attribute(thing: object, name: str, path: str) -> AttributeError:
    """Return the error for an unknown attribute of `path`, with a suggestion."""
    known = [known for known in vars(thing) | vars(type(thing)) if not known.startswith("_")]
    plain = argument_name(name)
    usual = _CALLS.get(plain)
    near = [usual] if usual in known else difflib.get_close_matches(plain, known, n=1)
    if "messaging" in known and (usual or plain in _CALLS.values()):
        near = ["messaging.sms.send_message"]
    hint = f" Did you mean {path}.{near[0]}?" if near else ""
    return AttributeError(f"{path} has no attribute {name}.{hint}", name=name, obj=thing)
