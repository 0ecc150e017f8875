"""The main job of an SMS gateway, once through, as `make demo` shows it line by line.

To type it yourself, run `make sandbox` in one terminal and, in a second one, start
`../.venv/bin/python` in the folder of this file. Or run this file there.
"""

# ruff: noqa: E402 - imports stand where the reader meets them

# When the gateway is ready it prints one line: its addresses, and the token that it accepts.
import json

from sandbox_process import SandboxProcess

gateway = SandboxProcess(**json.loads(input("The line that the gateway printed: ")))

# The client writes to that gateway. Without a base_url it would write to the real one.
from bestsms_client import BestSMS, Destination

client = BestSMS(token=gateway.token, base_url=gateway.base_url)

# The address book: a contact to write to, and a group with one member.
book = client.addressbook
carol = book.contact.create(
    attention="Carol", company="Cafe Carol", mobile_phone="+61491570157"
).contact
dave = book.contact.create(
    attention="Dave", company="Dave's Diner", mobile_phone="+61491570158"
).contact
cooks = book.group.create(group_name="Cooks of the town").group
joined = book.group_contact.create(group=cooks, contact=dave)
print(joined.contact.attention, "is now in the group", joined.group.group_code)

# The message: to two numbers with personal fields, to the contact, and to the group. Two
# attachments go with it; the text refers to them as [[File1]] and [[File2]].
contents = {"Menu.txt": b"Soup, bread, tea", "Seal.bin": bytes(range(256))}
sent = client.messaging.sms.send_message(
    message="Hello [[Attention]] at [[Company]]. Click [[File1]] | [[File2]] to download files.",
    destinations=[
        Destination(recipient="+61491570006", attention="Alice", company="Alice's Bar"),
        {"recipient": "+61491570156", "attention": "Bob", "company": "Bob's Bistro"},
        carol,
        cooks,
    ],
    attachments=list(contents.items()),
    reference="Demo",
)
print("Accepted:", sent.message_id)

# The gateway has taken the message. Whether it arrived, its status tells: ask until all four have
# it. The gateway's clock can be pushed, so nobody has to wait.
status = client.reports.status.poll(sent)
print(f"{status.status}: {status.success} of {status.count} delivered")
gateway.advance(seconds=10)
status = client.reports.status.wait(sent, timeout=60)
print(f"{status.status}: {status.success} of {status.count} delivered")
for recipient in status.recipients:
    print(recipient.destination, recipient.attention, recipient.status, recipient.result)
assert (status.count, status.success) == (4, 4), "not everyone has the message"

# What the handsets show: to each his own text, with a link in place of each file.
report = client.reports.sms_reply.poll(sent)
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
report = client.reports.sms_reply.poll(sent)
replies = [reply for handset in report.recipients for reply in handset.sms_replies or []]
for reply in replies:
    print(f"{reply.from_}: {reply.message_text}")
assert [reply.from_ for reply in replies] == ["+61491570006"], "there is no reply from Alice"

# That was all. The connection to the gateway can go.
client.close()
