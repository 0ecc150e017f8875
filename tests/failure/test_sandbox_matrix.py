"""The fault matrix and the storm again with the sandbox, which must match the hostile server.

Faults of the hostile server are translated to scripts of the sandbox's control API. The expected
cells are those of the matrix itself.
"""

import base64
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any, Final, Self

import pytest
from tests.failure import storm
from tests.failure.backends import CLIENT_KINDS, Client, ClientKind, ClientSetup, Operation
from tests.failure.hostile_server import Fault
from tests.failure.test_matrix import CALLS, CASES, Case, cells, check_invariants, outcome

from bestsms_sandbox import Sandbox
from bestsms_sandbox.contract.loading import load

BAD: Final = "+61491570110"
UNKNOWN: Final = '{"Result": "Failed", "MessageID": "", "ErrorMessage": ["Message(s) NOT found"]}'
WATCH: Final = {"headers": {"X-Seen": "yes"}}  # a script that only counts
# A gateway with state answers a repeated delete with "not found".
CARRIED_OUT: Final = ("503 after, once", "408 after, once")
CELLS: Final = [c for c in cells() if c.values[:2] not in [(n, "delete") for n in CARRIED_OUT]]
# The faults of the storm, all equally likely.
WEATHER: Final[list[dict[str, Any]]] = [
    {"do": "drop"},
    {"do": "drop", "keep": True},
    {"do": "drop", "method": "POST", "keep_after_seconds": 1},
    {"do": "reset"},
    {"do": "reset", "keep": True},
    {"do": "truncate"},
    {"do": "hangup"},
    {"do": "stall", "times": 2},
    {"do": "stall", "keep": True, "times": 2},
    {"status": 500},
    {"status": 503, "keep": True},
    {"status": 520},
    {"body": "<html>"},
    {"body": "", "keep": True},
    {"status": 429, "body": "{}"},
    {"method": "POST", "status": 400, "body": '{"Result": "Failed", "ErrorMessage": ["No"]}'},
    {"method": "POST", "do": "drop", "keep": True, "hide_seconds": 3},
]


@pytest.fixture(scope="module")
def _running() -> Iterator[Sandbox]:
    with Sandbox(token="t0ken") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_running: Sandbox) -> Sandbox:
    _running.outbox.control("POST", "reset")
    return _running


def where(operation: str) -> dict[str, Any]:
    """Return an operation's method and path for scripts."""
    path = load().operations[operation].path
    method = next(m for m, p in load().paths if load().router.route(m, p)[0].id == operation)
    return {"method": method, "path": "/".join("*" if s[:1] == "{" else s for s in path.split("/"))}


def written(fault: Fault) -> dict[str, Any]:
    """Translate a fault of the hostile server to a script."""
    script: dict[str, Any] = {"do": fault.wire}
    if fault.wire == "drip":
        script["pause_seconds"] = fault.pause
    if fault.status != 200:
        script["status"] = fault.status
    if fault.headers:
        script["headers"] = dict(fault.headers)
    if fault.body is not None:
        script["body_base64"] = base64.b64encode(fault.body).decode()
    if fault.keep or fault.wire in ("drop", "reset", "stall") or fault.body or fault.status != 200:
        script["keep"] = fault.keep
    return script


def scripts(name: str, case: Case, operation: str) -> list[dict[str, Any]]:
    here = where(operation)
    if case.fault is None:
        return [{"do": "refuse", "seconds": 60}]
    if name == "hung up when idle":
        return [{"path": "/get/status/another", "do": "hangup"}, {**here, **WATCH}]
    reads, seconds = case.hide
    script: dict[str, Any] = {**here, **written(case.fault)}
    if case.once:
        script["times"] = 1
    if seconds:
        script["hide_seconds"] = seconds
    hidden = {**where("getStatus"), "times": reads, "status": 400, "body": UNKNOWN}
    well = {**here, **WATCH} | ({"hide_seconds": seconds} if seconds else {})
    return [script, well] + ([hidden] if reads else [])


class Waits(list[float]):
    """The waits of a client, which also advance the sandbox's clock."""

    def __init__(self, sandbox: Sandbox, passed: float) -> None:
        super().__init__([passed])
        self._outbox = sandbox.outbox

    def append(self, seconds: float, /) -> None:
        super().append(seconds)
        self._outbox.advance(seconds)


