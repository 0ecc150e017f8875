"""What is known of the real gateway, and what is assumed, as the contract itself says it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, cast

from bestsms_sandbox.gateway.request import JSON

_SILENT = {"components", "schemas", "properties", "parameters", "items", "x-webhooks"}
_WORDS = ("description", "summary", "trigger")
_NAMES = ("name", "field", "result", "text", "operationId")


def summary(document: Mapping[str, Any]) -> JSON:
    """Return how many elements rest on what, and each that is assumed or disputed.

    An element that the sources attest may still have keywords (a length, a pattern) that rest on
    assumption alone: `keywords` names them. `conflict` is a row of the contract's register.
    """
    elements = list(_elements(document, ()))
    tags = Counter(tag for element in elements for tag in element["evidence"])
    alone = [element for element in elements if element["evidence"] == ["assumed"]]
    return {
        "elements": len(elements),
        "sources": [{"tag": tag, "count": count} for tag, count in tags.most_common()],
        "lists": {
            "assumed": alone,
            "partly": [e for e in elements if e["keywords"] and e not in alone],
            "disputed": [element for element in elements if element["conflicts"]],
            "operations": [element for element in elements if element["operation"]],
        },
    }


def _elements(node: object, path: tuple[str, ...]) -> Iterator[JSON]:
    if isinstance(node, list):
        for index, entry in enumerate(cast("list[object]", node)):
            yield from _elements(entry, (*path, _name(entry, str(index))))
    if not isinstance(node, dict):
        return
    fields = cast("JSON", node)
    if "x-evidence" in fields:
        conflict = fields.get("x-conflict", [])
        yield {
            "name": " ".join(step for step in path if step not in _SILENT),
            "operation": fields.get("operationId", ""),
            "evidence": fields["x-evidence"],
            "conflicts": [conflict] if isinstance(conflict, str) else conflict,
            "keywords": fields.get("x-assumed", []),
            "description": next((str(fields[n]) for n in _WORDS if fields.get(n)), ""),
        }
    for name, entry in fields.items():
        yield from _elements(entry, (*path, name))


def _name(entry: object, otherwise: str) -> str:
    fields = cast("JSON", entry) if isinstance(entry, dict) else {}
    return next((str(fields[name]) for name in _NAMES if name in fields), otherwise)
