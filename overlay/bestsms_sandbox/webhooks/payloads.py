"""What the gateway tells a sender unasked: webhooks, as they are composed and kept for delivery."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from bestsms_sandbox.clock import Clock, moment, written, zone_of
from bestsms_sandbox.contract.description import Contract
from bestsms_sandbox.gateway.request import JSON
from bestsms_sandbox.storage.database import Store
from bestsms_sandbox.storage.settings import Settings, check
from bestsms_sandbox.web.loopback_only import LOOPBACK
from bestsms_sandbox.webhooks.scheduler import Alarm

MEDIA_TYPES = {"JSON": "application/json", "XML": "text/xml"}
_BRANCH = ("SubAccount", "Department")
# In this order, as the vendor's reference of v2.04 prints them.
_NAMES = (
    "Version", "Sender", "APIKey", "Type", "Destination", "ContactID", "ReceivedID", "MessageID",
    *_BRANCH, "JobNumber", "SentTimeLocal", "SentTimeUTC-ISO8601", "SentTimeUTC-RFC3339", "Status",
    "Result", "Message", "Price", "Detail", "URL",
)  # fmt: skip
_DEFAULTS: JSON = {
    "url": "",
    "format": "JSON",
    "shape": "v2.04",
    "secret": "",
    "sender": "application@example.com",
    "callbacks": {},
    "timeout_seconds": None,
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
        "timeout_seconds": {"type": "number", "exclusiveMinimum": 0, "maximum": 60},
    },
    "additionalProperties": False,
}


class Webhooks:
    """The webhooks of one gateway. A courier delivers what is queued here.

    Args:
        token: The auth token, which the seed's shape carries.
        alarm: Rung when something is queued.
    """

    def __init__(
        self, store: Store, clock: Clock, settings: Settings, contract: Contract, token: str,
        alarm: Alarm,
    ) -> None:  # fmt: skip
        self._store, self._clock, self._settings = store, clock, settings
        self._contract, self._token, self._alarm = contract, token, alarm
        self._seed_names = contract.fields("SeedWebhook")

    def config(self) -> JSON:
        """Return who is told, and how."""
        chosen: JSON = self._settings.get("webhook", {})
        return _DEFAULTS | chosen

    def configure(self, config: JSON) -> None:
        """Say who is told, and how.

        Raises:
            ValueError: It makes no sense, or leads away from this machine.
        """
        check(_SCHEMA, config)
        for url in (config.get("url") or "http://localhost", *config.get("callbacks", {}).values()):
            if not is_local(url):
                raise ValueError(f"{url}: webhooks go to this machine alone: http://127.0.0.1:...")
        self._settings.put("webhook", config)

    def target(self, url: str) -> str:
        """Return the local address that stands for a URL, or the empty text."""
        callbacks: Mapping[str, str] = self.config()["callbacks"]
        prefixes = sorted((p for p in callbacks if url.startswith(p)), key=len)
        local = callbacks[prefixes[-1]] + url[len(prefixes[-1]) :] if prefixes else url
        return local if is_local(local) else ""

    def report(self, recipient: int, at: int) -> None:
        """Queue the delivery report of a recipient that has its outcome."""
        row = self._row(recipient)
        result = self._contract.results.get(row["result"], {"webhook": True})
        if result["webhook"]:
            own = {
                "Type": "SMS",
                "Destination": row["destination"],
                "Status": row["status"].upper(),
                "Result": row["result"],
                "Message": None,
                **_cost(row),
            }
            self._queue(row, own, at)

    def received(
        self, received_id: str, sender: str, text: str, recipient: int | None, at: int
    ) -> None:
        """Queue what a handset wrote."""
        row = self._row(recipient) if recipient else None
        own = {
            "Type": "SMSReply" if row else "SMSInbound",
            "Destination": sender,
            "ReceivedID": received_id,
            "Status": "RECEIVED",
            "Result": "RECEIVED",
            "Message": text,
            "Detail": f"InputToNumber:{row['typed']}" if row else "",
        }
        if row and self.config()["shape"] == "seed":
            own |= _cost(row)
        self._queue(row, own, at)

    def redeliver(self, seq: int) -> bool:
        """Deliver a webhook again, from now on; False if there is none of this number."""
        now = self._clock.now()
        if not self._store.one("SELECT 1 FROM webhooks WHERE seq = ?", seq):
            return False
        self._store.run(
            "UPDATE webhooks SET first_at = ?, next_at = ?, state = 'waiting' WHERE seq = ?",
            now, now, seq,
        )  # fmt: skip
        self._alarm.by(now)
        return True

    def log(self, limit: int) -> list[JSON]:
        """Return the latest webhooks, oldest first, with every attempt to deliver them."""
        rows = self._store.all("SELECT * FROM webhooks ORDER BY seq DESC LIMIT ?", limit)
        return [self._logged(row) for row in reversed(rows)]

    def _logged(self, row: sqlite3.Row) -> JSON:
        tries = self._store.all("SELECT * FROM tries WHERE webhook = ? ORDER BY seq", row["seq"])
        body = json.loads(row["body"])
        return {
            "seq": row["seq"],
            "type": body["Type"],
            "message_id": body["MessageID"],
            "url": row["url"],
            "format": row["format"],
            "state": row["state"],
            "next_at": moment(row["next_at"]),
            "body": body,
            "tries": [
                {
                    "at": moment(one["at"]),
                    "status": one["status"],
                    "error": one["error"],
                }
                for one in tries
            ],
        }

    def _row(self, recipient: int) -> sqlite3.Row:
        row = self._store.one(
            "SELECT r.*, m.id, m.job_num, m.data FROM recipients r"
            " JOIN messages m ON m.seq = r.message WHERE r.seq = ?",
            recipient,
        )
        assert row is not None
        return row

    def _queue(self, row: sqlite3.Row | None, own: Mapping[str, Any], at: int) -> None:
        config = self.config()
        data: JSON = json.loads(row["data"]) if row else {}
        url = data.get("WebhookCallbackURL") or config["url"]
        if not url:
            return
        form = data.get("WebhookCallbackFormat", config["format"])
        times = written("Sent", at, zone_of(data))
        values = {
            "AuthToken": self._token,
            "Version": "2.04",
            "Sender": config["sender"],
            "APIKey": config["secret"],
            "ContactID": row["contact_id"] if row else "",
            "MessageID": row["id"] if row else "",
            **{name: data.get(name, "") for name in _BRANCH},
            "JobNumber": row["job_num"] if row else "",
            "SentTimeLocal": times["SentTimeLocal"],
            "SentTimeUTC-ISO8601": times["SentTimeUTC"],
            "SentTimeUTC-RFC3339": times["SentTimeUTC_RFC3339"],
            "SentTime": _seed_time(times["SentTimeLocal"]),
            "URL": url,
            "RESPONSEMODE": form,
            **own,
        }
        seed = config["shape"] == "seed"
        names: Sequence[str] = self._seed_names if seed else _NAMES
        if not seed and own["Message"] is None:
            names = [name for name in names if name != "Message"]
        body: JSON = {name: values.get(name) or "" for name in names}
        self._store.run(
            "INSERT INTO webhooks (url, format, body, first_at, next_at, state)"
            " VALUES (?, ?, ?, ?, ?, 'waiting')",
            url, form, json.dumps(body), at, at,
        )  # fmt: skip
        self._alarm.by(at)


def _cost(row: sqlite3.Row) -> JSON:
    return {"Price": f"{row['price']:.2f}", "Detail": f"SMSParts:{row['parts']}"}


def _seed_time(local: str) -> str:
    """Write a time as the seed's example does, `16/10/2018 13:43 p.m.` (C-HOOKTIME)."""
    mark = "p.m." if int(local[11:13]) >= 12 else "a.m."
    return f"{local[8:10]}/{local[5:7]}/{local[:4]} {local[11:16]} {mark}"


def is_local(url: str) -> bool:
    """Tell whether a URL leads to this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.hostname in LOOPBACK


def encoded(body: Mapping[str, str], form: str) -> bytes:
    """Write a webhook's body as JSON or XML."""
    if form == "JSON":
        return json.dumps(body, ensure_ascii=False).encode()
    root = ET.Element("root")
    for name, value in body.items():
        # what XML 1.0 cannot carry is left out
        ET.SubElement(root, name).text = "".join(c for c in value if c >= " " or c in "\t\n\r")
    # as it is, a carriage return would be read as a line feed
    document = ET.tostring(root, "unicode").replace("\r", "&#13;")
    return f'<?xml version="1.0" encoding="UTF-8"?>{document}'.encode()
