"""Foreign exceptions reach the caller, and the client stays usable."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final, Literal

import httpx
import pytest
import trio
from tests.failure.backends import CLIENT_KINDS, ClientKind, ClientSetup, Operation, read, send
from tests.failure.raw_gateway import RawGateway, RawRequest, reply, sent

from bestsms_client import (
    AsyncBestSMS,
    AuthenticationError,
    BestSMS,
    BestSMSError,
    ConfigurationError,
    RetryPolicy,
)
from bestsms_client._network.wire import MAX_CONNECTIONS

pytestmark = pytest.mark.slow

ONCE: Final = RetryPolicy(max_attempts=1, reconcile_for=0)
Backend = Literal["httpx", "aiohttp"]
backends = pytest.mark.parametrize("backend", ["httpx", "aiohttp"])
client_kinds = pytest.mark.parametrize("client_kind", CLIENT_KINDS)


class TimeIsUpError(Exception):
    """The exception of a task queue for a task that takes too long."""


def stall(gateway: RawGateway) -> None:
    gateway.ended.wait()


@contextmanager
def raising(error: Exception) -> Generator[None]:
    """Raise an error from the handler of SIGALRM."""

    def interrupt(*_args: object) -> None:
        raise error

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)


ERRORS: Final[list[Exception]] = [
    TimeIsUpError(),
    TimeoutError("the handler's own"),
    ConnectionResetError(104, "the handler's own"),
    OSError("the handler's own"),
    ValueError("the handler's own"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("call", [send, read])
@pytest.mark.parametrize("own", [False, True])
def test_an_exception_from_a_signal_handler_reaches_the_caller(
    error: Exception, call: Operation, own: bool
) -> None:
    def interrupt(_request: RawRequest) -> None:
        os.kill(os.getpid(), signal.SIGALRM)
        gateway.ended.wait()

    gateway = RawGateway(interrupt)
    with gateway, raising(error):
        options: dict[str, Any] = {"transport": httpx.HTTPTransport(verify=False)} if own else {}
        client = BestSMS("t0ken", base_url=gateway.url, timeout=20, **options)
        with client, pytest.raises(type(error)) as caught:
            call(client)
        assert caught.value is error
        notes = getattr(error, "__notes__", [])
        error.__notes__ = []
    assert bool(notes) is (call is send)
    assert all("may or may not have been accepted" in note for note in notes)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # unclosed sockets
def test_repeated_signals_leave_the_client_usable() -> None:
    def interrupt(*_args: object) -> None:
        raise TimeIsUpError

    before = signal.signal(signal.SIGALRM, interrupt)
    with (
        RawGateway(lambda request: reply(sent(request))) as gateway,
        BestSMS("t0ken", base_url=gateway.url, timeout=5, retry=ONCE) as client,
    ):
        interrupted = 0
        for _ in range(300):
            signal.setitimer(signal.ITIMER_REAL, random.uniform(0.0001, 0.003))
            try:
                send(client)
                signal.setitimer(signal.ITIMER_REAL, 0)
            except TimeIsUpError:
                interrupted += 1
        signal.signal(signal.SIGALRM, before)
        assert send(client).attempts == 1
        assert interrupted


@backends
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.anyio
async def test_cancelled_tasks_do_not_exhaust_the_pool(backend: Backend, own: bool) -> None:
    if own and backend == "aiohttp":
        return  # users cannot pass its pool

    def answer(request: RawRequest) -> bytes:
        time.sleep(0.003)
        return reply(sent(request))

    options: dict[str, Any] = {"backend": backend}
    if own:
        small = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=10))
        options = {"transport": small}
    with RawGateway(answer) as gateway:
        async with AsyncBestSMS(
            "t0ken", base_url=gateway.url, timeout=3, retry=ONCE, **options
        ) as client:

            async def impatient() -> None:
                with contextlib.suppress(TimeoutError, BestSMSError):
                    async with asyncio.timeout(random.choice((0.0005, 0.002, 0.005, 0.02))):
                        await send(client)

            for _ in range(20):
                await asyncio.gather(*(impatient() for _ in range(MAX_CONNECTIONS // 2)))
            results = await asyncio.gather(*(send(client) for _ in range(20)))
            assert {result.attempts for result in results} == {1}


@backends
def test_each_event_loop_has_its_own_connections(backend: Backend) -> None:
    with RawGateway(lambda request: reply(sent(request))) as gateway:
        client = AsyncBestSMS("t0ken", base_url=gateway.url, backend=backend)

        async def twice() -> int:
            return int((await send(client)).attempts + (await send(client)).attempts)

        for _ in range(3):
            assert asyncio.run(twice()) == 2
        threads = [threading.Thread(target=lambda: asyncio.run(twice())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert gateway.posts() == 14
        asyncio.run(client.aclose())


@client_kinds
def test_no_cookies_are_stored(client_kind: ClientKind) -> None:
    def answer(request: RawRequest) -> bytes:
        return reply(sent(request), headers={"Set-Cookie": "session=1; Path=/"})

    with RawGateway(answer) as gateway:
        ClientSetup(client_kind=client_kind).call(
            gateway.url.replace("127.0.0.1", "localhost"), send, send
        )
        assert not any("cookie" in request.headers for request in gateway.requests)


@backends
def test_trio_is_refused_before_anything_is_sent(backend: Backend) -> None:
    async def main(url: str) -> None:
        client = AsyncBestSMS("t0ken", base_url=url, backend=backend)
        with pytest.raises(ConfigurationError, match="needs asyncio") as caught:
            await send(client)
        assert caught.value.sent == "no"

    with RawGateway(lambda request: reply(sent(request))) as gateway:
        trio.run(main, gateway.url)
        assert gateway.requests == []


GEVENT: Final = """
from gevent import monkey; monkey.patch_all()
import sys, time, gevent
from bestsms_client import BestSMS, NoAnswerError, RetryPolicy
client = BestSMS("t0ken", base_url=sys.argv[1], timeout=3)
def send(_):
    return client.messaging.sms.send_message(message="Hello", destinations="+61491570006").attempts
