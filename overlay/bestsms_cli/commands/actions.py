"""`bestsms resubmit`, `reschedule` and `abort`: change an earlier message."""

from typing import TYPE_CHECKING, Final

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import Column, print_record, record_of
from bestsms_cli.terminal.times import AT_HELP, send_time

if TYPE_CHECKING:
    from bestsms_client import ActionResult

KEYS: Final = ("message_id", "action", "status", "job_num")
_COLUMNS: Final = (
    Column("message_id", "Message ID"),
    Column("action", "Action"),
    Column("status", "Status"),
)
_ZONE = "The time zone of your account. Required for --at +2h."


def _show(session: Session, result: "ActionResult") -> None:
    print_record(session, record_of(result, KEYS), _COLUMNS)


@command("resubmit")
@click.argument("message_id")
@click.option("--at", metavar="TIME", help=AT_HELP)
@click.option("--account-time-zone", metavar="ZONE", help=_ZONE)
@click.option("--yes", "-y", is_flag=True, help="Do not ask for confirmation.")
def resubmit(
    session: Session, message_id: str, *, at: str | None, account_time_zone: str | None, yes: bool
) -> None:
    """Resend the failed message MESSAGE_ID to the recipients that it did not reach."""
    from bestsms_cli.account.connection import connect, find_account
    from bestsms_cli.account.first_send import before_live_send

    account = find_account(session)
    if not account.local:
        before_live_send(yes=yes)
    with connect(session, account, account_timezone=account_time_zone) as client:
        _show(session, client.actions.resubmit.send_request(message_id, send_time=send_time(at)))


@command("reschedule")
@click.argument("message_id")
@click.option(
    "--at", metavar="TIME", required=True, help="When to send, such as 2030-01-31T09:00 or +2h."
)
@click.option("--account-time-zone", metavar="ZONE", help=_ZONE)
def reschedule(
    session: Session, message_id: str, *, at: str, account_time_zone: str | None
) -> None:
    """Change the send time of the scheduled message MESSAGE_ID."""
    from bestsms_cli.account.connection import connect

    when = send_time(at)
    assert when is not None
    with connect(session, account_timezone=account_time_zone) as client:
        _show(session, client.actions.reschedule.send_request(message_id, send_time=when))


@command("abort")
@click.argument("message_id")
def abort(session: Session, message_id: str) -> None:
    """Cancel the scheduled message MESSAGE_ID, even in test mode."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        _show(session, client.actions.abort.send_request(message_id))
