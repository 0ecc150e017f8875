"""Message ids may be given as strings or as objects that have one."""

import pytest
from tests.unit.prepared_gateway import Gateway, both, status, success

from bestsms_client import (
    ActionResult,
    Attempt,
    BulkResult,
    InvalidRequestError,
    ReceivedMessage,
    SendResult,
    SendUncertainError,
    Sent,
    SMSReplyResult,
    StatusResult,
)
from bestsms_client._message.identifiers import MessageRef

REFS: list[MessageRef] = [
    "ID1",
    Sent(message_id="ID1"),
    SendResult(result="Success", message_id="ID1"),
    BulkResult(number=0, first=0, recipients=1, message_id="ID1"),
    StatusResult(result="Success", message_id="ID1", recipients=[]),
    SMSReplyResult(result="Success", message_id="ID1", recipients=[]),
    ActionResult(result="Success", message_id="ID1"),
    ReceivedMessage(message_id="ID1"),
    SendUncertainError("Who knows?", message_id="ID1"),
    Attempt("sendSms", "ID1", 1),
]
NONE: list[MessageRef] = [
    "",
    BulkResult(number=None, first=0, recipients=1),
    ReceivedMessage(),
    SendUncertainError("Who knows?"),
]


@both
@pytest.mark.parametrize("ref", REFS, ids=lambda ref: type(ref).__name__)
def test_any_object_with_a_message_id_is_accepted(kind: str, ref: MessageRef) -> None:
    gateway = Gateway(success(), statuses=[status("ID1")])
    assert gateway.call(kind, "reports.status.poll", ref).message_id == "ID1"
    assert gateway.requests[0].url.path.endswith("/get/status/ID1")


@pytest.mark.parametrize("ref", NONE, ids=lambda ref: type(ref).__name__)
def test_an_object_without_a_message_id_is_refused(ref: MessageRef) -> None:
    gateway = Gateway(success(), statuses=[status("ID1")])
    with pytest.raises(InvalidRequestError, match="message_id"):
        gateway.call("sync", "reports.status.poll", ref)
    assert not gateway.requests
