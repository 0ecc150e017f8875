"""The group of commands `bestsms campaign`."""

from typing import Final

import click

from bestsms_cli.lazy import Entry, LazyGroup, help_if_alone, shared_options

CAMPAIGN: Final = {
    "create": Entry("campaign:create", "Check a file of recipients and prepare a campaign."),
    "plan": Entry("campaign:plan", "Show recipients, parts and price."),
    "run": Entry("campaign_run:run", "Send what is not sent yet."),
    "status": Entry("campaign:status", "Show how far a campaign is."),
    "pause": Entry("campaign:pause", "Stop sending, from another terminal."),
    "resume": Entry("campaign:resume", "Allow a paused campaign to be run."),
    "cancel": Entry("campaign:cancel", "End a campaign, and abort what is delayed."),
    "report": Entry("campaign:report", "Write a CSV file with the result of each row."),
}


@click.group("campaign", cls=LazyGroup, entries=CAMPAIGN)
@shared_options
@click.pass_context
def campaign(ctx: click.Context) -> None:
    """Send one text to very many people, in as many runs as it takes.

    A campaign is a file, its journal. You may interrupt a run at any moment: the next one goes on,
    and nobody is sent to twice.
    """
    help_if_alone(ctx)
