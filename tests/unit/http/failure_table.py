"""A table of the ways in which a call can fail.

Each test creates new canary values that errors must not contain.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from tests.unit.prepared_gateway import Reply, failed, response, status, success

from bestsms_client import Contact, File


@dataclass(frozen=True)
class Canaries:
    """A random token, number and text that occur nowhere in the source."""

    token: str = field(default_factory=lambda: f"tok{uuid4().hex}")
    number: str = field(default_factory=lambda: f"+120255501{uuid4().int % 100:02}")
    text: str = field(default_factory=lambda: f"Dear {uuid4().hex}, {uuid4().hex}")

    def found_in(self, haystack: str) -> list[str]:
        """Return the canaries that a text contains. Five consecutive digits of the number count."""
        found = [word for word in (self.token, *self.text.split(", ")) if word in haystack]
        digits = re.sub(r"[ ()/-]", "", re.sub(r"\w{8}(-\w{4}){3}-\w{12}", "", haystack))
        return found + [self.number] * (self.number[3:8] in digits)


@dataclass(frozen=True)
class FailureCase:
    """A call and the failure that it meets."""

    method: str = "messaging.sms.send_message"
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict[str, Any])
    replies: tuple[Reply, ...] = (success(),)
    statuses: tuple[Reply, ...] = (failed("Message(s) NOT found"),)
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


# One call of each safety class: a send, a read, a repeatable call and one that is not.
CALLS: dict[str, Callable[[Canaries], tuple[str, Any, Mapping[str, Any]]]] = {
    "send": lambda _: ("messaging.sms.send_message", (), {}),
    "read": lambda _: ("reports.sms_reply.poll", ("ID1",), {}),
    "abort": lambda _: ("actions.abort.send_request", ("ID1",), {}),
    "create": lambda c: ("addressbook.contact.create", (), {"mobile_phone": c.number}),
}


def bad_answers(c: Canaries) -> dict[str, Reply]:
    """Return exceptions that carry the request, and responses that repeat it."""
    echo = f"{c.token} {c.number} {c.text}"
    request = httpx.Request("POST", "https://gateway.example", content=echo)
    raised = [httpx.ConnectError, httpx.ReadTimeout, httpx.WriteError, httpx.RemoteProtocolError]
    spelled = [c.number, c.number[1:], f"0{c.number[3:6]} {c.number[6:9]} {c.number[9:]}",
               f"{c.number[:3]} ({c.number[3:6]}) {c.number[6:9]}-{c.number[9:]}",
               f"{c.number[:3]}/{c.number[3:6]}/{c.number[6:9]}/{c.number[9:]}"]  # fmt: skip
    return {
        **{kind.__name__: kind(echo, request=request) for kind in raised},
        **{f"echo {code}": failed(echo, code=code) for code in (200, 400, 401, 403, 404, 429, 500)},
        "echo as text": response({"ErrorMessage": echo}, 400),
        "echo as message": response({"Message": echo}, 400),
        "echo after a long line": failed("x" * 450 + echo),
        "echo of a long text": failed(f"{c.text} {'y' * 500}"),
        "echo of a part": failed(f"What is {c.text[:40]}?"),
        "echo of the header": failed(f"Authorization: Basic {c.token}"),
        "echo of the number": failed(*spelled),
        "echo as result": response({"Result": echo}),
        "html": response(f"<html>{echo}</html>".encode()),
        "html 502": response(f"<html>{echo}</html>".encode(), 502),
        "code 999": response(echo, 999),
        "redirect": response(b"", 302, location=f"https://elsewhere.example/?{c.token}"),
        "empty": response(b""),
        "truncated": response(f'{{"Result": "Success", "MessageID": "{c.text}'.encode()),
        "non-utf-8": response(b'{"Result": "\xff"}' + c.text.encode()),
        "list": response([echo]),
    }


def bad_arguments(c: Canaries) -> dict[str, Mapping[str, Any]]:
    half = f"{c.text} \ud800"
    return {
        "text of parts": {"message": [c.text]},
        "text as bytes": {"message": c.text.encode()},
        "lone surrogate": {"message": half},
        "text for number": {"destinations": c.text},
        "number and more": {"destinations": f"{c.number}x"},
        "number of bytes": {"destinations": c.number.encode()},
        "number as int": {"destinations": int(c.number)},
        "numbers as int": {"destinations": [int(c.number)]},
        "nested": {"destinations": [[c.number]]},
        "number as key": {"destinations": {c.number: c.text}},
        "text as key": {"destinations": {c.text: c.number}},
        "odd key": {"destinations": {5: c.number}},
        "unknown key": {"destinations": {"Recipiant": c.number}},
        "twice": {"destinations": {"Recipient": c.number, "recipient": c.number}},
        "no identifier": {"destinations": {"Attention": c.text}},
        "text as recipient": {"destinations": {"Recipient": c.text}},
        "int as recipient": {"destinations": {"Recipient": int(c.number)}},
        "contact of text": {"destinations": {"Contact": c.text}},
        "contact without id": {"destinations": Contact(contact_id="", attention=c.text)},
        "text for time": {"send_time": c.text},
        "text for address": {"webhook_callback_url": c.text},
        "text for format": {"webhook_callback_format": c.text},
        "text for id": {"message_id": c.text},
        "text for reference": {"reference": c.text * 2},
        "text for flag": {"character_conversion": c.text},
        "text for mode": {"mode": c.text},
        "number for mode": {"mode": c.number},
        "unknown option": {"recipient": c.number},
        "wire name of mode": {"Mode": c.text},
        "wire name of files": {"Files": [{"Name": c.text, "Data": c.text}]},
        "content as bytes": {"attachments": c.text.encode()},
        "content as text": {"attachments": ("a.txt", c.text)},
        "content as int": {"attachments": int(c.number)},
        "content as none": {"attachments": [None]},
        "file of text": {"attachments": File(name="", data=c.text)},
        "file of int": {"attachments": File(name=5, data="aGVsbG8=")},  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    }


def bad_options(c: Canaries) -> dict[str, Mapping[str, Any]]:
    return {
        "token with header": {"token": f"Basic {c.token}"},
        "token with blank": {"token": f"{c.token} {c.token}"},
        "token with break": {"token": f"{c.token}\n\n"},
        "token with umlaut": {"token": f"{c.token}ü"},
        "token for address": {"base_url": c.token},
        "token for user": {"base_url": f"https://{c.token}@gateway.example"},
        "token for port": {"base_url": f"https://gateway.example:{c.token}"},
        "token for query": {"base_url": f"https://gateway.example?token={c.token}"},
        "token over http": {"base_url": f"http://gateway.example/{c.token}"},
        "token for bracket": {"base_url": f"https://[{c.token}"},
        "token for mode": {"mode": c.token},
    }


def failure_cases(c: Canaries) -> dict[str, FailureCase]:
    usual = {"message": c.text, "destinations": [c.number]}
    table: dict[str, FailureCase] = {}
    for call, build in CALLS.items():
        method, args, kwargs = build(c)
        repeated = c
        if call == "send":
            kwargs = usual
        else:  # only the response to a send can repeat the text
            repeated = Canaries(c.token, c.number, text="Some other text that was sent before")
        for name, reply in bad_answers(repeated).items():
            table[f"{call}: {name}"] = FailureCase(method, args, kwargs, (reply,))
    for name, changed in bad_arguments(c).items():
        table[f"argument: {name}"] = FailureCase(kwargs={**usual, **changed})
    for name, options in bad_options(c).items():
        table[f"option: {name}"] = FailureCase(kwargs=usual, options=options)
    table["id of text"] = FailureCase("reports.status.poll", (c.text,))
    table["id of int"] = FailureCase("reports.status.poll", (int(c.number),))
    table["wait"] = FailureCase(
        "reports.status.wait", ("ID1",), statuses=(status("ID1", Status="x"),)
    )
    table["wait for nothing"] = FailureCase("reports.status.wait", ("ID1",), {"timeout": 2})
    table["confirm"] = FailureCase("messaging.sms.confirm", ("ID1",))
    odd = success(**{c.text: c.number})
    table["echo as key"] = FailureCase("reports.status.poll", ("ID1",), statuses=(odd,))
    table["no recipients"] = FailureCase("reports.status.poll", ("ID1",), statuses=(success(),))
    table["field of int"] = FailureCase(
        "addressbook.contact.create", (), {"mobile_phone": int(c.number)}
    )
    table["field unknown"] = FailureCase("addressbook.contact.create", (), {"phone": c.number})
    table["nothing to change"] = FailureCase("addressbook.contact.update", ("C1",))
    table["no window"] = FailureCase("reports.sms_received.poll")
    return table


NAMES = sorted(failure_cases(Canaries()))
