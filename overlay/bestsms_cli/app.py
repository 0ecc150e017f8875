"""The command `bestsms` and the table of its commands."""

from typing import Final

import click

from bestsms_cli.lazy import Entry, LazyGroup, help_if_alone, shared_options
from bestsms_client import __version__

_MESSAGES: Final = "Messages"
_CAMPAIGNS: Final = "Campaigns"
_PEOPLE: Final = "Address book"
_DEVELOPMENT: Final = "Development"
_ACCOUNT: Final = "Account"

ENTRIES: Final = {
    "send": Entry("send:send", "Send a message to one or more recipients.", _MESSAGES),
    "status": Entry("messages:status", "Show the status of a message.", _MESSAGES),
    "replies": Entry("messages:replies", "List the replies to a message.", _MESSAGES),
    "inbox": Entry("inbox:inbox", "List received messages, or wait for new ones.", _MESSAGES),
    "confirm": Entry("messages:confirm", "Check whether a message was accepted.", _MESSAGES),
    "resubmit": Entry("actions:resubmit", "Resend a failed message.", _MESSAGES),
    "reschedule": Entry("actions:reschedule", "Change the time of a scheduled message.", _MESSAGES),
    "abort": Entry("actions:abort", "Cancel a scheduled message.", _MESSAGES),
    "parts": Entry("parts:parts", "Count the parts of a message.", _MESSAGES),
    "campaign": Entry("campaigns:campaign", "Send one message to many recipients.", _CAMPAIGNS),
    "contacts": Entry("address_book:contacts", "Manage, import and export contacts.", _PEOPLE),
    "groups": Entry("address_book:groups", "Manage groups of contacts.", _PEOPLE),
    "sandbox": Entry("sandbox:sandbox", "Run a local gateway, the sandbox.", _DEVELOPMENT),
    "listen": Entry("listen:listen", "Forward events to a local webhook receiver.", _DEVELOPMENT),
    "trigger": Entry("trigger:trigger", "Post a test event to a webhook receiver.", _DEVELOPMENT),
    "login": Entry("login:login", "Store the auth token of an account.", _ACCOUNT),
    "logout": Entry("login:logout", "Remove a stored auth token.", _ACCOUNT),
    "profiles": Entry(
        "profiles:profiles", "List the stored accounts, or set the default.", _ACCOUNT
    ),
    "doctor": Entry("doctor:doctor", "Check the configuration and the connection.", _ACCOUNT),
    "completion": Entry("completion:completion", "Print a shell completion script.", _ACCOUNT),
}


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"bestsms {__version__}")
        ctx.exit()


@click.group(
    "bestsms",
    cls=LazyGroup,
    entries=ENTRIES,
    epilog="To try it without an account, run `bestsms sandbox`, and in a second terminal "
    "`bestsms send Hello --to +61491570006 --sandbox`.",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Print the version.",
)
@shared_options
@click.pass_context
def app(ctx: click.Context) -> None:
    """Send and track SMS messages with BestSMS."""
    help_if_alone(ctx)
