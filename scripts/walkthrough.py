"""Send a message, read its delivery results and receive a reply: the script behind `make demo`.

To type it yourself, run `make sandbox` in one terminal. In a second terminal, go to the folder of
this file and start `../.venv/bin/python`, or run this file with it.
"""

# ruff: noqa: E402 - each import stands where it is first used

# When the sandbox is ready, it prints one line with its addresses and the token that it accepts.
import json

from sandbox_process import SandboxProcess

gateway = SandboxProcess(**json.loads(input("Paste the line that the sandbox printed: ")))

# Connect the client to the sandbox. Without a base_url it would use the live gateway.
from bestsms_client import BestSMS, Destination

client = BestSMS(token=gateway.token, base_url=gateway.base_url)

# Fill the address book: one contact, and a group with one member.
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

# Send a message to two numbers with merge fields, to the contact, and to the group. It has two
# attachments; the text refers to them as [[File1]] and [[File2]].
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

# The gateway has accepted the message. Poll its status until it is delivered to all four. The
# sandbox's clock can be advanced, so there is no need to wait.
status = client.reports.status.poll(sent)
print(f"{status.status}: {status.success} of {status.count} delivered")
gateway.advance(seconds=10)
status = client.reports.status.wait(sent, timeout=60)
print(f"{status.status}: {status.success} of {status.count} delivered")
for recipient in status.recipients:
    print(recipient.destination, recipient.attention, recipient.status, recipient.result)
assert (status.count, status.success) == (4, 4), "not everyone received the message"

# Read the text that each handset received, with a link in place of each file.
report = client.reports.sms_reply.poll(sent)
for handset in report.recipients:
    print(f"{handset.destination}: {handset.message_text}")
texts = [handset.message_text or "" for handset in report.recipients]
assert texts[0].startswith("Hello Alice at Alice's Bar. Click "), "Alice received a different text"
assert texts[3].startswith("Hello Dave at Dave's Diner. Click "), "Dave received a different text"

# Open Alice's links. They return exactly the bytes that were sent.
import httpx

links = [word for word in texts[0].split() if "://" in word]
for link, (name, data) in zip(links, contents.items(), strict=True):
    fetched = httpx.get(link, trust_env=False).raise_for_status().content
    print(f"{name}: {len(fetched)} bytes,", "as sent" if fetched == data else "NOT as sent")
    assert fetched == data, f"{name} has different bytes"

# Reply from Alice's handset. The reply appears in the report of the original message.
gateway.reply(sender="+61491570006", message="Thanks, both files are here!")
report = client.reports.sms_reply.poll(sent)
replies = [reply for handset in report.recipients for reply in handset.sms_replies or []]
for reply in replies:
    print(f"{reply.from_}: {reply.message_text}")
assert [reply.from_ for reply in replies] == ["+61491570006"], "there is no reply from Alice"

# Close the connection to the gateway.
client.close()
