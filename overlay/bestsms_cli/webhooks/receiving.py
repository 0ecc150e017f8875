"""Receive the sandbox's webhooks and forward them to the receiver in development."""

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import click

from bestsms_cli.account.running_sandbox import RunningSandbox
from bestsms_cli.webhooks.posting import ReceiverResponse, post

_MAX_BODY: Final = 1_000_000
Forwarded = Callable[[bytes, ReceiverResponse], None]


class Forwarder(ThreadingHTTPServer):
    """A loopback server that forwards the requests that are posted to it.

    The sandbox gets the receiver's own status, so that it retries what was not accepted.
    `forwarded` is called with each body and the receiver's response.
    """

    daemon_threads = True

    def __init__(self, url: str, forwarded: Forwarded) -> None:
        super().__init__(("127.0.0.1", 0), _handler(url, forwarded))

    @property
    def own_url(self) -> str:
        """The address of this server."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


def _handler(url: str, forwarded: Forwarded) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > _MAX_BODY:
                self.send_error(413)
                return
            body = self.rfile.read(int(length))
            answer = post(url, body, self.headers.get("Content-Type", "application/json"))
            self.send_response(answer.status or 502)
            self.send_header("Content-Length", "0")
            self.end_headers()
            forwarded(body, answer)

        def log_message(self, *_: Any, **__: Any) -> None:
            """Print nothing: the command prints a line for each webhook."""

    return Handler


@contextmanager
def webhooks_of(sandbox: RunningSandbox, url: str, secret: str) -> Generator[None]:
    """Redirect the sandbox's webhooks for a `with` block. Without a secret, keep its own."""
    before = {
        name: value
        for name, value in sandbox.control("GET", "webhook").items()
        if value is not None
    }
    chosen = {"secret": secret} if secret else {}
    sandbox.control("PUT", "webhook", {**before, "url": url, **chosen})
    try:
        yield
    finally:
        with suppress(click.ClickException):  # a sandbox that has stopped needs no settings
            sandbox.control("PUT", "webhook", before)
