"""The controls of a sandbox, used by the control API and the forms of the page."""

import uuid
from datetime import datetime
from typing import Any

from bestsms_sandbox.gateway.dispatch import Gateway
from bestsms_sandbox.json_schema import JSON, InvalidValueError, check
from bestsms_sandbox.phone_numbers import normalise
from bestsms_sandbox.storage.settings import OPTIONS_SCHEMA
from bestsms_sandbox.times import ACCOUNT_ZONE, rfc3339, zone
from bestsms_sandbox.webhooks.delivery import WebhookDelivery
from bestsms_sandbox.webhooks.payloads import WebhookEvent
from bestsms_sandbox.webhooks.queue import RECEIVER_RULE, Target

_RECEIVER_SECONDS = 3.0  # the maximum time to wait for webhook receivers
_TEXT = {"type": "string"}
_REPLY: JSON = {
    "type": "object",
    "properties": {"from": {"type": "string", "pattern": r"\S"}, "message": _TEXT},
    "required": ["from", "message"],
    "additionalProperties": False,
}
_RESULTS: JSON = {
    "type": "object",
    "properties": dict.fromkeys(("number", "outcome", "message_id"), _TEXT),
    "required": ["number"],
    "additionalProperties": False,
}
_CLOCK: JSON = {
    "type": "object",
    "properties": {"advance_seconds": {"type": "number"}},
    "required": ["advance_seconds"],
    "additionalProperties": False,
}


_EVENT_FIELDS = (
    "destination", "status", "result", "contact_id", "received_id", "message_id", "sub_account",
    "department", "job_number", "price", "detail", "zone",
)  # fmt: skip
_EVENT: JSON = {
    "type": "object",
    "properties": {
        "type": {"enum": ["SMS", "SMSReply", "SMSInbound"]},
        "at": _TEXT,
        "message": {"type": ["string", "null"]},
        **dict.fromkeys(_EVENT_FIELDS, _TEXT),
        "url": _TEXT,
        "format": {"enum": ["JSON", "XML"]},
    },
    "required": ["type", "destination"],
    "additionalProperties": False,
}


class Controls:
    """Simulates handsets and the network, and controls the clock of one sandbox.

    The methods raise InvalidValueError for an invalid value.
    """

    def __init__(self, gateway: Gateway, delivery: WebhookDelivery) -> None:
        self._gateway, self._context, self._delivery = gateway, gateway.context, delivery

    async def reply(self, body: JSON, *, wait: bool = True) -> JSON:
        """Receive an SMS from a handset, and deliver its webhooks."""
        check(_REPLY, body)
        self._gateway.tick()
        with self._context.database.transaction():
            received_id = self._gateway.handset.receive(body["from"], body["message"])
        await self.deliver(wait=wait)
        return {"received_id": received_id}

    async def set_results(self, body: JSON, *, wait: bool = True) -> JSON:
        """Set the result of a number's pending recipients."""
        check(_RESULTS, body)
        outcome = self._gateway.rules.outcome(body["outcome"]) if "outcome" in body else None
        self._gateway.tick()
        with self._context.database.transaction():
            number, message_id = normalise(body["number"]), body.get("message_id")
            count = self._gateway.life.set_results(number, outcome, message_id)
        await self.deliver(wait=wait)
        return {"recipients": count}

    def set_rule(self, number: str, rule: JSON | None) -> JSON:
        """Set the delivery rule for a number; None removes it."""
        with self._context.database.transaction():
            self._gateway.rules.set(number, rule)
        return {"numbers": self._gateway.rules.all()}

    def set_options(self, body: JSON) -> JSON:
        """Set the options. Options that are not given get their default."""
        check(OPTIONS_SCHEMA, body)
        self._context.settings.put("options", body)
        return self._context.settings.options()

    async def advance(self, body: JSON, *, wait: bool = True) -> JSON:
        """Advance the clock, and process everything that is then due."""
        check(_CLOCK, body)
        self._context.clock.advance(body["advance_seconds"])
        self._gateway.tick()
        due = await self.deliver(wait=wait)
        return {"now": rfc3339(self._context.clock.now()), "webhooks_due": due}

    def configure_webhook(self, config: JSON) -> JSON:
        """Set the configuration of the webhook receiver."""
        self._gateway.webhooks.configure(config)
        return self._gateway.webhooks.config()

    def change_webhook(self, changes: JSON) -> None:
        """Change a part of the configuration of the webhook receiver."""
        config = {n: v for n, v in self._gateway.webhooks.config().items() if v is not None}
        self._gateway.webhooks.configure(config | changes)

    async def post_event(self, body: JSON, *, wait: bool = True) -> JSON:
        """Send a webhook for an event that did not occur in the sandbox."""
        check(_EVENT, body)
        fields = dict(body)
        target = Target(url=fields.pop("url", ""), format=fields.pop("format", ""))
        if target.url and not self._gateway.webhooks.target(target.url):
            raise InvalidValueError(f"{target.url}: {RECEIVER_RULE}")
        try:
            zone(fields.get("zone", ACCOUNT_ZONE))
        except ValueError as error:
            raise InvalidValueError(f"zone: {error}") from None
        now, at = self._context.clock.now(), fields.pop("at", None)
        defaults: JSON = {"status": "RECEIVED", "result": "RECEIVED", "message": ""}
        if fields["type"] == "SMS":
            defaults = {"status": "SUCCESS", "result": "delivered"}
        else:
            defaults["received_id"] = str(uuid.uuid4())
        event = WebhookEvent(at=now if at is None else _milliseconds(at), **(defaults | fields))
        with self._context.database.transaction():
            count = self._gateway.webhooks.post(event, target, due_at=now)
        await self.deliver(wait=wait)
        return {"webhooks": count}

    async def redeliver(self, seq: int, *, wait: bool = True) -> bool:
        """Deliver a webhook again. Return False if it does not exist."""
        known = self._gateway.webhooks.redeliver(seq)
        await self.deliver(wait=wait)
        return known

    def script_faults(self, body: JSON) -> JSON:
        """Replace all fault scripts."""
        self._gateway.faults.script(body)
        return {"faults": self._gateway.faults.all()}

    def add_fault(self, script: dict[str, Any]) -> None:
        """Add a fault script to the active ones."""
        waiting: list[JSON] = []
        for entry in self._gateway.faults.active():
            hits = entry.pop("hits")
            if "times" in entry:
                entry["times"] -= hits
            if entry.get("do") != "refuse":
                waiting.append(entry)
        self._gateway.faults.script({"faults": [*waiting, script]})

    def clear_faults(self) -> JSON:
        """Remove all fault scripts."""
        self._gateway.faults.clear()
        return {"faults": []}

    def reset(self) -> None:
        """Delete everything."""
        self._gateway.reset()

    async def deliver(self, *, wait: bool = True) -> int:
        """Deliver due webhooks. Return the number of webhooks that are still due.

        Args:
            wait: Wait a few seconds for receivers. A receiver in the caller's event loop cannot
                respond before this request has its response.
        """
        return await self._delivery.finish(_RECEIVER_SECONDS if wait else 0)


def _milliseconds(text: str) -> int:
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            raise ValueError
        return round(time.timestamp() * 1000)
    except (ValueError, OverflowError):
        raise InvalidValueError(
            "at must be an RFC 3339 time with an offset, such as 2027-09-01T12:30:00+10:00"
        ) from None
