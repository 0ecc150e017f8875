"""Remind the people in a CSV file one day before their appointments.

Run it as often as you like, for example every night. It sends each reminder once.
"""

import csv
import sys
import uuid
from datetime import datetime, timedelta

from bestsms_client import BestSMS

NAMESPACE = uuid.UUID("9f3c1f9e-5ad8-4b5e-9c38-6f0f2d3c7a11")  # of this program


def remind(client, row):
    """Schedule one reminder, unless the gateway has it already."""
    # The same appointment always has the same id, so a second run finds the message.
    message_id = str(uuid.uuid5(NAMESPACE, f"{row['Mobile']} {row['Time']}"))
    if client.messaging.sms.lookup(message_id, within=0).result != "absent":
        return "already sent"
    time = datetime.fromisoformat(row["Time"])
    client.messaging.sms.send_message(
        message="Hello [[Attention]], see you on [[Custom1]].",
        destinations={
            "recipient": row["Mobile"],
            "attention": row["Name"],
            "custom_1": time.strftime("%d %B at %H:%M"),
        },
        message_id=message_id,
        send_time=time - timedelta(days=1),
    )
    return "scheduled"


def main(path):
    with BestSMS(account_timezone="Australia/Sydney") as client, open(path, newline="") as file:
        for row in csv.DictReader(file):
            print(row["Name"], remind(client, row))


if __name__ == "__main__":
    main(sys.argv[1])
