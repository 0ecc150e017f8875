"""Delivers queued webhooks, with retries on the sandbox's clock.

Only allowed receivers are called. Proxies are not used and redirects are not followed.
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

_REST_SECONDS = 1.0  # after an internal error, before the next attempt
_RESPONSE_BYTES = 1000  # of a response, for the page
_certificates = cache(httpx.create_ssl_context)  # cached because loading them is slow
_log = logging.getLogger("bestsms_sandbox")


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """The outcome of an attempt: the status and start of the response, or the error."""

    status: int | None = None
    response: str = ""
    error: str | None = None


class WebhookDelivery:
    """Delivers the webhooks of one sandbox, in the server's event loop."""

    def __init__(self, context: SandboxContext, queue: WebhookQueue) -> None:
        self._context, self._database, self._queue = context, context.database, queue
        limits = context.contract.limits
        self._interval = limits["webhookRetryInterval"] * 60_000
        self._retry_for = limits["webhookRetryFor"] * 3_600_000
        self._timeout = limits["webhookTimeout"]
        self._deliveries: dict[str, asyncio.Task[None]] = {}

    def start_due(self) -> None:
        """Start a task for each receiver with due webhooks, so that a slow one delays no other."""
        for row in self._database.all(
            "SELECT DISTINCT url FROM webhooks WHERE next_at <= ?", self._context.clock.now()
        ):
            url: str = row["url"]
            if url not in self._deliveries:
                self._deliveries[url] = asyncio.create_task(self._deliver_all(url))

    def next_due(self) -> int | None:
        """Return when the next webhook is due, ignoring receivers that are being called."""
        due: int | None = self._database.value(
            "SELECT min(next_at) FROM webhooks WHERE url NOT IN (SELECT value FROM json_each(?))",
            json.dumps(list(self._deliveries)),
        )
        return due

    async def finish(self, seconds: float) -> int:
        """Deliver due webhooks, and wait up to `seconds` for their receivers.

        Returns:
            The number of webhooks that are still due.
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
        except Exception:  # such as a full disk; the webhook stays due
            _log.exception("Cannot record the delivery of a webhook; it will be delivered again")
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
                    self._record(row, attempt)  # unless it was deleted by a reset

    async def _attempt(self, client: httpx.AsyncClient, row: sqlite3.Row) -> DeliveryAttempt:
        config = self._queue.config()
        target = self._queue.target(row["url"])
        if not target:
            return DeliveryAttempt(
                error="not called: the URL is not mapped to an address of this machine"
            )
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
            async with asyncio.timeout(timeout), request as response:
                return DeliveryAttempt(response.status_code, await _response_start(response))
        except TimeoutError:
            return DeliveryAttempt(error=f"no response within {timeout:g} seconds")
        except Exception as failure:  # of any kind: the webhook is retried later
            return DeliveryAttempt(error=_reason(failure))

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
                row["seq"], at, status, error, attempt.response,
            )  # fmt: skip
            self._database.run(
                "UPDATE webhooks SET state = ?, next_at = ? WHERE seq = ?", state, again, row["seq"]
            )
            self._database.run(
                "UPDATE messages SET active_at = ? WHERE seq = ?", at, row["message"]
            )


async def _response_start(response: httpx.Response) -> str:
    content = b""
    async for chunk in response.aiter_raw(_RESPONSE_BYTES):
        content += chunk
        if len(content) >= _RESPONSE_BYTES:
            break
    return content[:_RESPONSE_BYTES].decode(errors="replace")


def _reason(failure: Exception) -> str:
    """Return why there was no response, as the page shows it."""
    if isinstance(failure, httpx.ConnectError):
        return "could not connect"
    if isinstance(failure, httpx.RemoteProtocolError):
        return "closed the connection or sent invalid HTTP"
    if isinstance(failure, httpx.NetworkError):
        return "connection lost"
    return type(failure).__name__
