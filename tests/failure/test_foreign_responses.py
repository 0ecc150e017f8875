"""A response about another object is never accepted, for every operation that names its object."""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final

import httpx
import pytest
from tests.failure.backends import CLIENT_KINDS, Client, ClientKind, ClientSetup, send
from tests.failure.hostile_server import Fault, HostileServer, Request
from tests.failure.raw_gateway import RawGateway, RawRequest, reply, sent

from bestsms_client import (
    AsyncBestSMS,
    BestSMS,
    BestSMSError,
    DecodeError,
    RetryPolicy,
    SendUncertainError,
    Sent,
    WaitTimeoutError,
    new_message_id,
)

client_kinds = pytest.mark.parametrize("client_kind", CLIENT_KINDS)
OTHERS: Final[dict[str, Any]] = {
    "Result": "Success",
    "MessageID": "somebody-elses",
    "Status": "Completed",
    "Action": "Abort",
    "Recipients": [],
    "Contact": {"ContactID": "another"},
    "Group": {"GroupID": "another", "GroupCode": "Another"},
}
# With 201, since with 200 the server would send its own status.
STRANGE: Final = Fault(status=201, body=json.dumps(OTHERS).encode(), keep=True)
REFUSED: Final = Fault(
    status=201,
    body=json.dumps({"Result": "Failed", "MessageID": "somebody-elses"}).encode(),
    keep=True,
)
CALLS: Final[dict[str, tuple[str, Callable[[Client], Any]]]] = {
    "getStatus": ("no", lambda c: c.reports.status.poll("ID1")),
    "getSmsReply": ("no", lambda c: c.reports.sms_reply.poll("ID1")),
    "resubmitMessage": ("unknown", lambda c: c.actions.resubmit.send_request("ID1")),
    "rescheduleMessage": (
        "unknown",
        lambda c: c.actions.reschedule.send_request("ID1", send_time="2030-01-01T09:00"),
    ),
    "abortMessage": ("unknown", lambda c: c.actions.abort.send_request("ID1")),
    "getContact": ("no", lambda c: c.addressbook.contact.detail("C1")),
    "updateContact": ("unknown", lambda c: c.addressbook.contact.update("C1", attention="Jo")),
    "deleteContact": ("unknown", lambda c: c.addressbook.contact.delete("C1")),
    "getGroup": ("no", lambda c: c.addressbook.group.detail("G1")),
    "updateGroup": ("unknown", lambda c: c.addressbook.group.update("G1", group_name="New")),
    "deleteGroup": ("unknown", lambda c: c.addressbook.group.delete("G1")),
    "getContactGroup": (
        "no",
        lambda c: c.addressbook.contact_group.detail(contact="C1", group="G1"),
    ),
    "createContactGroup": (
        "unknown",
        lambda c: c.addressbook.contact_group.create(contact="C1", group="G1"),
    ),
    "deleteContactGroup": (
        "unknown",
        lambda c: c.addressbook.contact_group.delete(contact="C1", group="G1"),
    ),
    "getGroupContact": (
        "no",
        lambda c: c.addressbook.group_contact.detail(group="G1", contact="C1"),
    ),
    "createGroupContact": (
        "unknown",
        lambda c: c.addressbook.group_contact.create(group="G1", contact="C1"),
    ),
    "deleteGroupContact": (
        "unknown",
        lambda c: c.addressbook.group_contact.delete(group="G1", contact="C1"),
    ),
}


@client_kinds
@pytest.mark.parametrize("fault", [STRANGE, REFUSED], ids=["success", "refusal"])
@pytest.mark.parametrize("operation", CALLS)
def test_a_response_about_another_object_is_an_error(
    client_kind: ClientKind, operation: str, fault: Fault
) -> None:
    sent, call = CALLS[operation]
    with HostileServer(lambda _request: fault) as server:
        (error,) = ClientSetup(client_kind=client_kind, retry={"max_attempts": 1}).call(
            server.base_url, call
        )
    assert isinstance(error, BestSMSError)
    if fault is STRANGE or "Message" in operation:  # a refusal only names messages
        assert isinstance(error, DecodeError)
        assert "belongs to another request" in str(error)
        assert error.sent == sent


@client_kinds
def test_a_read_with_a_foreign_response_is_retried(client_kind: ClientKind) -> None:
    with HostileServer() as server:
        server.script(STRANGE, on="getContact")
        (response,) = ClientSetup(client_kind=client_kind).call(
            server.base_url, CALLS["getContact"][1]
        )
    assert response.contact.contact_id == "C1"


