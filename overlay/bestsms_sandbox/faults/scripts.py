"""Faults by exact script: which calls go wrong, and how.

    PUT /_sandbox/faults
    {"faults": [{"method": "POST", "path": "/send/sms", "times": 1, "do": "drop", "keep": true}]}

The first script that fits a call decides about it. A script fits by `method`, `path` (below the
base URL; `*` stands for anything), `number` (a recipient of a send), for the next `times` calls or
for all, with `probability` if that is given (drawn from `seed`). What happens then, to the
connection that the call came on:

| do       | what the caller sees                                                              |
|----------|-----------------------------------------------------------------------------------|
| answer   | the gateway's own answer, or that of `status`, `headers` and `body`/`body_base64` |
| hangup   | the same, and then the end of a connection that was promised to stay              |
| truncate | the same, but 16 bytes less of it than were announced                             |
| drip     | the same, a byte every `pause_seconds`                                            |
| drop     | the end of the connection, and no byte of an answer                               |
| reset    | a TCP reset                                                                       |
| stall    | nothing, until it gives up or the faults are cleared                              |
| refuse   | for `seconds` no connection can be made at all; this alone takes nothing else     |

`keep` says whether the call is carried out all the same. Without it that happens only where the
gateway's own answer is given. `keep_after_seconds` carries it out later, and `hide_seconds` hides a
message that was sent from reads of status and replies: both on the sandbox's clock. Everything else
is in real time; `after_seconds` lets the caller wait for what it gets, and with `for_seconds` a
script fits only calls of that many seconds from when it is set.
"""

import asyncio
import base64
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random
from typing import Any, Literal

from bestsms_sandbox.contract.loading import Contract
from bestsms_sandbox.contract.routing import NoRoute
from bestsms_sandbox.contract.tolerance import relax_path
from bestsms_sandbox.json_schema import JSON, SECONDS, InvalidValueError, check
from bestsms_sandbox.phone_numbers import normalise

Do = Literal["answer", "hangup", "truncate", "drip", "drop", "reset", "stall", "refuse"]

_ANSWERED = {"answer", "hangup", "truncate", "drip"}
_SEND = ("POST", "/send/sms")
_BODILESS = (204, 304)
_FRAMING = {"content-length", "transfer-encoding", "connection"}
_BASE64 = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_SCHEMA: JSON = {
    "type": "object",
    "required": ["faults"],
    "additionalProperties": False,
    "properties": {
        "faults": {
            "type": "array",
            "maxItems": 1000,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "method": {"enum": ["GET", "POST", "PATCH", "DELETE"]},
                    "path": {"type": "string", "pattern": "^[/*]"},
                    "number": {"type": "string", "minLength": 1},
                    "times": {"type": "integer", "minimum": 1},
                    "probability": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
                    "seed": {"type": "integer"},
                    "do": {"enum": [*_ANSWERED, "drop", "reset", "stall", "refuse"]},
                    "keep": {"type": "boolean"},
                    "keep_after_seconds": SECONDS,
                    "hide_seconds": SECONDS,
                    "after_seconds": SECONDS,
                    "for_seconds": SECONDS,
                    "pause_seconds": SECONDS,
                    "seconds": SECONDS,
                    "status": {"type": "integer", "minimum": 200, "maximum": 599},
                    "headers": {
                        "type": "object",
                        "propertyNames": {"pattern": "^[A-Za-z0-9-]+$"},
                        "additionalProperties": {"type": "string", "pattern": "^[ -~]*$"},
                    },
                    "body": {"type": "string"},
                    "body_base64": {"type": "string", "pattern": _BASE64},
                },
            },
        }
    },
}


