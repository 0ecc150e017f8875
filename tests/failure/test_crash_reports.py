"""No traceback frame below the caller's contains a secret, for any failure of any call."""

import asyncio
import inspect
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Final, cast

import httpx
import pytest
from tests.failure.backends import CLIENT_KINDS, Client, ClientKind
from tests.failure.hostile_server import Fault, HostileServer, refusing_url

from bestsms_campaign import Campaign, SuppressionList, send_chunk
from bestsms_campaign._opened import OpenCampaign
from bestsms_client import (
    AsyncBestSMS,
    AuthenticationError,
    BestSMS,
    BestSMSError,
    RetryPolicy,
    count_parts,
)
from bestsms_client._async.namespace import AsyncNamespace
from bestsms_client._sync.namespace import Namespace
from bestsms_client.webhooks import Receiver, parse

pytestmark = pytest.mark.slow

TOKEN: Final = "tok-not-for-reports"
TEXT: Final = "Dear Sam, not for reports"
NUMBER: Final = "61491570156"
FILE: Final = b"attachment-not-for-reports"
SECRETS: Final = (TOKEN, TEXT, NUMBER, FILE.decode())
NOWHERE: Final = "http://127.0.0.1:9/api/v2.04"
BOUNDARY: Final = "_boundary.py"
# Frames that may have local variables but no secrets: the boundary, and the caller's own wrapper.
OPEN: Final = (BOUNDARY, "asyncio/timeouts.py")

