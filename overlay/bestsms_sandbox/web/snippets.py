"""Code that sends a message again: a curl command, a Python program and a test."""

import shlex
from collections.abc import Mapping, Sequence
from pprint import pformat
from typing import Any

from bestsms_client._names import argument_name

_TOKEN = "$BESTSMS_AUTH_TOKEN"  # noqa: S105 - the name of a variable


def curl(base_url: str, request: str, whole_request_url: str = "") -> str:
    """Return a curl command that sends the message.

    Args:
        base_url: The base URL of the gateway.
        request: The JSON body as received.
        whole_request_url: The URL of the complete body, if `request` is not complete.
    """
    fetch = f"curl -sS {shlex.quote(whole_request_url)} | \\\n" if whole_request_url else ""
    body = "@-" if whole_request_url else shlex.quote(request)
    return (
        f"{fetch}curl -sS {shlex.quote(base_url + '/send/sms')} \\\n"
        f'  -H "Authorization: Basic {_TOKEN}" \\\n'
        "  -H 'Content-Type: application/json' \\\n"
        f"  --data-binary {body}\n"
    )


def python(base_url: str, data: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> str:
    """Return a program that sends `data`, a `MessageData`, and attachments (`name` and `url`)."""
    lines = _arguments(data, "        ")
    fetch = ""
    if files:
        fetch = "import httpx\n"
        pairs = ", ".join(f"({f['name']!r}, httpx.get({f['url']!r}).content)" for f in files)
        lines.append(f"        attachments=[{pairs}],")
    return (
        f"import os\n\n{fetch}from bestsms_client import BestSMS\n\n"
        f'token = os.environ["{_TOKEN.removeprefix("$")}"]\n'
        f"with BestSMS(token=token, base_url={base_url!r}) as client:\n"
        "    sent = client.messaging.sms.send_message(\n"
        + "\n".join(lines)
        + "\n    )\n    print(sent.message_id)\n"
    )


def test(data: Mapping[str, Any], files: Sequence[Mapping[str, Any]], text: str) -> str:
    """Return a pytest test that sends `data` and expects the last recipient to receive `text`."""
    lines = _arguments(data, "            ")
    if files:
        pairs = ", ".join(f"({f['name']!r}, b'...')" for f in files)
        lines.append(f"            attachments=[{pairs}],")
    return (
        "from bestsms_client import BestSMS\n\n\n"
        "def test_the_message(sms_outbox):\n"
        "    with BestSMS() as client:\n"
        "        client.messaging.sms.send_message(\n"
        + "\n".join(lines)
        + f"\n        )\n    assert sms_outbox.last.text == {text!r}\n"
    )


def _arguments(data: Mapping[str, Any], indent: str) -> list[str]:
    given = {
        argument_name(name): value
        for name, value in data.items()
        if name not in ("Files", "MessageID") and value not in (None, "")
    }
    destinations: list[str | dict[str, Any]] = data.get("Destinations", [])
    given["destinations"] = [
        one if isinstance(one, str) else {argument_name(n): value for n, value in one.items()}
        for one in destinations
    ]
    if any(_is_national(one) for one in given["destinations"]):
        given["allow"] = {"national_numbers"}
    return [f"{indent}{name}={_written(value, indent)}," for name, value in given.items()]


def _is_national(destination: Mapping[str, Any] | str) -> bool:
    number = destination if isinstance(destination, str) else destination.get("recipient", "+")
    return not number.lstrip().startswith("+")


def _written(value: object, indent: str) -> str:
    if isinstance(value, str):
        return repr(value)  # escapes control and bidirectional characters
    return pformat(value, width=80, sort_dicts=False).replace("\n", "\n" + indent)
