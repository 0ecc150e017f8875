"""Build requests and parse responses with the generated client, which is not used otherwise."""

import json
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any, Generic, ParamSpec, Protocol, Self, TypeVar, cast

from bestsms_api.constraints import PARAMETERS
from bestsms_client._http.decision import Safety
from bestsms_client._http.outcome import Outcome
from bestsms_client._names import argument_name
from bestsms_client._repr import concise
from bestsms_client._validation import check
from bestsms_client.errors import DecodeError, InvalidRequestError

P = ParamSpec("P")
T = TypeVar("T", bound="AnswerModel")


class AnswerModel(Protocol):
    """A response model of the generated client."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Build the model from a JSON object."""
        ...


class Endpoint(Protocol[P]):
    """An endpoint module of the generated client."""

    @property
    def _get_kwargs(self) -> Callable[P, dict[str, Any]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRequest:
    """A request that can be sent any number of times.

    Attributes:
        operation: The operationId in the contract.
        call: The client's method, as errors and logs name it: `client.reports.status.poll`.
        safety: What happens if the request is sent twice.
        message_id: The message that the request is about, if any.
        content: The encoded body.
        private: Texts that no error may repeat.
        about: The identifiers that the response must repeat, by argument name.
        pause: The minimum number of seconds between two attempts.
        test_mode: Whether the message is sent in test mode.
        size: The numbers of recipients and parts of a send, for the log.
    """

    operation: str
    call: str
    safety: Safety
    method: str
    path: str
    params: Mapping[str, Any] = field(repr=False)
    content: bytes | None = field(repr=False)
    message_id: str | None = None
    private: tuple[str, ...] = field(default=(), repr=False)
    about: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    pause: float = 0.0
    test_mode: bool = False
    size: str = ""


class ClientOperation(Generic[P, T]):
    """One operation of the API.

    Args:
        operation: The operationId in the contract.
        path: The method that performs it, from the client on: `reports.status.poll`. If there are
            several, the one that makes a single request.
        endpoint: The generated module that builds the request.
        answer: The generated model of the response.
        safety: What happens if the request is sent twice.
        pause: The minimum number of seconds between two attempts.
    """

    def __init__(
        self,
        operation: str,
        path: str,
        endpoint: Endpoint[P],
        answer: type[T],
        safety: Safety,
        *,
        pause: float = 0.0,
    ) -> None:
        self.operation, self.call = operation, f"client.{path}"
        self.safety, self._pause = safety, pause
        self._build = endpoint._get_kwargs  # pyright: ignore[reportPrivateUsage]
        self._answer = answer
        # The generated repr shows dozens of fields that are None.
        answer.__repr__ = concise  # type: ignore[method-assign]
        self._parameters = PARAMETERS[operation]

    def named(self, path: str) -> "ClientOperation[P, T]":
        """Return this operation for another method of the client, which errors then name."""
        other = copy(self)
        other.call = f"client.{path}"
        return other

    def request(self, *args: P.args, **kwargs: P.kwargs) -> OperationRequest:
        """Build a request. The arguments are those of the generated builder.

        Raises:
            InvalidRequestError: A parameter violates the contract.
        """
        built = self._build(*args, **kwargs)
        params: dict[str, Any] = built.get("params", {})
        for name, value in params.items():
            check(value, self._parameters[name], argument_name(name))
        body = built.get("json")
        about = self._about(args, kwargs.get("body"))
        return OperationRequest(
            operation=self.operation,
            call=self.call,
            safety=self.safety,
            method=built["method"].upper(),
            path=built["url"],
            message_id=about.get("message_id"),
            about=about,
            pause=self._pause,
            params=params,
            content=None if body is None else encode(body),
        )

    def _about(self, args: tuple[object, ...], body: object) -> dict[str, str]:
        """Return the identifiers in the path and, for a membership, in the body."""
        names = cast("FunctionType", self._build).__code__.co_varnames
        about = {name: str(value) for name, value in zip(names, args, strict=False)}
        for name in ("contact_id", "group_id"):
            value = getattr(body, name, None)
            if isinstance(value, str):
                about.setdefault(name, value)
        return about

    def decode(self, outcome: Outcome, message_id: str | None = None) -> T:
        """Parse the response of a call that succeeded.

        Raises:
            DecodeError: A required field is missing or has an unexpected type.
        """
        try:
            return self._answer.from_dict(outcome.body)
        except Exception as error:  # generated code may raise any exception
            known = isinstance(error, KeyError)
            reason = f"{error.args[0]} is missing" if known else "a value has an unexpected type"
        is_read = self.safety is Safety.READ
        raise DecodeError(
            f"{self.call} succeeded, but the response cannot be parsed: {reason[:80]}."
            f"{'' if is_read else ' Do not repeat the call.'}",
            sent="no" if is_read else "yes",
            message_id=message_id,
            status_code=outcome.status_code,
        )


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def encode(body: object) -> bytes:
    """Encode a body, or a part of one, as JSON.

    Raises:
        InvalidRequestError: A text contains a lone surrogate, or a value is not valid JSON.
    """
    try:
        return _write(body).encode()
    except ValueError:
        pass
    raise InvalidRequestError(
        "The request cannot be encoded: a text contains a lone surrogate (U+D800 to U+DFFF), or a "
        "number is nan or infinite. Remove it."
    )
