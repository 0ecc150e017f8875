"""Schemathesis hooks for this API: how calls succeed, and when they may be refused.

The gateway has no 404. It answers 400 both for unknown identifiers and for actions that a state
does not allow, so the check `positive_data_acceptance` must accept 400. The check
`refused_for_a_known_reason` is stricter: the reason must be one that the contract's schemas cannot
rule out.

Against a sandbox, `Stage` creates what a call needs to succeed. Against any other gateway,
`fuzz_safety.Guard` makes the calls safe.
"""

import atexit
import json
import os
import re
from collections import Counter, defaultdict
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from hypothesis.control import cleanup

import contract
from fuzz_safety import Guard
from sandbox_process import SandboxProcess

CONTRACT = contract.load()
RUN: dict[str, Any] = json.loads(os.environ["FUZZ_RUN"])
DELAYED: dict[str, Any] = {"SendTime": "2090-01-01T00:00"}
FAILED: dict[str, Any] = {"Destinations": [{"Recipient": "+61491570110"}]}
STATES: dict[str, dict[str, Any]] = {
    "abortMessage": DELAYED,
    "rescheduleMessage": DELAYED,
    "resubmitMessage": FAILED,
    "getStatus": {},
    "getSmsReply": {},
}
IDENTIFIERS = ("MessageID", "ContactID", "GroupID")

# Error texts that mean "invalid" but depend on more than the schema of one value.
BEYOND_SCHEMAS = {
    "Missing TimePeriod or DateFrom & DateTo",  # one parameter, or both others
    "DateFrom must be datetime format",  # the pattern allows 31 February
    "DateTo must be datetime format",  # the same, and an end before its start
    "Unable to parse SendTime. Use YYYY-MM-DD hh:mm format.",  # the same
    "Error - Could not find any valid destination(s).",  # contacts and groups that do not exist
}
REASONS = [
    re.compile(re.sub(r"\\{\w+\\}", ".*", re.escape(entry["text"])), re.DOTALL)
    for entry in CONTRACT["x-error-texts"]
    if entry["meaning"] in ("not-found", "conflict") or entry["text"] in BEYOND_SCHEMAS
]


class Stage:
    """Creates the objects that every second well-formed call needs, in the sandbox.

    A generated identifier never names a delayed message or a member of a group, and only one phase
    follows the links of the contract.
    """

    def __init__(self, gateway: SandboxProcess) -> None:
        address = urlsplit(gateway.base_url)
        # httpx would take longer to make a call than the sandbox to answer it.
        self._http = HTTPConnection(address.hostname or "", address.port)
        self._base_path = address.path
        self._headers = {
            "Authorization": f"Basic {gateway.token}",
            "Content-Type": "application/json",
        }
        self._turns = Counter[str]()
        self._kept: dict[str, dict[str, str]] = {}
        self._in_chain = False

    def begin_chain(self) -> None:
        """Empty the sandbox before the first call of a chain.

        Hypothesis varies chains that it has seen. It ends the phase silently if the first call of a
        chain gets a different response, for example because a code is already in use.
        """
        if not self._in_chain:
            self._in_chain = True
            cleanup(self._end_chain)
            self._control("reset")

    def _end_chain(self) -> None:
        self._in_chain = False

    def prepare(self, operation: str, case: schemathesis.Case[Any]) -> None:
        """Create what the call needs, and put its identifiers into the call."""
        self._turns[operation] += 1
        body: dict[str, Any] = case.body if isinstance(case.body, dict) else {}
        data: Any = body.get("MessageData")
        if isinstance(data, dict) and isinstance(data.get("TimeZone"), str):  # pyright: ignore[reportUnknownMemberType]
            data["TimeZone"] = "AUS Eastern"  # no schema lists the valid time zones
        if self._in_chain:
            places = [body]  # the path parameters come from a link
        elif self._turns[operation] % 2:
            places = [case.path_parameters, body]
        else:
            return
        named = {name: place for place in places for name in IDENTIFIERS if name in place}
        if named:
            made = self._kept.pop(operation, None) or self._make(operation)
            for name, place in named.items():
                place[name] = made[name]
            if case.method == "GET":
                self._kept[operation] = made  # a read does not change it

    def refused(self, operation: str, case: schemathesis.Case[Any]) -> None:
        """Forget the object of a refused operation, since it may be gone."""
        kept = self._kept.get(operation, {})
        if not set(kept.values()).isdisjoint(case.path_parameters.values()):
            del self._kept[operation]

    def _make(self, operation: str) -> dict[str, str]:
        if operation in STATES:
            return {"MessageID": self._message(STATES[operation])}
        joins = "ContactGroup" in operation or "GroupContact" in operation
        return self._membership(joined=joins and not operation.startswith("create"))

    def _message(self, data: dict[str, Any]) -> str:
        content = {"Message": "Again", "Destinations": [{"Recipient": "+61491570006"}], **data}
        message_id: str = self._call("/send/sms", {"MessageData": content})["MessageID"]
        if data is FAILED:
            self._control("clock", {"advance_seconds": 60})
        return message_id

    def _membership(self, *, joined: bool) -> dict[str, str]:
        contact = self._call("/addressbook/contact", {})["Contact"]["ContactID"]
        code = f"G{self._turns.total()}-{contact[:8]}"
        group = self._call("/addressbook/group", {"GroupName": "Fuzz", "GroupCode": code})["Group"]
        if joined:
            path = f"/addressbook/contact/{contact}/group"
            self._call(path, {"GroupID": group["GroupID"]})
        return {"ContactID": contact, "GroupID": group["GroupID"]}

    def _control(self, name: str, body: Any = None) -> None:
        self._post(f"/_sandbox/{name}", body)

    def _call(self, path: str, body: Any) -> Any:
        return self._post(self._base_path + path, body)

    def _post(self, path: str, body: Any) -> Any:
        self._http.request("POST", path, json.dumps(body), self._headers)
        response = self._http.getresponse()
        content = response.read()
        assert response.status < 300, content
        return json.loads(content or "null")


