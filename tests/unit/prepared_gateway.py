"""A manual clock, a gateway with prepared replies, and one way to call both clients."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, Literal, TypeAlias

import httpx
import pytest
from tests.clients import async_client
from tests.clients import client as sync_client

from bestsms_client import RetryPolicy
from bestsms_client._http.clients import AsyncRuntime, Runtime

Kind: TypeAlias = Literal["sync", "async"]
Reply: TypeAlias = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]

TOKEN = "unit-token"
URL = "https://gateway.example/api/v2.04"
LOOPBACK = "http://127.0.0.1:8000/api/v2.04"
NUMBER = "+61491570006"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
HELLO: Mapping[str, Any] = {"message": "Hello", "destinations": [NUMBER]}

both = pytest.mark.parametrize("kind", ["sync", "async"])


class ManualTime:
    """A manual clock. Only sleeping and `advance` move it."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.sleeps: list[float] = []

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds)

    def advance(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.seconds += seconds


class Clock(ManualTime, Runtime):
    def sleep(self, seconds: float) -> None:
        self.advance(seconds)


class AsyncClock(ManualTime, AsyncRuntime):
    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)


def response(body: Any = None, code: int = 200, **headers: str) -> httpx.Response:
    """Return a response of the gateway. Bytes are sent unchanged, other bodies as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(code, content=content, headers=named)


def success(**fields: Any) -> httpx.Response:
    return response({"Result": "Success", **fields})


def failed(*reasons: str, code: int = 400) -> httpx.Response:
    return response({"Result": "Failed", "ErrorMessage": list(reasons)}, code)


def status(message_id: str, **fields: Any) -> httpx.Response:
    known: dict[str, Any] = {
        "MessageID": message_id,
        "Status": "Completed",
        "Count": 1,
        "Recipients": [],
    }
    return success(**{"MessageID": message_id, **known, **fields})


def with_id(request: httpx.Request, content: bytes) -> bytes:
    """Insert the requested message id into a successful response that has none."""
    parts = request.url.path.split("/")
    whole = content.startswith(b'{"Result": "Success"') and content.endswith(b"}")
    if "addressbook" in parts or not whole:
        return content
    body = json.loads(content)
    sent: dict[str, Any] = json.loads(request.content)["MessageData"] if parts[-1] == "sms" else {}
    return json.dumps({"MessageID": sent.get("MessageID", parts[-1]), **body}).encode()


class Gateway:
    """A gateway that returns prepared replies in turn, and repeats the last one.

    Sends and other requests take from `replies`, status requests from `statuses`. By default no
    message is known.
    """

    def __init__(
        self, *replies: Reply, statuses: Iterable[Reply] = (failed("Message(s) NOT found"),)
    ) -> None:
        self.requests: list[httpx.Request] = []
        self._replies = list(replies)
        self._statuses = list(statuses)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        looks = "/get/status/" in request.url.path and self._statuses
        replies = self._statuses if looks else self._replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Exception):
            raise reply
        if not isinstance(reply, httpx.Response):
            return reply(request)
        # A client consumes the response that it reads, so each gets a copy.
        content = with_id(request, reply.content)
        return httpx.Response(reply.status_code, content=content, headers=reply.headers)

    @property
    def sends(self) -> list[dict[str, Any]]:
        sent = [r for r in self.requests if r.url.path.endswith("/send/sms")]
        return [json.loads(request.content)["MessageData"] for request in sent]

    def call(
        self, kind: str, method: str, *args: Any, options: Mapping[str, Any] = {}, **kwargs: Any
    ) -> Any:
        """Make one call with a new client; collect an iterator's items in a list.

        Args:
            kind: `sync` or `async`.
            method: The dotted name, such as `messaging.sms.send_message`.
            *args: The arguments of the call.
            options: Arguments of the client; `clock` is its clock.
            **kwargs: Arguments of the call.
        """
        made: dict[str, Any] = {"token": TOKEN, "base_url": URL}
        made |= {"transport": httpx.MockTransport(self), **options}
        clock = made.pop("clock", None)
        if kind == "sync":
            with sync_client(clock or Clock(), **made) as client:
                result = attrgetter(method)(client)(*args, **kwargs)
                return list(result) if hasattr(result, "__next__") else result

        async def run() -> Any:
            async with async_client(clock or AsyncClock(), **made) as client:
                result = attrgetter(method)(client)(*args, **kwargs)
                if hasattr(result, "__anext__"):
                    return [item async for item in result]
                return await result

        return asyncio.run(run())

    def send(self, kind: str = "sync", **kwargs: Any) -> Any:
        """Send the default message, or with other arguments."""
        return self.call(kind, "messaging.sms.send_message", **{**HELLO, **kwargs})


def retry(**changed: Any) -> dict[str, Any]:
    """Return client options with a policy without randomness: it always waits the maximum."""
    longest: dict[str, Any] = {"random": lambda: 1.0}
    return {"retry": RetryPolicy(**longest | changed)}
