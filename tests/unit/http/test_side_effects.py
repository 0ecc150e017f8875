"""Calls leave no reference cycles, threads or cookies behind."""

import asyncio
import gc
from typing import Any

import httpx
import pytest
from tests.clients import async_client
from tests.unit.prepared_gateway import HELLO, Gateway, both, success

from bestsms_client import AsyncBestSMS, BestSMS
from bestsms_client._http.clients import AsyncRuntime


def test_a_send_leaves_no_reference_cycles() -> None:
    with BestSMS("token") as client:
        client.messaging.sms.preview(**HELLO)
        gc.collect()
        gc.disable()
        try:
            client.messaging.sms.preview(**HELLO)
            assert gc.collect() == 0
        finally:
            gc.enable()


def test_a_send_without_attachments_starts_no_thread() -> None:
    class NoThreads(AsyncRuntime):
        async def offload(self, *_args: Any, **_kwargs: Any) -> Any:
            pytest.fail("a thread")

    async def send(transport: httpx.AsyncBaseTransport) -> None:
        async with async_client(NoThreads(), "token", transport=transport) as client:
            await client.messaging.sms.send_message(**HELLO)

    asyncio.run(send(httpx.MockTransport(Gateway(success()))))


@both
def test_the_default_http_client_keeps_no_cookies(kind: str) -> None:
    sent_back: list[str | None] = []

    def response(request: httpx.Request) -> httpx.Response:
        sent_back.append(request.headers.get("Cookie"))
        return httpx.Response(
            200, json={"Result": "Success", "MessageID": "ID1"}, headers={"Set-Cookie": "a=b"}
        )

    transport = httpx.MockTransport(response)

    async def send_twice() -> None:
        async with AsyncBestSMS("token", transport=transport) as client:
            for _ in range(2):
                await client.messaging.sms.send_message(**HELLO, message_id="ID1")

    if kind == "async":
        asyncio.run(send_twice())
    else:
        with BestSMS("token", transport=transport) as client:
            for _ in range(2):
                client.messaging.sms.send_message(**HELLO, message_id="ID1")
    assert sent_back == [None, None]
