"""Check that a response is about the message, contact or group of its request."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, cast


class Match(Enum):
    """How the identifiers in a response relate to those of the request."""

    SAME = "the same identifiers"
    RESPELLED = "an identifier in different case or with extra spaces"
    MISSING = "no identifier"
    OTHER = "another identifier"


def compare(about: Mapping[str, str], body: Mapping[str, Any]) -> Match:
    """Return the worst match of the identifiers in a response with those of the request.

    Responses that have no place for an identifier, such as lists, match. `about` has the
    identifiers of the request by argument name.

    Example:
        >>> compare({"message_id": "ID1"}, {"MessageID": "ID2"}).name
        'OTHER'
        >>> compare({"message_id": "ID1"}, {"MessageID": "id1"}).name
        'RESPELLED'
        >>> compare({"message_id": "ID1"}, {}).name
        'MISSING'
    """
    found = {_match(wanted, _named(name, body)) for name, wanted in about.items()}
    for worst in (Match.OTHER, Match.MISSING, Match.RESPELLED):
        if worst in found:
            return worst
    return Match.SAME


def _named(name: str, body: Mapping[str, Any]) -> list[object] | None:
    """Return a response's values for an identifier, or None if it has no place for one."""
    if name == "message_id":
        return [body.get("MessageID")]
    record = body.get("Contact" if name == "contact_id" else "Group")
    if not isinstance(record, Mapping):
        return None
    fields = cast("Mapping[str, Any]", record)
    if name == "contact_id":
        return [fields.get("ContactID")]
    return [fields.get("GroupID"), fields.get("GroupCode")]  # requests may use either


def _match(wanted: str, values: list[object] | None) -> Match:
    if values is None:
        return Match.SAME
    texts = [str(value) for value in values if isinstance(value, str | int) and value != ""]
    if wanted in texts:
        return Match.SAME
    if _key(wanted) in map(_key, texts):
        return Match.RESPELLED
    # If one of the two names is absent, a different other name does not prove another group.
    return Match.OTHER if len(texts) == len(values) else Match.MISSING


def _key(identifier: str) -> str:
    return identifier.strip().casefold()