def prepare(sandbox: Sandbox, label: str, call: Operation) -> Operation:
    """Create the objects that a call needs, and return the call."""
    setup = ClientSetup(client_kind="sync")

    def do(work: Operation) -> Any:
        return setup.call(sandbox.base_url, work, between=lambda: None)[0]

    if label == "resubmit":
        do(
            lambda client: client.messaging.sms.send_message(
                message="x", destinations=BAD, message_id="ID1"
            )
        )
        sandbox.outbox.advance(2)
    if label in ("update", "delete"):
        made = do(lambda client: client.addressbook.contact.create(attention="Al"))
        fields = {"attention": "Jo"} if label == "update" else {}
        return lambda client: getattr(client.addressbook.contact, label)(made.contact, **fields)
    return call


def warm(client: Client) -> Any:
    return client.reports.status.poll("another")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "label", "choice", "expected"), CELLS)
def test_every_cell_with_the_sandbox(
    sandbox: Sandbox, name: str, label: str, choice: str, expected: str
) -> None:
    case, (kind, operation, call) = CASES[name], CALLS[label]
    outbox = sandbox.outbox
    call = prepare(sandbox, label, call)
    if case.old:
        setup = ClientSetup(client_kind="sync")
        old = CALLS["chosen id"][2]
        assert outcome(setup.call(sandbox.base_url, old, between=lambda: None)[0]) == "Sent"
        outbox.advance(3600)
    before = len(outbox)
    policy = {"max_attempts": 2, "random": lambda: 0.5, "when_uncertain": choice}
    setup = ClientSetup(client_kind="sync", retry=policy, timeout=case.timeout)
    setup.clock.waits = Waits(sandbox, passed=3600.0 if case.old else 0.0)
    outbox.control("PUT", "faults", {"faults": scripts(name, case, operation)})

    def between() -> None:
        while name == "hung up when idle" and outbox.control("GET", "livez")["connections"] > 1:
            pass

    calls = [warm, call] if case.warm else [call]
    result = setup.call(sandbox.base_url, *calls, between=between)[-1]
    here = where(operation)
    faults = outbox.control("GET", "faults")["faults"]
    count = sum(f["hits"] for f in faults if here.items() <= f.items())
    outbox.control("DELETE", "faults")
    kept = [message.message_id for message in outbox][before:]
    seen = f"{outcome(result)} {count}"
    assert seen + (f"/{len(kept)}" if kind == "send" else "") == expected
    check_invariants(result, kept, kind, choice)


class StormySandbox:
    """A sandbox in place of the hostile server: 30% of the calls fail at random."""

    hits = requests = 0

    def __init__(self, _decide: object) -> None:
        self._sandbox = Sandbox(token="t0ken")
        self.messages: list[SimpleNamespace] = []

    def __enter__(self) -> Self:
        self._sandbox.start()
        self.base_url = self._sandbox.base_url
        shares = [0.3 / (len(WEATHER) - 0.3 * n) for n in range(len(WEATHER))]
        storm = [
            {**fault, "probability": share, "seed": seed}
            for seed, (fault, share) in enumerate(zip(WEATHER, shares, strict=True))
        ]
        self._sandbox.outbox.control("PUT", "faults", {"faults": [*storm, WATCH]})
        return self

    def release(self) -> None:
        """End the storm and collect the results."""
        outbox = self._sandbox.outbox
        hits = [fault["hits"] for fault in outbox.control("GET", "faults")["faults"]]
        StormySandbox.hits, StormySandbox.requests = sum(hits[:-1]), sum(hits)
        outbox.control("DELETE", "faults")
        outbox.advance(60)  # stores the messages whose acceptance was delayed
        for message in outbox:
            body = partial(dict[str, Any], MessageData=message.request)
            self.messages.append(SimpleNamespace(request=SimpleNamespace(json=body)))

    def __exit__(self, *_: object) -> None:
        self._sandbox.stop()


@pytest.mark.slow
@pytest.mark.parametrize("client_kind", CLIENT_KINDS)
def test_a_storm_has_no_wrong_outcome(
    monkeypatch: pytest.MonkeyPatch, client_kind: ClientKind
) -> None:
    monkeypatch.setattr(storm, "HostileServer", StormySandbox)
    report = storm.storm(client_kind, calls=300, seed=7, tasks=40, timeout=1.0)
    assert StormySandbox.hits > 0.2 * StormySandbox.requests
    assert report.reconciled > 0
    assert report.not_sent > 0
    assert report.unknown > 0
    assert report.sent + report.not_sent + report.unknown + report.interrupted == 300
    assert report.wrong == 0, report