client_kinds = pytest.mark.parametrize("client_kind", CLIENT_KINDS)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception with all its causes and contexts."""
    seen: set[int] = set()
    rest: list[BaseException | None] = [error]
    while rest:
        one = rest.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        rest += [one.__cause__, one.__context__]


def frames_below(place: TracebackType | None) -> list[FrameType]:
    """Return the frames of a traceback below the last one of this file."""
    frames: list[FrameType] = []
    while place is not None:
        frames = [] if place.tb_frame.f_code.co_filename == __file__ else frames
        if place.tb_frame.f_code.co_filename != __file__:
            frames.append(place.tb_frame)
        place = place.tb_next
    return frames


def leaks(error: BaseException) -> list[str]:
    """Return the secrets and foreign local variables that a crash reporter would show."""
    found: list[str] = []
    for one in chain(error):
        found += [f"{type(one).__name__} itself" for secret in SECRETS if secret in str(one)]
        for frame in frames_below(one.__traceback__):
            here = frame.f_code.co_filename.endswith(OPEN)
            for name, value in frame.f_locals.items():
                shown = repr(value)
                if not here or any(secret in shown for secret in SECRETS):
                    found.append(f"{frame.f_code.co_filename}:{frame.f_code.co_name}.{name}")
    report = "".join(traceback.TracebackException.from_exception(error).format())
    return found + [secret for secret in SECRETS if secret in report]


def send(client: Client, **options: Any) -> Any:
    return client.messaging.sms.send_message(
        message=TEXT + " [[File1]]",
        destinations=[f"+{NUMBER}"],
        attachments=("a.txt", FILE),
        **options,
    )


CALLS: Final[dict[str, Callable[[Client], Any]]] = {
    "send": send,
    "bulk": lambda c: c.messaging.sms.send_bulk([f"+{NUMBER}"], message=TEXT),
    "confirm": lambda c: c.messaging.sms.confirm(NUMBER),
    "ping": lambda c: c.ping(),
    "poll": lambda c: c.reports.status.poll(NUMBER),
    "wait": lambda c: c.reports.status.wait(NUMBER, timeout=0),
    "recipients": lambda c: c.reports.status.iter_recipients(NUMBER),
    "replies": lambda c: c.reports.sms_reply.poll(NUMBER),
    "received": lambda c: c.reports.sms_received.poll(time_period=60),
    "resubmit": lambda c: c.actions.resubmit.send_request(NUMBER),
    "abort": lambda c: c.actions.abort.send_request(NUMBER),
    "create": lambda c: c.addressbook.contact.create(mobile_phone=f"+{NUMBER}"),
    "contacts": lambda c: c.addressbook.contact.iter(),
    "delete": lambda c: c.addressbook.contact.delete(NUMBER),
    "group": lambda c: c.addressbook.group.create(group_name=TEXT),
    "member": lambda c: c.addressbook.contact_group.create(contact=NUMBER, group=NUMBER),
}
MISTAKES: Final[dict[str, Callable[[Any], Any]]] = {
    "number": lambda c: c.messaging.sms.send_message(message=TEXT, destinations=f"{NUMBER}x"),
    "option": lambda c: send(c, recipient=NUMBER),
    "field": lambda c: c.addressbook.contact.create(phone=NUMBER),
    "identifier": lambda c: c.reports.status.poll(int(NUMBER)),
}
FAULTS: Final = {
    "refused": Fault(status=400, body=b'{"Result": "Failed", "ErrorMessage": ["Bad"]}'),
    "unauthorized": Fault(status=401, body=b'{"Result": "Failed", "ErrorMessage": ["No"]}'),
    "HTML": Fault(status=404, body=b"<html>"),
    "unreadable": Fault(status=201, body=b"\xff"),
    "incomplete": Fault(status=201, body=b'{"Result": "Success"}'),
    "dropped": Fault("drop"),
    "reset": Fault("reset"),
    "truncated": Fault("truncate"),
    "stalled": Fault("stall"),
}


def options(base_url: str, **changed: Any) -> dict[str, Any]:
    policy = RetryPolicy(max_attempts=2, reconcile_for=0, backoff=0, deadline=5)
    return {"token": TOKEN, "base_url": base_url, "retry": policy, "timeout": 0.2, **changed}


def run(client_kind: ClientKind, call: Callable[[Client], Any], **made: Any) -> BaseException:
    try:
        if client_kind == "sync":
            with BestSMS(**made) as client:
                consume(call(client))
        else:
            asyncio.run(awaited(client_kind, call, made))
    except BaseException as error:
        return error
    pytest.fail("nothing was raised")


def consume(result: Any) -> None:
    if hasattr(result, "__next__"):
        list(result)


async def awaited(
    client_kind: ClientKind, call: Callable[[Client], Any], made: dict[str, Any]
) -> None:
    if "transport" not in made:
        made = {**made, "backend": client_kind}
    async with AsyncBestSMS(**made) as client:
        result = call(client)
        if hasattr(result, "__anext__"):
            _ = [item async for item in result]
        else:
            await result


@client_kinds
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_a_failure_shows_no_secret(client_kind: ClientKind, fault: str, call: str) -> None:
    if fault in ("stalled", "HTML") and call not in ("send", "poll", "create"):
        return  # like the other calls, and these take long
    with HostileServer(lambda _request: FAULTS[fault]) as server:
        error = run(client_kind, CALLS[call], **options(server.base_url))
        server.release()
    assert leaks(error) == []


@client_kinds
@pytest.mark.parametrize("call", ["send", "poll", "create"])
def test_a_refused_connection_shows_no_secret(client_kind: ClientKind, call: str) -> None:
    with refusing_url() as nowhere:
        assert leaks(run(client_kind, CALLS[call], **options(nowhere))) == []


@client_kinds
@pytest.mark.parametrize("call", MISTAKES)
def test_invalid_arguments_show_no_secret(client_kind: ClientKind, call: str) -> None:
    assert leaks(run(client_kind, MISTAKES[call], **options(NOWHERE))) == []


@client_kinds
@pytest.mark.parametrize(
    "wrong", [{"token": f"{TOKEN} {TOKEN}"}, {"base_url": f"https://{TOKEN}@x"}, {"mode": TEXT}]
)
def test_an_invalid_client_configuration_shows_no_secret(
    client_kind: ClientKind, wrong: dict[str, str]
) -> None:
    assert leaks(run(client_kind, send, **{**options(NOWHERE), **wrong})) == []


class BugError(Exception):
    pass


@client_kinds
@pytest.mark.parametrize("raised", [BugError, MemoryError, KeyboardInterrupt, SystemExit])
def test_a_foreign_exception_is_passed_on_and_shows_no_secret(
    client_kind: ClientKind, raised: type[BaseException]
) -> None:
    def hook(_attempt: object) -> None:
        raise raised

    policy = RetryPolicy(on_attempt=hook)
    error = run(client_kind, send, **options(NOWHERE, retry=policy))
    assert type(error) is raised
    assert leaks(error) == []


def test_a_users_transport_shows_no_secret() -> None:
    def broken(_request: httpx.Request) -> httpx.Response:
        raise BugError

    for client_kind in ("sync", "httpx"):
        made = options(NOWHERE, transport=httpx.MockTransport(broken))
        assert leaks(run(client_kind, send, **made)) == []


@pytest.mark.parametrize("client_kind", ["httpx", "aiohttp"])
@pytest.mark.parametrize("how", ["cancelled", "timeout"])
def test_a_cancelled_send_shows_no_secret(client_kind: ClientKind, how: str) -> None:
    arrived = threading.Event()

    def decide(_request: object) -> Fault:
        arrived.set()
        return Fault("stall")

    async def main(base_url: str) -> None:
        made = options(base_url, backend=client_kind, timeout=30)
        async with AsyncBestSMS(**made) as client:
            if how == "timeout":
                async with asyncio.timeout(0.3):
                    await send(client)
            task = asyncio.ensure_future(send(client))
            await asyncio.to_thread(arrived.wait)
            task.cancel()
            await task

    with HostileServer(decide) as server:
        try:
            asyncio.run(main(server.base_url))
        except BaseException as error:
            caught = error
        else:
            pytest.fail("nothing was raised")
        server.release()
    assert isinstance(caught, TimeoutError if how == "timeout" else asyncio.CancelledError)
    assert leaks(caught) == []


def test_the_callers_own_traceback_is_kept() -> None:
    def own() -> None:
        kept = "a value of the caller's"
        assert kept
        raise BugError

    with BestSMS(**options(NOWHERE)) as client:
        try:
            own()
        except BugError as mine:
            with suppress(Exception):
                send(client)
            inner = mine.__traceback__
            assert inner is not None
            assert inner.tb_next is not None
            assert "kept" in inner.tb_next.tb_frame.f_locals
    assert sys.exception() is None


def raised_by(call: Callable[[], object]) -> BaseException:
    """Return the exception that a call raises."""
    try:
        call()
    except BaseException as error:
        return error
    pytest.fail("nothing was raised")


def create(folder: Path, message: str = TEXT, recipients: Any = (f"+{NUMBER}",)) -> Campaign:
    return Campaign.create(folder / "spring.db", message=message, recipients=recipients)


FORM: Final = "application/x-www-form-urlencoded"
BODY: Final = f"Type=SMS&Destination={NUMBER}&MessageID=ID1&Status=SUCCESS&Message={TEXT}".encode()
# Public functions that need no client. Each call fails.
FUNCTIONS: Final[dict[str, Callable[[Path], object]]] = {
    "count_parts of bytes": lambda _: count_parts(cast("Any", TEXT.encode())),
    "webhook with a wrong secret": lambda _: parse(BODY, FORM, secrets=TOKEN),
    "webhook of an unknown format": lambda _: parse(BODY, "text/csv", secrets=TOKEN),
    "malformed webhook": lambda _: parse(f'{{"Message": "{TEXT}'.encode(), None, secrets=TOKEN),
    "invalid webhook secret": lambda _: Receiver(f"{TOKEN}\n{TOKEN}"),
    "receiver": lambda _: Receiver(TOKEN).parse(BODY, FORM),
    "receiver of a form": lambda _: Receiver(TOKEN).parse_form([("Message", TEXT)]),
    "campaign with an invalid text": lambda d: create(d, f"{TEXT} [[Nickname]]"),
    "campaign without recipients": lambda d: create(d, recipients=[f"{NUMBER}x"]),
    "campaign without suppression list": lambda d: create(d).suppress(NUMBER),
    "invalid number to suppress": lambda d: SuppressionList(d / "stops.db").add(f"{NUMBER}x"),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_without_a_client_show_no_secret(name: str, tmp_path: Path) -> None:
    error = raised_by(lambda: FUNCTIONS[name](tmp_path))
    assert isinstance(error, BestSMSError | TypeError)
    assert leaks(error) == []


SENDING: Final[dict[str, Callable[[Campaign, BestSMS], object]]] = {
    "run": lambda campaign, client: list(campaign.run(client)),
    "send_chunk": lambda campaign, client: send_chunk(campaign, client, 0),
}


@pytest.mark.parametrize("how", SENDING)
def test_a_failing_campaign_shows_no_secret(how: str, tmp_path: Path) -> None:
    campaign = create(tmp_path)
    with (
        HostileServer(lambda _request: FAULTS["unauthorized"]) as server,
        BestSMS(**options(server.base_url)) as client,
    ):
        error = raised_by(lambda: SENDING[how](campaign, client))
    assert isinstance(error, AuthenticationError)
    assert leaks(error) == []


def test_every_public_method_is_a_boundary() -> None:
    spaces = [*AsyncNamespace.__subclasses__(), *Namespace.__subclasses__()]
    assert len(spaces) == 22
    for space in [*spaces, Campaign, OpenCampaign, Receiver, SuppressionList]:
        for name, method in vars(space).items():
            if inspect.isfunction(method) and not name.startswith("_"):
                assert method.__code__.co_filename.endswith(BOUNDARY), f"{space.__name__}.{name}"
