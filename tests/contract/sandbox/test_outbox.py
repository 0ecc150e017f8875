"""The outbox as a sequence of messages, webhook events of every kind, and asynchronous tests."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager

import pytest
from tests.contract.sandbox.sandbox_api import ALICE, BOB, CAROL
from tests.contract.sandbox.webhook_receiver import Receiver, receiving

from bestsms_client import AsyncBestSMS, BestSMS
from bestsms_sandbox import Outbox, Sandbox


@pytest.fixture
def hook(sms_outbox: Outbox) -> Iterator[Receiver]:
    with receiving() as receiver:
        sms_outbox.webhook(receiver.url)
        yield receiver


def send(client: BestSMS, *texts: str) -> None:
    for text in texts:
        client.messaging.sms.send_message(message=text, destinations=ALICE)


def test_the_outbox_is_a_sequence(sms_client: BestSMS, sms_outbox: Outbox) -> None:
    assert not sms_outbox
    assert sms_outbox.messages == list(sms_outbox) == sms_outbox[:] == []
    send(sms_client, "One", "Two", "Three")
    assert len(sms_outbox) == 3
    assert [message.text for message in sms_outbox] == ["One", "Two", "Three"]
    assert [message.text for message in reversed(sms_outbox)] == ["Three", "Two", "One"]
    assert [sms_outbox[0].text, sms_outbox[-1].text] == ["One", "Three"]
    assert [message.text for message in sms_outbox[1:]] == ["Two", "Three"]
    assert sms_outbox[0] in sms_outbox
    assert sms_outbox.messages == list(sms_outbox)
    with pytest.raises(IndexError):
        sms_outbox[3]


def test_the_repr_shows_the_messages(sms_client: BestSMS, sms_outbox: Outbox) -> None:
    assert repr(sms_outbox) == "<Outbox []>"
    send(sms_client, "Hello")
    sms_client.messaging.sms.send_message(message="All", destinations=[ALICE, BOB, CAROL])
    sms_client.messaging.sms.send_message(message="Test", destinations=BOB, mode="test")
    assert repr(sms_outbox.messages) == (
        f"[<Message 'Hello' to {ALICE}: Pending>, <Message 'All' to {ALICE} and 2 more: Pending>,"
        f" <Message 'Test' to {BOB}: Completed, test mode>]"
    )


EVENTS = {
    "SMS": {"status": "FAILED", "result": "Undelivered", "message_id": "ID1", "price": "0.10"},
    "SMSReply": {"message": "Yes \U0001f600", "received_id": "R1", "contact_id": "C1"},
    "SMSInbound": {"message": "Hi", "sub_account": "S", "department": "D", "zone": "Romance"},
}


@pytest.mark.parametrize("kind", EVENTS)
def test_any_event_can_be_posted(bestsms_sandbox: Sandbox, hook: Receiver, kind: str) -> None:
    at = "2030-05-01T12:00:00Z"
    bestsms_sandbox.post_event(kind, ALICE, at=at, **EVENTS[kind])
    body = json.loads(hook.got().body)
    assert (body["Type"], body["Destination"]) == (kind, ALICE)
    assert body["SentTimeUTC-RFC3339"] == "2030-05-01T12:00:00.000Z"
    assert set(EVENTS[kind].values()) - {"Romance"} <= set(body.values())
    assert body["Result"] == ("Undelivered" if kind == "SMS" else "RECEIVED")
    assert ("Message" in body) == (kind != "SMS")
    assert bool(body["ReceivedID"]) == (kind != "SMS")


def test_an_event_to_another_receiver(bestsms_sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="no webhook receiver"):
        bestsms_sandbox.post_event("SMS", ALICE)
    with receiving() as receiver:
        bestsms_sandbox.post_event("SMS", ALICE, url=receiver.url + "/x", format="XML")
        delivery = receiver.got()
    assert (delivery.path, delivery.headers["Content-Type"]) == ("/x", "text/xml")


def test_repeated_webhooks(bestsms_sandbox: Sandbox, hook: Receiver) -> None:
    for _ in range(2):
        bestsms_sandbox.post_event("SMSReply", ALICE, received_id="R1", message="Yes")
    first, second = hook.got(), hook.got()
    assert first.body == second.body or json.loads(first.body)["ReceivedID"] == "R1"
    bestsms_sandbox.outbox.webhook(hook.url, copies=3)
    bestsms_sandbox.post_event("SMSReply", ALICE, message="Yes")
    assert len({hook.got().body for _ in range(3)}) == 1
    assert hook.deliveries.empty()


def test_webhooks_out_of_order(sms_outbox: Outbox, hook: Receiver) -> None:
    sms_outbox.webhook(hook.url, order="newest first", delay_seconds=60)
    sms_outbox.reply(ALICE, "First")
    sms_outbox.advance(1)
    sms_outbox.reply(ALICE, "Second")
    assert hook.deliveries.empty()
    sms_outbox.advance(60)
    assert [json.loads(hook.got().body)["Message"] for _ in range(2)] == ["Second", "First"]


def test_late_webhooks(sms_client: BestSMS, sms_outbox: Outbox, hook: Receiver) -> None:
    sms_outbox.webhook(hook.url, delay_seconds=3600)
    send(sms_client, "Hello")
    sms_outbox.advance(10)
    assert sms_outbox.last.status == "Completed"
    assert hook.deliveries.empty()
    sms_outbox.advance(3600)
    assert json.loads(hook.got().body)["Result"] == "delivered"


@asynccontextmanager
async def receiving_in_this_loop() -> AsyncGenerator[tuple[str, "asyncio.Queue[bytes]"]]:
    """Run a webhook receiver in the event loop of the test."""
    bodies: asyncio.Queue[bytes] = asyncio.Queue()

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]
        await bodies.put(await reader.readexactly(int(length)))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(respond, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", bodies


@pytest.mark.anyio
async def test_a_receiver_in_the_tests_event_loop(
    async_sms_client: AsyncBestSMS, sms_outbox: Outbox
) -> None:
    loop = asyncio.get_running_loop()
    async with receiving_in_this_loop() as (url, bodies), async_sms_client as client:
        sms_outbox.webhook(url)
        await client.messaging.sms.send_message(message="Hello", destinations=ALICE)
        started = loop.time()
        sms_outbox.advance(10)
        sms_outbox.reply(ALICE, "Yes")
        sms_outbox.fail(BOB)
        # The sandbox waits up to three seconds for other receivers.
        assert loop.time() - started < 2.5
        kinds = [json.loads(await bodies.get())["Type"] for _ in range(2)]
        assert sorted(kinds) == ["SMS", "SMSReply"]
        states = [webhook["state"] for webhook in await sms_outbox.webhooks_delivered()]
        assert states == ["delivered", "delivered"]


def test_an_event_loop_in_another_thread_is_ignored(
    sms_client: BestSMS, sms_outbox: Outbox, hook: Receiver
) -> None:
    async def main() -> None:
        await asyncio.to_thread(sms_outbox.advance, 10)  # waits for the receiver

    send(sms_client, "Hello")
    asyncio.run(main())
    assert not hook.deliveries.empty()
