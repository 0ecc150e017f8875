"""A user's program with the client and its models, and the types that a type checker must infer."""

import asyncio
import json
from typing import Any, assert_type

import httpx

from bestsms_api.constraints import LIMITS, SCHEMAS
from bestsms_api.models import MessageData, SendSMSRequest
from bestsms_client import (
    APIError,
    AsyncBestSMS,
    Attempt,
    BestSMS,
    BestSMSError,
    Contact,
    ContactResult,
    Destination,
    Group,
    Recipient,
    RetryPolicy,
    SendResult,
    SendUncertainError,
    Sent,
    SMSReply,
    StatusResult,
    WaitTimeoutError,
    compat,
    new_message_id,
)

# The models without a client.
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


# The client with a gateway that accepts everything.
JO: dict[str, Any] = {"ContactID": "C-1", "Attention": "Jo"}
PAGE: dict[str, Any] = {"TotalRecords": 1, "RecordsPerPage": 100, "PageCount": 1, "Page": 1}


def gateway(call: httpx.Request) -> httpx.Response:
    """Answer any call of this script."""
    data = json.loads(call.content or b"{}").get("MessageData", {})
    message_id = data.get("MessageID") or call.url.path.rpartition("/")[2]
    known = {"MessageID": message_id, "Status": "Completed", "Count": 1}
    recipients = [{"Destination": "+61491570006", "Result": "Sent OK"}]
    book = {"Contact": JO, "Contacts": [JO], **PAGE}
    return httpx.Response(
        200, json={"Result": "Success", **known, "Recipients": recipients, **book}
    )


attempts: list[Attempt] = []
policy = RetryPolicy(max_attempts=2, when_uncertain="resend", on_attempt=attempts.append)


def sending(client: BestSMS) -> None:
    """Send a message and read its delivery results."""
    sent = client.messaging.sms.send_message(
        message="Hello [[Attention]]",
        destinations=[
            "+61491570006",
            {"recipient": "+61491570156", "attention": "Jo"},
            Destination(recipient="+61491570157"),
            Contact(contact_id="C-1"),
            Group(group_id="G-1"),
        ],
        attachments=[("menu.txt", b"hello")],
        message_id=new_message_id(),
        reference="Test",
        character_conversion=True,
        mode="test",
    )
    assert_type(sent, Sent)
    assert_type(sent.message_id, str)
    assert_type(sent.response, SendResult | None)
    assert sent.test_mode

    seen = client.reports.status.wait(sent, timeout=60)
    assert_type(seen, StatusResult)
    assert_type(seen.success, int | None)
    assert_type(list(client.reports.status.iter_recipients(sent.message_id)), list[Recipient])
    for recipient in client.reports.sms_reply.poll(sent).recipients:
        assert_type(recipient.sms_replies, list[SMSReply] | None)
    print(seen.status, len(attempts))


def addressing(client: BestSMS) -> None:
    """Use the address book."""
    made = client.addressbook.contact.create(attention="Jo", mobile_phone="+61491570156")
    assert_type(made, ContactResult)
    assert_type(made.contact.attention, str | None)
    client.addressbook.contact.update(made.contact, attention="Joanna", company=None)
    assert_type(list(client.addressbook.contact.iter()), list[Contact])


def moving(client: BestSMS) -> None:
    """Use the vendor's calls."""
    old = compat.BestSMS(client=client)
    sent = old.Messaging.SMS.SendMessage(
        MessageText="Hello", Recipients=["+61491570006", compat.ContactModel(ContactID="C-1")]
    )
    assert_type(sent, compat.Result)
    assert_type(sent.error, BestSMSError | None)
    assert sent.Result == "Success"
    for contact in old.Addressbook.Contact.List(RecordsPerPage=10).Contacts:
        print(contact.Attention, contact["Attention"])
    print(old.Reports.Status.Poll(MessageID=sent.MessageID))


def what_can_go_wrong(client: BestSMS) -> str | None:
    """Handle the errors of a send."""
    try:
        client.messaging.sms.send_message(message="Hello", destinations="+61491570006")
    except SendUncertainError as error:
        return error.message_id
    except APIError as error:
        assert_type(error.errors, tuple[str, ...])
        return f"{error.status_code} {error.retry_after}"
    except WaitTimeoutError as error:
        assert_type(error.last, StatusResult | None)
    except BestSMSError as error:
        return error.sent
    return None


def misuse(client: BestSMS) -> None:
    """Calls that type checkers must refuse. They also report an unneeded ignore comment."""
    sms = client.messaging.sms
    sms.send_message(message="Hi")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    sms.send_message("Hi", "+61491570006")  # type: ignore[call-arg]  # pyright: ignore
    sms.send_message(message="Hi", destinations="", refrence="x")  # type: ignore[arg-type]  # pyright: ignore
    sms.send_message(message="Hi", destinations="", reference=5)  # type: ignore[arg-type]  # pyright: ignore
    sms.send_message(message="Hi", destinations="", attachments=5)  # type: ignore[arg-type]  # pyright: ignore
    client.addressbook.group.create(group_code="x")  # type: ignore[call-arg]  # pyright: ignore
    client.reports.status.poll(Group(group_id="x"))  # type: ignore[arg-type]  # pyright: ignore
    compat.BestSMS(client=client).Messaging.Fax.Send()  # type: ignore[attr-defined]  # pyright: ignore
    RetryPolicy(when_uncertain="retry")  # type: ignore[arg-type]  # pyright: ignore


async def waiting() -> None:
    """Use the asynchronous client."""
    transport = httpx.MockTransport(gateway)
    async with AsyncBestSMS("token", mode="test", transport=transport) as client:
        assert_type(client, AsyncBestSMS)
        sent = await client.messaging.sms.send_message(message="Hi", destinations="+61491570006")
        assert_type(sent, Sent)
        seen = await client.reports.status.poll(sent)
        assert_type(seen, StatusResult)
        async for recipient in client.reports.status.iter_recipients(sent):
            assert_type(recipient, Recipient)
        assert_type([contact async for contact in client.addressbook.contact.iter()], list[Contact])


with BestSMS("token", retry=policy, transport=httpx.MockTransport(gateway)) as sms_client:
    assert_type(sms_client, BestSMS)
    sending(sms_client)
    addressing(sms_client)
    moving(sms_client)
    print(what_can_go_wrong(sms_client))
asyncio.run(waiting())
