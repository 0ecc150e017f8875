"""Fault scripts: which requests fail, and how.

    PUT /_sandbox/faults
    {"faults": [{"method": "POST", "path": "/send/sms", "times": 1, "do": "drop", "keep": true}]}

The first script that matches a request applies. A script can select requests by `method`, `path`
(below the base URL; `*` is a wildcard) and `number` (a recipient of a send). It applies to the next
`times` requests, or to all, and with `probability` to a random part of them (`seed` makes the
choice reproducible). `do` is the effect:

| do       | effect                                                                                |
|----------|---------------------------------------------------------------------------------------|
| answer   | send the gateway's response, or `status`, `headers` and `body` or `body_base64`       |
| hangup   | send the response, then close the connection although it was announced as keep-alive  |
| truncate | send the response without its last 16 bytes, then close the connection                |
| drip     | send the response byte by byte, one every `pause_seconds`                             |
| drop     | close the connection without a response                                               |
| reset    | reset the TCP connection                                                              |
| stall    | never respond, until the client disconnects or the faults are cleared                 |
| refuse   | refuse new connections for `seconds`; no other field is allowed                       |

`keep` determines whether the gateway processes the request. By default it does only if the client
gets the gateway's own response. `keep_after_seconds` processes the request later, and
`hide_seconds` hides the sent message from status and reply reads; both use the sandbox's clock. All
other times are real time: `after_seconds` delays the effect, and `for_seconds` ends the script.
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

_WITH_RESPONSE = {"answer", "hangup", "truncate", "drip"}
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
                    "do": {"enum": [*_WITH_RESPONSE, "drop", "reset", "stall", "refuse"]},
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
    """One script. See the module docstring for its fields. `hits` counts the affected requests."""

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
        """Whether the script can still affect a request."""
        used_up = self.times is not None and self.hits >= self.times
        return not used_up and time.monotonic() < self._set_at + self.for_seconds

    @property
    def own(self) -> bool:
        """Whether the client gets the gateway's own response."""
        return self.do in _WITH_RESPONSE and self.status is None and self.content is None

    @property
    def performed(self) -> bool:
        """Whether the gateway processes the request immediately."""
        return self.own if self.keep is None else self.keep

    @property
    def content(self) -> bytes | None:
        """The scripted body; None for the gateway's own."""
        if self.body_base64 is not None:
            return base64.b64decode(self.body_base64, validate=True)
        return None if self.body is None else self.body.encode()

    def matches(self, method: str, path: str, numbers: Callable[[], set[str]]) -> bool:
        """Check whether the script applies to a request, and count it if so."""
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
        """Yield the reasons why the script is invalid."""
        responds = self.do in _WITH_RESPONSE
        if not responds and (self.status or self.headers or self.content is not None):
            yield f"{self.do!r} sends no response: remove status, headers and body"
        if self.do == "stall" and self.after_seconds:
            yield "'stall' never responds: remove after_seconds"
        if self.pause_seconds is not None and self.do != "drip":
            yield "pause_seconds can only be used with 'drip'"
        if self.seconds is not None:
            yield "seconds can only be used with 'refuse'"
        if self.body is not None and self.body_base64 is not None:
            yield "use either body or body_base64, not both"
        if self.status in _BODILESS and self.content != b"":
            yield f'a response with status {self.status} has no body: set body to ""'
        if framing := _FRAMING & {name.lower() for name in self.headers}:
            yield f"the header {', '.join(sorted(framing))} cannot be scripted: it depends on do"
        if self.own and (self.keep is False or self.keep_after_seconds is not None):
            yield "without a status or body, the gateway must process the request to respond to it"
        if self.keep is not None and self.keep_after_seconds is not None:
            yield "use either keep or keep_after_seconds, not both"
        if self.hide_seconds is not None and not (
            self.performed or self.keep_after_seconds is not None
        ):
            yield "hide_seconds needs keep or keep_after_seconds: otherwise no message is stored"
        if self.seed is not None and self.probability is None:
            yield "seed can only be used with probability"
        if self.do == "answer" and self.own and not (
            self.after_seconds or self.headers or self.hide_seconds is not None
        ):  # fmt: skip
            yield "the script has no effect: set do, status, headers, after_seconds or hide_seconds"


class FaultScripts:
    """The fault scripts of one sandbox.

    Attributes:
        released: Set to end all waiting that is caused by faults.
        refuse: Makes the server refuse connections for some seconds.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._scripts: list[tuple[JSON, FaultScript]] = []
        self.released = asyncio.Event()
        self.refuse: Callable[[float], None] = lambda _: None

    def script(self, value: JSON) -> None:
        """Replace all scripts.

        Raises:
            InvalidValueError: A script is invalid. The previous scripts remain.
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
        """Remove all scripts, and end all waiting that is caused by them."""
        self._scripts = []
        self.released.set()
        self.released = asyncio.Event()

    def all(self) -> list[JSON]:
        """Return the scripts, each with the number of affected requests."""
        return [{**script, "hits": fault.hits} for script, fault in self._scripts]

    def active(self) -> list[JSON]:
        """Return the scripts that can still affect a request, in the format of `all`."""
        return [{**script, "hits": fault.hits} for script, fault in self._scripts if fault.active]

    def find(self, method: str, path: str, body: bytes | None) -> FaultScript | None:
        """Return the script that applies to a request, if any. The path is below the base URL."""
        if not self._scripts:
            return None
        path = relax_path(path)
        fits = (f for _, f in self._scripts if f.matches(method, path, lambda: _numbers_in(body)))
        return next(fits, None)

    def _problems(self, script: JSON, fault: FaultScript) -> Iterator[str]:
        if fault.do == "refuse":
            if script.keys() != {"do", "seconds"}:
                yield "'refuse' needs seconds and allows no other field"
            return
        yield from fault.problems()
        if not any(self._fits(fault, method, path) for method, path in self._contract.paths):
            yield "no operation matches this method and path"
        if (fault.number or fault.hide_seconds is not None) and not self._fits(fault, *_SEND):
            yield "number and hide_seconds only apply to POST /send/sms"

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


def _numbers_in(body: bytes | None) -> set[str]:
    try:
        entries: list[Any] = json.loads(body or b"")["MessageData"]["Destinations"]
        return {normalise(e if isinstance(e, str) else e.get("Recipient", "")) for e in entries}
    except (ValueError, LookupError, TypeError, AttributeError):
        return set()
