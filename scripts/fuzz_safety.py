"""What keeps a fuzzer harmless on a gateway that is not ours.

It stands between the fuzzer and the wire: every send is in test mode, nothing that this run did not
make is changed, and after so many requests it is over.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import contract as c

SENDS = "sendSms"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_IDENTIFIERS = ("MessageID", "ContactID", "GroupID")


class Spent(KeyboardInterrupt):
    """The budget of requests is spent; to the fuzzer, as if somebody had pressed Ctrl-C."""


@dataclass(frozen=True)
class Plan:
    """What a run against a gateway may do.

    Attributes:
        url: The base URL of the gateway.
        write: Whether it may also change the address book and act on messages.
        budget: How many requests it may make.
        per_second: How many of them in a second.
    """

    url: str
    write: bool
    budget: int
    per_second: int

    def operations(self, contract: c.Node) -> list[str]:
        """Name the operations that it may call: what only reads, and sending in test mode."""
        return [
            operation.node["operationId"]
            for operation in c.operations(contract)
            if self.write
            or operation.where.endswith("/get")
            or operation.node["operationId"] == SENDS
        ]

    def statement(self, contract: c.Node) -> str:
        """Say what it will do, before it is done."""
        names = self.operations(contract)
        writes = (
            "It creates contacts and groups, changes and deletes those that it created, and acts on"
            " messages that it sent.\nWhat it does not delete stays there."
            if self.write
            else "It changes nothing in the address book, and acts on no message. (WRITE=1 would.)"
        )
        return (
            f"Against {self.url}: at most {self.budget} requests, {self.per_second} a second,"
            f" to {len(names)} operations:\n  {', '.join(names)}\n"
            f"Every message is sent with Mode=Test, so that none is delivered or charged.\n{writes}"
        )

    def objection(self, contract: c.Node, confirmed: str) -> str:
        """Say why it may not be, or nothing if it may.

        Args:
            contract: the parsed document; its servers are the vendor's own.
            confirmed: the host that the user confirmed.
        """
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
            return f"{self.url} is no https address, and http shows the token to everybody"
        owners = [_domain(server["url"]) for server in contract["servers"]]
        theirs = any(host == owner or host.endswith(f".{owner}") for owner in owners)
        if theirs and confirmed != host:
            return f"{host} is the vendor's own. To attack it all the same, pass CONFIRM={host}"
        return ""


def _domain(url: str) -> str:
    """Give the domain of a server: example.com.au of https://api.example.com.au/api."""
    return (urlsplit(url).hostname or "").partition(".")[2]


def _fields(value: Any) -> dict[str, Any]:
    """Give the fields of a JSON object; what is none has none."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


@dataclass
class Guard:
    """Watches over the requests of one run.

    Attributes:
        left: How many requests it may still make.
    """

    left: int
    _own: dict[str, set[str]] = field(
        default_factory=lambda: {name: set[str]() for name in _IDENTIFIERS}
    )

    def admit(self, operation: str, method: str, path: dict[str, Any], body: Any) -> None:
        """Make a request harmless, or refuse it.

        Args:
            operation: its operationId.
            method: its HTTP method.
            path: its path parameters, which may be replaced.
            body: its body, which may be changed.

        Raises:
            Spent: there is no request left.
        """
        if self.left <= 0:
            raise Spent
        self.left -= 1
        fields = _fields(body)
        if isinstance(fields.get("MessageData"), dict):
            fields["MessageData"]["Mode"] = "Test"
        if method.upper() == "GET" or operation == SENDS:
            return
        for place in (path, fields):
            for name in _IDENTIFIERS:
                if name in place and not self._is_own(name, place[name]):
                    place[name] = str(uuid.uuid4())  # instead of what others made

    def learn(self, operation: str, answer: Any) -> None:
        """Note what a request has made, by its answer."""
        fields = _fields(answer)
        if operation == SENDS:
            self._note("MessageID", fields)
        elif operation in ("createContact", "createGroup"):
            self._note("ContactID", _fields(fields.get("Contact")))
            self._note("GroupID", _fields(fields.get("Group")))

    def _is_own(self, name: str, value: Any) -> bool:
        return isinstance(value, str) and value in self._own[name]

    def _note(self, name: str, fields: dict[str, Any]) -> None:
        if isinstance(fields.get(name), str):
            self._own[name].add(fields[name])
