"""Send a campaign with Celery. A task checks the journal, which decides what is sent."""

import os
from functools import cache

from celery import Celery

from bestsms_campaign import Campaign, lease_guard, send_chunk
from bestsms_client import BestSMS, RetryPolicy

app = Celery("shop", broker=os.environ.get("BROKER_URL", "redis://localhost"))
app.conf.task_acks_late = True
app.conf.beat_schedule = {"sweep": {"task": "sweep", "schedule": 60.0}}


@cache  # opened in each worker process, after Celery has forked it
def campaign() -> Campaign:
    return Campaign.open(os.environ["CAMPAIGN"], name=os.environ.get("CAMPAIGN_NAME"))


@cache
def client() -> BestSMS:
    return BestSMS(retry=RetryPolicy(on_attempt=lease_guard))


@app.task(name="send")
def send(chunk: int) -> None:
    result = send_chunk(campaign(), client(), chunk)
    if result.again_in is not None:
        send.apply_async((chunk,), countdown=result.again_in)


@app.task(name="sweep")
def sweep() -> None:
    for chunk in campaign().sweep():
        send.delay(chunk)


def start() -> None:
    """Queue a task for each chunk. Call it once, and again after `campaign.resume()`."""
    for chunk in campaign().due():
        send.delay(chunk)