@dataclass(slots=True)
class FaultScript:
    """One script. What its fields mean stands above; `left` and `hits` count its calls."""

    method: str = ""
    path: str = "*"
    number: str = ""
    times: int | None = None
    probability: float | None = None
    seed: int | None = None
    do: Do = "answer"
    keep: bool | None = None
    keep_after_seconds: float | None = None
    hide_seconds: float | None = None
    after_seconds: float = 0
    for_seconds: float = math.inf
    pause_seconds: float | None = None
    seconds: float | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: str | None = None
    body_base64: str | None = None
    hits: int = field(default=0, init=False)
    _random: Random = field(default_factory=Random, init=False)
    _set_at: float = field(default_factory=time.monotonic, init=False)

    def __post_init__(self) -> None:
        self._random.seed(self.seed or 0)

    @property
    def active(self) -> bool:
        """Whether it can still affect a call."""
        used_up = self.times is not None and self.hits >= self.times
        return not used_up and time.monotonic() < self._set_at + self.for_seconds

    @property
    def own(self) -> bool:
        """Whether the answer is the gateway's own."""
        return self.do in _ANSWERED and self.status is None and self.content is None

    @property
    def performed(self) -> bool:
        """Whether the call is carried out, now."""
        return self.own if self.keep is None else self.keep

    @property
    def content(self) -> bytes | None:
        """The bytes of the body, None for the gateway's own."""
        if self.body_base64 is not None:
            return base64.b64decode(self.body_base64, validate=True)
        return None if self.body is None else self.body.encode()

    def matches(self, method: str, path: str, numbers: Callable[[], set[str]]) -> bool:
        """Tell whether a call is to go wrong by this script, and count it if so."""
        if self.do == "refuse" or not self.active:
            return False
        if self.method not in ("", method) or not fnmatchcase(path.lower(), self.path.lower()):
            return False
        if self.number and ((method, path.lower()) != _SEND or self.number not in numbers()):
            return False
        if self.probability is not None and self._random.random() >= self.probability:
            return False
        self.hits += 1
        return True

    def problems(self) -> Iterator[str]:
        """Say what makes no sense about it by itself."""
        answered = self.do in _ANSWERED
        if not answered and (self.status or self.headers or self.content is not None):
            yield f"{self.do} answers nothing, so it takes no status, headers or body"
        if self.do == "stall" and self.after_seconds:
            yield "stall never answers, so it takes no after_seconds"
        if self.pause_seconds is not None and self.do != "drip":
            yield "pause_seconds is for drip"
        if self.seconds is not None:
            yield "seconds is for refuse"
        if self.body is not None and self.body_base64 is not None:
            yield "body and body_base64 cannot both be sent"
        if self.status in _BODILESS and self.content != b"":
            yield f"status {self.status} has no body: give the empty one"
        if framing := _FRAMING & {name.lower() for name in self.headers}:
            yield f"{', '.join(framing)}: the connection is steered by do"
        if self.own and (self.keep is False or self.keep_after_seconds is not None):
            yield "the gateway has no answer of its own to a call that it has not carried out"
        if self.keep is not None and self.keep_after_seconds is not None:
            yield "what is carried out later has no keep"
        if self.hide_seconds is not None and not (
            self.performed or self.keep_after_seconds is not None
        ):
            yield "a message that is not kept need not be hidden"
        if self.seed is not None and self.probability is None:
            yield "seed is for a probability"
        if self.do == "answer" and self.own and not (
            self.after_seconds or self.headers or self.hide_seconds is not None
        ):  # fmt: skip
            yield "nothing goes wrong"


class FaultScripts:
    """The faults of one sandbox.

    Attributes:
        released: Set when whatever waits because of a fault is to wait no more.
        refuse: What lets the server refuse connections for some seconds.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._scripts: list[tuple[JSON, FaultScript]] = []
        self.released = asyncio.Event()
        self.refuse: Callable[[float], None] = lambda _: None

    def script(self, value: JSON) -> None:
        """Replace all scripts.

        Raises:
            InvalidValueError: One makes no sense; nothing was replaced.
        """
        check(_SCHEMA, value)
        entries: list[JSON] = value["faults"]
        scripts = [(entry, FaultScript(**entry)) for entry in entries]
        for index, (script, fault) in enumerate(scripts):
            reason = next(self._problems(script, fault), None)
            if reason:
                raise InvalidValueError(f"faults/{index}: {reason}")
            fault.number = normalise(fault.number)
        self.clear()
        self._scripts = scripts
        for _, fault in scripts:
            if fault.do == "refuse":
                self.refuse(fault.seconds or 0)

    def clear(self) -> None:
        """Forget all scripts, and let go what waits because of them."""
        self._scripts = []
        self.released.set()
        self.released = asyncio.Event()

    def all(self) -> list[JSON]:
        """Return the scripts, each with the number of calls that it made go wrong."""
        return [{**script, "hits": fault.hits} for script, fault in self._scripts]

    def active(self) -> list[JSON]:
        """Return the scripts that can still affect a call, in the form of `all`."""
        return [{**script, "hits": fault.hits} for script, fault in self._scripts if fault.active]

    def find(self, method: str, path: str, body: bytes | None) -> FaultScript | None:
        """Return the fault that a call, its path below the base URL, is to suffer."""
        if not self._scripts:
            return None
        path = relax_path(path)
        fits = (f for _, f in self._scripts if f.matches(method, path, lambda: _numbers(body)))
        return next(fits, None)

    def _problems(self, script: JSON, fault: FaultScript) -> Iterator[str]:
        if fault.do == "refuse":
            if script.keys() != {"do", "seconds"}:
                yield "refuse comes before any call is known: it takes seconds, and nothing else"
            return
        yield from fault.problems()
        if not any(self._fits(fault, method, path) for method, path in self._contract.paths):
            yield "no operation has this method and path"
        if (fault.number or fault.hide_seconds is not None) and not self._fits(fault, *_SEND):
            yield "number and hide_seconds are for sends"

    def _fits(self, fault: FaultScript, method: str, template: str) -> bool:
        if fault.method not in ("", method):
            return False
        if fnmatchcase(template.lower(), fault.path.lower()):
            return True
        try:
            operation, _ = self._contract.router.route(method, fault.path, any_case=True)
            return operation.path == template
        except NoRoute:
            return False


def _numbers(body: bytes | None) -> set[str]:
    """Return the numbers that a send names, as far as it can be read."""
    try:
        entries: list[Any] = json.loads(body or b"")["MessageData"]["Destinations"]
        return {normalise(e if isinstance(e, str) else e.get("Recipient", "")) for e in entries}
    except (ValueError, LookupError, TypeError, AttributeError):
        return set()
