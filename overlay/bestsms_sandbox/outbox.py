"""The sandbox from a test's side: what was sent, and how handsets, network and time behave."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

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


@dataclass(frozen=True, slots=True)
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


class Outbox:
    """What reached a sandbox. It may be used from any thread.

    Iterating gives the latest 1,000 messages, oldest first; `len` counts these.

    Args:
        page_url: The address of the sandbox's page.
        token: The auth token, which a sandbox on another machine asks for.
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
        return iter(self._messages())

    def __len__(self) -> int:
        return len(self._messages())

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
        answer = self.control("POST", "replies", {"from": number, "message": text})
        received_id: str = answer["received_id"]
        return received_id

    def advance(self, seconds: float) -> None:
        """Put the sandbox's clock forward. What is due then happens, webhooks included."""
        self.control("POST", "clock", {"advance_seconds": seconds})

    def fail(self, number: str, result: str = "Undelivered") -> None:
        """Let messages to a number fail, those that are under way at once.

        Args:
            number: The number, in any form.
            result: A Result from the contract's list, such as `Bad Number`.
        """
        self.fate(number, outcome=result)
        self.control("POST", "outcomes", {"number": number, "outcome": result})

    def fate(self, number: str, **fate: Any) -> None:
        """Say what becomes of messages sent to a number from now on.

        Args:
            number: The number, in any form.
            fate: `outcome` (a Result, `pending` or `credit hold`), `after_seconds`, `reply`,
                `reply_after_seconds`.
        """
        self.control("PUT", f"numbers/{number}", fate)

    def webhook(self, url: str, **config: Any) -> None:
        """Send webhooks to an address of this machine.

        Args:
            url: Where they go.
            config: `format`, `shape`, `secret`, `sender`, `timeout_seconds`, and `callbacks`, a
                mapping from https addresses in messages to local ones.
        """
        self.control("PUT", "webhook", {"url": url, **config})

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
