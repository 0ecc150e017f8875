"""Campaigns: send one message to very many recipients, from one host or several.

    from bestsms_campaign import Campaign
    from bestsms_client import BestSMS

    campaign = Campaign.create("spring.db", message="Hi [[Attention]]", recipients="people.csv")
    print(campaign.plan())
    with BestSMS() as client:
        for progress in campaign.run(client):
            print(progress)

You can interrupt a run at any time and run it again. Each recipient is sent to exactly once.
"""

from bestsms_campaign._journal.counts import Counts
from bestsms_campaign._journal.journal import Suppression
from bestsms_campaign.campaign import Campaign
from bestsms_campaign.chunks import ChunkResult, lease_guard, send_chunk
from bestsms_campaign.clock import Clock
from bestsms_campaign.delivery import Cancelled
from bestsms_campaign.errors import CampaignError, JournalError, LeaseLostError
from bestsms_campaign.progress import Plan, Progress, Reject, Status
from bestsms_campaign.quiet_hours import QuietHours
from bestsms_campaign.suppression import SuppressionList, opts_out

__all__ = [
    "Campaign",
    "CampaignError",
    "Cancelled",
    "ChunkResult",
    "Clock",
    "Counts",
    "JournalError",
    "LeaseLostError",
    "Plan",
    "Progress",
    "QuietHours",
    "Reject",
    "Status",
    "Suppression",
    "SuppressionList",
    "lease_guard",
    "opts_out",
    "send_chunk",
]
