"""An application that uses its client before gunicorn forks its workers (`--preload`)."""

import asyncio
import os
from collections.abc import Callable, Iterable
from typing import Any

from bestsms_client import AsyncBestSMS, BestSMS, BestSMSError, new_message_id

URL = os.environ["GATEWAY"]
client = BestSMS("t0ken", base_url=URL)
waiting = AsyncBestSMS("t0ken", base_url=URL)
MESSAGE: dict[str, Any] = {"message": "Hello", "destinations": "+61491570006"}
client.messaging.sms.send_message(**MESSAGE)
asyncio.run(waiting.messaging.sms.send_message(**MESSAGE))


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Send a message and return the process id; a response about another message is an error."""
    ids = [new_message_id(), new_message_id()]
    try:
        one = client.messaging.sms.send_message(**MESSAGE, message_id=ids[0])
        other = asyncio.run(waiting.messaging.sms.send_message(**MESSAGE, message_id=ids[1]))
        good = [one.message_id, other.message_id] == ids
    except BestSMSError:
        good = False
    start_response("200 OK" if good else "500 Wrong", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
