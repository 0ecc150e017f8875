"""`bestsms resubmit`, `reschedule` and `abort`: change a message that was sent earlier."""

from typing import TYPE_CHECKING, Final

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import Column, print_record, record_of
from bestsms_cli.terminal.times import send_time

if TYPE_CHECKING:
    from bestsms_client import ActionResult

KEYS: Final = ("message_id", "action", "status", "job_num")
_COLUMNS: Final = (
    Column("message_id", "Message ID"),
    Column("action", "Action"),
    Column("status", "Status"),
)
_ZONE = "The zone of your account, for --at +2h."


def _show(session: Session, result: "ActionResult") -> None:
    print_record(session, record_of(result, KEYS), _COLUMNS)


@command("resubmit")
@click.argument("message_id")
@click.option("--at", metavar="TIME", help="When: 2030-01-31T09:00 or +2h. Now if not given.")
@click.option("--account-time-zone", metavar="ZONE", help=_ZONE)
@click.option("--yes", "-y", is_flag=True, help="Send without asking.")
def resubmit(
    session: Session, message_id: str, *, at: str | None, account_time_zone: str | None, yes: bool
) -> None:
    """Send the failed message MESSAGE_ID again, to the recipients that it did not reach."""
    from bestsms_cli.account.connection import connect, find_account
    from bestsms_cli.account.first_send import before_live_send

    account = find_account(session)
    if not account.local:
        before_live_send(yes=yes)
    with connect(session, account, account_timezone=account_time_zone) as client:
        _show(session, client.actions.resubmit.send_request(message_id, send_time=send_time(at)))


@command("reschedule")
@click.argument("message_id")
@click.option("--at", metavar="TIME", required=True, help="When: 2030-01-31T09:00 or +2h.")
@click.option("--account-time-zone", metavar="ZONE", help=_ZONE)
def reschedule(
    session: Session, message_id: str, *, at: str, account_time_zone: str | None
) -> None:
    """Move the delayed message MESSAGE_ID to another time."""
    from bestsms_cli.account.connection import connect

    when = send_time(at)
    assert when is not None
    with connect(session, account_timezone=account_time_zone) as client:
        _show(session, client.actions.reschedule.send_request(message_id, send_time=when))


@command("abort")
@click.argument("message_id")
def abort(session: Session, message_id: str) -> None:
    """Cancel the delayed message MESSAGE_ID. In test mode too."""
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        _show(session, client.actions.abort.send_request(message_id))
