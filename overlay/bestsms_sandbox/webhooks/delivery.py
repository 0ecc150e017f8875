"""Brings webhooks to their receivers, again and again for a day, on the sandbox's clock.

It never calls anything but this machine: no proxy is used, and no redirect followed.
"""

import asyncio
import json
import sqlite3
from functools import cache

import httpx

from bestsms_sandbox.clock import moment
from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.webhooks.payloads import MEDIA_TYPES, encoded

_certificates = cache(httpx.create_ssl_context)  # to load them holds the server up for a while


class Courier:
    """The courier of one gateway. All of it runs in the server's event loop."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway, self._store, self._clock = gateway, gateway.store, gateway.clock
        limits = gateway.contract.limits
        self._interval = limits["webhookRetryInterval"] * 60_000
        self._patience = limits["webhookRetryFor"] * 3_600_000
        self._timeout = limits["webhookTimeout"]
        self._walks: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Let everything happen when it is due, until cancelled."""
        while True:
            self._gateway.tick()
            self._start()
            # What is under way already is no reason to wake up.
            busy = json.dumps(list(self._walks))
            webhook = self._store.value(
                "SELECT min(next_at) FROM webhooks"
                " WHERE url NOT IN (SELECT value FROM json_each(?))",
                busy,
            )
            due = [at for at in (self._gateway.next_due(), webhook) if at is not None]
            await self._gateway.alarm.wait(min(due, default=None))

    async def finish(self, seconds: float) -> int:
        """Deliver what is due, waiting at most some seconds for receivers.

        Returns:
            How many webhooks are due all the same.
        """
        self._start()
        if self._walks:
            await asyncio.wait(self._walks.values(), timeout=seconds)
        due: int = self._store.value(
            "SELECT count(*) FROM webhooks WHERE next_at <= ?", self._clock.now()
        )
        return due

    def _start(self) -> None:
        """Set out to each receiver for which something is due: a slow one holds up no other."""
        for row in self._store.all(
            "SELECT DISTINCT url FROM webhooks WHERE next_at <= ?", self._clock.now()
        ):
            url: str = row["url"]
            if url not in self._walks:
                self._walks[url] = asyncio.create_task(self._walk(url))

    async def _walk(self, url: str) -> None:
        try:
            await self._serve(url)
        finally:
            del self._walks[url]
            self._gateway.alarm.by(0)

    async def _serve(self, url: str) -> None:
        async with httpx.AsyncClient(
            trust_env=False, follow_redirects=False, verify=_certificates()
        ) as client:
            while row := self._store.one(
                "SELECT * FROM webhooks WHERE url = ? AND next_at <= ?"
                " ORDER BY next_at, seq LIMIT 1",
                url, self._clock.now(),
            ):  # fmt: skip
                status, error = await self._deliver(client, row)
                if self._store.one("SELECT 1 FROM webhooks WHERE seq = ?", row["seq"]):
                    self._note(row, status, error)  # unless a reset came between

    async def _deliver(
        self, client: httpx.AsyncClient, row: sqlite3.Row
    ) -> tuple[int | None, str | None]:
        """Try once; returns the status of the answer, or why there is none."""
        config = self._gateway.webhooks.config()
        target = self._gateway.webhooks.target(row["url"])
        if not target:
            return None, "not called: it is mapped to no address of this machine"
        headers = {
            "Content-Type": MEDIA_TYPES[row["format"]],
            "X-Timestamp": moment(row["next_at"]),
            "X-Sender": config["sender"],
        }
        if config["secret"]:
            headers["Authorization"] = config["secret"]
        content = encoded(json.loads(row["body"]), row["format"])
        timeout = config["timeout_seconds"] or self._timeout
        request = client.stream("POST", target, content=content, headers=headers)
        try:
            async with asyncio.timeout(timeout), request as answer:
                return answer.status_code, None
        except TimeoutError:
            return None, f"no answer in {timeout:g} seconds"
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            return None, type(failure).__name__

    def _note(self, row: sqlite3.Row, status: int | None, error: str | None) -> None:
        at: int = row["next_at"]
        again: int | None = at + self._interval
        if status is not None and 200 <= status < 300:
            state, again = "delivered", None
        elif error and error.startswith("not called"):
            state, again = "not called", None
        elif again - row["first_at"] > self._patience:
            state, again = "given up", None
        else:
            state = "waiting"
        with self._store.transaction():
            self._store.run(
                "INSERT INTO tries (webhook, at, status, error) VALUES (?, ?, ?, ?)",
                row["seq"], at, status, error,
            )  # fmt: skip
            self._store.run(
                "UPDATE webhooks SET state = ?, next_at = ? WHERE seq = ?", state, again, row["seq"]
            )
