"""The subcommands of `bestsms campaign`, except `run`."""

import re
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bestsms_cli.commands.parts import read_text
from bestsms_cli.commands.send import allow_option
from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import Column, print_json, print_record, say
from bestsms_cli.terminal.prompts import confirm
from bestsms_cli.terminal.text import clean
from bestsms_cli.terminal.times import AT_HELP, send_time
from bestsms_cli.wording import in_cli_terms

if TYPE_CHECKING:
    from bestsms_campaign import Campaign, Plan, QuietHours

COUNTS: Final = ("queued", "sent", "delivered", "failed", "unknown", "suppressed", "rows")
COLUMNS: Final = (
    Column("name", "Campaign"),
    Column("state", "State"),
    Column("finished", "Finished"),
    Column("rows", "Recipients"),
    Column("queued", "Not sent yet"),
    Column("sent", "Sent"),
    Column("delivered", "Delivered"),
    Column("failed", "Failed"),
    Column("unknown", "Unknown"),
    Column("suppressed", "Suppressed"),
    Column("rejected", "Rows rejected"),
    Column("duplicates", "Duplicates"),
)
_PLAN: Final = (
    Column("recipients", "Recipients"),
    Column("requests", "Requests"),
    Column("parts", "Parts"),
    Column("price", "Price"),
    Column("rejected", "Rows rejected"),
    Column("duplicates", "Duplicates"),
    Column("suppressed", "Suppressed"),
)
_MAX_SHOWN: Final = 20
_QUIET: Final = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d),(.+)")
JOURNAL: Final = click.argument("journal", type=click.Path(dir_okay=False, path_type=Path))


def open_campaign(journal: Path) -> "Campaign":
    """Open the campaign of a journal file."""
    from bestsms_campaign import Campaign

    return Campaign.open(journal)


def status_record(campaign: "Campaign") -> dict[str, Any]:
    """Return the status of a campaign as a JSON object."""
    status = campaign.status()
    return {
        "name": status.name,
        "state": status.state,
        "finished": status.finished,
        **{name: getattr(status.counts, name) for name in COUNTS},
        "rejected": status.rejected,
        "duplicates": status.duplicates,
    }


@command(
    "create",
    online=False,
    epilog="Example: bestsms campaign create spring.db 'Hi [[Attention]]' --to-file people.csv",
)
@JOURNAL
@click.argument("text")
@click.option(
    "--to-file", metavar="CSV", required=True, help="The recipients. The file needs a header row."
)
@click.option("--encoding", default="utf-8", help="The encoding of that file (default: UTF-8).")
@click.option(
    "--per-request",
    type=click.IntRange(1),
    metavar="N",
    default=1000,
    help="Recipients per request (default: 1000).",
)
@click.option("--rate", type=float, help="The maximum number of recipients per second.")
@click.option("--quiet-hours", metavar="HH:MM-HH:MM,ZONE", help="When not to send.")
@click.option("--suppression", metavar="FILE", help="A suppression list, created if missing.")
@click.option("--attach", "attachments", metavar="FILE", multiple=True, help="A file to attach.")
@click.option("--at", metavar="TIME", help=AT_HELP)
@click.option(
    "--time-zone", metavar="ZONE", help="The time zone of --at, such as Australia/Sydney."
)
@click.option("--reference", help="Your reference, shown in reports.")
@click.option("--from", "from_number", metavar="NUMBER", help="The sender that recipients see.")
@click.option("--region", metavar="CC", help="The country of national numbers, such as AU.")
@allow_option
@click.option("--test", is_flag=True, help="Send in test mode. No handset receives the message.")
def create(
    session: Session,
    journal: Path,
    text: str,
    *,
    to_file: str,
    encoding: str,
    per_request: int,
    rate: float | None,
    quiet_hours: str | None,
    suppression: str | None,
    attachments: tuple[str, ...],
    allow: tuple[str, ...],
    at: str | None,
    test: bool,
    **options: Any,
) -> None:
    """Create a campaign and write it to the new file JOURNAL.

    If TEXT is `-`, it is read from stdin. Every row of the CSV file is checked. Nothing is sent
    until you run `bestsms campaign run`.
    """
    from bestsms_campaign import Campaign, CampaignError, SuppressionList

    chosen: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    if allow:
        chosen["allow"] = set(allow)
    if at:
        chosen["send_time"] = send_time(at)
    try:
        campaign = Campaign.create(
            journal,
            message=read_text(text),
            recipients=to_file,
            encoding=encoding,
            per_request=per_request,
            rate=rate,
            quiet_hours=_quiet(quiet_hours),
            suppression=SuppressionList(suppression) if suppression else None,
            attachments=list(attachments) or None,
            mode="test" if test else None,
            **chosen,
        )
    except CampaignError as error:
        _name_lines(error, to_file, encoding)
        raise
    with campaign:
        _show_rejects(session, campaign)
        print_record(session, status_record(campaign), COLUMNS)
    say(session, f"To review it: bestsms campaign plan {journal}")
    say(session, f"To send it:   bestsms campaign run {journal}")


