"""The sandbox from a test's side: what was sent, and how handsets, network and time behave."""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self, overload
from urllib.parse import quote

import httpx


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient of a message.

    Attributes:
        destination: The number, in E.164 form where it can be brought there.
        text: What the handset shows.
        encoding: `GSM-7` or `UCS-2`.
        parts: How many SMS that takes.
        status: `Pending`, `Success` or `Failed`.
        result: The outcome in the gateway's words; empty while pending.
        price: What was charged.
    """

    destination: str
    text: str
    encoding: str
    parts: int
    status: str
    result: str
    price: float


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """A message as the sandbox keeps it: a picture of the moment at which it was asked for.

    Attributes:
        message_id: Its MessageID.
        mode: `Live` or `Test`.
        status: The status of the whole, such as `Delayed` or `Completed`.
        send_at: When it is or was to be sent, as an RFC 3339 time.
        request: The `MessageData` that was sent.
        recipients: Who gets it.
        files: The names of its attachments.
    """

    message_id: str
    mode: str
    status: str
    send_at: str
    request: dict[str, Any]
    recipients: tuple[Recipient, ...]
    files: tuple[str, ...]

    @property
    def text(self) -> str:
        """What the first recipient's handset shows."""
        return self.recipients[0].text

    @property
    def to(self) -> tuple[str, ...]:
        """The numbers of all recipients."""
        return tuple(recipient.destination for recipient in self.recipients)

    def __repr__(self) -> str:
        to = self.to[0] if len(self.to) == 1 else f"{self.to[0]} and {len(self.to) - 1} more"
        test = ", test mode" if self.mode == "Test" else ""
        return f"<Message {self.text!r} to {to}: {self.status}{test}>"


