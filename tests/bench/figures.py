"""The figures: the cost of this client compared with hand-written calls."""

import asyncio
import json
import tracemalloc
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final, Literal

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from tests.bench.peer import MESSAGE_ID, SENT
from tests.bench.ratio import Ratio, compare

from bestsms_api.models import ContactListResult, Destination
from bestsms_client import AsyncBestSMS, BestSMS
from bestsms_client._message.draft import Draft
from bestsms_client._sync.requester import Requester

TOKEN: Final = "bench"
TEXT: Final = "Hello, your table is ready. Come before ten, or call us."
HEADERS: Final = {"Authorization": f"Basic {TOKEN}"}
BODY: Final = {
    "MessageData": {
        "Destinations": [{"Recipient": "+61491570006"}],
        "Message": TEXT,
        "MessageID": MESSAGE_ID,
        "Reference": "bench",
    }
}
IN_FLIGHT: Final = 50
# Connections live as long as ours. httpx checks every connection of its pool for each request, so a
# pool that closes connections sooner would be faster for that reason alone.
POOL: Final = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30)


@dataclass(frozen=True)
class Setting:
    """The scope of the measurements.

    Attributes:
        url: The base URL of the peer.
        rounds: The number of rounds.
        size: A factor for the number of calls in a round.
        recipients: The number of recipients of a broadcast.
    """

    url: str
    rounds: int = 9
    size: float = 1.0
    recipients: int = 100_000

    def calls(self, number: int) -> int:
        return max(1, int(number * self.size))


def sync_send(setting: Setting) -> Ratio:
    calls, url = setting.calls(300), f"{setting.url}/send/sms"
    with BestSMS(TOKEN, base_url=setting.url) as ours, httpx.Client(headers=HEADERS) as bare:

        def send() -> None:
            for _ in range(calls):
                ours.messaging.sms.send_message(
                    message=TEXT,
                    destinations=["+61491570006"],
                    reference="bench",
                    message_id=MESSAGE_ID,
                )

        def post() -> None:
            for _ in range(calls):
                assert bare.post(url, json=BODY).json()["Result"] == "Success"

        return compare(send, post, rounds=setting.rounds, each=calls)


def sync_status(setting: Setting) -> Ratio:
    calls, url = setting.calls(100), f"{setting.url}/get/status/{MESSAGE_ID}"
    with BestSMS(TOKEN, base_url=setting.url) as ours, httpx.Client(headers=HEADERS) as bare:

        def poll() -> None:
            for _ in range(calls):
                ours.reports.status.poll(MESSAGE_ID)

        def get() -> None:
            for _ in range(calls):
                assert bare.get(url).json()["Recipients"]

        return compare(poll, get, rounds=setting.rounds, each=calls)


def contacts(setting: Setting) -> Ratio:
    """Decode a page of 999 contacts with all fields from bytes."""
    names = [
        "Owner", "CreatedTimeLocal", "CreatedTimeUTC", "CreatedTimeUTC_RFC3339",
        "UpdatedTimeLocal", "UpdatedTimeUTC", "UpdatedTimeUTC_RFC3339", "Timezone", "Attention",
        "Title", "Company", "RecipDepartment", "FirstName", "LastName", "Position",
        "StreetAddress", "Suburb", "City", "State", "Country", "Postcode", "MainPhone",
        "AltPhone1", "AltPhone2", "DirectPhone", "MobilePhone", "FaxNumber", "EmailAddress",
        "WebAddress", "Custom1", "Custom2", "Custom3", "Custom4", "ViewBy", "EditBy",
    ]  # fmt: skip
    page = {
        "Result": "Success",
        "TotalRecords": 999,
        "RecordsPerPage": 999,
        "PageCount": 1,
        "Page": 1,
        "Contacts": [
            {"ContactID": f"ID-{number}", **{name: f"{name} {number}" for name in names}}
            for number in range(999)
        ],
    }
    body, calls = json.dumps(page).encode(), setting.calls(4)

    def decode() -> None:
        for _ in range(calls):
            assert len(ContactListResult.from_dict(json.loads(body)).contacts) == 999

    def loads() -> None:
        for _ in range(calls):
            assert len(json.loads(body)["Contacts"]) == 999

    return compare(decode, loads, rounds=setting.rounds, each=calls)