def _quiet(text: str | None) -> "QuietHours | None":
    if text is None:
        return None
    from bestsms_campaign import QuietHours

    found = _QUIET.fullmatch(text)
    if found is None:
        raise click.UsageError(
            f"--quiet-hours: '{text}' is not valid. Use the form 20:00-08:00,Australia/Sydney."
        )
    return QuietHours(*found.groups())


def _name_lines(error: Exception, path: str, encoding: str) -> None:
    """List the lines of a file that cannot be read, if that is the error."""
    if "CSV" not in str(error) and "encoding" not in str(error):
        return
    from bestsms_cli.files.csv_reading import read_rows

    with read_rows(path, encoding) as rows:
        for row in islice((row for row in rows if row.problem), _MAX_SHOWN):
            click.echo(f"line {row.line}: {row.problem}", err=True)


def _show_rejects(session: Session, campaign: "Campaign") -> None:
    for number, reject in enumerate(campaign.rejects()):
        if session.json:
            print_json({"line": reject.line, "rejected": reject.reason})
        elif number < _MAX_SHOWN:
            click.echo(f"line {reject.line}: {clean(in_cli_terms(reject.reason))}", err=True)
        else:
            say(session, "... and more. To list all, run: bestsms campaign report")
            return


@command("plan", online=False)
@JOURNAL
@click.option("--price", type=float, help="The price of a message part.")
def plan(session: Session, journal: Path, price: float | None) -> None:
    """Show what the campaign JOURNAL would send, and the total price."""
    with open_campaign(journal) as campaign:
        found = campaign.plan(None if price is None else Decimal(str(price)))
    print_record(session, _plan_record(found, as_json=session.json), _PLAN)
    for warning in found.warnings:
        say(session, f"Warning: {clean(in_cli_terms(warning))}")


def _plan_record(found: "Plan", *, as_json: bool) -> dict[str, Any]:
    parts: Any = {"least": found.parts.least, "most": found.parts.most}
    price: Any = None
    if found.price is not None:
        most = found.price.most
        price = {"least": str(found.price.least), "most": None if most is None else str(most)}
    if not as_json:
        parts, price = _span(parts), price and _span(price)
    return {
        "recipients": found.recipients,
        "requests": found.chunks,
        "parts": parts,
        "price": price,
        "rejected": found.rejected,
        "duplicates": found.duplicates,
        "suppressed": found.suppressed,
        "warnings": list(found.warnings),
    }


def _span(span: dict[str, Any]) -> str:
    least, most = span["least"], span["most"]
    if most is None:
        return f"at least {least}"
    return str(least) if least == most else f"{least} to {most}"


@command("status")
@JOURNAL
@click.option("--refresh", is_flag=True, help="Fetch delivery results from the gateway first.")
def status(session: Session, journal: Path, *, refresh: bool) -> None:
    """Show the status of the campaign JOURNAL."""
    with open_campaign(journal) as campaign:
        if refresh:
            from bestsms_cli.account.connection import connect

            with connect(session) as client:
                campaign.poll(client)
        print_record(session, status_record(campaign), COLUMNS)


@command("pause", online=False)
@JOURNAL
def pause(session: Session, journal: Path) -> None:
    """Pause the campaign JOURNAL. A run in another terminal ends."""
    with open_campaign(journal) as campaign:
        campaign.pause()
        print_record(session, status_record(campaign), COLUMNS)
    say(session, f"To resume it: bestsms campaign resume {journal}")


@command("resume", online=False)
@JOURNAL
def resume(session: Session, journal: Path) -> None:
    """Resume the paused campaign JOURNAL, so that it can be run again."""
    with open_campaign(journal) as campaign:
        campaign.resume()
        print_record(session, status_record(campaign), COLUMNS)
    say(session, f"To send it: bestsms campaign run {journal}")


@command("cancel")
@JOURNAL
@click.option("--yes", "-y", is_flag=True, help="Do not ask for confirmation.")
def cancel(session: Session, journal: Path, *, yes: bool) -> None:
    """Cancel the campaign JOURNAL. Nothing more is sent, and scheduled messages are aborted."""
    from bestsms_cli.account.connection import connect

    with open_campaign(journal) as campaign:
        confirm(f"Cancel the campaign '{campaign.status().name}'?", yes=yes)
        with connect(session) as client:
            campaign.cancel(client)
        print_record(session, status_record(campaign), COLUMNS)


@command("report", online=False)
@JOURNAL
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def report(session: Session, journal: Path, file: Path, *, force: bool) -> None:
    """Write the result of each row of the campaign JOURNAL to the CSV file FILE."""
    if file.exists() and not force:
        raise click.UsageError(f"{file} already exists. To replace it, add --force.")
    with open_campaign(journal) as campaign:
        campaign.report(file)
    print_record(session, {"file": str(file)}, (Column("file", "File"),))
