"""`bestsms listen`: forward events to a receiver that the gateway cannot reach."""

import os
import sys
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import Column, print_records, say

if TYPE_CHECKING:
    from bestsms_cli.account.connection import Account
    from bestsms_cli.webhooks.posting import ReceiverResponse
    from bestsms_cli.webhooks.receiving import Forwarded

_EXAMPLE: Final = "Example: bestsms listen --forward-to http://127.0.0.1:8000/sms --sandbox"
_COLUMNS: Final = (
    Column("type", "Type"),
    Column("destination", "Number", number=True),
    Column("status", "Status"),
    Column("result", "Result"),
    Column("answer", "Response"),
    Column("reason", "Reason"),
)


@command("listen", epilog=_EXAMPLE)
@click.option(
    "--forward-to", "url", metavar="URL", required=True, help="The address of your receiver."
)
@click.option(
    "--message",
    "messages",
    metavar="ID",
    multiple=True,
    help="With the live gateway: also report the delivery of this message.",
)
def listen(session: Session, url: str, messages: tuple[str, ...]) -> None:
    """Forward events to a webhook receiver on this machine, until Ctrl-C.

    With --sandbox, the webhooks of the sandbox are forwarded unchanged. The live gateway cannot
    reach your machine, so the command polls it every five seconds and posts each received message
    in the form of a webhook. The webhook secret is read from the environment variable
    BESTSMS_WEBHOOK_SECRET.
    """
    from bestsms_cli.account.connection import find_account
    from bestsms_cli.webhooks.posting import receiver_url

    url = receiver_url(url)
    account = find_account(session)
    lock = threading.Lock()

    def forwarded(body: bytes, answer: "ReceiverResponse") -> None:
        from bestsms_cli.webhooks.bodies import summary_of

        reason = "" if answer.accepted else answer.text
        record = {**summary_of(body), "answer": answer.status, "reason": reason}
        with lock:
            print_records(session, _COLUMNS, [record], heading=False)
            sys.stdout.flush()

    say(session, f"Forwarding events to {url}. Press Ctrl-C to stop.")
    if account.local:
        _forward(account, url, forwarded)
    else:
        from bestsms_cli.account.connection import connect
        from bestsms_cli.webhooks.polling import Poller

        with connect(session, account) as client:
            Poller(client, url, messages, forwarded).run()


def _forward(account: "Account", url: str, forwarded: "Forwarded") -> None:
    from bestsms_cli.account.running_sandbox import sandbox_at
    from bestsms_cli.webhooks.bodies import SECRET_VARIABLE
    from bestsms_cli.webhooks.receiving import Forwarder, webhooks_of

    sandbox = sandbox_at(account.base_url, account.token)
    with ExitStack() as stack:
        server = stack.enter_context(Forwarder(url, forwarded))
        secret = os.environ.get(SECRET_VARIABLE, "")
        stack.enter_context(webhooks_of(sandbox, server.own_url, secret))
        server.serve_forever(poll_interval=0.1)
