"""What calls must not spend, counted, so that no machine's mood sways it; see tests/bench."""

import asyncio
import gc
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.unit.prepared_gateway import HELLO, Gateway, both, success

from bestsms_api.models import Contact
from bestsms_client import AsyncBestSMS, BestSMS
from bestsms_client._http.clients import AsyncRuntime


def calls_in(work: Callable[[], object]) -> int:
    """Count the calls, of Python and of C."""
    seen: list[str] = []
    sys.setprofile(lambda _frame, event, _argument: seen.append(event))
    try:
        work()
    finally:
        sys.setprofile(None)
    return sum(event.endswith("call") for event in seen)


def test_the_calls_of_decoding_do_not_grow_with_the_fields_that_might_be_there() -> None:
    # The generator's own code makes one for each of the 36 fields.
    assert calls_in(lambda: Contact.from_dict({"ContactID": "1", "FirstName": "Jo"})) < 10


def test_a_message_leaves_no_cycles_for_the_garbage_collector() -> None:
    with BestSMS("token") as client:
        client.messaging.sms.preview(**HELLO)
        gc.collect()
        gc.disable()
        try:
            client.messaging.sms.preview(**HELLO)
            assert gc.collect() == 0
        finally:
            gc.enable()


def test_a_message_without_attachments_starts_no_thread() -> None:
    class NoThreads(AsyncRuntime):
        async def offload(self, *_args: Any, **_kwargs: Any) -> Any:
            pytest.fail("a thread")

    async def send(transport: httpx.AsyncBaseTransport) -> None:
        async with AsyncBestSMS("token", transport=transport, runtime=NoThreads()) as client:
            await client.messaging.sms.send_message(**HELLO)

    asyncio.run(send(httpx.MockTransport(Gateway(success()))))


@both
def test_a_client_of_ours_keeps_no_cookies(kind: str) -> None:
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, json={"Result": "Success"}, headers={"Set-Cookie": "a=b"})
    )

    async def send() -> httpx.Cookies:
        async with AsyncBestSMS("token", transport=transport) as client:
            await client.messaging.sms.send_message(**HELLO)
            return client._attempts._http.cookies  # pyright: ignore[reportPrivateUsage]

    if kind == "async":
        assert not list(asyncio.run(send()).jar)
        return
    with BestSMS("token", transport=transport) as client:
        client.messaging.sms.send_message(**HELLO)
        assert not list(client._attempts._http.cookies.jar)  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("kind", [str, dict])
def test_usual_recipients_are_not_looked_at_one_by_one(kind: type) -> None:
    numbers = [f"+614{number:08}" for number in range(1000)]
    given: list[Any] = numbers if kind is str else [{"Recipient": number} for number in numbers]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"Result": "Success"}))
    with BestSMS("token", transport=transport) as client:

        def send(count: int) -> int:
            return calls_in(
                lambda: client.messaging.sms.send_message(
                    message="Hello", destinations=given[:count]
                )
            )

        send(10)
        few, many = send(10), send(1000)
    # One C call, `get`, for each of them is what is left; a detour would take five or more.
    assert many - few < 2500
