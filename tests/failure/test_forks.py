"""A client that was used before a fork works in each process and does not disturb the others."""

import asyncio
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized
from typing import Any, Final, Literal

import httpx
import pytest
from tests.failure.backends import CLIENT_KINDS, ClientKind, send
from tests.failure.raw_gateway import RawGateway, reply, sent

from bestsms_client import AsyncBestSMS, BestSMS, ConfigurationError, RetryPolicy, new_message_id
from bestsms_client._http.retry import RetryBudget

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
    pytest.mark.slow,
]
client_kinds = pytest.mark.parametrize("client_kind", CLIENT_KINDS)
POLICY: Final = RetryPolicy(max_attempts=1, reconcile_for=0)
CONTEXT: Final = multiprocessing.get_context("fork")


class Sender:
    """Sends with one client, in any process and event loop."""

    def __init__(self, client_kind: ClientKind, url: str, **options: Any) -> None:
        self.client_kind = client_kind
        if client_kind == "sync":
            self.client: Any = BestSMS("t0ken", base_url=url, retry=POLICY, **options)
        else:
            backend: Literal["httpx", "aiohttp"] = client_kind
            self.client = AsyncBestSMS(
                "t0ken", base_url=url, retry=POLICY, backend=backend, **options
            )

    def send(self, count: int) -> list[str]:
        """Send messages; return the results that do not match."""
        ids = [new_message_id() for _ in range(count)]
        if self.client_kind == "sync":
            answers = [_sent(self.client, one) for one in ids]
        else:
            answers = asyncio.run(self._send(ids))
        return [str(got) for one, got in zip(ids, answers, strict=True) if got != one]

    def close(self) -> None:
        if self.client_kind == "sync":
            self.client.close()
        else:
            asyncio.run(self.client.aclose())

    async def _send(self, ids: list[str]) -> list[Any]:
        async def one_of(message_id: str) -> Any:
            try:
                return (await send(self.client, message_id=message_id)).message_id
            except Exception as error:
                return error

        return [await one_of(one) for one in ids]


def _sent(client: BestSMS, message_id: str) -> Any:
    try:
        return send(client, message_id=message_id).message_id
    except Exception as error:
        return error


def child(sender: Sender, count: int, wrong: "Synchronized[int]") -> None:
    signal.alarm(60)  # a child that hangs is killed and noticed by its exit code
    gc.collect()
    bad = sender.send(count)
    gc.collect()
    with wrong.get_lock():
        wrong.value += len(bad)


@contextmanager
def children(sender: Sender, number: int, count: int) -> Generator["Synchronized[int]"]:
    """Fork children that send, and wait for them when the block ends."""
    wrong: Synchronized[int] = CONTEXT.Value("i", 0)
    started = [CONTEXT.Process(target=child, args=(sender, count, wrong)) for _ in range(number)]
    for process in started:
        process.start()
    yield wrong
    for process in started:
        process.join()
    assert [process.exitcode for process in started] == [0] * number


@client_kinds
@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_children_and_parent_send_concurrently(client_kind: ClientKind, rounds: int) -> None:
    with RawGateway(lambda request: reply(sent(request))) as gateway:
        sender = Sender(client_kind, gateway.url)
        assert sender.send(1) == []
        for _ in range(rounds):
            with children(sender, 4, 25) as wrong:
                assert sender.send(25) == []
            assert wrong.value == 0
            assert sender.send(1) == []
        ids = [request.message_id for request in gateway.requests]
        assert len(ids) == len(set(ids)) == 1 + rounds * 126
        sender.close()


@client_kinds
def test_a_fork_while_threads_of_the_parent_send(client_kind: ClientKind) -> None:
    with RawGateway(lambda request: reply(sent(request))) as gateway:
        sender = Sender(client_kind, gateway.url)
        stop = threading.Event()

        def keep_sending() -> list[str]:
            bad: list[str] = []
            while not stop.is_set():
                bad += sender.send(5)
            return bad

        with ThreadPoolExecutor(4) as threads:
            busy = [threads.submit(keep_sending) for _ in range(4)]
            for _ in range(5):
                with children(sender, 2, 3) as wrong:
                    pass
                assert wrong.value == 0
            stop.set()
            assert [thread.result() for thread in busy] == [[]] * 4
        sender.close()


@pytest.mark.anyio
@pytest.mark.parametrize("backend", ["httpx", "aiohttp"])
async def test_a_child_does_not_touch_its_parents_event_loop(
    backend: Literal["httpx", "aiohttp"],
) -> None:
    with RawGateway(lambda request: reply(sent(request))) as gateway:
        sender = Sender(backend, gateway.url)
        await send(sender.client)
        with children(sender, 2, 3) as wrong:
            await asyncio.gather(*(send(sender.client) for _ in range(20)))
        assert wrong.value == 0
        await asyncio.gather(*(send(sender.client) for _ in range(20)))
        await sender.client.aclose()


@pytest.mark.parametrize("given", ["http_client", "transport"])
def test_a_child_cannot_use_its_parents_http_client(given: str) -> None:
    def refused(client: BestSMS, succeeded: "Synchronized[int]") -> None:
        try:
            send(client)
        except ConfigurationError as error:
            succeeded.value = int(error.sent == "no" and "forked" in str(error))

    with RawGateway(lambda request: reply(sent(request))) as gateway:
        own: dict[str, Any] = {"http_client": httpx.Client(), "transport": httpx.HTTPTransport()}
        with BestSMS("t0ken", base_url=gateway.url, **{given: own[given]}) as client:
            send(client)
            succeeded: Synchronized[int] = CONTEXT.Value("i", 0)
            process = CONTEXT.Process(target=refused, args=(client, succeeded))
            process.start()
            process.join()
            assert succeeded.value == 1
            assert gateway.posts() == 1
            send(client)
        own["http_client"].close()


def test_each_process_has_its_own_retry_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = RetryBudget(size=1)
    assert budget.spend()
    assert not budget.spend()
    budget._lock.acquire()  # pyright: ignore[reportPrivateUsage]  # by a thread that does not exist in the child
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert budget.spend()


FIRST_CALLS = """
import asyncio, os, signal, sys, threading
from bestsms_client import AsyncBestSMS, BestSMS, RetryPolicy

kind, url, children = sys.argv[1], sys.argv[2], []
client = (BestSMS if kind == "sync" else AsyncBestSMS)(
    "t0ken", base_url=url, retry=RetryPolicy(max_attempts=1, reconcile_for=0)
)

def send():
    arguments = {"message": "Hello", "destinations": "+61491570006"}
    if kind == "sync":
        return client.messaging.sms.send_message(**arguments)
    return asyncio.run(client.messaging.sms.send_message(**arguments))

start = threading.Barrier(5)
def first_call():
    start.wait()
    send()

threads = [threading.Thread(target=first_call) for _ in range(4)]
for thread in threads:
    thread.start()
start.wait()
for _ in range(8):
    if (child := os.fork()) == 0:
        signal.alarm(30)  # ends a child that hangs
        send()
        os._exit(0)
    children.append(child)
for thread in threads:
    thread.join()
print([os.waitpid(child, 0)[1] for child in children], flush=True)
os._exit(0)
"""


@pytest.mark.parametrize("client_kind", ["sync", "async"])
def test_a_fork_during_the_first_calls_of_threads(client_kind: str) -> None:
    with RawGateway(lambda request: reply(sent(request))) as gateway:
        done = subprocess.run(
            [sys.executable, "-c", FIRST_CALLS, client_kind, gateway.url],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    assert done.stdout == f"{[0] * 8}\n", done.stderr