def concurrent(setting: Setting, *, backend: Literal["httpx", "aiohttp"], peer: str) -> Ratio:
    """Send with 50 in flight; `peer` is `httpx`, `aiohttp`, or `both`: httpx over aiohttp."""
    calls, url = max(1, setting.calls(4)), f"{setting.url}/send/sms"

    async def crowd(call: Callable[[], Awaitable[object]]) -> None:
        async def worker() -> None:
            for _ in range(calls):
                await call()

        await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))

    with asyncio.Runner() as runner, ExitStack() as stack:
        clients = runner.run(_clients(setting.url, backend))
        stack.callback(lambda: runner.run(clients.close()))

        async def send() -> None:
            await clients.ours.messaging.sms.send_message(
                message=TEXT,
                destinations=["+61491570006"],
                reference="bench",
                message_id=MESSAGE_ID,
            )

        async def post_httpx() -> None:
            assert (await clients.bare.post(url, json=BODY)).json() == SENT

        async def post_both() -> None:
            assert (await clients.both.post(url, json=BODY)).json() == SENT

        async def post_aiohttp() -> None:
            async with clients.session.post(url, json=BODY) as response:
                assert await response.json() == SENT

        post = {"httpx": post_httpx, "aiohttp": post_aiohttp, "both": post_both}[peer]
        return compare(
            lambda: runner.run(crowd(send)),
            lambda: runner.run(crowd(post)),
            rounds=setting.rounds,
            each=calls * IN_FLIGHT,
        )


@dataclass(frozen=True)
class _Clients:
    ours: AsyncBestSMS
    bare: httpx.AsyncClient
    both: httpx.AsyncClient
    session: aiohttp.ClientSession

    async def close(self) -> None:
        await self.ours.aclose()
        await self.bare.aclose()
        await self.both.aclose()
        await self.session.close()


async def _clients(url: str, backend: Literal["httpx", "aiohttp"]) -> _Clients:
    return _Clients(
        AsyncBestSMS(TOKEN, base_url=url, backend=backend),
        httpx.AsyncClient(headers=HEADERS, limits=POOL),
        httpx.AsyncClient(headers=HEADERS, transport=AiohttpTransport()),
        aiohttp.ClientSession(headers=HEADERS),
    )


class Broadcast:
    """A message to many recipients, encoded to bytes: `send_message` without a network.

    Args:
        kind: The form of the recipients: `strings`, `mappings` or `models`.
        number: The number of recipients.
    """

    def __init__(self, kind: str, number: int) -> None:
        numbers = [f"+614{number:08}" for number in range(number)]
        self.given: list[Any] = list(numbers)
        self.wire = [{"Recipient": number} for number in numbers]
        if kind != "strings":
            for place, recipient in enumerate(self.wire):
                recipient["Attention"] = f"Person {place}"
            self.given = [dict(recipient) for recipient in self.wire]
        if kind == "models":
            self.given = [Destination.from_dict(recipient) for recipient in self.wire]
        self._answer = httpx.Response(200, json=SENT)
        self.size = 0
        self._client = BestSMS(TOKEN, transport=httpx.MockTransport(self._take))

    def _take(self, request: httpx.Request) -> httpx.Response:
        self.size = len(request.content)
        return self._answer

    def send(self) -> None:
        self._client.messaging.sms.send_message(
            message=TEXT, destinations=self.given, message_id=MESSAGE_ID
        )

    def dump(self) -> bytes:
        return json.dumps({"MessageData": {"Message": TEXT, "Destinations": self.wire}}).encode()


def broadcast(setting: Setting, *, kind: str) -> Ratio:
    """Measure the CPU time from recipients to bytes."""
    made = Broadcast(kind, setting.recipients)
    return compare(made.send, made.dump, rounds=setting.rounds)


def broadcast_memory(setting: Setting) -> Ratio:
    """Measure the peak memory beyond the input as a share of the body, for strings and mappings."""
    worst: Ratio | None = None
    for kind in ("strings", "mappings"):
        made = Broadcast(kind, setting.recipients)
        made.send()
        tracemalloc.start()
        made.send()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        share = peak / made.size
        if worst is None or share > worst.value:
            worst = Ratio(share, peak, made.size, share, share)
    assert worst is not None
    return worst


def idle(setting: Setting) -> Ratio:
    """Measure the cost of retries, logging and masking without failures, over the bare request."""
    calls = setting.calls(100)
    with BestSMS(TOKEN, base_url=setting.url) as client:
        requester: Requester = client.messaging.sms._requester  # pyright: ignore[reportPrivateUsage]
        draft = Draft(
            TEXT, {}, config=requester.config, test_mode=False, now=requester.runtime.now()
        )
        request = draft.request([{"Recipient": "+61491570006"}], MESSAGE_ID)

        def guarded() -> None:
            for _ in range(calls):
                requester._run(request)  # pyright: ignore[reportPrivateUsage]

        def bare() -> None:
            for _ in range(calls):
                requester.attempts.attempt(request, 30.0)

        return compare(guarded, bare, rounds=4 * setting.rounds + 1, each=calls)
