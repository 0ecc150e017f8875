"""The webhook queue: configuration, queued webhooks, and their delivery attempts."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.json_schema import JSON, SECONDS, InvalidValueError, check
from bestsms_sandbox.loopback import host_of, is_http_url, is_loopback_host
from bestsms_sandbox.times import rfc3339, zone_of
from bestsms_sandbox.webhooks.payloads import MEDIA_TYPES, Composition, WebhookEvent, compose

RECEIVER_RULE = (
    "webhooks can only be sent to an http or https URL on this machine, or on a host given with "
    "--webhook-host"
)
_DEFAULTS: JSON = {
    "url": "",
    "format": "JSON",
    "shape": "v2.04",
    "secret": "",
    "sender": "application@example.com",
    "callbacks": {},
    "timeout_seconds": None,
    "delay_seconds": 0,
    "copies": 1,
    "order": "oldest first",
}
_TEXT = {"type": "string"}
_SCHEMA: JSON = {
    "type": "object",
    "properties": {
        "url": _TEXT,
        "format": {"enum": list(MEDIA_TYPES)},
        "shape": {"enum": ["v2.04", "seed"]},
        "secret": {"type": "string", "pattern": "^[!-~]*$"},
        "sender": {"type": "string", "pattern": "^[!-~]*$"},
        "callbacks": {
            "type": "object",
            "propertyNames": {"pattern": "^https://"},
            "additionalProperties": _TEXT,
        },
        "delay_seconds": SECONDS,
        "copies": {"type": "integer", "minimum": 1, "maximum": 100},
        "order": {"enum": ["oldest first", "newest first"]},
        "timeout_seconds": {"type": "number", "exclusiveMinimum": 0, "maximum": 60},
    },
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The receiver of a webhook, and the message that it reports on.

    An empty URL or format stands for the configured one. `message` is a record number.
    """

    url: str = ""
    format: str = ""
    message: int | None = None