@client_kinds
@pytest.mark.parametrize("fault", [STRANGE, REFUSED], ids=["success", "refusal"])
@pytest.mark.parametrize("keep", [True, False])
def test_a_send_with_a_foreign_response_is_reconciled(
    client_kind: ClientKind, fault: Fault, keep: bool
) -> None:
    with HostileServer() as server:
        server.script(Fault(body=fault.body, keep=keep))
        (result,) = ClientSetup(client_kind=client_kind).call(server.base_url, send)
        assert server.count("sendSms") == 1
        if keep:
            assert isinstance(result, Sent)
            assert result.reconciled
            assert result.message_id == server.messages[0].message_id
        else:
            assert isinstance(result, SendUncertainError)
            assert "belongs to another request" in str(result)


@client_kinds
def test_wait_ignores_foreign_responses(client_kind: ClientKind) -> None:
    def wait(client: Client) -> Any:
        return client.reports.status.wait("ID1", timeout=3)

    with HostileServer(lambda _request: STRANGE) as server:
        (error,) = ClientSetup(client_kind=client_kind).call(server.base_url, wait)
    assert isinstance(error, WaitTimeoutError)
    assert error.last is None


def echo(change: Callable[[str], Any]) -> Callable[[Request], Fault | None]:
    """Return a fault source that accepts each message but answers with a changed id."""

    def decide(request: Request) -> Fault | None:
        if request.operation != "sendSms":
            return None
        named = change(request.json()["MessageData"]["MessageID"])
        body = {"Result": "Success", "MessageID": named}
        return Fault(keep=True, body=json.dumps(body).encode())

    return decide


QUIRKS: Final[dict[str, Callable[[str], Any]]] = {
    "upper case": str.upper,
    "null": lambda _id: None,
    "empty": lambda _id: "",
    "list": lambda message_id: [message_id],
}


@client_kinds
@pytest.mark.parametrize("quirk", QUIRKS)
def test_a_response_with_a_changed_id_is_reconciled_and_logged(
    client_kind: ClientKind, quirk: str, caplog: pytest.LogCaptureFixture
) -> None:
    named = QUIRKS[quirk]
    with HostileServer(echo(named)) as server, caplog.at_level(logging.WARNING, "bestsms_client"):
        (result,) = ClientSetup(client_kind=client_kind).call(server.base_url, send)
    assert isinstance(result, Sent)
    assert result.reconciled
    calls = [record.getMessage().partition(":")[0] for record in caplog.records]
    assert calls == ["client.messaging.sms.send_message"]
    assert result.message_id not in caplog.text


# --- lookups --------------------------------------------------------------------------------------


def record(created: timedelta, date: timedelta | None) -> Callable[[Request], Fault | None]:
    """Return a fault source that loses sends and finds an older message."""

    def decide(request: Request) -> Fault | None:
        if request.operation == "sendSms":
            return Fault("drop")
        now = datetime.now(UTC)
        message_id = request.ids[0]
        body: dict[str, Any] = {
            "Result": "Success",
            "MessageID": message_id,
            "CreatedTimeUTC_RFC3339": f"{now + created:%Y-%m-%dT%H:%M:%SZ}",
            "Recipients": [],
        }
        headers = {"Date": "none" if date is None else format_datetime(now + date, usegmt=True)}
        return Fault(status=201, body=json.dumps(body).encode(), headers=headers)

    return decide


ZERO, HALF, HOUR = timedelta(0), timedelta(minutes=-30), timedelta(hours=-1)


@client_kinds
@pytest.mark.parametrize("resend", ["raise", "resend"])
@pytest.mark.parametrize(
    ("created", "date", "found"),
    [(ZERO, ZERO, True), (ZERO, None, False), (HALF, HOUR, False), (HALF, ZERO, False),
     (ZERO, -HOUR, False), (ZERO, HOUR, False)],
)  # fmt: skip
def test_a_callers_id_is_found_only_if_the_clocks_agree(
    client_kind: ClientKind, created: timedelta, date: timedelta | None, found: bool, resend: str
) -> None:
    setup = ClientSetup(
        client_kind=client_kind, retry={"reconcile_for": 0, "when_uncertain": resend}
    )
    with HostileServer(record(created, date)) as server:
        (result,) = setup.call(server.base_url, lambda c: send(c, message_id="order-7"))
        assert server.count("sendSms") == 1, "a message that was found is not sent again"
    assert isinstance(result, Sent if found else SendUncertainError)


