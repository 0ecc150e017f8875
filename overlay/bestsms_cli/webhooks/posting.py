"""Posts the body of a webhook to a receiver."""

import http.client
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import click

_PATIENCE: Final = 30.0
_LONGEST_BODY: Final = 2000


class PostedAnswer(NamedTuple):
    """What a receiver answered.

    Attributes:
        status: The HTTP status, or 0 if there was no answer.
        text: The beginning of the body, or why there was no answer.
    """

    status: int
    text: str

    @property
    def accepted(self) -> bool:
        """Whether the receiver took the event; the gateway repeats one that was not taken."""
        return 200 <= self.status < 300


def post(url: str, body: bytes, content_type: str) -> PostedAnswer:
    """Post a body, and return what the receiver answers. Redirects and proxies play no part."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_PATIENCE)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, {"Content-Type": content_type})
        answer = connection.getresponse()
        return PostedAnswer(answer.status, answer.read(_LONGEST_BODY).decode("utf-8", "replace"))
    except OSError as error:
        return PostedAnswer(0, error.strerror or str(error))
    except http.client.HTTPException as error:
        return PostedAnswer(0, f"no HTTP answer ({type(error).__name__})")
    finally:
        connection.close()


def receiver_url(url: str) -> str:
    """Return the address of a receiver.

    Raises:
        click.UsageError: It is not one.
    """
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise click.UsageError(f"'{url}' is not an address such as http://127.0.0.1:8000/sms.")
    return url
