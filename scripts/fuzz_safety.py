"""Limits that make it safe to fuzz a gateway other than the sandbox.

Every message is sent in test mode, only what this run created is changed, and the number of
requests is limited.
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
    """The request budget is spent. The fuzzer treats this like Ctrl-C."""


@dataclass(frozen=True)
class Plan:
    """The limits of a run against a gateway.

    Attributes:
        url: The base URL of the gateway.
        write: Whether the run may also change the address book and act on messages.
        budget: The maximum number of requests.
        per_second: The maximum number of requests per second.
    """

    url: str
    write: bool
    budget: int
    per_second: int

    def operations(self, contract: c.Node) -> list[str]:
        """Return the operations that the run may call: reads, and sends in test mode."""
        return [
            operation.node["operationId"]
            for operation in c.operations(contract)
            if self.write
            or operation.where.endswith("/get")
            or operation.node["operationId"] == SENDS
        ]

    def statement(self, contract: c.Node) -> str:
        """Return the description of the run that is printed before it starts."""
        names = self.operations(contract)
        writes = (
            "The run creates contacts and groups, changes and deletes the ones that it created, and"
            " acts on messages that it sent.\nSome of these contacts and groups may remain."
            if self.write
            else "The run does not change the address book or act on messages (allow it: WRITE=1)."
        )
        return (
            f"Fuzzing {self.url} with at most {self.budget} requests, {self.per_second} per second,"
            f" to {len(names)} operations:\n  {', '.join(names)}\n"
            f"Every message is sent with Mode=Test, so none is delivered or charged.\n{writes}"
        )

    def objection(self, contract: c.Node, confirmed: str) -> str:
        """Return why the run is not allowed, or an empty string if it is.

        Args:
            contract: The parsed document; its servers are the vendor's.
            confirmed: The host that the user confirmed.
        """
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
            return f"{self.url} must be an https address: http would expose the token"
        owners = [_domain(server["url"]) for server in contract["servers"]]
        theirs = any(host == owner or host.endswith(f".{owner}") for owner in owners)
        if theirs and confirmed != host:
            return f"{host} is the vendor's gateway. To fuzz it anyway, pass CONFIRM={host}"
        return ""


def _domain(url: str) -> str:
    """Return the domain of a server: example.com.au for https://api.example.com.au/api."""
    return (urlsplit(url).hostname or "").partition(".")[2]


def _fields(value: Any) -> dict[str, Any]:
    """Return the fields of a JSON object; empty for any other value."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


@dataclass
class Guard:
    """The limits applied to the requests of one run.

    Attributes:
        left: The number of requests that are left.
    """

    left: int
    _own: dict[str, set[str]] = field(
        default_factory=lambda: {name: set[str]() for name in _IDENTIFIERS}
    )

    def admit(self, operation: str, method: str, path: dict[str, Any], body: Any) -> None:
        """Make a request harmless, in place.

        Args:
            operation: Its operationId.
            method: Its HTTP method.
            path: Its path parameters; foreign identifiers are replaced.
            body: Its body; foreign identifiers are replaced and test mode is set.

        Raises:
            Spent: The budget is spent.
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
                    place[name] = str(uuid.uuid4())  # instead of someone else's

    def learn(self, operation: str, response: Any) -> None:
        """Note the identifiers that a request created, from its response."""
        fields = _fields(response)
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
