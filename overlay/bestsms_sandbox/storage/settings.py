"""The user's settings, stored in the database and cached."""

import json
from collections.abc import Mapping
from typing import Any

from bestsms_sandbox.json_schema import JSON, SECONDS
from bestsms_sandbox.storage.database import Database

_OPTIONS: Mapping[str, tuple[Any, JSON]] = {
    # When recipients get their result: after some seconds, immediately, or when the user sets it.
    "progress": ("clock", {"enum": ["clock", "immediate", "manual"]}),
    "delivery_seconds": (2, SECONDS),
    # The error for a request without a token.
    "missing_token": ("Unauthorized", {"enum": ["Unauthorized", "Missing Sender"]}),
    # The length at which texts are truncated; null uses the limits in the contract.
    "cap_gsm": (None, {"type": ["integer", "null"], "minimum": 1}),
    "cap_ucs2": (None, {"type": ["integer", "null"], "minimum": 1}),
}
OPTIONS_SCHEMA: JSON = {
    "type": "object",
    "properties": {name: schema for name, (_, schema) in _OPTIONS.items()},
    "additionalProperties": False,
}


class Settings:
    """The settings of one sandbox: JSON values by name."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.load()

    def load(self) -> None:
        """Read the settings from the database, for example after a reset."""
        rows = self._database.all("SELECT name, value FROM settings")
        self._values: dict[str, Any] = {row["name"]: json.loads(row["value"]) for row in rows}

    def get(self, name: str, default: Any) -> Any:
        """Return a value."""
        return self._values.get(name, default)

    def put(self, name: str, value: Any) -> None:
        """Store a value."""
        self._database.run("REPLACE INTO settings VALUES (?, ?)", name, json.dumps(value))
        self._values[name] = value

    def options(self) -> JSON:
        """Return all options by name."""
        chosen: JSON = self.get("options", {})
        return {name: default for name, (default, _) in _OPTIONS.items()} | chosen

    def option(self, name: str) -> Any:
        """Return an option."""
        return self.get("options", {}).get(name, _OPTIONS[name][0])
