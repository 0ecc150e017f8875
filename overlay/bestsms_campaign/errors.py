"""The errors of campaigns, which extend the tree in `bestsms_client.errors`.

BestSMSError
+-- CampaignError           an argument or the state of the campaign does not allow the operation
    +-- JournalError        the journal cannot be opened, read or written
    +-- LeaseLostError      another worker may have taken over the chunk
"""

from bestsms_client import BestSMSError


class CampaignError(BestSMSError):
    """Raised when an argument or the state of a campaign does not allow the operation.

    `.sent` says whether a message was sent.
    """


class JournalError(CampaignError):
    """Raised when the journal cannot be opened, read or written.

    The journal records each chunk before it is sent. If its outcome cannot be recorded, the
    next run asks the gateway for the chunk by its message id.
    """


class LeaseLostError(CampaignError):
    """Raised when the lease of a chunk has expired, so that another worker may have taken it over.

    Nothing was sent.
    """
