"""The main job of an SMS gateway, once through, as `make demo` shows it line by line.

To type it yourself, run `make sandbox` in one terminal and, in a second one, start
`../.venv/bin/python` in the folder of this file. Or run this file there.
"""

# ruff: noqa: E402 - imports stand where the reader meets them

# When the gateway is ready it prints one line: its addresses, and the token that it accepts.
import json

from gateway import Gateway, expect

gateway = Gateway(**json.loads(input("The line that the gateway printed: ")))

# The client is generated from the contract, spec/bestsms-v2.04.yaml. It writes to that gateway.
from bestsms_api import AuthenticatedClient, models

client = AuthenticatedClient(gateway.base_url, token=gateway.token, prefix="Basic")

# The address book: a contact to write to, and a group with one member.
from bestsms_api.api.addressbook import create_contact, create_group, create_group_contact

new = models.ContactWrite(attention="Carol", company="Cafe Carol", mobile_phone="+61491570157")
carol = expect(models.ContactResult, create_contact.sync(client=client, body=new)).contact
new = models.ContactWrite(attention="Dave", company="Dave's Diner", mobile_phone="+61491570158")
dave = expect(models.ContactResult, create_contact.sync(client=client, body=new)).contact
cooks = models.GroupCreate(group_name="Cooks of the town")
group = expect(models.GroupResult, create_group.sync(client=client, body=cooks)).group
member = models.GroupContactCreate(contact_id=dave.contact_id)
joined = create_group_contact.sync(group.group_id, client=client, body=member)
joined = expect(models.GroupContactResult, joined)
print(joined.contact.attention, "is now in the group", joined.group.group_code)

# Two attachments. The text refers to them as [[File1]] and [[File2]]; they travel as base64.
from base64 import b64encode

contents = {"Menu.txt": b"Soup, bread, tea", "Seal.bin": bytes(range(256))}
files = [models.File(name=name, data=b64encode(data).decode()) for name, data in contents.items()]

# The message: to two numbers with personal fields, to the contact, and to the group.
from bestsms_api.api.messaging import send_sms

text = "Hello [[Attention]] at [[Company]]. Click [[File1]] | [[File2]] to download files."
destinations = [
    models.Destination(recipient="+61491570006", attention="Alice", company="Alice's Bar"),
    models.Destination(recipient="+61491570156", attention="Bob", company="Bob's Bistro"),
    models.Destination(contact_id=carol.contact_id),
    models.Destination(group_id=group.group_id),
]
message = models.MessageData(message=text, destinations=destinations, reference="Demo", files=files)
sent = send_sms.sync(client=client, body=models.SendSMSRequest(message_data=message))
sent = expect(models.SendResult, sent)
print(sent.result, sent.message_id)

# "Success" says that the gateway has taken the message. Whether it arrived, its status tells: ask
# until all four have it. The gateway's clock can be pushed, so nobody has to wait.
from bestsms_api.api.reports import get_status

for _ in range(60):
    status = expect(models.StatusResult, get_status.sync(sent.message_id, client=client))
    print(f"{status.status}: {status.success} of {status.count} delivered")
    if status.complete == status.count:
        break
    gateway.advance(seconds=1)
else:
    raise AssertionError("the message was not completed within a minute of the gateway's clock")

for recipient in status.recipients:
    print(recipient.destination, recipient.attention, recipient.status, recipient.result)
assert (status.count, status.success) == (4, 4), "not everyone has the message"

# What the handsets show: to each his own text, with a link in place of each file.
from bestsms_api.api.reports import get_sms_reply

report = expect(models.SMSReplyResult, get_sms_reply.sync(sent.message_id, client=client))
for handset in report.recipients:
    print(f"{handset.destination}: {handset.message_text}")
texts = [handset.message_text or "" for handset in report.recipients]
assert texts[0].startswith("Hello Alice at Alice's Bar. Click "), "Alice has another text"
assert texts[3].startswith("Hello Dave at Dave's Diner. Click "), "the group's member has another"

# Alice follows her links, and gets the very bytes that were sent.
import httpx

links = [word for word in texts[0].split() if "://" in word]
for link, (name, data) in zip(links, contents.items(), strict=True):
    fetched = httpx.get(link, trust_env=False).raise_for_status().content
    print(f"{name}: {len(fetched)} bytes,", "as sent" if fetched == data else "NOT as sent")
    assert fetched == data, f"{name} came back with other bytes"

# Alice answers, and her reply stands in the report of the message that it answers.
gateway.reply(sender="+61491570006", message="Thanks, both files are here!")
report = expect(models.SMSReplyResult, get_sms_reply.sync(sent.message_id, client=client))
replies = [reply for handset in report.recipients for reply in handset.sms_replies or []]
for reply in replies:
    print(f"{reply.from_}: {reply.message_text}")
assert [reply.from_ for reply in replies] == ["+61491570006"], "there is no reply from Alice"

# That was all. The connection to the gateway can go.
client.get_httpx_client().close()
