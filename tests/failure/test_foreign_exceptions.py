"""Foreign exceptions reach the caller immediately and unchanged, and cause no resend."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final

import httpx
import pytest
from tests.failure.backends import Client, send
from tests.failure.hostile_server import Fault, HostileServer

from bestsms_client import (
    AsyncBestSMS,
    AuthenticationError,
    BestSMS,
    RetryPolicy,
    SendUncertainError,
    Sent,
)

LOOKED: Final = RetryPolicy(reconcile_for=30, when_uncertain="resend")
SUCCESS: Final = '{"Result": "Success", "MessageID": "ID1"}'


class TimeIsUp(Exception):  # noqa: N818 - named like the exceptions of task queues
    """The soft time limit of a task queue."""


RAISED: Final[list[type[BaseException]]] = [
    TimeIsUp, TimeoutError, ConnectionResetError, OSError, MemoryError, KeyboardInterrupt,
]  # fmt: skip


def notes(error: BaseException) -> str:
    return " ".join(getattr(error, "__notes__", ()))


@contextmanager
def raising_once_seen(server: HostileServer, seen: str, error: BaseException) -> Generator[None]:
    """Raise an exception in the main thread once the server has received an operation."""

    def handler(*_args: Any) -> None:
        raise error

    def interrupt() -> None:
        server.wait_for(seen)
        time.sleep(0.05)  # gives the client time to reach its next wait
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, handler)
    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        signal.signal(signal.SIGUSR1, before)


def wait(client: Client) -> Any:
    return client.reports.status.wait("ID1", timeout=30)


POINTS: Final[dict[str, tuple[Callable[[Client], Any], dict[str, Fault], str, bool]]] = {
    "waiting for the answer": (send, {"sendSms": Fault("stall", keep=True)}, "sendSms", True),
    "looking": (
        send,
        {"sendSms": Fault("drop"), "getStatus": Fault("stall")},
        "getStatus",
        True,
    ),
    "between two lookups": (send, {"sendSms": Fault("drop")}, "getStatus", True),
    "waiting to try again": (
        send,
        {"sendSms": Fault(status=429, headers={"Retry-After": "20"})},
        "sendSms",
        False,
    ),
    "reading": (wait, {"getStatus": Fault("stall")}, "getStatus", False),
    "between two reads": (wait, {"getStatus": Fault(status=503)}, "getStatus", False),
}


@pytest.mark.parametrize("raised", RAISED)
@pytest.mark.parametrize("point", POINTS)
def test_an_exception_from_a_signal_handler(point: str, raised: type[BaseException]) -> None:
    call, faults, seen, noted = POINTS[point]
    error = raised()
    with (
        HostileServer(lambda request: faults.get(request.operation)) as server,
        BestSMS("t0ken", base_url=server.base_url, retry=LOOKED) as client,
    ):
        started = time.monotonic()
        with raising_once_seen(server, seen, error), pytest.raises(raised) as caught:
            call(client)
        assert time.monotonic() - started < 3
        assert server.count("sendSms") == (call is send)
        server.release()
    assert caught.value is error
    assert ("may or may not have been accepted" in notes(error)) is noted


class BugError(Exception):
    """A bug in the user's own code."""


def gateway(status: int, body: str) -> tuple[list[httpx.Request], httpx.MockTransport]:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(status, text=body)

    return requests, httpx.MockTransport(answer)


def hooked(
    client_kind: str, transport: httpx.MockTransport, event: str, hook: Callable[[Any], None]
) -> Any:
    """Send with a user's HTTP client that has a hook."""
    policy = RetryPolicy(reconcile_for=0)

    async def later(thing: Any) -> None:
        hook(thing)

    async def run() -> Any:
        async with (
            httpx.AsyncClient(transport=transport, event_hooks={event: [later]}) as http,
            AsyncBestSMS("t0ken", http_client=http, retry=policy) as client,
        ):
            return await send(client, message_id="ID1")

    if client_kind == "httpx":
        return asyncio.run(run())
    with (
        httpx.Client(transport=transport, event_hooks={event: [hook]}) as http,
        BestSMS("t0ken", http_client=http, retry=policy) as client,
    ):
        return send(client, message_id="ID1")


