"""Replies in the flat form of the vendor's documentation."""

from typing import Any

import pytest
from tests.unit.compat.vendor_calls import make
from tests.unit.prepared_gateway import success

from bestsms_client import compat

pytestmark = pytest.mark.filterwarnings("ignore:bestsms_client.compat:DeprecationWarning")


def reply(number: str, text: str | None, second: int = 3) -> dict[str, Any]:
    return {
        "ReceivedTimeLocal": f"2019-12-01 14:02:0{second}",
        "From": number,
        "MessageText": text,
    }


FIRST: dict[str, Any] = {
    "Destination": "+61491570006",
    "SentTimeLocal": "2019-12-01 14:02:03",
    "MessageText": "Coming?",
    "SMSReplies": [reply("+61491570006", "first"), reply("+61491570006", "second", 4)],
}
SECOND = {
    **FIRST,
    "Destination": "+61491570156",
    "SMSReplies": [reply("+61491570156", "third", 2)],
}


def replies(*recipients: dict[str, Any]) -> compat.Result:
    client, _ = make(success(MessageID="ID1", Recipients=list(recipients)))
    return client.Reports.SMSReply.Poll(MessageID="ID1")


def test_the_sent_message() -> None:
    sent = replies(FIRST, SECOND).SentMessage
    assert vars(sent) == {
        "Date": "2019-12-01 14:02:03",
        "Destination": "+61491570006",
        "MessageText": "Coming?",
    }
    assert replies().SentMessage is None
    assert vars(replies({}).SentMessage) == {"Date": "", "Destination": "", "MessageText": ""}


def test_the_replies_of_all_recipients() -> None:
    flat = replies(FIRST, SECOND).ReceivedMessages
    assert [(one.Date[-2:], one.From, one.MessageText) for one in flat] == [
        ("03", "+61491570006", "first"),
        ("04", "+61491570006", "second"),
        ("02", "+61491570156", "third"),
    ]


@pytest.mark.parametrize("none", [None, []])
def test_no_replies_yet(none: list[Any] | None) -> None:
    assert replies({**FIRST, "SMSReplies": none}).ReceivedMessages == []


def test_all_received_messages() -> None:
    messages = [reply("+61491570006", "newest"), reply("+61491570156", None, 1)]
    client, _ = make(success(Messages=messages))
    received = client.Reports.SMSReceived.Poll(TimePeriod=60)
    assert [vars(one) for one in received.ReceivedMessages] == [
        {"Date": "2019-12-01 14:02:03", "From": "+61491570006", "MessageText": "newest"},
        {"Date": "2019-12-01 14:02:01", "From": "+61491570156", "MessageText": ""},
    ]
    with pytest.raises(AttributeError):
        _ = received.SentMessage


def test_the_flat_fields_are_not_printed() -> None:
    shown = str(replies(FIRST))
    assert "SentMessage" not in shown
    assert "ReceivedMessages" not in shown
