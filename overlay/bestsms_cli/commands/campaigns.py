"""The command group `bestsms campaign`."""

from typing import Final

import click

from bestsms_cli.lazy import Entry, LazyGroup, help_if_alone, shared_options

CAMPAIGN: Final = {
    "create": Entry("campaign:create", "Create a campaign from a CSV file of recipients."),
    "plan": Entry("campaign:plan", "Show recipients, parts and price."),
    "run": Entry("campaign_run:run", "Start or continue sending."),
    "status": Entry("campaign:status", "Show the status of a campaign."),
    "pause": Entry("campaign:pause", "Pause a campaign that runs in another terminal."),
    "resume": Entry("campaign:resume", "Resume a paused campaign."),
    "cancel": Entry("campaign:cancel", "Cancel a campaign and abort scheduled messages."),
    "report": Entry("campaign:report", "Write a CSV file with the result of each row."),
}


@click.group("campaign", cls=LazyGroup, entries=CAMPAIGN)
@shared_options
@click.pass_context
def campaign(ctx: click.Context) -> None:
    """Send one message to many recipients.

    A campaign is stored in a file, its journal. You can interrupt a run at any time and continue it
    later. No recipient gets the message twice.
    """
    help_if_alone(ctx)
