"""Run the vendor's client, unmodified except for its base URL, with one request per line of input.

Usage: vendor.py BASE_URL TOKEN, with the Python of an environment that has the vendor's package. An
input line is {"call": "Messaging.SMS.SendMessage", "args": {...}}. An output line has the fields of
the result object, or {"raised": "..."}. In arguments, {"model": "Contact", ...} stands for the
vendor's model. {"code": "..."} runs Python code such as an example and returns {"printed": "..."}.
{"readme": true} returns the package's README as {"text": "..."}.
"""

import asyncio
import contextlib
import importlib
import importlib.metadata
import inspect
import io
import json
import sys
from functools import reduce
from typing import Any

MODELS = {
    "Contact": ("bestsms.api.addressbook.contacts.dtos.contact_model", "ContactModel"),
    "Group": ("bestsms.api.addressbook.groups.dtos.group_model", "GroupModel"),
    "Recipient": ("bestsms.api.messaging.dtos.recipient_model", "RecipientModel"),
}


def revive(fields: dict[str, Any]) -> Any:
    """Convert a mapping with a `model` key to the vendor's model of that name."""
    if "model" not in fields:
        return fields
    module, name = MODELS[fields.pop("model")]
    return getattr(importlib.import_module(module), name)(**fields)


def main(base_url: str, token: str) -> None:
    """Process requests until the input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr  # one of its calls prints its base URL
    # Each class reads this constant when an instance is created, so it is the one place to change.
    config = importlib.import_module("bestsms._config")
    vars(config)["__APIURL__"] = base_url
    client = importlib.import_module("bestsms").BestSMS(AuthToken=token)
    for line in sys.stdin:
        request = json.loads(line, object_hook=revive)
        result: Any
        try:
            if "code" in request:
                result = {"printed": printed(request["code"])}
            elif "readme" in request:
                metadata: Any = importlib.metadata.metadata("bestsms")
                result = {"text": metadata.get_payload()}
            else:
                result = reduce(getattr, request["call"].split("."), client)(**request["args"])
            if inspect.isawaitable(result):
                result = asyncio.run(_wait(result))
        except Exception as error:  # an error is a result here; the test checks it
            result = {"raised": f"{type(error).__name__}: {error}"}
        print(json.dumps(result, default=vars), file=answers, flush=True)


def printed(code: str) -> str:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(code, {})  # noqa: S102 - the examples of the package's own README
    return shown.getvalue()


async def _wait(result: Any) -> Any:
    return await result


if __name__ == "__main__":
    main(*sys.argv[1:])