STAGE = Stage(SandboxProcess(**RUN["sandbox"])) if "sandbox" in RUN else None
GUARD = Guard(RUN["budget"]) if "budget" in RUN else None
ANSWERS: defaultdict[str, Counter[int]] = defaultdict(Counter)


@atexit.register
def report() -> None:
    """Write how often each operation got each response, for the tests that check coverage."""
    target = Path(RUN["responses"])
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(ANSWERS, indent=1), encoding="utf-8")


@schemathesis.check
def refused_for_a_known_reason(
    _context: schemathesis.CheckContext,
    response: schemathesis.Response,
    case: schemathesis.Case[Any],
) -> None:
    """A request that matches the contract is refused only for a reason beyond the schemas."""
    if _fits(case) and response.status_code == 400:
        reason = response.json()["ErrorMessage"][0]
        known = any(pattern.fullmatch(reason) for pattern in REASONS)
        assert known, f"refused, although it matches the contract: {reason}"


@schemathesis.hook  # pyright: ignore[reportUnknownMemberType] - its signature is loosely typed
def before_call(_context: object, case: schemathesis.Case[Any], _kwargs: object) -> None:
    """Create what the call needs, or make the call safe."""
    operation = _operation(case)
    if GUARD is not None:
        GUARD.admit(operation, case.method, case.path_parameters, case.body)
    elif STAGE is not None:
        if _is_linked(case):
            STAGE.begin_chain()
        if _fits(case):
            STAGE.prepare(operation, case)


@schemathesis.hook  # pyright: ignore[reportUnknownMemberType] - its signature is loosely typed
def after_call(
    _context: object, case: schemathesis.Case[Any], response: schemathesis.Response
) -> None:
    """Count the response, and note the identifiers that it created."""
    operation = _operation(case)
    ANSWERS[operation][response.status_code] += 1
    if GUARD is not None and response.status_code == 200:
        GUARD.learn(operation, response.json())
    elif STAGE is not None and response.status_code != 200:
        STAGE.refused(operation, case)


def _operation(case: schemathesis.Case[Any]) -> str:
    name: str = case.operation.definition.raw["operationId"]
    return name


def _fits(case: schemathesis.Case[Any]) -> bool:
    return case.meta is not None and case.meta.generation.mode.is_positive


def _is_linked(case: schemathesis.Case[Any]) -> bool:
    return case.meta is not None and case.meta.phase.name.value == "stateful"
