"""The outbox: the messages sent to a sandbox, and control over handsets, network and clock."""

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
        destination: The number, in E.164 format if it could be converted.
        text: The text that the handset shows.
        encoding: `GSM-7` or `UCS-2`.
        parts: The number of SMS parts.
        status: `Pending`, `Success` or `Failed`.
        result: The delivery result, such as `delivered`. Empty while pending.
        price: The amount charged.
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
    """A snapshot of a message in the sandbox. Read the outbox again to see later changes.

    Attributes:
        message_id: The MessageID.
        mode: `Live` or `Test`.
        status: The status of the message, such as `Delayed` or `Completed`.
        send_at: The scheduled send time, in RFC 3339 format.
        request: The `MessageData` of the request.
        recipients: The recipients.
        files: The file names of the attachments.
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
        """The text that the first recipient's handset shows."""
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
    """The messages sent to a sandbox, oldest first, with methods to simulate replies and failures.

    The outbox is a sequence of the latest 1,000 messages. It can be used from any thread and in
    asynchronous tests. In a running event loop, its methods do not wait for webhook receivers,
    because a receiver may run in the same event loop.

    Args:
        page_url: The URL of the sandbox's page.
        token: The auth token. A sandbox on another machine requires it.

    Example:
        >>> from bestsms_sandbox import Sandbox
        >>> with Sandbox() as sandbox:
        ...     len(sandbox.outbox), sandbox.outbox.messages
        (0, [])
    """

    def __init__(self, page_url: str, token: str = "") -> None:
        # Advancing the clock waits for webhook receivers, hence the timeout. No certificates are
        # needed for http on this machine, and loading them takes longer than most requests.
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
        """The messages as a new list, oldest first."""
        return self._messages()

    @property
    def last(self) -> Message:
        """The latest message.

        Raises:
            LookupError: No message has been sent.
        """
        if messages := self._messages(limit=1):
            return messages[0]
        raise LookupError("no message has been sent to the sandbox")

    def to(self, number: str) -> list[Message]:
        """Return the messages to a number, oldest first. The number can be in any format."""
        return self._messages(to=number)

    def reply(self, number: str, text: str) -> str:
        """Simulate an SMS from a handset.

        It is a reply if a message was sent to the number in the last seven days. Webhooks for it
        are delivered before the method returns, unless an event loop is running.

        Args:
            number: The number of the handset, in any format.
            text: The text of the SMS.

        Returns:
            The ReceivedID.
        """
        response = self._act("replies", {"from": number, "message": text})
        received_id: str = response["received_id"]
        return received_id

    def advance(self, seconds: float) -> None:
        """Advance the sandbox clock and process everything that is then due, webhooks included."""
        self._act("clock", {"advance_seconds": seconds})

    def fail(self, number: str, result: str = "Undelivered") -> None:
        """Make messages to a number fail. Pending messages fail immediately.

        Args:
            number: The number, in any format.
            result: The delivery result, such as `Bad Number`.
        """
        self.fate(number, outcome=result)
        self._act("outcomes", {"number": number, "outcome": result})

    def fate(self, number: str, **fate: Any) -> None:
        """Set the delivery rule for messages sent to a number from now on.

        Args:
            number: The number, in any format.
            fate: `outcome` (a delivery result, `pending` or `credit hold`), `after_seconds`,
                `reply`, `reply_after_seconds`.
        """
        self.control("PUT", f"numbers/{quote(number, safe='')}", fate)

    def webhook(self, url: str, **config: Any) -> None:
        """Set the webhook receiver.

        Args:
            url: The URL of a receiver on this machine.
            config: `format` (`JSON` or `XML`), `shape` (`v2.04` or `seed`), `secret`, `sender`,
                `timeout_seconds`; `copies` (how often each webhook is delivered), `delay_seconds`
                (how late it is delivered), `order` (`oldest first` or `newest first`); and
                `callbacks`, which maps https URLs in messages to URLs on this machine.
        """
        self.control("PUT", "webhook", {"url": url, **config})

    def post_event(self, type: str, destination: str, **fields: Any) -> None:  # noqa: A002
        """Send a webhook for an event that did not occur in the sandbox.

        Call it twice with the same arguments to simulate a repeated delivery, with `at` in the past
        to simulate a late one, or with a newer event first to simulate events out of order. For
        the same effects on all webhooks, set `copies`, `delay_seconds` and `order` with `webhook`.

        Args:
            type: `SMS` (a delivery report), `SMSReply` or `SMSInbound`.
            destination: The recipient's number, or the sender's for a received message.
            fields: `status`, `result`, `message`, `at` (an RFC 3339 time), `message_id`,
                `received_id`, `contact_id`, `sub_account`, `department`, `job_number`, `price`,
                `detail`, `zone`; and `url` and `format` to use a different receiver.

        Raises:
            ValueError: A field is invalid, or no receiver is set.
        """
        response = self._act("events", {"type": type, "destination": destination, **fields})
        if not response["webhooks"]:
            raise ValueError(
                "no webhook receiver is set: call outbox.webhook(url) first, or pass url=..."
            )

    async def webhooks_delivered(self) -> list[dict[str, Any]]:
        """Wait until due webhooks are delivered. Return all webhooks with their attempts.

        Use it in asynchronous tests.
        """
        response = await asyncio.to_thread(self.control, "GET", "webhooks?limit=1000")
        webhooks: list[dict[str, Any]] = response["webhooks"]
        return webhooks

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API and return the JSON response.

        Args:
            method: The HTTP method.
            path: The path below `/_sandbox/`.
            body: The JSON body, if any.

        Raises:
            ValueError: The sandbox rejected the request. The message gives the reason.
        """
        response = self._http.request(method, path, json=body)
        content = response.json()
        if response.is_error:
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
        response = self._http.get("messages", params={"limit": 1000, **query})
        return [_message(message) for message in response.raise_for_status().json()["messages"]]


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
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        trio = sys.modules.get("trio")
        return trio is not None and trio.lowlevel.in_trio_run()
    return True
