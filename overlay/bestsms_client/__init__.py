"""Client for the BestSMS REST API v2.04: send SMS messages and track their delivery.

    from bestsms_client import BestSMS

    with BestSMS(token="...") as client:
        sent = client.messaging.sms.send_message(message="Hello", destinations=["+61491570006"])
        status = client.reports.status.wait(sent)

Public names are imported on first use, so `import bestsms_client` is fast.
"""

import logging
from importlib import import_module
from typing import TYPE_CHECKING

from bestsms_client._exports import HOME

__version__ = "0.2.0"

# The public names. `scripts/sync` generates `_exports.py` from this block.
if TYPE_CHECKING:
    from bestsms_api.fields import ContactWriteFields as ContactWriteFields
    from bestsms_api.fields import GroupCreateFields as GroupCreateFields
    from bestsms_api.fields import GroupUpdateFields as GroupUpdateFields
    from bestsms_api.models import ActionResult as ActionResult
    from bestsms_api.models import Contact as Contact
    from bestsms_api.models import ContactGroupListResult as ContactGroupListResult
    from bestsms_api.models import ContactGroupResult as ContactGroupResult
    from bestsms_api.models import ContactListResult as ContactListResult
    from bestsms_api.models import ContactResult as ContactResult
    from bestsms_api.models import Destination as Destination
    from bestsms_api.models import File as File
    from bestsms_api.models import Group as Group
    from bestsms_api.models import GroupContactListResult as GroupContactListResult
    from bestsms_api.models import GroupContactResult as GroupContactResult
    from bestsms_api.models import GroupListResult as GroupListResult
    from bestsms_api.models import GroupResult as GroupResult
    from bestsms_api.models import ReceivedMessage as ReceivedMessage
    from bestsms_api.models import Recipient as Recipient
    from bestsms_api.models import ReplyRecipient as ReplyRecipient
    from bestsms_api.models import SendResult as SendResult
    from bestsms_api.models import SMSReceivedResult as SMSReceivedResult
    from bestsms_api.models import SMSReply as SMSReply
    from bestsms_api.models import SMSReplyResult as SMSReplyResult
    from bestsms_api.models import StatusResult as StatusResult
    from bestsms_client._allow import Allow as Allow
    from bestsms_client._async.client import AsyncBestSMS as AsyncBestSMS
    from bestsms_client._caps import Caps as Caps
    from bestsms_client._http.retry import Attempt as Attempt
    from bestsms_client._http.retry import RetryPolicy as RetryPolicy
    from bestsms_client._message.bulk import BulkResult as BulkResult
    from bestsms_client._message.identifiers import new_message_id as new_message_id
    from bestsms_client._message.merge_fields import Range as Range
    from bestsms_client._message.options import BulkOptions as BulkOptions
    from bestsms_client._message.options import MessageOptions as MessageOptions
    from bestsms_client._message.parts import PartCount as PartCount
    from bestsms_client._message.parts import count_parts as count_parts
    from bestsms_client._message.preview import Preview as Preview
    from bestsms_client._message.preview import Price as Price
    from bestsms_client._message.preview import Rendering as Rendering
    from bestsms_client._message.recipients import Problem as Problem
    from bestsms_client._message.recipients import RecipientFields as RecipientFields
    from bestsms_client._message.recipients import RecipientWireFields as RecipientWireFields
    from bestsms_client._message.sent import Lookup as Lookup
    from bestsms_client._message.sent import Sent as Sent
    from bestsms_client._received.cursor import Followed as Followed
    from bestsms_client._sync.client import BestSMS as BestSMS
    from bestsms_client.errors import APIError as APIError
    from bestsms_client.errors import AttachmentError as AttachmentError
    from bestsms_client.errors import AuthenticationError as AuthenticationError
    from bestsms_client.errors import BadRequestError as BadRequestError
    from bestsms_client.errors import BestSMSError as BestSMSError
    from bestsms_client.errors import ConfigurationError as ConfigurationError
    from bestsms_client.errors import DecodeError as DecodeError
    from bestsms_client.errors import DeduplicationError as DeduplicationError
    from bestsms_client.errors import InvalidRequestError as InvalidRequestError
    from bestsms_client.errors import MessageWarning as MessageWarning
    from bestsms_client.errors import ModeError as ModeError
    from bestsms_client.errors import NoAnswerError as NoAnswerError
    from bestsms_client.errors import NotFoundError as NotFoundError
    from bestsms_client.errors import NotSentError as NotSentError
    from bestsms_client.errors import RateLimitError as RateLimitError
    from bestsms_client.errors import SendUncertainError as SendUncertainError
    from bestsms_client.errors import ServerError as ServerError
    from bestsms_client.errors import UnverifiedLimitWarning as UnverifiedLimitWarning
    from bestsms_client.errors import WaitTimeoutError as WaitTimeoutError
    from bestsms_client.errors import WebhookError as WebhookError
    from bestsms_client.errors import WebhookSecretError as WebhookSecretError

logging.getLogger(__name__).addHandler(logging.NullHandler())


if not TYPE_CHECKING:  # so that type checkers report unknown names

    def __getattr__(name: str) -> object:
        if name == "__all__":
            return sorted(HOME)
        if name not in HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(HOME[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *HOME, "__all__"})
