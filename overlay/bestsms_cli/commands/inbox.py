"""`bestsms inbox`: list received messages and wait for new ones."""

import sys
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import LIMIT_HELP, Column, print_records, record_of, say
from bestsms_cli.terminal.times import Duration

if TYPE_CHECKING:
    from bestsms_client import BestSMS

_PAGE: Final = 999
KEYS: Final = (
    "received_id", "from_", "message_text", "received_time_local", "received_time_utc",
    "message_id", "contact_id", "sub_account", "department",
)  # fmt: skip
_COLUMNS: Final = (
    Column("received_time_local", "Received"),
    Column("from", "From", number=True),
    Column("message_text", "Text"),
    Column("message_id", "In reply to"),
)


@command("inbox", epilog="Example: bestsms inbox --follow --cursor inbox.cursor --json")
@click.option(
    "--since", type=Duration(), default="24h", help="How far to look back (default: 24h)."
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", default=100, help=LIMIT_HELP)
@click.option("--follow", is_flag=True, help="Wait for new messages until Ctrl-C.")
@click.option(
    "--cursor",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --follow: store the position in FILE and continue from it.",
)
def inbox(
    session: Session, *, since: timedelta, limit: int, follow: bool, cursor: Path | None
) -> None:
    """List received messages, newest first.

    With --follow, list them oldest first, then print new messages as they arrive.
    """
    if cursor and not follow:
        raise click.UsageError("--cursor requires --follow.")
    from bestsms_cli.account.connection import connect

    with connect(session) as client:
        if follow:
            _follow(session, client, since, cursor)
            return
        minutes = max(1, round(since.total_seconds() / 60))
        page = min(limit, _PAGE)
        messages = client.reports.sms_received.iter(time_period=minutes, records_per_page=page)
        records = (record_of(one, KEYS) for one in islice(messages, limit))
        count = print_records(session, _COLUMNS, records)
    if not count:
        say(session, "No messages were received in the period of --since (24h by default).")
    elif count == limit:
        say(session, f"Showing the latest {limit:,}. For more, use --limit.")


def _follow(session: Session, client: "BestSMS", since: timedelta, path: Path | None) -> None:
    cursor = _read_cursor(path) if path else None
    say(session, "Waiting for messages. Press Ctrl-C to stop.")
    start = datetime.now(UTC) - since
    for received in client.reports.sms_received.follow(since=start, cursor=cursor):
        record = record_of(received.message, KEYS)
        print_records(session, _COLUMNS, [record], heading=False)
        sys.stdout.flush()
        if path:
            _write_cursor(path, received.cursor)


def _read_cursor(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def _write_cursor(path: Path, cursor: str) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.touch(mode=0o600)
    draft.write_text(f"{cursor}\n", encoding="utf-8")
    draft.replace(path)
