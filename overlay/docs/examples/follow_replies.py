"""Record each received message once, without webhooks. You can stop it at any time."""

import sqlite3
from datetime import UTC, datetime, timedelta

from bestsms_client import BestSMS

database = sqlite3.connect("replies.db", isolation_level=None)
database.execute("CREATE TABLE IF NOT EXISTS replies (number, text)")
database.execute("CREATE TABLE IF NOT EXISTS position (cursor)")
row = database.execute("SELECT cursor FROM position").fetchone()
position = {"cursor": row[0]} if row else {"since": datetime.now(UTC) - timedelta(days=1)}

with BestSMS() as client:
    for message, cursor in client.reports.sms_received.follow(**position):
        database.execute("BEGIN")  # the message and its cursor, both or neither
        database.execute("INSERT INTO replies VALUES (?, ?)", (message.from_, message.message_text))
        database.execute("DELETE FROM position")
        database.execute("INSERT INTO position VALUES (?)", (cursor,))
        database.execute("COMMIT")
        print(message.from_, message.message_text, flush=True)