started = time.monotonic()
jobs = [gevent.spawn(send, number) for number in range(20)]
gevent.joinall(jobs, raise_error=True)
assert [job.value for job in jobs] == [1] * 20
assert time.monotonic() - started < 3, "they waited for each other"
impatient = BestSMS("t0ken", base_url=sys.argv[2], timeout=0.3, retry=RetryPolicy(max_attempts=1))
try:
    impatient.reports.sms_received.poll(time_period=60)
except NoAnswerError as error:
    print(error.cause)
"""


def test_gevent_greenlets_can_share_a_client() -> None:
    def answer(request: RawRequest) -> bytes:
        time.sleep(0.2)
        return reply(sent(request))

    with (
        RawGateway(answer) as gateway,
        RawGateway(lambda _: stall(silent)) as silent,
    ):
        command = [sys.executable, "-c", GEVENT, gateway.url, silent.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "timed out while waiting for the response\n", done.stderr


@pytest.mark.parametrize("kind", [KeyError, RuntimeError, OSError])
@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_hooks_exception_before_sending_is_not_a_network_error(
    kind: type[Exception], asynchronous: bool
) -> None:
    error = kind("a bug in a hook")

    def hook(_request: httpx.Request) -> None:
        raise error

    async def later(_request: httpx.Request) -> None:
        raise error

    async def call(url: str) -> None:
        async with httpx.AsyncClient(event_hooks={"request": [later]}) as own:
            await send(AsyncBestSMS("t0ken", base_url=url, http_client=own, retry=ONCE))

    def call_sync(url: str) -> None:
        with httpx.Client(event_hooks={"request": [hook]}) as own:
            send(BestSMS("t0ken", base_url=url, http_client=own, retry=ONCE))

    made: Callable[[str], Any] = call_sync
    if asynchronous:
        made = lambda url: asyncio.run(call(url))  # noqa: E731
    with RawGateway(lambda request: reply(sent(request))) as gateway:
        with pytest.raises(kind) as caught:
            made(gateway.url)
        assert caught.value is error
        assert gateway.requests == []


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("call", [send, read])
def test_a_raise_for_status_hook_does_not_hide_the_response(
    call: Operation, asynchronous: bool
) -> None:
    def hook(response: httpx.Response) -> None:
        response.raise_for_status()

    async def later(response: httpx.Response) -> None:
        response.raise_for_status()

    async def run(url: str) -> None:
        async with httpx.AsyncClient(event_hooks={"response": [later]}) as own:
            await call(AsyncBestSMS("t0ken", base_url=url, http_client=own, retry=ONCE))

    def run_sync(url: str) -> None:
        with httpx.Client(event_hooks={"response": [hook]}) as own:
            call(BestSMS("t0ken", base_url=url, http_client=own, retry=ONCE))

    refusal = reply({"Result": "Failed", "ErrorMessage": ["Unauthorized"]}, 401)
    with RawGateway(lambda _: refusal) as gateway:
        with pytest.raises(AuthenticationError) as caught:
            asyncio.run(run(gateway.url)) if asynchronous else run_sync(gateway.url)
        assert caught.value.errors == ("Unauthorized",)
        assert len(gateway.requests) == 1
