"""`bestsms send`: send a message, or print what would be sent."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import click

from bestsms_cli.commands.parts import read_text
from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.text import mask_number
from bestsms_cli.terminal.times import AT_HELP, Duration, send_time

if TYPE_CHECKING:
    from bestsms_cli.files.people import Person
    from bestsms_client import BestSMS, Sent, StatusResult

_ASK_ABOVE: Final = 20
allow_option: Final = click.option(
    "--allow",
    multiple=True,
    type=click.Choice(["national_numbers", "past", "unknown_fields", "cut"]),
    help="Allow input that is usually a mistake.",
)
_MAX_RECIPIENTS: Final = 10_000
_USE_A_CAMPAIGN: Final = (
    f"`send` accepts at most {_MAX_RECIPIENTS:,}. For more, use a campaign: bestsms campaign --help"
)


@dataclass
class _Message:
    """A message and its recipients."""

    text: str
    destinations: list[Any]
    groups: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict[str, Any])

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of `send_message`."""
        return {"message": self.text, "destinations": self.destinations, **self.options}


@command("send", epilog="Example: bestsms send 'See you at 8' --to +61491570006 --wait")
@click.argument("text")
@click.option("--to", "numbers", metavar="NUMBER", multiple=True, help="A number, such as +61...")
@click.option("--to-file", metavar="CSV", help="A CSV file of recipients with a header row.")
@click.option("--encoding", help="The encoding of that file (default: UTF-8).")
@click.option("--group", "groups", metavar="CODE", multiple=True, help="The code or id of a group.")
@click.option("--contact", "contacts", metavar="ID", multiple=True, help="The id of a contact.")
@click.option("--attach", "attachments", metavar="FILE", multiple=True, help="A file to attach.")
@click.option("--at", metavar="TIME", help=AT_HELP)
@click.option(
    "--time-zone", metavar="ZONE", help="The time zone of --at, such as Australia/Sydney."
)
@click.option("--reference", help="Your reference, shown in reports.")
@click.option("--from", "from_number", metavar="NUMBER", help="The sender that recipients see.")
@click.option("--region", metavar="CC", help="The country of national numbers, such as AU.")
@allow_option
@click.option("--convert", is_flag=True, help="Convert characters to the GSM alphabet.")
@click.option("--message-id", metavar="ID", help="Your own identifier for the message.")
@click.option("--test", is_flag=True, help="Send in test mode. No handset receives the message.")
@click.option("--wait", is_flag=True, help="Wait until the message is delivered or has failed.")
@click.option("--timeout", type=Duration(), default="10m", help="How long to wait (default: 10m).")
@click.option("--dry-run", is_flag=True, help="Print what would be sent, without sending it.")
@click.option("--price", type=float, help="The price of a message part, for --dry-run.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask for confirmation.")
def send(
    session: Session,
    *,
    text: str,
    numbers: tuple[str, ...],
    to_file: str | None,
    encoding: str | None,
    groups: tuple[str, ...],
    contacts: tuple[str, ...],
    attachments: tuple[str, ...],
    allow: tuple[str, ...],
    at: str | None,
    convert: bool,
    test: bool,
    wait: bool,
    timeout: timedelta,
    dry_run: bool,
    price: float | None,
    yes: bool,
    **options: str | None,
) -> None:
    """Send the message TEXT to one or more recipients.

    If TEXT is `-`, it is read from stdin. The command asks for confirmation before it sends to more
    than 20 recipients, and before the first message from this machine through the live gateway.
    """
    from bestsms_client._http.redaction import mask

    people = _people_of(to_file, encoding) if to_file else []
    session.recipients = [
        *(f"--to {mask_number(number)}" for number in numbers),
        *(f"--contact {mask(contact)}" for contact in contacts),
        *(f"--group {mask(group)}" for group in groups),
        *(f"line {person.line} of {to_file}" for person in people),
    ]
    destinations = [
        *numbers,
        *({"contact_id": contact} for contact in contacts),
        *({"group_id": group} for group in groups),
        *map(dict, people),
    ]
    if not destinations:
        raise click.UsageError("No recipient. Use --to, --to-file, --group or --contact.")
    if len(destinations) > _MAX_RECIPIENTS:
        raise click.UsageError(f"Too many recipients. {_USE_A_CAMPAIGN}")
    chosen: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    if attachments:
        chosen["attachments"] = list(attachments)
    if allow:
        chosen["allow"] = set(allow)
    if convert:
        chosen["character_conversion"] = True
    if test:
        chosen["mode"] = "test"
    if at:
        chosen["send_time"] = send_time(at)
    message = _Message(read_text(text), destinations, groups, chosen)
    if dry_run:
        from bestsms_cli.commands.dry_run import show

        show(session, message.arguments(), None if price is None else Decimal(str(price)))
        return
    _send(session, message, wait=timeout if wait else None, yes=yes, test=test)


