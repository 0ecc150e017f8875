#!/usr/bin/env python3
"""Check and count the evidence of the contract's elements: `make evidence` prints a table."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import contract as c

TAGS = ("seed", "node", "python", "dotnet", "docs", "help", "v3", "assumed")
"""The sources, as spec/README.md describes them."""

MEANINGS = ("not-found", "authentication", "invalid", "conflict", "server")
"""The possible meanings of an error text."""

CONSTRAINTS = (
    *("minLength", "maxLength", "pattern", "format", "enum", "const", "multipleOf"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minItems", "maxItems", "uniqueItems"),
)
"""The keywords that constrain a request."""

_ENTRIES = {
    "x-merge-fields": "merge field",
    "x-error-texts": "error text",
    "x-delivery-results": "delivery result",
}


class Element(NamedTuple):
    """A part of the contract that must name its evidence."""

    where: str
    kind: str
    node: c.Node
    evidence: list[str]
    is_input: bool
    """Whether it is part of a request."""


def elements(contract: c.Node) -> Iterator[Element]:
    """Yield every element that must name its sources, each once."""
    for operation in c.operations(contract):
        yield _element(operation.where, "operation", operation.node)
        for index, node in enumerate([*operation.shared, *operation.node.get("parameters", ())]):
            if "$ref" not in node:
                place = c.pointer(operation.where, "parameters", index)
                yield _element(place, "parameter", node, is_input=True)
    for name, node in contract.get("components", {}).get("parameters", {}).items():
        yield _element(c.pointer("/components/parameters", name), "parameter", node, is_input=True)
    for operation in c.operations(contract, "webhooks"):
        yield _element(operation.where, "webhook", operation.node)
    requests = {c.pointer("/components/schemas", name) for name in c.request_schemas(contract)}
    for root in c.roots(contract):
        for schema in c.walk(*root):
            if c.is_object(schema.node):
                for name, node in schema.node.get("properties", {}).items():
                    place = c.pointer(schema.where, "properties", name)
                    yield _element(place, "property", node, is_input=root.where in requests)
    for name, node in contract.get("x-limits", {}).items():
        yield _element(c.pointer("/x-limits", name), "limit", node)
    for section, kind in _ENTRIES.items():
        for index, node in enumerate(contract.get(section, ())):
            yield _element(c.pointer("", section, index), kind, node)
    if "x-opt-out-words" in contract:
        yield _element("/x-opt-out-words", "list of words", contract["x-opt-out-words"])


def _element(where: str, kind: str, node: Any, *, is_input: bool = False) -> Element:
    node = node if c.is_object(node) else {}
    evidence = node.get("x-evidence")
    listed = evidence if c.is_list(evidence) else []
    return Element(where, kind, node, listed, is_input)


def problems(contract: c.Node, register: str) -> list[str]:
    """Return the mistakes in the evidence, conflicts, assumptions and error texts.

    Args:
        contract: The parsed document.
        register: The text that describes each conflict label, spec/README.md.

    Returns:
        One line per problem: where (JSON pointer), what is wrong, what to do.
    """
    texts = [str(entry.get("text", "")) for entry in contract.get("x-error-texts", ())]
    found: list[str] = []
    for element in elements(contract):
        rules = [*_evidence(element), *_conflicts(element, register), *_errors(element, texts)]
        if element.is_input:
            rules += _assumptions(contract, element)
        found += [f"{element.where}: {text}" for text in rules]
    for index, entry in enumerate(contract.get("x-error-texts", ())):
        if entry.get("meaning") not in MEANINGS:
            meanings = ", ".join(MEANINGS)
            found.append(f"/x-error-texts/{index}: meaning must be one of {meanings}")
    return found


def _evidence(element: Element) -> Iterator[str]:
    if not element.evidence:
        yield f"this {element.kind} names no source; add x-evidence with any of {', '.join(TAGS)}"
    for tag in element.evidence:
        if tag not in TAGS:
            yield f"x-evidence {tag!r} is not a known source; use {', '.join(TAGS)}"


def labels(element: Element) -> list[str]:
    """Return the conflict labels of an element."""
    conflict = element.node.get("x-conflict", [])
    return [conflict] if isinstance(conflict, str) else list(conflict)


def _conflicts(element: Element, register: str) -> Iterator[str]:
    for label in labels(element):
        if not re.search(rf"(?<![\w-]){re.escape(label)}(?![\w-])", register):
            yield f"x-conflict {label} is not in the register; describe it in spec/README.md"


def _errors(element: Element, texts: list[str]) -> Iterator[str]:
    error = element.node.get("x-error", {})
    for text in [error] if isinstance(error, str) else error.values():
        if not any(re.fullmatch(_pattern(known), text) for known in texts):
            yield f"x-error {text!r} is not one of x-error-texts; add it there"


def _pattern(text: str) -> str:
    return "".join(
        ".+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{\w+\})", text)
    )


def _assumptions(contract: c.Node, element: Element) -> Iterator[str]:
    schema = c.merged(contract, element.node.get("schema", element.node))
    present = [key for key in CONSTRAINTS if key in schema]
    assumed = element.node.get("x-assumed", schema.get("x-assumed", []))
    for key in assumed:
        if key not in (*present, "required"):
            yield f"x-assumed names `{key}`, which the element does not have; remove it"
    if element.evidence == ["assumed"]:
        for key in present:
            if key not in assumed:
                yield f"`{key}` is only assumed; list it in x-assumed"


def main() -> int:
    """Print how many elements of each kind have each source, and how many are only assumed."""
    found = list(elements(c.load()))
    kinds = Counter(element.kind for element in found)
    columns = [*TAGS, "only assumed"]
    print(f"{'':15} " + " ".join(f"{name:>12}" for name in ("elements", *columns)))
    for kind in (*kinds, "all"):
        rows = [element for element in found if kind in (element.kind, "all")]
        counts = Counter(tag for element in rows for tag in set(element.evidence))
        counts["only assumed"] = sum(set(element.evidence) == {"assumed"} for element in rows)
        shares = (f"{counts[name]} ({counts[name] / len(rows):.0%})" for name in columns)
        print(f"{kind:>15} " + " ".join(f"{cell:>12}" for cell in (str(len(rows)), *shares)))
    conflicts = Counter(label for element in found for label in labels(element))
    listed = ", ".join(f"{label} {count}" for label, count in sorted(conflicts.items()))
    print(f"\nconflicts: {listed or 'none'}")
    missing = [element.where for element in found if not element.evidence]
    for where in missing:
        print(f"{where}: no x-evidence", file=sys.stderr)
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
