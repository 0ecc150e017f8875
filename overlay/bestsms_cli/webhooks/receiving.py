"""Receives the sandbox's webhooks and hands each on to the receiver under development."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from bestsms_cli.account.running_sandbox import RunningSandbox
from bestsms_cli.webhooks.posting import PostedAnswer, post

_LONGEST_BODY: Final = 1_000_000
Forwarded = Callable[[bytes, PostedAnswer], None]


class Forwarder(ThreadingHTTPServer):
    """A server on loopback that forwards what is posted to it.

    The sandbox gets the receiver's own answer, so that it repeats what was not taken.

    Args:
        url: The receiver.
        forwarded: Is called with each body and the receiver's answer.
    """

    daemon_threads = True

    def __init__(self, url: str, forwarded: Forwarded) -> None:
        super().__init__(("127.0.0.1", 0), _handler(url, forwarded))

    @property
    def own_url(self) -> str:
        """The address that webhooks are to be sent to."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


def _handler(url: str, forwarded: Forwarded) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > _LONGEST_BODY:
                self.send_error(413)
                return
            body = self.rfile.read(int(length))
            answer = post(url, body, self.headers.get("Content-Type", "application/json"))
            self.send_response(answer.status or 502)
            self.send_header("Content-Length", "0")
            self.end_headers()
            forwarded(body, answer)

        def log_message(self, *_: Any, **__: Any) -> None:
            """Print nothing: each webhook has a line of its own."""

    return Handler


@contextmanager
def webhooks_of(sandbox: RunningSandbox, url: str, secret: str) -> Generator[None]:
    """Have the sandbox's webhooks sent to an address, and afterwards to where they went before.

    Args:
        sandbox: The sandbox.
        url: The address.
        secret: The secret that they carry; empty for the one that is set.
    """
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
        sandbox.control("PUT", "webhook", before)
