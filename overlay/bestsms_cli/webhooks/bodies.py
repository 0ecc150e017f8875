"""Build webhook bodies as the gateway does, with the code of the sandbox."""

import json
import os
import time
from typing import Any
from xml.etree import ElementTree as ET

from bestsms_cli.errors import CommandError

SECRET_VARIABLE = "BESTSMS_WEBHOOK_SECRET"  # noqa: S105 - a name


def body_of(url: str, form: str = "JSON", **event: Any) -> tuple[bytes, str]:
    """Build a webhook body, and return it with its content type. By default, `at` is now."""
    try:
        from bestsms_sandbox.webhooks.payloads import (
            MEDIA_TYPES,
            Composition,
            WebhookEvent,
            compose,
            encode,
        )
    except ImportError:
        raise CommandError(
            "This command needs the sandbox, which is not installed.",
            hint="Install it with: pip install 'bestsms-client[cli,sandbox]'",
        ) from None
    how = Composition(
        url=url,
        format=form,
        sender="application@example.com",
        secret=os.environ.get(SECRET_VARIABLE, ""),
        seed_names=None,
        token="",
    )
    event.setdefault("at", int(time.time() * 1000))
    return encode(compose(WebhookEvent(**event), how), form), MEDIA_TYPES[form]


def summary_of(body: bytes) -> dict[str, str]:
    """Return the most important fields of a webhook body."""
    try:
        if body.lstrip().startswith(b"<"):
            found = {one.tag: one.text or "" for one in ET.fromstring(body)}  # noqa: S314
        else:
            found = json.loads(body)
    except (ET.ParseError, ValueError):
        found = {}
    names = {"type": "Type", "destination": "Destination", "message_id": "MessageID",
             "status": "Status", "result": "Result"}  # fmt: skip
    return {key: str(found.get(name) or "") for key, name in names.items()}
