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
    "send": Entry("send:send", "Send a text to one or more recipients.", _MESSAGES),
    "status": Entry("messages:status", "Show how far a message is.", _MESSAGES),
    "replies": Entry("messages:replies", "List the replies to a message.", _MESSAGES),
    "inbox": Entry("inbox:inbox", "List received messages, or follow them.", _MESSAGES),
    "confirm": Entry("messages:confirm", "Ask whether a message was accepted.", _MESSAGES),
    "resubmit": Entry("actions:resubmit", "Send a failed message again.", _MESSAGES),
    "reschedule": Entry("actions:reschedule", "Move a delayed message.", _MESSAGES),
    "abort": Entry("actions:abort", "Cancel a delayed message.", _MESSAGES),
    "parts": Entry("parts:parts", "Count the parts of a text.", _MESSAGES),
    "campaign": Entry("campaigns:campaign", "Send to very many people.", _CAMPAIGNS),
    "contacts": Entry("address_book:contacts", "Contacts: list, change, import, export.", _PEOPLE),
    "groups": Entry("address_book:groups", "Groups of contacts, and their members.", _PEOPLE),
    "sandbox": Entry("sandbox:sandbox", "Run a gateway on this machine.", _DEVELOPMENT),
    "listen": Entry("listen:listen", "Deliver events to a receiver on this machine.", _DEVELOPMENT),
    "trigger": Entry("trigger:trigger", "Post one event to a receiver.", _DEVELOPMENT),
    "login": Entry("login:login", "Store the auth token of an account.", _ACCOUNT),
    "logout": Entry("login:logout", "Remove a stored auth token.", _ACCOUNT),
    "profiles": Entry("profiles:profiles", "List the stored accounts, or choose one.", _ACCOUNT),
    "doctor": Entry("doctor:doctor", "Check the configuration and the connection.", _ACCOUNT),
    "completion": Entry("completion:completion", "Print a script for your shell.", _ACCOUNT),
}


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"bestsms {__version__}")
        ctx.exit()


@click.group(
    "bestsms",
    cls=LazyGroup,
    entries=ENTRIES,
    epilog="Try it without an account: run `bestsms sandbox`, then `bestsms send Hello "
    "--to +61491570006 --sandbox`.",
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
    """Send SMS messages with BestSMS and follow them, from the terminal."""
    help_if_alone(ctx)