hooks = pytest.mark.parametrize("client_kind", ["sync", "httpx"])


@hooks
def test_an_exception_from_a_request_hook_is_raised_and_nothing_is_sent(client_kind: str) -> None:
    error = BugError()

    def hook(_request: Any) -> None:
        raise error

    requests, transport = gateway(200, SUCCESS)
    with pytest.raises(BugError) as caught:
        hooked(client_kind, transport, "request", hook)
    assert caught.value is error
    assert not notes(error)
    assert not requests


@hooks
def test_an_exception_from_a_response_hook_gets_a_note_and_causes_no_resend(
    client_kind: str,
) -> None:
    error = BugError()

    def hook(_response: Any) -> None:
        raise error

    requests, transport = gateway(200, SUCCESS)
    with pytest.raises(BugError) as caught:
        hooked(client_kind, transport, "response", hook)
    assert caught.value is error
    assert len(requests) == 1


@hooks
def test_an_exception_from_raise_for_status_is_classified_by_its_response(client_kind: str) -> None:
    def hook(response: httpx.Response) -> None:
        response.raise_for_status()

    body = '{"Result": "Failed", "ErrorMessage": ["Unauthorized"]}'
    requests, transport = gateway(401, body)
    with pytest.raises(AuthenticationError) as caught:
        hooked(client_kind, transport, "response", hook)
    assert caught.value.sent == "no"
    assert len(requests) == 1
    _, transport = gateway(200, SUCCESS)
    assert isinstance(hooked(client_kind, transport, "response", hook), Sent)


@pytest.mark.parametrize("backend", ["httpx", "aiohttp"])
def test_a_cancellation_after_the_first_byte_gets_a_note(backend: Any) -> None:
    async def main(server: HostileServer) -> asyncio.CancelledError:
        async with AsyncBestSMS("t0ken", base_url=server.base_url, backend=backend) as client:
            task = asyncio.ensure_future(send(client, message_id="order-7"))
            await asyncio.to_thread(server.wait_for, "sendSms")
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            return caught.value

    with HostileServer(lambda _request: Fault("stall")) as server:
        error = asyncio.run(main(server))
        server.release()
    assert "message order-7 may or may not have been accepted" in notes(error)


@pytest.mark.parametrize("world", ["sync", "httpx"])
@pytest.mark.parametrize("words", [True, False])
def test_a_raise_for_status_hook_with_real_connections(world: str, words: bool) -> None:
    """httpx drops the body when such a hook raises. The body tells who refused."""
    body = b'{"Result": "Failed", "ErrorMessage": ["Unauthorized"]}' if words else b"<html>"

    def hook(response: httpx.Response) -> None:
        response.raise_for_status()

    async def later(response: httpx.Response) -> None:
        hook(response)

    policy = RetryPolicy(reconcile_for=0)

    async def run(url: str) -> Any:
        async with (
            httpx.AsyncClient(event_hooks={"response": [later]}) as http,
            AsyncBestSMS("t0ken", base_url=url, http_client=http, retry=policy) as client,
        ):
            return await send(client)

    def call(url: str) -> Any:
        if world == "httpx":
            return asyncio.run(run(url))
        with (
            httpx.Client(event_hooks={"response": [hook]}) as http,
            BestSMS("t0ken", base_url=url, http_client=http, retry=policy) as client,
        ):
            return send(client)

    wanted = AuthenticationError if words else SendUncertainError
    with HostileServer(lambda _request: Fault(status=401, body=body)) as server:
        with pytest.raises(wanted) as caught:
            call(server.base_url)
        assert server.count("sendSms") == 1
    assert caught.value.status_code == 401
