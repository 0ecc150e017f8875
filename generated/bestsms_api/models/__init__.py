"""Contains all the data models used in inputs/outputs"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
else:
    _MODULES = {
        "AbortRequest": ".abort_request",
        "ActionResult": ".action_result",
        "Contact": ".contact",
        "ContactGroupCreate": ".contact_group_create",
        "ContactGroupListResult": ".contact_group_list_result",
        "ContactGroupResult": ".contact_group_result",
        "ContactListResult": ".contact_list_result",
        "ContactResult": ".contact_result",
        "ContactWrite": ".contact_write",
        "ContactWriteEditBy": ".contact_write_edit_by",
        "ContactWriteViewBy": ".contact_write_view_by",
        "Destination": ".destination",
        "ErrorResult": ".error_result",
        "File": ".file",
        "Group": ".group",
        "GroupContactCreate": ".group_contact_create",
        "GroupContactListResult": ".group_contact_list_result",
        "GroupContactResult": ".group_contact_result",
        "GroupCreate": ".group_create",
        "GroupCreateViewEditBy": ".group_create_view_edit_by",
        "GroupListResult": ".group_list_result",
        "GroupResult": ".group_result",
        "GroupUpdate": ".group_update",
        "GroupUpdateViewEditBy": ".group_update_view_edit_by",
        "MessageData": ".message_data",
        "MessageDataMode": ".message_data_mode",
        "MessageDataWebhookCallbackFormat": ".message_data_webhook_callback_format",
        "MessageReport": ".message_report",
        "Paging": ".paging",
        "ReceivedMessage": ".received_message",
        "ReceivedWebhook": ".received_webhook",
        "Recipient": ".recipient",
        "ReplyRecipient": ".reply_recipient",
        "ReportPaging": ".report_paging",
        "RescheduleRequest": ".reschedule_request",
        "ResubmitRequest": ".resubmit_request",
        "SeedWebhook": ".seed_webhook",
        "SendResult": ".send_result",
        "SendSMSRequest": ".send_sms_request",
        "SMSReceivedResult": ".sms_received_result",
        "SMSReply": ".sms_reply",
        "SMSReplyResult": ".sms_reply_result",
        "StatusResult": ".status_result",
        "StatusWebhook": ".status_webhook",
        "WebhookCommon": ".webhook_common",
    }

    def __getattr__(name: str) -> object:
        """Import a model the first time its name is used"""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        model = getattr(importlib.import_module(_MODULES[name], __name__), name)
        globals()[name] = model
        return model

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


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
