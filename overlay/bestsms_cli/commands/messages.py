"""`bestsms status`, `replies` and `confirm`: query a message."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import Column, print_record, print_records, record_of, say
from bestsms_cli.terminal.text import one_line
from bestsms_cli.terminal.times import Duration

if TYPE_CHECKING:
    from bestsms_client import BestSMS, StatusResult

_PAGE: Final = 999
_MAX_SHOWN: Final = 20
STATUS_KEYS: Final = (
    "message_id", "status", "reference", "count", "complete", "success", "failed", "price",
    "created_time_local", "delayed_time_local", "timezone", "job_num", "sub_account", "department",
)  # fmt: skip
RECIPIENT_KEYS: Final = (
    "destination", "status", "result", "sent_time_local", "sent_time_utc", "price", "attention",
    "company", "contact_id", "remote_id",
)  # fmt: skip
REPLY_KEYS: Final = (
    "message_id", "destination", "from", "message_text", "received_time_local",
    "received_time_utc", "received_id",
)  # fmt: skip
SUMMARY: Final = (
    Column("message_id", "Message ID"),
    Column("status", "Status"),
    Column("reference", "Reference"),
    Column("count", "Recipients"),
    Column("success", "Delivered"),
    Column("failed", "Failed"),
    Column("price", "Price"),
    Column("delayed_time_local", "Send time"),
)
_RECIPIENTS: Final = (
    Column("destination", "To", number=True),
    Column("status", "Status"),
    Column("result", "Result"),
    Column("sent_time_local", "Sent"),
)
_REPLIES: Final = (
    Column("received_time_local", "Received"),
    Column("from", "From", number=True),
    Column("message_text", "Text"),
)


def status_record(status: "StatusResult") -> dict[str, Any]:
    """Return a status as a JSON object."""
    return record_of(status, STATUS_KEYS)


@command("status")
@click.argument("message_id")
@click.option("--recipients", is_flag=True, help="List all recipients.")
@click.option("--wait", is_flag=True, help="Wait until the message is delivered or has failed.")
@click.option("--timeout", type=Duration(), default="10m", help="How long to wait (default: 10m).")
def status(
    session: Session, message_id: str, *, recipients: bool, wait: bool, timeout: timedelta
) -> None:
    """Show the status of the message MESSAGE_ID.

    With --wait, the exit code is 1 if a recipient was not reached.
    """
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        if wait:
            found = wait_for(client, message_id, timeout)
        else:
            found = client.reports.status.poll(message_id, records_per_page=_MAX_SHOWN)
        if recipients:
            walk = client.reports.status.iter_recipients(message_id, records_per_page=_PAGE)
            print_records(session, _RECIPIENTS, (record_of(one, RECIPIENT_KEYS) for one in walk))
        else:
            print_record(session, status_record(found), SUMMARY)
            if not session.json:
                _some(session, found)
    if wait:
        fail_if_not_delivered(session, found)


def _some(session: Session, found: "StatusResult") -> None:
    click.echo()
    records = (record_of(one, RECIPIENT_KEYS) for one in islice(found.recipients, _MAX_SHOWN))
    shown = print_records(session, _RECIPIENTS, records)
    if (found.count or 0) > shown:
        say(session, f"Showing {shown} of {found.count:,} recipients. For all, use --recipients.")


def wait_for(client: "BestSMS", message_id: str, timeout: timedelta) -> "StatusResult":
    """Wait until a message is completed, or raise `WaitTimeoutError`."""
    return client.reports.status.wait(message_id, timeout=timeout.total_seconds())


def fail_if_not_delivered(session: Session, found: "StatusResult") -> None:
    """Exit with code 1, and say why, if a recipient was not reached."""
    if found.failed:
        results = {one.result for one in found.recipients if one.status == "Failed" and one.result}
        if results:
            say(session, f"Why deliveries failed: {one_line(', '.join(sorted(results)))}.")
        raise click.exceptions.Exit(1)


@command("replies")
@click.argument("message_id")
def replies(session: Session, message_id: str) -> None:
    """List the replies to the message MESSAGE_ID."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        count = print_records(session, _REPLIES, _replies(client, message_id))
    if not count:
        say(session, "No replies yet.")


def _replies(client: "BestSMS", message_id: str) -> Iterator[dict[str, Any]]:
    for one in client.reports.sms_reply.iter_recipients(message_id, records_per_page=_PAGE):
        for reply in one.sms_replies or []:
            values = (
                message_id,
                one.destination,
                reply.from_ or one.destination,
                reply.message_text,
                reply.received_time_local,
                reply.received_time_utc,
                reply.received_id,
            )
            yield dict(zip(REPLY_KEYS, values, strict=True))


@command("confirm")
@click.argument("message_id")
def confirm(session: Session, message_id: str) -> None:
    """Check whether the gateway accepted the message MESSAGE_ID.

    Use this if the response to a send was lost. The exit code is 3 if the gateway does not know the
    message. If it is still unknown after a few minutes, it was not accepted.
    """
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        sent = client.messaging.sms.confirm(message_id)
    record = {"message_id": sent.message_id, "sent": "yes"}
    columns = [Column("message_id", "Message ID"), Column("sent", "Accepted")]
    print_record(session, record, columns)
