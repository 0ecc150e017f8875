"""Replies as nested models, and as the flat list of the vendor's documentation."""

from typing import Any

import pytest

from bestsms_api.models import SMSReceivedResult, SMSReplyResult
from bestsms_client._received.vendor_view import (
    SMSReceivedMessage,
    SMSSentMessage,
    received_messages,
    sent_message,
)


def reply(number: str, text: str | None, second: int = 3) -> dict[str, Any]:
    return {
        "ReceivedTimeLocal": f"2019-12-01 14:02:0{second}",
        "ReceivedTimeUTC": f"2019-12-01 03:02:0{second}",
        "From": number,
        "MessageText": text,
    }


def result(*recipients: dict[str, Any]) -> SMSReplyResult:
    return SMSReplyResult.from_dict({
        "Result": "Success", "MessageID": "ID123456", "Status": "Completed",
        "Recipients": list(recipients),
    })  # fmt: skip


RECIPIENT: dict[str, Any] = {
    "Destination": "+61491570006",
    "SentTimeLocal": "2019-12-01 14:02:03",
    "SentTimeUTC": "2019-12-01 03:02:03",
    "MessageText": "This is an outbound message sent via API.",
    "SMSReplies": [reply("+61491570006", "first"), reply("+61491570006", "second", 4)],
}
OTHER = {
    **RECIPIENT,
    "Destination": "+61491570156",
    "MessageText": "other",
    "SMSReplies": [reply("+61491570156", "third", 2)],
}


def test_sent_message() -> None:
    assert sent_message(result(RECIPIENT, OTHER)) == SMSSentMessage(
        date="2019-12-01 14:02:03",
        destination="+61491570006",
        message_text="This is an outbound message sent via API.",
    )
    assert sent_message(result()) is None
    assert sent_message(result({})) == SMSSentMessage(date="", destination="", message_text="")


def test_received_messages_of_a_message() -> None:
    nested = result(RECIPIENT, OTHER)
    flat = received_messages(nested)
    assert [(one.date[-2:], one.from_, one.message_text) for one in flat] == [
        ("03", "+61491570006", "first"),
        ("04", "+61491570006", "second"),
        ("02", "+61491570156", "third"),
    ]
    assert nested.recipients[1].sms_replies
    assert nested.recipients[1].sms_replies[0].message_text == flat[2].message_text


@pytest.mark.parametrize("replies", [None, []])
def test_no_replies_yet(replies: list[Any] | None) -> None:
    assert received_messages(result({**RECIPIENT, "SMSReplies": replies})) == []


def test_received_messages_of_the_account() -> None:
    messages = [reply("+61491570006", "newest"), reply("+61491570156", None, 1)]
    received = SMSReceivedResult.from_dict({"Result": "Success", "Messages": messages})
    assert received_messages(received) == [
        SMSReceivedMessage(date="2019-12-01 14:02:03", from_="+61491570006", message_text="newest"),
        SMSReceivedMessage(date="2019-12-01 14:02:01", from_="+61491570156", message_text=""),
    ]


def test_the_reprs_show_no_text_or_number() -> None:
    shown = repr([sent_message(result(RECIPIENT)), *received_messages(result(RECIPIENT))])
    assert "outbound" not in shown
    assert "first" not in shown
    assert "491570006" not in shown
