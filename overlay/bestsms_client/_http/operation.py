"""The one door to the generated client: its request builders and its models, nothing else of it."""

import json
from collections.abc import Callable, Mapping
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
    """An answer model of the generated client."""

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
    """One request, ready to be made any number of times.

    Attributes:
        operation: Its operationId in the contract.
        safety: What it means to make it twice.
        message_id: The message it is about, if it is about one.
        content: The encoded body.
        private: Texts that no error may repeat.
        about: The identifiers that its answer must repeat, by argument name.
        pause: Seconds between two attempts at the least, for politeness.
        test_mode: Whether it is stamped as a test.
        size: How many recipients and parts a send has, for the log.
    """

    operation: str
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
        operation: Its operationId in the contract.
        endpoint: The generated module that builds its request.
        answer: The generated model of its answer.
        safety: What it means to make it twice.
        pause: Seconds between two attempts at the least.
    """

    def __init__(
        self,
        operation: str,
        endpoint: Endpoint[P],
        answer: type[T],
        safety: Safety,
        *,
        pause: float = 0.0,
    ) -> None:
        self.operation, self.safety, self._pause = operation, safety, pause
        self._build = endpoint._get_kwargs  # pyright: ignore[reportPrivateUsage]
        self._answer = answer
        # The generator's own one shows dozens of fields that are None.
        answer.__repr__ = concise  # type: ignore[method-assign]
        self._parameters = PARAMETERS[operation]

    def request(self, *args: P.args, **kwargs: P.kwargs) -> OperationRequest:
        """Build a request. Takes what the generated builder takes, the body included.

        Raises:
            InvalidRequestError: A parameter is not as the contract demands.
        """
        built = self._build(*args, **kwargs)
        params: dict[str, Any] = built.get("params", {})
        for name, value in params.items():
            check(value, self._parameters[name], argument_name(name))
        body = built.get("json")
        about = self._about(args, kwargs.get("body"))
        return OperationRequest(
            operation=self.operation,
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
        """Return the identifiers in the path, and those of a membership in the body."""
        names = cast("FunctionType", self._build).__code__.co_varnames
        about = {name: str(value) for name, value in zip(names, args, strict=False)}
        for name in ("contact_id", "group_id"):
            value = getattr(body, name, None)
            if isinstance(value, str):
                about.setdefault(name, value)
        return about

    def decode(self, outcome: Outcome, message_id: str | None = None) -> T:
        """Build the answer model of what was accepted.

        Args:
            outcome: What became of the request.
            message_id: The message that it was about, if it was about one.

        Raises:
            DecodeError: Something that is always there is missing, or of another type.
        """
        try:
            return self._answer.from_dict(outcome.body)
        except Exception as error:  # the generated code raises whatever the shape provokes
            reason = f"{type(error).__name__} {error}" if isinstance(error, KeyError) else "a type"
        raise DecodeError(
            f"The gateway's answer to {self.operation} is no {self._answer.__name__} "
            f"({reason[:80]}). The call itself succeeded.",
            sent="no" if self.safety is Safety.READ else "yes",
            message_id=message_id,
            status_code=outcome.status_code,
        )


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def encode(body: object) -> bytes:
    """Write a body, or a part of one, as JSON.

    Raises:
        InvalidRequestError: It holds half of a surrogate pair, which no encoding can carry.
    """
    try:
        return _write(body).encode()
    except ValueError:
        pass
    raise InvalidRequestError(
        "A text holds half of a surrogate pair (U+D800 to U+DFFF) or a value that JSON does not "
        "know. It cannot be sent."
    )