class WebhookQueue:
    """The webhook queue of one gateway. `WebhookDelivery` delivers from it."""

    def __init__(self, context: SandboxContext) -> None:
        self._context, self._database = context, context.database
        self._seed_names = context.contract.document.fields("SeedWebhook")

    def config(self) -> JSON:
        """Return the configuration of the receiver."""
        chosen: JSON = self._context.settings.get("webhook", {})
        return _DEFAULTS | chosen

    def configure(self, config: JSON) -> None:
        """Configure the receiver.

        Raises:
            InvalidValueError: The configuration is invalid, or a host is not allowed.
        """
        check(_SCHEMA, config)
        for url in (config.get("url") or "http://localhost", *config.get("callbacks", {}).values()):
            if not self._is_allowed(url):
                raise InvalidValueError(f"{url}: {RECEIVER_RULE}")
        self._context.settings.put("webhook", config)

    def target(self, url: str) -> str:
        """Map a URL to the address to call. Return an empty string if it is not allowed."""
        callbacks: Mapping[str, str] = self.config()["callbacks"]
        prefixes = sorted((p for p in callbacks if url.startswith(p)), key=len)
        local = callbacks[prefixes[-1]] + url[len(prefixes[-1]) :] if prefixes else url
        return local if self._is_allowed(local) else ""

    def report(self, recipient: int, at: int) -> None:
        """Queue the delivery report of a recipient with a final result."""
        row = self._recipient(recipient)
        if self._context.contract.results.get(row["result"], {"webhook": True})["webhook"]:
            self._queue_for_message(row, at, {
                "type": "SMS",
                "destination": row["destination"],
                "status": row["status"].upper(),
                "result": row["result"],
                **_cost(row),
            })  # fmt: skip

    def received(
        self, received_id: str, sender: str, text: str, recipient: int | None, at: int
    ) -> None:
        """Queue the webhook for a received SMS: a reply if `recipient` is given, else inbound."""
        fields: JSON = {
            "destination": sender,
            "received_id": received_id,
            "status": "RECEIVED",
            "result": "RECEIVED",
            "message": text,
        }
        if recipient is None:
            self.post(WebhookEvent(type="SMSInbound", at=at, **fields))
            return
        row = self._recipient(recipient)
        if self.config()["shape"] == "seed":
            fields |= _cost(row)
        detail = f"InputToNumber:{row['typed']}"
        self._queue_for_message(row, at, {"type": "SMSReply", "detail": detail, **fields})

    def post(
        self, event: WebhookEvent, target: Target | None = None, due_at: int | None = None
    ) -> int:
        """Queue a webhook for an event.

        Args:
            event: The event.
            target: The receiver; the default is the configured one.
            due_at: When to send it; the default is the time of the event.

        Returns:
            The number of queued webhooks; 0 if no receiver is configured.
        """
        config, target = self.config(), target or Target()
        url = target.url or config["url"]
        if not url:
            return 0
        form = target.format or config["format"]
        body = compose(
            event,
            Composition(
                url=url,
                format=form,
                sender=config["sender"],
                secret=config["secret"],
                seed_names=self._seed_names if config["shape"] == "seed" else None,
                token=self._context.token,
            ),
        )
        due = event.at if due_at is None else due_at
        due += round(config["delay_seconds"] * 1000)
        row = (url, form, json.dumps(body), due, due, target.message)
        self._database.run_many(
            "INSERT INTO webhooks (url, format, body, first_at, next_at, message, state)"
            " VALUES (?, ?, ?, ?, ?, ?, 'waiting')",
            [row] * config["copies"],
        )
        self._context.scheduler.wake_by(due)
        return int(config["copies"])

    def next_for(self, url: str, now: int) -> sqlite3.Row | None:
        """Return the next due webhook for a receiver, if any."""
        sign = -1 if self.config()["order"] == "newest first" else 1
        return self._database.one(
            "SELECT * FROM webhooks WHERE url = ?1 AND next_at <= ?2"
            " ORDER BY ?3 * next_at, ?3 * seq LIMIT 1",
            url, now, sign,
        )  # fmt: skip

    def redeliver(self, seq: int) -> bool:
        """Queue a webhook for delivery again. Return False if it does not exist."""
        now = self._context.clock.now()
        if not self._database.one("SELECT 1 FROM webhooks WHERE seq = ?", seq):
            return False
        self._database.run(
            "UPDATE webhooks SET first_at = ?, next_at = ?, state = 'waiting' WHERE seq = ?",
            now, now, seq,
        )  # fmt: skip
        self._context.scheduler.wake_by(now)
        return True

    def log(self, limit: int) -> list[JSON]:
        """Return the latest webhooks with their delivery attempts, oldest first."""
        rows = self._database.all("SELECT * FROM webhooks ORDER BY seq DESC LIMIT ?", limit)
        return [self._logged(row) for row in reversed(rows)]

    def _logged(self, row: sqlite3.Row) -> JSON:
        tries = self._database.all("SELECT * FROM tries WHERE webhook = ? ORDER BY seq", row["seq"])
        body = json.loads(row["body"])
        return {
            "seq": row["seq"],
            "type": body["Type"],
            "message_id": body["MessageID"],
            "url": row["url"],
            "format": row["format"],
            "state": row["state"],
            "next_at": rfc3339(row["next_at"]),
            "body": body,
            "tries": [
                {
                    "at": rfc3339(one["at"]),
                    "status": one["status"],
                    "error": one["error"],
                    "answer": one["answer"] or "",
                }
                for one in tries
            ],
        }

    def _recipient(self, recipient: int) -> sqlite3.Row:
        row = self._database.one(
            "SELECT r.*, m.id, m.job_num, m.data FROM recipients r"
            " JOIN messages m ON m.seq = r.message WHERE r.seq = ?",
            recipient,
        )
        assert row is not None
        return row

    def _is_allowed(self, url: str) -> bool:
        host = host_of(url)
        return is_http_url(url) and (is_loopback_host(host) or host in self._context.webhook_hosts)

    def _queue_for_message(self, row: sqlite3.Row, at: int, fields: JSON) -> None:
        data: JSON = json.loads(row["data"])
        event = WebhookEvent(
            at=at,
            contact_id=row["contact_id"],
            message_id=row["id"],
            sub_account=data.get("SubAccount", ""),
            department=data.get("Department", ""),
            job_number=row["job_num"],
            zone=zone_of(data),
            **fields,
        )
        self.post(
            event,
            Target(
                url=data.get("WebhookCallbackURL", ""),
                format=data.get("WebhookCallbackFormat", ""),
                message=row["message"],
            ),
        )


def _cost(row: sqlite3.Row) -> JSON:
    return {"price": f"{row['price']:.2f}", "detail": f"SMSParts:{row['parts']}"}
