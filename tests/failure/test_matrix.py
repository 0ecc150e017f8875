"""Every fault for every operation with every kind of client: outcomes and requests.

A cell reads `Outcome sent requests/accepted`: the type of the result, the error's `.sent`, the
number of requests of the operation that reached the gateway, and the number of messages that it
accepted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest
from tests.failure.backends import (
    CLIENT_KINDS,
    Client,
    ClientKind,
    ClientSetup,
    Operation,
    read,
    send,
)
from tests.failure.hostile_server import Fault, HostileServer, Request, refusing_url

from bestsms_client import BestSMSError, Sent

pytestmark = pytest.mark.slow

HOUR: Final = 3600.0


def body(text: str) -> bytes:
    return b'{"Result": "Failed", "ErrorMessage": ["%s"]}' % text.encode()


@dataclass(frozen=True)
class Case:
    """A fault that affects each request of the operation, or only the first."""

    fault: Fault | None
    once: bool = False
    warm: bool = False  # the connection was used for another call before
    # Hides the message from status reads: number of reads, seconds.
    hide: tuple[int, float] = (0, 0.0)
    old: bool = False  # another message was sent with this id an hour ago
    timeout: float = 5.0


SOON: Final = {"Retry-After": "1"}
LONG: Final = b"{}" + b" " * 3000
HTML: Final = b"<html>Not here</html>"
DROP: Final = Fault("drop", keep=True)
CASES: Final = {
    "refused connection": Case(None),
    "dropped before": Case(Fault("drop")),
    "dropped after": Case(DROP),
    "dropped before, once": Case(Fault("drop"), once=True),
    "dropped before, warm": Case(Fault("drop"), warm=True),
    "dropped after, warm": Case(DROP, warm=True),
    "hung up when idle": Case(Fault(keep=True), warm=True),
    "reset before": Case(Fault("reset")),
    "reset after": Case(Fault("reset", keep=True)),
    "500 before": Case(Fault(status=500, headers=SOON)),
    "500 after": Case(Fault(status=500, headers=SOON, keep=True)),
    "503 before": Case(Fault(status=503, headers=SOON)),
    "503 after": Case(Fault(status=503, headers=SOON, keep=True)),
    "503 after, once": Case(Fault(status=503, headers=SOON, keep=True), once=True),
    "503 before, long": Case(Fault(status=503, headers={"Retry-After": "86400"})),
    "520 before": Case(Fault(status=520)),
    "520 after": Case(Fault(status=520, keep=True)),
    "599 after": Case(Fault(status=599, keep=True)),
    "HTML 200 before": Case(Fault(body=b"<html>Please log in</html>")),
    "HTML 200 after": Case(Fault(body=b"<html>Please log in</html>", keep=True)),
    "empty 200": Case(Fault(body=b"", keep=True)),
    "truncated 200": Case(Fault("truncate", keep=True)),
    "non-UTF-8 200": Case(Fault(body=b'{"Result": "\xe9\xff"}', keep=True)),
    "JSON list 200": Case(Fault(body=b'["Success"]', keep=True)),
    "false gzip 200": Case(Fault(headers={"Content-Encoding": "gzip"}, keep=True)),
    "201 without Result": Case(Fault(status=201, body=b"{}", keep=True)),
    "200 Result Failed": Case(Fault(body=body("Missing or empty message"))),
    "400": Case(Fault(status=400, body=body("Missing or empty message"))),
    "400 not found": Case(Fault(status=400, body=body("Message not found"))),
    "400 Success": Case(Fault(status=400, body=b'{"Result": "Success"}', keep=True)),
    "401": Case(Fault(status=401, body=body("Unauthorized"))),
    "413 HTML": Case(Fault(status=413, body=b"<html>Too Large</html>")),
    "429 always": Case(Fault(status=429, headers=SOON, body=b"")),
    "429 once": Case(Fault(status=429, headers=SOON, body=b""), once=True),
    "429 for long": Case(Fault(status=429, headers={"Retry-After": "31"}, body=b"")),
    "429 in words": Case(Fault(status=429, headers=SOON, body=body("Too many requests"))),
    "429 after": Case(Fault(status=429, headers=SOON, body=b"", keep=True)),
    "413 in words": Case(Fault(status=413, body=body("Request too large"))),
    "401 empty after": Case(Fault(status=401, body=b"", keep=True)),
    "403 HTML before": Case(Fault(status=403, body=HTML)),
    "404 HTML after": Case(Fault(status=404, body=HTML, keep=True)),
    "404 JSON after": Case(Fault(status=404, body=b'{"message": "no Route"}', keep=True)),
    "408 after": Case(Fault(status=408, body=b"", keep=True)),
    "408 after, once": Case(Fault(status=408, body=b"", keep=True), once=True),
    "421 after": Case(Fault(status=421, body=b"", keep=True)),
    "425 before": Case(Fault(status=425, body=HTML)),
    "499 after": Case(Fault(status=499, body=b"", keep=True)),
    "302 to itself": Case(Fault(status=302, headers={"Location": "sms"})),
    "307 to itself": Case(Fault(status=307, headers={"Location": "sms"}, keep=True)),
    "302 to nowhere": Case(Fault(status=302, headers={"Location": "http://here:there"})),
    "stall before": Case(Fault("stall"), timeout=0.2),
    "stall after": Case(Fault("stall", keep=True), timeout=0.2),
    "drip": Case(Fault("drip", keep=True, body=LONG, pause=0.001), timeout=0.2),
    "hidden for 3 reads": Case(DROP, hide=(3, 0)),
    "hidden for 3 seconds": Case(DROP, hide=(0, 3)),
    "hidden for an hour": Case(DROP, hide=(0, HOUR)),
    "hidden, once": Case(DROP, hide=(0, HOUR), once=True),
    "old record, before": Case(Fault("drop"), old=True),
    "old record, after": Case(DROP, old=True),
    "old record, hidden 3 s": Case(DROP, hide=(0, 3), old=True),
}
# `?` after an outcome means sent="unknown"; without it, "no". Found is a Sent that was reconciled.
# A cell is empty where the case cannot arise: only sends are reconciled.
TABLE: Final = """
fault                   send, raise     send, resend    read          idempotent    once
refused connection      NotSent 0/0     NotSent 0/0     NotSent 0     NotSent 0     NotSent 0
dropped before          Uncertain? 1/0  Uncertain? 2/0  NoAnswer 2    NoAnswer? 2   NoAnswer? 1
dropped after           Found 1/1       Found 1/1       NoAnswer 2    NoAnswer? 2   NoAnswer? 1
dropped before, once    Uncertain? 1/0  Sent 2/1        Answer 2      Answer 2      NoAnswer? 1
dropped before, warm    Uncertain? 1/0  Uncertain? 2/0  NoAnswer 2    NoAnswer? 2   NoAnswer? 1
dropped after, warm     Found 1/1       Found 1/1       NoAnswer 2    NoAnswer? 2   NoAnswer? 1
hung up when idle       Sent 1/1        Sent 1/1        Answer 1      Answer 1      Answer 1
reset before            Uncertain? 1/0  Uncertain? 2/0  NoAnswer 2    NoAnswer? 2   NoAnswer? 1
reset after             Found 1/1       Found 1/1       NoAnswer 2    NoAnswer? 2   NoAnswer? 1
500 before              Uncertain? 1/0  Uncertain? 2/0  Server 2      Server? 2     Server? 1
500 after               Found 1/1       Found 1/1       Server 2      Server? 2     Server? 1
503 before              Uncertain? 1/0  Uncertain? 2/0  Server 2      Server? 2     Server? 1
503 after               Found 1/1       Found 1/1       Server 2      Server? 2     Server? 1
503 after, once         Found 1/1       Found 1/1       Answer 2      Answer 2      Server? 1
503 before, long        Uncertain? 1/0  Uncertain? 1/0  Server 1      Server? 1     Server? 1
520 before              Uncertain? 1/0  Uncertain? 2/0  Server 2      Server? 2     Server? 1
520 after               Found 1/1       Found 1/1       Server 2      Server? 2     Server? 1
599 after               Found 1/1       Found 1/1       Server 2      Server? 2     Server? 1
HTML 200 before         Uncertain? 1/0  Uncertain? 2/0  Decode 2      Decode? 2     Decode? 1
HTML 200 after          Found 1/1       Found 1/1       Decode 2      Decode? 2     Decode? 1
empty 200               Found 1/1       Found 1/1       Decode 2      Decode? 2     Decode? 1
truncated 200           Found 1/1       Found 1/1       NoAnswer 2    NoAnswer? 2   NoAnswer? 1
non-UTF-8 200           Found 1/1       Found 1/1       Decode 2      Decode? 2     Decode? 1
JSON list 200           Found 1/1       Found 1/1       Decode 2      Decode? 2     Decode? 1
false gzip 200          Found 1/1       Found 1/1       NoAnswer 2    NoAnswer? 2   NoAnswer? 1
201 without Result      Found 1/1       Found 1/1       Decode 2      Decode? 2     Decode? 1
200 Result Failed       BadRequest 1/0  BadRequest 1/0  BadRequest 1  BadRequest 1  BadRequest 1
400                     BadRequest 1/0  BadRequest 1/0  BadRequest 1  BadRequest 1  BadRequest 1
400 not found           NotFound 1/0    NotFound 1/0    NotFound 1    NotFound 1    NotFound 1
400 Success             Found 1/1       Found 1/1       API 1         API? 1        API? 1
401                     Auth 1/0        Auth 1/0        Auth 1        Auth 1        Auth 1
413 HTML                Uncertain? 1/0  Uncertain? 2/0  API 1         API? 1        API? 1
429 always              Uncertain? 1/0  Uncertain? 2/0  RateLimit 2   RateLimit? 2  RateLimit? 1
429 once                Uncertain? 1/0  Sent 2/1        Answer 2      Answer 2      RateLimit? 1
429 for long            Uncertain? 1/0  Uncertain? 1/0  RateLimit 1   RateLimit? 1  RateLimit? 1
429 in words            RateLimit 2/0   RateLimit 2/0   RateLimit 2   RateLimit 2   RateLimit 2
429 after               Found 1/1       Found 1/1       RateLimit 2   RateLimit? 2  RateLimit? 1
413 in words            BadRequest 1/0  BadRequest 1/0  BadRequest 1  BadRequest 1  BadRequest 1
401 empty after         Found 1/1       Found 1/1       Auth 1        Auth? 1       Auth? 1
403 HTML before         Uncertain? 1/0  Uncertain? 2/0  API 1         API? 1        API? 1
404 HTML after          Found 1/1       Found 1/1       API 1         API? 1        API? 1
404 JSON after          Found 1/1       Found 1/1       API 1         API? 1        API? 1
421 after               Found 1/1       Found 1/1       API 1         API? 1        API? 1
499 after               Found 1/1       Found 1/1       API 1         API? 1        API? 1
408 after               Found 1/1       Found 1/1       NoAnswer 2    NoAnswer? 2   NoAnswer? 1
408 after, once         Found 1/1       Found 1/1       Answer 2      Answer 2      NoAnswer? 1
425 before              Uncertain? 1/0  Uncertain? 2/0  NoAnswer 2    NoAnswer? 2   NoAnswer? 1
302 to itself           Uncertain? 1/0  Uncertain? 2/0  API 2         API? 2        API? 1
307 to itself           Found 1/1       Found 1/1       API 2         API? 2        API? 1
302 to nowhere          Uncertain? 1/0  Uncertain? 2/0  API 2         API? 2        API? 1
stall before            Uncertain? 1/0  Uncertain? 2/0  NoAnswer 2    NoAnswer? 2   NoAnswer? 1
stall after             Found 1/1       Found 1/1       NoAnswer 2    NoAnswer? 2   NoAnswer? 1
drip                    Found 1/1       Found 1/1       NoAnswer 2    NoAnswer? 2   NoAnswer? 1
hidden for 3 reads      Found 1/1       Found 1/1
hidden for 3 seconds    Found 1/1       Found 1/1
hidden for an hour      Uncertain? 1/1  Uncertain? 2/2
hidden, once            Uncertain? 1/1  Sent 2/2
old record, before      Uncertain? 1/0  Uncertain? 1/0
old record, after       Found 1/1       Found 1/1
old record, hidden 3 s  Found 1/1       Found 1/1
"""
SHORT: Final = {"AuthenticationError": "Auth", "SendUncertainError": "Uncertain"}


def update(client: Client) -> Any:
    return client.addressbook.contact.update("C1", attention="Jo")


def delete(client: Client) -> Any:
    return client.addressbook.contact.delete("C1")


def create(client: Client) -> Any:
    return client.addressbook.contact.create(attention="Jo")


def resubmit(client: Client) -> Any:
    return client.actions.resubmit.send_request("ID1")


# The kind of operation, its operation id, and the call.
CALLS: Final[dict[str, tuple[str, str, Operation]]] = {
    "minted id": ("send", "sendSms", send),
    "chosen id": ("send", "sendSms", partial(send, message_id="order-1")),
    "poll": ("read", "getSmsReceived", read),
    "update": ("idempotent", "updateContact", update),
    "delete": ("idempotent", "deleteContact", delete),
    "create": ("once", "createContact", create),
    "resubmit": ("once", "resubmitMessage", resubmit),
}


def cells() -> Iterator[Any]:
    """Read the table: a parameter set for each call and each value of when_uncertain."""
    head, *rows = (re.split("  +", line) for line in TABLE.strip().splitlines())
    assert {name for name, *_cells in rows} == set(CASES), "the table and the cases differ"
    for name, *found in rows:
        for column, expected in zip(head[1:], found, strict=False):
            kind, _comma, choice = column.partition(", ")
            for label, (of_kind, *_call) in CALLS.items():
                # A new id has no older message.
                if of_kind == kind and not (CASES[name].old and label == "minted id"):
                    marks = (name, label, choice or "raise")
                    yield pytest.param(*marks, expected, id="-".join(marks))


def by_each_client() -> Iterator[Any]:
    """Yield each cell with each kind of client.

    `make test` runs all cells with one kind. With the others it runs one send, one read and one
    call that is made at most once, since the shared core decides about the rest.
    """
    some = {("minted id", "raise"), ("poll", "raise"), ("create", "raise")}
    for cell in cells():
        name, label, choice, expected = cell.values
        for client_kind in CLIENT_KINDS:
            usual = client_kind == "sync" or (label, choice) in some
            marks = () if usual else pytest.mark.slow
            values = (client_kind, name, label, choice, expected)
            yield pytest.param(*values, id=f"{cell.id}-{client_kind}", marks=marks)


@pytest.mark.parametrize(
    ("client_kind", "name", "label", "choice", "expected"), [*by_each_client()]
)
def test_matrix(client_kind: ClientKind, name: str, label: str, choice: str, expected: str) -> None:
    case, (kind, operation, call) = CASES[name], CALLS[label]
    policy = {"max_attempts": 2, "random": lambda: 0.5, "when_uncertain": choice}
    setup = ClientSetup(client_kind=client_kind, retry=policy, timeout=case.timeout)
    faults = [case.fault]

    def decide(request: Request) -> Fault | None:
        if request.operation != operation:
            return Fault("hangup", keep=True) if name == "hung up when idle" else None
        return faults.pop() if case.once and faults else None if case.once else case.fault

    with refusing_url() as nowhere, HostileServer(decide, setup.clock.now) as server:
        server.hide_from_status(reads=case.hide[0], seconds=case.hide[1])
        if case.old:
            server.preload("order-1", setup.clock.now() - timedelta(hours=1))
        url = server.base_url if case.fault else nowhere
        calls = [_warm, call] if case.warm else [call]
        hung_up = name == "hung up when idle"
        between = partial(server.wait_until_open, 0) if hung_up else lambda: None
        result = setup.call(url, *calls, between=between)[-1]
        server.release()
        kept = [one.message_id for one in server.messages][case.old :]
        seen = f"{outcome(result)} {server.count(operation)}"
    assert seen + (f"/{len(kept)}" if kind == "send" else "") == expected
    check_invariants(result, kept, kind, choice)
    announced = {attempt.message_id for attempt in setup.attempts}
    assert announced >= set(kept), "the gateway accepted an id that on_attempt never received"


def _warm(client: Client) -> Any:
    return client.reports.status.poll("another")


def outcome(result: object) -> str:
    """Format a result as in the table."""
    if not isinstance(result, Exception):
        found = isinstance(result, Sent) and result.reconciled
        return "Found" if found else "Sent" if isinstance(result, Sent) else "Answer"
    kind = type(result).__name__
    mark = {"no": "", "unknown": "?"}[getattr(result, "sent", "no")]
    return SHORT.get(kind, kind.removesuffix("Error")) + mark


def check_invariants(result: object, kept: list[str], kind: str, choice: str) -> None:
    """Check what must be true of every cell."""
    assert len(set(kept)) <= 1
    assert len(kept) <= (2 if choice == "resend" else 1)
    if isinstance(result, Exception):
        assert isinstance(result, BestSMSError)
        assert result.__cause__ is None
        assert result.__context__ is None
    if kind == "send":
        sent = result.sent if isinstance(result, BestSMSError) else "yes"
        assert not (sent == "yes" and not kept), "reported as sent but not accepted"
        assert not (sent == "no" and kept), "reported as not sent but accepted"
        assert not kept or getattr(result, "message_id", None) == kept[0]
