"""`bestsms send --dry-run`: print the messages, their parts and the request without sending."""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import click
import httpx

from bestsms_cli.errors import USAGE
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import print_json
from bestsms_cli.terminal.text import clean, mask_number, style
from bestsms_cli.wording import in_cli_terms

if TYPE_CHECKING:
    from bestsms_client import BestSMS, Preview, Range, Rendering

_MAX_SHOWN: Final = 3
_TOKEN: Final = "dry-run"  # noqa: S105 - it goes nowhere


class _Recorder(httpx.BaseTransport):
    """Accepts a request instead of the gateway, and records it."""

    request: httpx.Request | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Record a request and return a success response."""
        self.request = request
        sent = json.loads(request.read())["MessageData"]
        return httpx.Response(200, json={"Result": "Success", "MessageID": sent["MessageID"]})


def show(session: Session, arguments: dict[str, Any], price: Decimal | None) -> None:
    """Print a message and its request without sending it. `price` is the price of a part."""
    with _client(session) as (client, recorder):
        preview = client.messaging.sms.preview(**arguments, price=price)
        request = None
        if not preview.problems:
            client.messaging.sms.send_message(**arguments)
            request = _request(recorder, full=session.full or session.json)
    if session.json:
        print_json(_record(preview, request))
    else:
        for line in _lines(session, preview, request):
            click.echo(line)
    if preview.problems:
        raise click.exceptions.Exit(USAGE)


@contextmanager
def _client(session: Session) -> "Generator[tuple[BestSMS, _Recorder]]":
    """Open a client that never connects to a gateway. It needs no account."""
    from bestsms_cli.account.connection import find_account
    from bestsms_client import BestSMS

    try:
        base_url = find_account(session).base_url
    except click.ClickException:
        base_url = None
    recorder = _Recorder()
    with BestSMS(_TOKEN, base_url=base_url, transport=recorder) as client:
        yield client, recorder


def _request(recorder: _Recorder, *, full: bool) -> dict[str, Any]:
    request = recorder.request
    assert request is not None
    body = json.loads(request.content)
    if not full:
        for destination in body["MessageData"]["Destinations"]:
            if "Recipient" in destination:
                destination["Recipient"] = mask_number(destination["Recipient"])
        for file in body["MessageData"].get("Files", []):
            file["Data"] = f"<{len(file['Data']):,} characters of base64>"
    headers = {name: value for name, value in request.headers.items() if name != "authorization"}
    return {
        "method": request.method,
        "url": str(request.url),
        "headers": {"authorization": "Basic <auth token>", **headers},
        "body": body,
    }


def _record(preview: "Preview", request: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "messages": _range(preview.messages),
        "parts": _range(preview.parts),
        "price": None
        if preview.price is None
        else {"least": str(preview.price.least), "most": _text(preview.price.most)},
        "send_time": preview.send_time,
        "time_zone": preview.time_zone,
        "problems": list(map(str, preview.problems)),
        "warnings": list(map(str, preview.warnings)),
        "renderings": [_rendering(one) for one in preview.renderings],
        "request": request,
    }


def _rendering(one: "Rendering") -> dict[str, Any]:
    return {
        "recipient": one.recipient,
        "text": one.text,
        "encoding": one.encoding,
        "parts": _range(one.parts),
        "unknown": list(one.unknown),
        "empty": list(one.empty),
    }


def _range(known: "Range") -> dict[str, int | None]:
    return {"least": known.least, "most": known.most}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _lines(session: Session, preview: "Preview", request: dict[str, Any] | None) -> Iterator[str]:
    from bestsms_cli.terminal.drawing import part_lines
    from bestsms_client import count_parts

    yield style("Dry run: nothing is sent.", "yellow", to_stdout=True)
    for one in preview.renderings[:_MAX_SHOWN]:
        yield f"\nTo {_recipient(session, one)}:"
        yield from (f"  {line}" for line in part_lines(one.text, count_parts(one.text)))
        if one.unknown and not preview.problems:
            yield f"  The gateway fills in: {', '.join(one.unknown)}"
    if (more := len(preview.renderings) - _MAX_SHOWN) > 0:
        yield f"\n... and {more:,} more"
    yield f"\nMessages: {_span(preview.messages.least, preview.messages.most)}"
    yield f"Parts:    {_span(preview.parts.least, preview.parts.most)}"
    if preview.price is not None:
        yield f"Price:    {_span(preview.price.least, preview.price.most)}"
    if preview.send_time:
        yield f"Sent at:  {preview.send_time} {preview.time_zone or '(time zone of the account)'}"
    for warning in preview.warnings:
        text = in_cli_terms(str(warning), session.recipients)
        yield f"{style('Warning:', 'yellow', to_stdout=True)} {clean(text)}"
    for problem in preview.problems:
        text = in_cli_terms(str(problem), session.recipients)
        yield f"{style('Problem:', 'red', to_stdout=True)} {clean(text)}"
    if request is not None:
        yield f"\n{request['method']} {request['url']}"
        yield from (f"{name}: {value}" for name, value in request["headers"].items())
        yield ""
        yield clean(json.dumps(request["body"], indent=2, ensure_ascii=False))


def _recipient(session: Session, one: "Rendering") -> str:
    if one.messages.most == 0:
        return f"nobody, because {session.recipients[one.place]} is not valid"
    number = one.recipient if session.full else mask_number(one.recipient)
    return number or "a contact or group of the address book"


def _span(least: object, most: object) -> str:
    if least == most:
        return f"{least:,}"
    return f"{least:,} to {most:,}" if most is not None else f"at least {least:,}"
