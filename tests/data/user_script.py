"""What a user may write with the generated models, and the types that a checker must see."""

from typing import assert_type

from bestsms_api.constraints import LIMITS, SCHEMAS
from bestsms_api.models import Destination, MessageData, SendSMSRequest, StatusResult

request = SendSMSRequest(
    message_data=MessageData(
        message="Hello [[Attention]]",
        destinations=[Destination(recipient="+61491570006", attention="Test")],
        reference=None,
    )
)
assert_type(request.message_data.reference, str | None)
assert "Reference" not in request.to_dict()["MessageData"]

status = StatusResult.from_dict(
    {"Result": "Success", "MessageID": "ID123456", "Status": "Completed", "Recipients": []}
)
assert_type(status.count, int | None)
assert_type(status.status, str | None)
assert_type([recipient.result for recipient in status.recipients], list[str | None])
print(status.message_id, status.status, status.count)

assert_type(SCHEMAS["MessageData"]["Reference"].max_length, int | None)
assert_type(LIMITS["files"].value, int)