@client_kinds
@pytest.mark.parametrize("date", [None, HOUR])
def test_a_generated_id_is_found_without_clocks(
    client_kind: ClientKind, date: timedelta | None
) -> None:
    setup = ClientSetup(client_kind=client_kind, retry={"reconcile_for": 0})
    with HostileServer(record(HOUR, date)) as server:
        (result,) = setup.call(server.base_url, lambda c: send(c, message_id=new_message_id()))
    assert isinstance(result, Sent)


UNPROVEN: Final = {
    "HTML 404": Fault(status=404, body=b"<html>"),
    "JSON 404 of a route": Fault(status=404, body=b'{"Result": "Failed", "ErrorMessage": ["x"]}'),
    "empty 400": Fault(status=400, body=b""),
    "about another message": STRANGE,
    "another message not found": Fault(
        status=400,
        body=b'{"Result": "Failed", "MessageID": "x", "ErrorMessage": ["Message(s) NOT found"]}',
    ),
    "unreadable": Fault(status=201, body=b"\xff"),
    "503": Fault(status=503),
    "401": Fault(status=401, body=b'{"Result": "Failed", "ErrorMessage": ["Unauthorized"]}'),
    "dropped": Fault("drop"),
}


@client_kinds
@pytest.mark.parametrize("name", UNPROVEN)
def test_only_the_gateways_own_not_found_leads_to_a_resend(
    client_kind: ClientKind, name: str
) -> None:
    def decide(request: Request) -> Fault:
        return Fault("drop") if request.operation == "sendSms" else UNPROVEN[name]

    setup = ClientSetup(
        client_kind=client_kind, retry={"reconcile_for": 2, "when_uncertain": "resend"}
    )
    with HostileServer(decide) as server:
        (error,) = setup.call(server.base_url, send)
        assert server.count("sendSms") == 1
    assert isinstance(error, SendUncertainError)
    assert "was inconclusive" in str(error)


@client_kinds
def test_a_message_is_absent_only_at_the_end_of_reconcile_for(client_kind: ClientKind) -> None:
    lookups = 0

    def decide(request: Request) -> Fault | None:
        nonlocal lookups
        if request.operation == "sendSms":
            return Fault("drop")
        lookups += 1
        return None if lookups < 3 else Fault(status=503)

    setup = ClientSetup(
        client_kind=client_kind, retry={"reconcile_for": 4, "when_uncertain": "resend"}
    )
    with HostileServer(decide) as server:
        (error,) = setup.call(server.base_url, send)
        assert server.count("sendSms") == 1
    assert isinstance(error, SendUncertainError)


@pytest.mark.parametrize(
    ("client_kind", "own"),
    [("sync", False), ("httpx", False), ("aiohttp", False), ("sync", True), ("httpx", True)],
)
def test_the_connection_of_a_foreign_response_is_closed(client_kind: ClientKind, own: bool) -> None:
    """After one response too many, each request would get the previous response."""
    seen: list[Any] = []

    def response(request: RawRequest) -> bytes:
        seen.append(request.connection)
        return reply(OTHERS if len(seen) == 2 else sent(request))

    with RawGateway(response) as gateway, ExitStack() as opened:
        options: dict[str, Any] = {"retry": RetryPolicy(max_attempts=1)}
        if client_kind == "sync":
            if own:
                options["http_client"] = opened.enter_context(httpx.Client())
            client = opened.enter_context(BestSMS("t0ken", base_url=gateway.url, **options))
            for number in range(3):
                with suppress(DecodeError):
                    client.reports.status.poll(f"ID{number}")
        else:

            async def run() -> None:
                async with AsyncExitStack() as stack:
                    if own:
                        http = await stack.enter_async_context(httpx.AsyncClient())
                        options["http_client"] = http
                    else:
                        options["backend"] = client_kind
                    client = await stack.enter_async_context(
                        AsyncBestSMS("t0ken", base_url=gateway.url, **options)
                    )
                    for number in range(3):
                        with suppress(DecodeError):
                            await client.reports.status.poll(f"ID{number}")

            asyncio.run(run())
        assert seen[0] is seen[1]
        assert seen[1] is not seen[2]