class Outbox(Sequence[Message]):
    """What reached a sandbox: a sequence of messages, oldest first, and ways to act on it.

    It may be used from any thread, also inside an asynchronous test. There, what it does returns
    without waiting for receivers of webhooks, which may run in the very same event loop.

    The sequence holds the latest 1,000 messages.

    Args:
        page_url: The address of the sandbox's page.
        token: The auth token, which a sandbox on another machine asks for.

    Example:
        >>> from bestsms_sandbox import Sandbox
        >>> with Sandbox() as sandbox:
        ...     len(sandbox.outbox), sandbox.outbox.messages
        (0, [])
    """

    def __init__(self, page_url: str, token: str = "") -> None:
        # The answer to a step of the clock waits for the receivers of webhooks. The page is plain
        # http on this machine, and to load certificates takes longer than most calls.
        self._http = httpx.Client(
            base_url=page_url + "_sandbox/",
            trust_env=False,
            timeout=30,
            headers={"Authorization": f"Bearer {token}"} if token else None,
            verify=False,  # noqa: S501
        )

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages)

    def __len__(self) -> int:
        return len(self.messages)

    @overload
    def __getitem__(self, index: int) -> Message: ...
    @overload
    def __getitem__(self, index: slice) -> list[Message]: ...
    def __getitem__(self, index: int | slice) -> Message | list[Message]:
        return self.messages[index]

    def __repr__(self) -> str:
        return f"<Outbox {self.messages!r}>"

    @property
    def messages(self) -> list[Message]:
        """The messages as a list of its own."""
        return self._messages()

    @property
    def last(self) -> Message:
        """The latest message.

        Raises:
            LookupError: Nothing was sent.
        """
        if messages := self._messages(limit=1):
            return messages[0]
        raise LookupError("nothing was sent")

    def to(self, number: str) -> list[Message]:
        """Return what was sent to a number, in any form, oldest first."""
        return self._messages(to=number)

    def reply(self, number: str, text: str) -> str:
        """Let a handset write; what was sent to it in the last seven days is thereby replied to.

        Returns:
            The ReceivedID. Webhooks about it have been sent.
        """
        answer = self._act("replies", {"from": number, "message": text})
        received_id: str = answer["received_id"]
        return received_id

    def advance(self, seconds: float) -> None:
        """Put the sandbox's clock forward. What is due then happens, webhooks included."""
        self._act("clock", {"advance_seconds": seconds})

    def fail(self, number: str, result: str = "Undelivered") -> None:
        """Let messages to a number fail, those that are under way at once.

        Args:
            number: The number, in any form.
            result: A Result from the contract's list, such as `Bad Number`.
        """
        self.fate(number, outcome=result)
        self._act("outcomes", {"number": number, "outcome": result})

    def fate(self, number: str, **fate: Any) -> None:
        """Say what becomes of messages sent to a number from now on.

        Args:
            number: The number, in any form.
            fate: `outcome` (a Result, `pending` or `credit hold`), `after_seconds`, `reply`,
                `reply_after_seconds`.
        """
        self.control("PUT", f"numbers/{quote(number, safe='')}", fate)

    def webhook(self, url: str, **config: Any) -> None:
        """Send webhooks to an address of this machine.

        Args:
            url: Where they go.
            config: `format`, `shape`, `secret`, `sender`, `timeout_seconds`; `copies` (how often
                each webhook is delivered), `delay_seconds` (how late), `order` (`oldest first` or
                `newest first`, of those that are due); and `callbacks`, a mapping from https
                addresses in messages to local ones.
        """
        self.control("PUT", "webhook", {"url": url, **config})

    def post_event(self, type: str, destination: str, **fields: Any) -> None:  # noqa: A002
        """Send a webhook about any event, whether or not it happened in the sandbox.

        Called with the same arguments twice, it simulates a repeated delivery; with an `at` in the
        past, a late one; with a newer event first, receipt out of order. `webhook(copies=...,
        delay_seconds=..., order="newest first")` does the same to all webhooks.

        Args:
            type: `SMS` (a delivery report), `SMSReply` or `SMSInbound`.
            destination: The number that was sent to, or that sent.
            fields: `status`, `result`, `message`, `at` (an RFC 3339 time), `message_id`,
                `received_id`, `contact_id`, `sub_account`, `department`, `job_number`, `price`,
                `detail`, `zone`; and `url` and `format`, for another receiver than the usual one.

        Raises:
            ValueError: A field makes no sense, or there is no receiver.
        """
        answer = self._act("events", {"type": type, "destination": destination, **fields})
        if not answer["webhooks"]:
            raise ValueError("there is no receiver: call webhook(url) first, or give a url")

    async def webhooks_delivered(self) -> list[dict[str, Any]]:
        """Wait, in an asynchronous test, for webhooks that are due; return all with their tries."""
        answer = await asyncio.to_thread(self.control, "GET", "webhooks?limit=1000")
        webhooks: list[dict[str, Any]] = answer["webhooks"]
        return webhooks

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API and return its JSON.

        Args:
            method: The HTTP method.
            path: The path below `/_sandbox/`.
            body: The JSON body, if there is one.

        Raises:
            ValueError: It was refused; the message says why.
        """
        answer = self._http.request(method, path, json=body)
        content = answer.json()
        if answer.is_error:
            raise ValueError(content["error"])
        return content

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _act(self, path: str, body: Any) -> Any:
        return self.control("POST", path + ("?wait=no" if _in_event_loop() else ""), body)

    def _messages(self, **query: Any) -> list[Message]:
        answer = self._http.get("messages", params={"limit": 1000, **query})
        return [_message(message) for message in answer.raise_for_status().json()["messages"]]


def _message(message: dict[str, Any]) -> Message:
    recipients = [{name: r[name] for name in Recipient.__slots__} for r in message["recipients"]]
    return Message(
        message_id=message["message_id"],
        mode=message["mode"],
        status=message["status"],
        send_at=message["send_at"],
        request=json.loads(message["request"])["MessageData"],
        recipients=tuple(Recipient(**recipient) for recipient in recipients),
        files=tuple(file["name"] for file in message["files"]),
    )


def _in_event_loop() -> bool:
    """Check whether an event loop runs in this thread, and with it perhaps a receiver."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        trio = sys.modules.get("trio")
        return trio is not None and trio.lowlevel.in_trio_run()
    return True
