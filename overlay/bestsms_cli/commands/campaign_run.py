"""`bestsms campaign run`: send, show the progress, and print how to continue when interrupted."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bestsms_cli.commands.campaign import COLUMNS, JOURNAL, open_campaign, status_record
from bestsms_cli.lazy import command
from bestsms_cli.session import Session
from bestsms_cli.terminal.output import print_json, print_record
from bestsms_cli.terminal.text import clean, shows_colour
from bestsms_cli.wording import in_cli_terms

if TYPE_CHECKING:
    from bestsms_campaign import Campaign, Counts
    from bestsms_campaign import Progress as CampaignProgress

_ASK_ABOVE: Final = 20
_LOG_EVERY: Final = 10.0  # seconds between two lines if stderr is not a terminal


@command("run", epilog="Example: bestsms campaign run spring.db")
@JOURNAL
@click.option("--yes", "-y", is_flag=True, help="Do not ask for confirmation.")
def run(session: Session, journal: Path, *, yes: bool) -> None:
    """Send what the campaign JOURNAL has not sent yet.

    You can press Ctrl-C and run the same command again to continue. No recipient gets the message
    twice. The exit code is 1 if a recipient has failed, and 3 if the outcome of a request is
    unknown.
    """
    from bestsms_campaign import CampaignError
    from bestsms_cli.account.connection import connect, find_account
    from bestsms_cli.errors import FAILED, INTERRUPTED, UNKNOWN, CommandError
    from bestsms_client import BestSMSError

    account = find_account(session)
    with open_campaign(journal) as campaign, connect(session, account) as client:
        _ask(campaign, live=not account.local, test=client.test_mode, yes=yes)
        try:
            with _display(session) as show:
                for progress in campaign.run(client):
                    show(progress)
        except KeyboardInterrupt:
            _after_interrupt(session, campaign)
            raise CommandError(
                "Interrupted.", hint=f"To continue: {_again(session, journal)}", code=INTERRUPTED
            ) from None
        except CampaignError:
            raise
        except BestSMSError as error:
            print_record(session, status_record(campaign), COLUMNS)
            error.add_note(f"To continue: {_again(session, journal)}")
            raise
        record = status_record(campaign)
    print_record(session, record, COLUMNS)
    if record["unknown"]:
        raise click.exceptions.Exit(UNKNOWN)
    if record["failed"]:
        raise click.exceptions.Exit(FAILED)


def _ask(campaign: "Campaign", *, live: bool, test: bool, yes: bool) -> None:
    from bestsms_cli.account.first_send import before_live_send
    from bestsms_cli.terminal.prompts import confirm

    counts = campaign.status().counts
    count = counts.queued + counts.unknown
    if count > _ASK_ABOVE:
        confirm(f"Send to {count:,} recipients?", yes=yes, refused="Nothing was sent.")
    if count and live and not test:
        before_live_send(yes=yes)


def _again(session: Session, journal: Path) -> str:
    profile = f" --profile {session.profile}" if session.profile else ""
    sandbox = " --sandbox" if session.sandbox else ""
    return f"bestsms campaign run {journal}{profile}{sandbox}"


def _after_interrupt(session: Session, campaign: "Campaign") -> None:
    """Print how many recipients were sent to, were not, or have an unknown outcome."""
    if session.json:
        print_json(status_record(campaign))
        return
    counts = campaign.status().counts
    sent = counts.sent + counts.delivered
    for number, what in (
        (sent, "sent"),
        (counts.failed, "failed"),
        (counts.suppressed, "suppressed"),
        (counts.queued, "not sent"),
        (counts.unknown, "unknown: the next run asks the gateway before it sends again"),
    ):
        if number or what in ("sent", "not sent"):
            click.echo(f"{number:>12,} {what}", err=True)


@contextmanager
def _display(session: Session) -> "Generator[Callable[[CampaignProgress], None]]":
    if session.json:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield _Log().show


class _Log:
    """Prints a progress line from time to time, if stderr is not a terminal."""

    def __init__(self) -> None:
        self._last = -_LOG_EVERY

    def show(self, progress: "CampaignProgress") -> None:
        """Print the progress if the last line is old or there is an error."""
        now = time.monotonic()
        if now - self._last >= _LOG_EVERY or progress.trouble:
            self._last = now
            click.echo(clean(in_cli_terms(str(progress))), err=True)


@contextmanager
def _bar() -> "Generator[Callable[[CampaignProgress], None]]":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True, no_color=not shows_colour(True), highlight=False)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(progress: "CampaignProgress") -> None:
            counts: Counts = progress.counts
            bar.update(
                task,
                completed=counts.settled,
                total=counts.rows,
                description=_words(progress),
            )
            if progress.trouble:
                console.print(clean(in_cli_terms(progress.trouble)), markup=False)

        yield show


def _words(progress: "CampaignProgress") -> str:
    words = [f"{progress.rate:,.0f} per second"] if progress.rate else []
    if progress.waiting:
        words.append(f"waiting for {progress.waiting:,.0f} s")
    elif progress.seconds_left:
        words.append(f"{progress.seconds_left:,.0f} s left")
    return ", ".join(words)
