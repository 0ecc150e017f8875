"""Delivers queued webhooks, with retries for a day on the sandbox's clock.

It calls only receivers that the queue allows: no proxy is used, and no redirect followed.
"""

import asyncio
import json
import logging
import sqlite3
from dataclasses import dataclass
from functools import cache

import httpx

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.times import rfc3339
from bestsms_sandbox.webhooks.payloads import MEDIA_TYPES, encode
from bestsms_sandbox.webhooks.queue import WebhookQueue

_REST_SECONDS = 1.0  # after an error of ours, before the same receiver is tried again
_ANSWER_BYTES = 1000  # of what a receiver answers, for the page
_certificates = cache(httpx.create_ssl_context)  # loading them blocks the server for a while
_log = logging.getLogger("bestsms_sandbox")


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """One call of a receiver: the status and the beginning of its answer, or what went wrong."""

    status: int | None = None
    answer: str = ""
    error: str | None = None


class WebhookDelivery:
    """Delivers the webhooks of one sandbox. All of it runs in the server's event loop."""

    def __init__(self, context: SandboxContext, queue: WebhookQueue) -> None:
        self._context, self._database, self._queue = context, context.database, queue
        limits = context.contract.limits
        self._interval = limits["webhookRetryInterval"] * 60_000
        self._retry_for = limits["webhookRetryFor"] * 3_600_000
        self._timeout = limits["webhookTimeout"]
        self._deliveries: dict[str, asyncio.Task[None]] = {}

    def start_due(self) -> None:
        """Begin with each receiver for which a webhook is due: a slow one delays no other."""
        for row in self._database.all(
            "SELECT DISTINCT url FROM webhooks WHERE next_at <= ?", self._context.clock.now()
        ):
            url: str = row["url"]
            if url not in self._deliveries:
                self._deliveries[url] = asyncio.create_task(self._deliver_all(url))

    def next_due(self) -> int | None:
        """Return when the next webhook is due, of those whose receiver is not being called."""
        due: int | None = self._database.value(
            "SELECT min(next_at) FROM webhooks WHERE url NOT IN (SELECT value FROM json_each(?))",
            json.dumps(list(self._deliveries)),
        )
        return due

    async def finish(self, seconds: float) -> int:
        """Deliver what is due, waiting a limited time for receivers.

        Returns:
            How many webhooks are still due.
        """
        self.start_due()
        if self._deliveries:
            await asyncio.wait(self._deliveries.values(), timeout=seconds)
        due: int = self._database.value(
            "SELECT count(*) FROM webhooks WHERE next_at <= ?", self._context.clock.now()
        )
        return due

    async def _deliver_all(self, url: str) -> None:
        try:
            await self._deliver_due(url)
        except Exception:  # a full disk, say: the webhook stays due and is delivered again
            _log.exception("A webhook could not be recorded; its delivery is repeated")
            await asyncio.sleep(_REST_SECONDS)
        finally:
            del self._deliveries[url]
            self._context.scheduler.wake_by(0)

    async def _deliver_due(self, url: str) -> None:
        async with httpx.AsyncClient(
            trust_env=False, follow_redirects=False, verify=_certificates()
        ) as client:
            while row := self._queue.next_for(url, self._context.clock.now()):
                attempt = await self._attempt(client, row)
                if self._database.one("SELECT 1 FROM webhooks WHERE seq = ?", row["seq"]):
                    self._record(row, attempt)  # unless a reset came between

    async def _attempt(self, client: httpx.AsyncClient, row: sqlite3.Row) -> DeliveryAttempt:
        """Call a receiver once."""
        config = self._queue.config()
        target = self._queue.target(row["url"])
        if not target:
            return DeliveryAttempt(error="not called: it is mapped to no address of this machine")
        headers = {
            "Content-Type": MEDIA_TYPES[row["format"]],
            "X-Timestamp": rfc3339(row["next_at"]),
            "X-Sender": config["sender"],
        }
        if config["secret"]:
            headers["Authorization"] = config["secret"]
        content = encode(json.loads(row["body"]), row["format"])
        timeout = config["timeout_seconds"] or self._timeout
        request = client.stream("POST", target, content=content, headers=headers)
        try:
            async with asyncio.timeout(timeout), request as answer:
                return DeliveryAttempt(answer.status_code, await _beginning(answer))
        except TimeoutError:
            return DeliveryAttempt(error=f"no answer in {timeout:g} seconds")
        except Exception as failure:  # whatever it is, the webhook is tried again later
            return DeliveryAttempt(error=type(failure).__name__)

    def _record(self, row: sqlite3.Row, attempt: DeliveryAttempt) -> None:
        status, error = attempt.status, attempt.error
        at: int = row["next_at"]
        again: int | None = at + self._interval
        if status is not None and 200 <= status < 300:
            state, again = "delivered", None
        elif error and error.startswith("not called"):
            state, again = "not called", None
        elif again - row["first_at"] > self._retry_for:
            state, again = "given up", None
        else:
            state = "waiting"
        with self._database.transaction():
            self._database.run(
                "INSERT INTO tries (webhook, at, status, error, answer) VALUES (?, ?, ?, ?, ?)",
                row["seq"], at, status, error, attempt.answer,
            )  # fmt: skip
            self._database.run(
                "UPDATE webhooks SET state = ?, next_at = ? WHERE seq = ?", state, again, row["seq"]
            )
            self._database.run(
                "UPDATE messages SET active_at = ? WHERE seq = ?", at, row["message"]
            )


async def _beginning(answer: httpx.Response) -> str:
    """Return the first bytes of an answer as text."""
    content = b""
    async for chunk in answer.aiter_raw(_ANSWER_BYTES):
        content += chunk
        if len(content) >= _ANSWER_BYTES:
            break
    return content[:_ANSWER_BYTES].decode(errors="replace")
