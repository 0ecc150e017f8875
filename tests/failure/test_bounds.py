"""Every attempt ends, and the uncertainty of an earlier attempt is kept."""

import asyncio
import socket
import time
from typing import Literal

import httpx
import pytest
from tests.failure.hostile_server import Fault, HostileServer

from bestsms_client import (
    AsyncBestSMS,
    AuthenticationError,
    BestSMS,
    NoAnswerError,
    NotSentError,
    RetryPolicy,
    SendUncertainError,
    WaitTimeoutError,
)

pytestmark = pytest.mark.slow

ONCE = RetryPolicy(max_attempts=1, reconcile_for=0)


@pytest.mark.parametrize("backend", ["httpx", "aiohttp"])
def test_a_server_that_does_not_read_times_out(backend: Literal["httpx", "aiohttp"]) -> None:
    async def send(url: str) -> None:
        async with AsyncBestSMS(
            "a-token", base_url=url, timeout=0.3, retry=ONCE, backend=backend
        ) as c:
            await c.messaging.sms.send_message(
                message="[[File1]]",
                destinations="+61491570006",
                attachments=[("large.bin", bytes(12_000_000))],
            )

    with socket.create_server(("127.0.0.1", 0)) as deaf:
        started = time.monotonic()
        with pytest.raises(SendUncertainError):
            asyncio.run(send(f"http://127.0.0.1:{deaf.getsockname()[1]}/api/v2.04"))
        assert time.monotonic() - started < 10


@pytest.mark.parametrize("backend", ["httpx", "aiohttp"])
def test_a_dripping_server_times_out(backend: Literal["httpx", "aiohttp"]) -> None:
    async def read(url: str) -> None:
        async with AsyncBestSMS(
            "a-token", base_url=url, timeout=0.3, retry=ONCE, backend=backend
        ) as c:
            await c.addressbook.contact.list()

    with HostileServer() as server:
        server.script(Fault("drip", pause=0.2), on="listContacts")
        with pytest.raises(NoAnswerError):
            asyncio.run(read(server.base_url))


def test_after_a_lost_response_a_change_is_not_reported_as_unsent() -> None:
    answers = iter([httpx.ReadTimeout("late"), httpx.ConnectError("refused")])

    def response(_request: httpx.Request) -> httpx.Response:
        raise next(answers)

    policy = RetryPolicy(max_attempts=2, backoff=0)
    transport = httpx.MockTransport(response)
    client = BestSMS("a-token", transport=transport, retry=policy)
    with client, pytest.raises(NoAnswerError) as caught:
        client.actions.abort.send_request("ID1")
    assert not isinstance(caught.value, NotSentError)
    assert caught.value.sent == "unknown"


def test_a_refused_lookup_leaves_the_outcome_unknown() -> None:
    refused = httpx.Response(401, json={"Result": "Failed", "ErrorMessage": ["Unauthorized"]})
    transport = httpx.MockTransport(lambda _request: refused)
    client = BestSMS("a-token", transport=transport)
    with client, pytest.raises(AuthenticationError) as caught:
        client.messaging.sms.confirm("ID1")
    assert caught.value.sent == "unknown"


def test_wait_ends_on_time_without_a_response() -> None:
    with HostileServer() as server:
        server.script(*[Fault("stall")] * 9, on="getStatus")
        started = time.monotonic()
        client = BestSMS("a-token", base_url=server.base_url, timeout=20)
        with client, pytest.raises(WaitTimeoutError, match="its status could not be read"):
            client.reports.status.wait("ID1", timeout=1)
        assert time.monotonic() - started < 10
