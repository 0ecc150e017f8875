"""A message that was sent, as a command and as a program that send it again."""

import shlex
from collections.abc import Mapping, Sequence
from pprint import pformat
from typing import Any

from bestsms_client._names import argument_name

_TOKEN = "$BESTSMS_AUTH_TOKEN"  # noqa: S105 - the name of a variable; the token is never shown


def curl(base_url: str, request: str, whole_request_url: str = "") -> str:
    """Return the command.

    Args:
        base_url: Where the gateway answers.
        request: The JSON body as it came.
        whole_request_url: Where the body is fetched from, if `request` lacks the attachments.
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
    """Return the program, for `bestsms_client`.

    Args:
        base_url: Where the gateway answers.
        data: The `MessageData` that was sent, by the names of the contract.
        files: The attachments, each with `name` and `url`.
    """
    arguments = {
        argument_name(name): value
        for name, value in data.items()
        if name not in ("Files", "MessageID") and value not in (None, "")
    }
    lines = [f"        {name}={_written(value)}," for name, value in arguments.items()]
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


def _written(value: object) -> str:
    if isinstance(value, str):
        return repr(value)  # which escapes whatever could turn the line around
    return pformat(value, width=80, sort_dicts=False).replace("\n", "\n        ")
