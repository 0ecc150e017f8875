"""A shop with FastAPI: it confirms orders by SMS and records deliveries and replies."""

import sqlite3
from asyncio import to_thread
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Body, Depends, FastAPI

from bestsms_client import AsyncBestSMS, new_message_id
from bestsms_client.webhooks import Deduplicator, Event, ReplyEvent, SQLiteStore, StatusEvent
from bestsms_client.webhooks.fastapi import webhook

once = Deduplicator(SQLiteStore("shop.db")).once


def query(statement, *values):
    with sqlite3.connect("shop.db") as database:
        return database.execute(statement, values).fetchone()


@asynccontextmanager
async def lifespan(app):
    query("CREATE TABLE IF NOT EXISTS orders (name, message_id, delivery, reply)")
    async with AsyncBestSMS() as app.state.client:  # one for the whole process
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/orders", status_code=201)
async def confirm(name: Annotated[str, Body()], mobile: Annotated[str, Body()]):
    message_id = new_message_id()  # stored before the send, so that a crash loses nothing
    await to_thread(query, "INSERT INTO orders VALUES (?, ?, '', '')", name, message_id)
    await app.state.client.messaging.sms.send_message(
        message="Your order has arrived. Reply NO to cancel it.",
        destinations=mobile,
        message_id=message_id,
    )
    return {"message_id": message_id}


@app.get("/orders/{name}")
def show(name: str):
    columns = query("SELECT delivery, reply FROM orders WHERE name = ?", name)
    return dict(zip(("delivery", "reply"), columns, strict=True))


@app.post("/sms")
def receive(event: Annotated[Event, Depends(webhook())]):
    with once(event) as delivery:
        if delivery.new and isinstance(event, StatusEvent):
            update, value = "UPDATE orders SET delivery = ? WHERE message_id = ?", event.status
        elif delivery.new and isinstance(event, ReplyEvent):
            update, value = "UPDATE orders SET reply = ? WHERE message_id = ?", event.message
        else:
            return
        delivery.transaction.execute(update, (value, event.message_id))
