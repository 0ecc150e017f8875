"""The errors of campaigns, a branch of the tree in `bestsms_client.errors`.

BestSMSError
+-- CampaignError           a campaign cannot do what was asked
    +-- JournalError        its journal cannot be opened, read or written
    +-- LeaseLostError      another worker has taken the chunk over
"""

from bestsms_client import BestSMSError


class CampaignError(BestSMSError):
    """A campaign cannot do what was asked. `.sent` says whether a message was accepted."""


class JournalError(CampaignError):
    """The journal cannot be opened, read or written.

    No chunk leaves before the journal says so; one that left and could not be noted is looked for
    by its message id in the next run.
    """


class LeaseLostError(CampaignError):
    """Another worker has taken the chunk over; this one sends nothing."""
