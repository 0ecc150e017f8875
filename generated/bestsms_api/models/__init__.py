"""Contains all the data models used in inputs/outputs"""

from .abort_request import AbortRequest
from .action_result import ActionResult
from .contact import Contact
from .contact_group_create import ContactGroupCreate
from .contact_group_list_result import ContactGroupListResult
from .contact_group_result import ContactGroupResult
from .contact_list_result import ContactListResult
from .contact_result import ContactResult
from .contact_write import ContactWrite
from .contact_write_edit_by import ContactWriteEditBy
from .contact_write_view_by import ContactWriteViewBy
from .destination import Destination
from .error_result import ErrorResult
from .file import File
from .group import Group
from .group_contact_create import GroupContactCreate
from .group_contact_list_result import GroupContactListResult
from .group_contact_result import GroupContactResult
from .group_create import GroupCreate
from .group_create_view_edit_by import GroupCreateViewEditBy
from .group_list_result import GroupListResult
from .group_result import GroupResult
from .group_update import GroupUpdate
from .group_update_view_edit_by import GroupUpdateViewEditBy
from .message_data import MessageData
from .message_data_mode import MessageDataMode
from .message_data_webhook_callback_format import MessageDataWebhookCallbackFormat
from .message_report import MessageReport
from .paging import Paging
from .received_message import ReceivedMessage
from .received_webhook import ReceivedWebhook
from .recipient import Recipient
from .reply_recipient import ReplyRecipient
from .report_paging import ReportPaging
from .reschedule_request import RescheduleRequest
from .resubmit_request import ResubmitRequest
from .seed_webhook import SeedWebhook
from .send_result import SendResult
from .send_sms_request import SendSMSRequest
from .sms_received_result import SMSReceivedResult
from .sms_reply import SMSReply
from .sms_reply_result import SMSReplyResult
from .status_result import StatusResult
from .status_webhook import StatusWebhook
from .webhook_common import WebhookCommon

__all__ = (
    "AbortRequest",
    "ActionResult",
    "Contact",
    "ContactGroupCreate",
    "ContactGroupListResult",
    "ContactGroupResult",
    "ContactListResult",
    "ContactResult",
    "ContactWrite",
    "ContactWriteEditBy",
    "ContactWriteViewBy",
    "Destination",
    "ErrorResult",
    "File",
    "Group",
    "GroupContactCreate",
    "GroupContactListResult",
    "GroupContactResult",
    "GroupCreate",
    "GroupCreateViewEditBy",
    "GroupListResult",
    "GroupResult",
    "GroupUpdate",
    "GroupUpdateViewEditBy",
    "MessageData",
    "MessageDataMode",
    "MessageDataWebhookCallbackFormat",
    "MessageReport",
    "Paging",
    "ReceivedMessage",
    "ReceivedWebhook",
    "Recipient",
    "ReplyRecipient",
    "ReportPaging",
    "RescheduleRequest",
    "ResubmitRequest",
    "SeedWebhook",
    "SendResult",
    "SendSMSRequest",
    "SMSReceivedResult",
    "SMSReply",
    "SMSReplyResult",
    "StatusResult",
    "StatusWebhook",
    "WebhookCommon",
)
