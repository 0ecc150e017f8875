"""Post a webhook body to a receiver."""

import http.client
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import click

_TIMEOUT: Final = 30.0
_MAX_BODY: Final = 2000


class ReceiverResponse(NamedTuple):
    """The response of a receiver: its status, or 0, and the start of its body, or an error."""

    status: int
    text: str

    @property
    def accepted(self) -> bool:
        """Whether the receiver accepted the event. Otherwise the gateway would retry."""
        return 200 <= self.status < 300


def post(url: str, body: bytes, content_type: str) -> ReceiverResponse:
    """Post a body and return the response. Do not follow redirects or use a proxy."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, {"Content-Type": content_type})
        answer = connection.getresponse()
        return ReceiverResponse(answer.status, answer.read(_MAX_BODY).decode("utf-8", "replace"))
    except OSError as error:
        return ReceiverResponse(0, error.strerror or str(error))
    except http.client.HTTPException as error:
        return ReceiverResponse(0, f"not an HTTP response ({type(error).__name__})")
    finally:
        connection.close()


def receiver_url(url: str) -> str:
    """Return the address of a receiver, or raise `UsageError` if it is invalid."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise click.UsageError(
            f"'{url}' is not a valid URL. Use a form such as http://127.0.0.1:8000/sms."
        )
    return url
