"""One client shared by a whole program: its connection pool and its retry budget."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import repeat
from typing import Any, Final, Literal

import httpx
import pytest
from tests.failure.backends import (
    CLIENT_KINDS,
    ClientKind,
    ClientSetup,
    Operation,
    read,
    send,
)
from tests.failure.hostile_server import Fault, HostileServer, refusing_url

from bestsms_client import (
    AsyncBestSMS,
    BestSMS,
    BestSMSError,
    NoAnswerError,
    RetryPolicy,
    SendUncertainError,
    Sent,
)

pytestmark = pytest.mark.slow

POOL: Final = 100
Backend = Literal["httpx", "aiohttp"]
BACKENDS: Final[tuple[Backend, ...]] = ("httpx", "aiohttp")
backends = pytest.mark.parametrize("backend", BACKENDS)
client_kinds = pytest.mark.parametrize("client_kind", CLIENT_KINDS)
slow = pytest.mark.slow
SUCCESS: Final = b'{"Result": "Success", "MessageID": "ID1"}'
send_id1 = partial(send, message_id="ID1")


# --- connections ----------------------------------------------------------------------------------


@pytest.mark.parametrize("calls", [500, pytest.param(1000, marks=slow)])
def test_threads_share_the_connection_pool(calls: int) -> None:
    with HostileServer() as server:
        with (
            BestSMS("t0ken", base_url=server.base_url) as client,
            ThreadPoolExecutor(16) as threads,
        ):
            ids = [one.message_id for one in threads.map(send, [client] * calls)]
            assert server.peak <= 16
            assert server.connections <= 32
        assert len(set(ids)) == calls
        assert sorted(ids) == sorted(kept.message_id for kept in server.messages)
        server.wait_until_open(0)


@pytest.mark.parametrize(
    ("backend", "calls"),
    [
        ("httpx", 250),
        ("aiohttp", 1000),
        # The server notices a closed connection late when other tests run in parallel.
        pytest.param("httpx", 500, marks=[slow, pytest.mark.alone]),
        pytest.param("aiohttp", 2000, marks=slow),
    ],
)
@pytest.mark.anyio
async def test_tasks_share_the_connection_pool(backend: Backend, calls: int) -> None:
    with HostileServer() as server:
        async with AsyncBestSMS("t0ken", base_url=server.base_url, backend=backend) as client:

            async def work() -> list[str]:
                return [(await send(client)).message_id for _ in range(calls // 125)]

            ids = await asyncio.gather(*(work() for _ in range(125)))
            assert server.peak <= POOL
        assert len({one for some in ids for one in some}) == calls == len(server.messages)
        await asyncio.to_thread(server.wait_until_open, 0)


@client_kinds
def test_error_responses_that_are_read_completely_keep_the_connection(
    client_kind: ClientKind,
) -> None:
    faults = [
        Fault(status=503),
        Fault(status=400),
        Fault(status=520, body=b"<html>"),
        Fault(status=302, headers={"Location": "sms"}),
        Fault(body=b""),
        Fault(body=b"[]"),
    ]
    with HostileServer() as server:
        server.script(*faults * 5)
        ClientSetup(client_kind=client_kind, retry={"reconcile_for": 0}).call(
            server.base_url, *[send] * 31
        )
        assert server.count("sendSms") == 31
        assert server.connections == 1


@client_kinds
def test_incomplete_responses_leave_no_open_connection(client_kind: ClientKind) -> None:
    broken = [
        Fault("drop"),
        Fault("reset"),
        Fault("truncate"),
        Fault(headers={"Content-Encoding": "gzip"}),
    ]
    drip = Fault("drip", body=b"{}" + b" " * 500, pause=0.001)
    setup = ClientSetup(client_kind=client_kind, retry={"reconcile_for": 0}, timeout=0.3)
    with HostileServer() as server:
        server.script(*broken * (POOL // 4), drip, drip)  # more than the pool could hold
        results = setup.call(server.base_url, *[send] * (POOL + 3))
        assert [type(one) for one in results] == [SendUncertainError] * (POOL + 2) + [Sent]
        assert server.peak <= 3
        server.wait_until_open(0)


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that records whether it was closed."""

    open = 0

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = pieces
        Body.open += 1

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece

    def close(self) -> None:
        Body.open -= 1

    async def aclose(self) -> None:
        Body.open -= 1


def answering(pieces: Callable[[], Iterable[bytes]]) -> httpx.MockTransport:
    def response(_request: httpx.Request) -> httpx.Response:
        assert Body.open == 0
        return httpx.Response(200, stream=Body(pieces()))

    return httpx.MockTransport(response)


@pytest.mark.parametrize("calls", [1000, pytest.param(5000, marks=slow)])
@pytest.mark.anyio
async def test_thousands_of_calls_leave_no_response_open(calls: int) -> None:
    transport = answering(lambda: [SUCCESS])
    with BestSMS("t0ken", transport=transport) as client:
        for _ in range(calls):
            send_id1(client)
    async with AsyncBestSMS("t0ken", transport=transport) as waiting:
        for _ in range(calls):
            await send_id1(waiting)
    assert Body.open == 0


@pytest.mark.anyio
async def test_an_endless_response_is_closed() -> None:
    transport = answering(lambda: repeat(b" "))
    options: dict[str, Any] = {"timeout": 0.05, "retry": RetryPolicy(max_attempts=1)}
    with BestSMS("t0ken", transport=transport, **options) as client:
        with pytest.raises(NoAnswerError, match="timed out while waiting"):
            read(client)
        assert Body.open == 0
    async with AsyncBestSMS("t0ken", transport=transport, **options) as waiting:
        with pytest.raises(NoAnswerError, match="timed out while waiting"):
            await read(waiting)
        assert Body.open == 0


# --- an outage ------------------------------------------------------------------------------------

CALLS: Final = 60  # without a shared limit, each would be retried twice


@client_kinds
@pytest.mark.parametrize("call", [send, read])
@pytest.mark.parametrize("fault", [Fault(status=503), Fault(status=429, body=b""), Fault("drop")])
def test_the_retry_budget_limits_requests_in_an_outage(
    client_kind: ClientKind, call: Operation, fault: Fault
) -> None:
    with HostileServer(decide=lambda _request: fault) as server:
        results = ClientSetup(client_kind=client_kind).call(server.base_url, *[call] * CALLS)
        assert all(isinstance(result, BestSMSError) for result in results)
        # One request per call, one lookup per lost send, and a hundred retries in all.
        lookups = CALLS if call is send else 0
        assert len(server.requests) == CALLS + lookups + 100


@client_kinds
def test_the_retry_budget_limits_connections_in_an_outage(client_kind: ClientKind) -> None:
    setup = ClientSetup(client_kind=client_kind)
    with refusing_url() as nowhere:
        setup.call(nowhere, *[send] * CALLS)
    assert len(setup.attempts) == CALLS + 100
