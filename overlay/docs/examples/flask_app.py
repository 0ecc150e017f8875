"""A shop with Flask: it confirms orders by SMS and records deliveries and replies."""

import sqlite3

from flask import Flask, request

from bestsms_client import BestSMS, new_message_id
from bestsms_client.webhooks import Deduplicator, Event, ReplyEvent, SQLiteStore, StatusEvent
from bestsms_client.webhooks.flask import webhook

DATABASE = "shop.db"
app = Flask("shop")
client = BestSMS()  # one for the whole process
once = Deduplicator(SQLiteStore(DATABASE)).once

with sqlite3.connect(DATABASE) as database:
    database.execute("CREATE TABLE IF NOT EXISTS orders (name, message_id, delivery, reply)")


@app.post("/orders")
def confirm():
    order, message_id = request.json, new_message_id()
    with sqlite3.connect(DATABASE) as database:  # before the send, so that a crash loses nothing
        database.execute("INSERT INTO orders VALUES (?, ?, '', '')", (order["name"], message_id))
    client.messaging.sms.send_message(
        message="Your order has arrived. Reply NO to cancel it.",
        destinations=order["mobile"],
        message_id=message_id,
    )
    return {"message_id": message_id}, 201


@app.get("/orders/<name>")
def show(name):
    with sqlite3.connect(DATABASE) as database:
        found = database.execute("SELECT delivery, reply FROM orders WHERE name = ?", (name,))
        delivery, reply = found.fetchone()
    return {"delivery": delivery, "reply": reply}


@app.post("/sms")
@webhook()
def receive(event: Event):
    with once(event) as delivery:
        if delivery.new and isinstance(event, StatusEvent):
            update, value = "UPDATE orders SET delivery = ? WHERE message_id = ?", event.status
        elif delivery.new and isinstance(event, ReplyEvent):
            update, value = "UPDATE orders SET reply = ? WHERE message_id = ?", event.message
        else:
            return
        delivery.transaction.execute(update, (value, event.message_id))
