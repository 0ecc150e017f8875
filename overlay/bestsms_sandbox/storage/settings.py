"""What users choose about the sandbox: kept in the store, and known without a query."""

import json
from collections.abc import Mapping
from typing import Any

from bestsms_sandbox.json_schema import JSON, SECONDS
from bestsms_sandbox.storage.database import Database

_OPTIONS: Mapping[str, tuple[Any, JSON]] = {
    # how recipients come to their outcome: some seconds after sending, at once, or when told
    "progress": ("clock", {"enum": ["clock", "immediate", "manual"]}),
    "delivery_seconds": (2, SECONDS),
    # what answers a call without any token (U33)
    "missing_token": ("Unauthorized", {"enum": ["Unauthorized", "Missing Sender"]}),
    # where a long text is cut; the contract's caps if null (C-UCS)
    "cap_gsm": (None, {"type": ["integer", "null"], "minimum": 1}),
    "cap_ucs2": (None, {"type": ["integer", "null"], "minimum": 1}),
}
OPTIONS_SCHEMA: JSON = {
    "type": "object",
    "properties": {name: schema for name, (_, schema) in _OPTIONS.items()},
    "additionalProperties": False,
}


class Settings:
    """The settings of one sandbox: JSON values by name.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.load()

    def load(self) -> None:
        """Take them from the store: none, if that was reset."""
        rows = self._database.all("SELECT name, value FROM settings")
        self._values: dict[str, Any] = {row["name"]: json.loads(row["value"]) for row in rows}

    def get(self, name: str, default: Any) -> Any:
        """Return a value."""
        return self._values.get(name, default)

    def put(self, name: str, value: Any) -> None:
        """Keep a value."""
        self._database.run("REPLACE INTO settings VALUES (?, ?)", name, json.dumps(value))
        self._values[name] = value

    def options(self) -> JSON:
        """Return all switches by name."""
        chosen: JSON = self.get("options", {})
        return {name: default for name, (default, _) in _OPTIONS.items()} | chosen

    def option(self, name: str) -> Any:
        """Return a switch."""
        return self.get("options", {}).get(name, _OPTIONS[name][0])