def _people_of(path: str, encoding: str | None) -> "list[Person]":
    from bestsms_cli.files.csv_reading import Row
    from bestsms_cli.files.people import read_people

    people: list[Person] = []
    rejected: list[Row] = []
    for person in read_people(path, encoding):
        if isinstance(person, Row):
            rejected.append(person)
        elif len(people) >= _MAX_RECIPIENTS:
            raise click.UsageError(f"{path}: too many recipients. {_USE_A_CAMPAIGN}")
        else:
            people.append(person)
    if rejected:
        lines = "\n".join(f"  line {row.line}: {row.problem}" for row in rejected[:10])
        more = f"\n  ... and {len(rejected) - 10} more" if len(rejected) > 10 else ""
        raise click.UsageError(f"{path} has invalid rows:\n{lines}{more}")
    return people


def _send(
    session: Session, message: _Message, *, wait: timedelta | None, yes: bool, test: bool
) -> None:
    from bestsms_cli.account.connection import connect, find_account
    from bestsms_cli.errors import INTERRUPTED, CommandError
    from bestsms_client import new_message_id

    with ExitStack() as stack:
        if session.sandbox and wait is not None:
            from bestsms_cli.account.running_sandbox import one_for_this_command

            stack.enter_context(one_for_this_command(session))
        account = find_account(session)
        client = stack.enter_context(connect(session, account))
        _ask(client, message, live=not account.local, yes=yes, test=test)
        message_id: str = message.options.setdefault("message_id", new_message_id())
        try:
            sent = client.messaging.sms.send_message(**message.arguments())
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted. The message may have been accepted.",
                hint=f"Before you send it again, ask the gateway: bestsms confirm {message_id}",
                code=INTERRUPTED,
            ) from None
        _report(session, client, sent, wait)


def _ask(client: "BestSMS", message: _Message, *, live: bool, yes: bool, test: bool) -> None:
    from bestsms_cli.account.connection import in_test_mode
    from bestsms_cli.account.first_send import before_live_send
    from bestsms_cli.terminal.prompts import confirm

    live = live and not in_test_mode(test)
    if not yes:
        count = len(message.destinations) - len(message.groups)
        count += sum(_members(client, group) for group in message.groups)
        if count > _ASK_ABOVE:
            confirm(f"Send to {count:,} recipients?", yes=False, refused="Nothing was sent.")
    if live:
        before_live_send(yes=yes)


def _members(client: "BestSMS", group: str) -> int:
    listed = client.addressbook.group_contact.list(group, records_per_page=1)
    return listed.total_records or len(listed.contacts)


def _report(
    session: Session,
    client: "BestSMS",
    sent: "Sent",
    wait: timedelta | None,
) -> None:
    from bestsms_cli.terminal.output import Column, print_record, say

    record: dict[str, Any] = {
        "message_id": sent.message_id,
        "sent": "yes",
        "reconciled": sent.reconciled,
        "test_mode": sent.test_mode,
        "attempts": sent.attempts,
    }
    columns = [Column("message_id", "Message ID")]
    if sent.test_mode:
        columns.append(Column("test_mode", "Test mode"))
    if wait is None:
        print_record(session, record, columns)
        return
    from bestsms_cli.commands.messages import (
        SUMMARY,
        fail_if_not_delivered,
        status_record,
        wait_for,
    )
    from bestsms_cli.errors import INTERRUPTED, CommandError

    say(session, f"Message {sent.message_id} accepted. Waiting for delivery ...")
    try:
        status: StatusResult = wait_for(client, sent.message_id, wait)
    except KeyboardInterrupt:
        raise CommandError(
            f"Interrupted. The message {sent.message_id} was accepted.",
            hint=f"To see its status, run: bestsms status {sent.message_id}",
            code=INTERRUPTED,
        ) from None
    print_record(session, {**record, **status_record(status)}, [*columns, *SUMMARY[1:]])
    fail_if_not_delivered(session, status)
