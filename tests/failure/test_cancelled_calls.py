"""Interrupted calls: cancelled, timed out, stopped by the caller, or by closing the client."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Literal

import anyio
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
from tests.failure.hostile_server import Fault, HostileServer

from bestsms_client import (
    AsyncBestSMS,
    BestSMS,
    ConfigurationError,
    RetryPolicy,
    SendUncertainError,
    Sent,
)
from bestsms_client._http.retry import Attempt

POOL: Final = 100
Backend = Literal["httpx", "aiohttp"]
BACKENDS: Final[tuple[Backend, ...]] = ("httpx", "aiohttp")
backends = pytest.mark.parametrize("backend", BACKENDS)
client_kinds = pytest.mark.parametrize("client_kind", CLIENT_KINDS)

# The points at which a send is cancelled: the gateway's fault, the operation that it has received
# by then, and whether it has accepted the message.
POINTS: Final[dict[str, tuple[Fault, str, bool]]] = {
    "waiting for the answer": (Fault("stall", keep=True), "sendSms", True),
    "reading the answer": (Fault("drip", keep=True, pause=30), "sendSms", True),
    "waiting to try again": (Fault(status=429, headers={"Retry-After": "20"}), "sendSms", False),
    "looking for the message": (Fault("drop"), "getStatus", False),
}


@backends
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.anyio
async def test_a_send_can_be_cancelled_at_any_point(backend: Backend, point: str) -> None:
    fault, seen, kept = POINTS[point]
    attempts: list[Attempt] = []
    retry = RetryPolicy(on_attempt=attempts.append)
    with HostileServer() as server:
        async with AsyncBestSMS(
            "t0ken", base_url=server.base_url, backend=backend, retry=retry
        ) as client:
            server.script(fault)
            server.script(Fault("stall"), on="getStatus")  # interrupts a lookup before it completes
            task = asyncio.ensure_future(send(client))
            await asyncio.to_thread(server.wait_for, seen)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert task.cancelled()
            assert len(attempts) == 1
            assert [one.message_id for one in server.messages] == kept * [attempts[0].message_id]
            server.release()
            assert isinstance(await send(client), Sent)
            await asyncio.to_thread(server.wait_until_open, 1)
        await asyncio.to_thread(server.wait_until_open, 0)


@backends
@pytest.mark.anyio
async def test_cancelled_sends_do_not_exhaust_the_pool(backend: Backend) -> None:
    with HostileServer() as server:
        async with AsyncBestSMS("t0ken", base_url=server.base_url, backend=backend) as client:
            server.script(*[Fault("stall")] * (POOL + 10))
            for number in range(1, POOL + 11):
                task = asyncio.ensure_future(send(client))
                await asyncio.to_thread(server.wait_for, "sendSms", number)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert isinstance(await send(client), Sent)


async def by_asyncio(call: Awaitable[Any]) -> None:
    async with asyncio.timeout(0.05):
        await call


async def by_anyio(call: Awaitable[Any]) -> None:
    with anyio.fail_after(0.05):
        await call


@backends
@pytest.mark.parametrize("bound", [by_asyncio, by_anyio])
@pytest.mark.anyio
async def test_a_callers_timeout_raises_the_callers_timeout_error(
    backend: Backend, bound: Callable[[Awaitable[Any]], Awaitable[None]]
) -> None:
    with HostileServer() as server:
        async with AsyncBestSMS("t0ken", base_url=server.base_url, backend=backend) as client:
            server.script(Fault("stall"))
            with pytest.raises(TimeoutError):
                await bound(send(client))


class Stop(BaseException):
    """An exception that a signal handler might raise."""


@client_kinds
def test_an_exception_from_on_attempt_reaches_the_caller(client_kind: ClientKind) -> None:
    reasons = [KeyError("the disk is full"), Stop()]

    def refuse(_attempt: Attempt) -> None:
        raise reasons[0]

    setup = ClientSetup(client_kind=client_kind, retry={"on_attempt": refuse})
    with HostileServer() as server:
        assert setup.call(server.base_url, send) == [reasons.pop(0)]
        with pytest.raises(Stop) as caught:
            setup.call(server.base_url, send)
        assert caught.value is reasons[0]
        assert server.requests == []


def confirm(client: Client) -> Any:
    return client.messaging.sms.confirm("ID1")


@pytest.mark.parametrize("call", [send, read, confirm])
def test_a_closed_client_raises(call: Operation) -> None:
    client = BestSMS("t0ken", base_url="http://127.0.0.1:9/api/v2.04")
    client.close()
    client.close()
    with pytest.raises(ConfigurationError, match="closed") as caught:
        call(client)
    assert caught.value.sent == "no"


@backends
@pytest.mark.parametrize("call", [send, read, confirm])
@pytest.mark.anyio
async def test_a_closed_asynchronous_client_raises(backend: Backend, call: Operation) -> None:
    client = AsyncBestSMS("t0ken", base_url="http://127.0.0.1:9/api/v2.04", backend=backend)
    await client.aclose()
    await client.aclose()
    with pytest.raises(ConfigurationError, match="closed") as caught:
        await call(client)
    assert caught.value.sent == "no"


def test_closing_during_a_send_in_another_thread() -> None:
    with HostileServer() as server, ThreadPoolExecutor(1) as thread:
        server.script(Fault("stall", keep=True))
        with BestSMS("t0ken", base_url=server.base_url) as client:
            under_way = thread.submit(send, client)
            server.wait_for("sendSms")
        server.release()
        error = under_way.exception()
        assert isinstance(error, SendUncertainError)
        assert error.message_id == server.messages[0].message_id


@backends
@pytest.mark.anyio
async def test_closing_during_a_send_in_another_task(backend: Backend) -> None:
    with HostileServer() as server:
        server.script(Fault("stall", keep=True))
        async with AsyncBestSMS("t0ken", base_url=server.base_url, backend=backend) as client:
            under_way = asyncio.ensure_future(send(client))
            await asyncio.to_thread(server.wait_for, "sendSms")
        server.release()
        with pytest.raises(SendUncertainError) as caught:
            await under_way
        assert caught.value.message_id == server.messages[0].message_id
