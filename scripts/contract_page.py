"""Write the contract as a Markdown page, from which `make docs` makes build/site/contract.html."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import contract as c

_FRONT_MATTER = """---
description: Every operation, field, webhook and limit of the API, with the sources that attest it
---"""
_RULES = (
    *("format", "enum", "const", "pattern", "minLength", "maxLength"),
    *("minimum", "maximum", "minItems", "maxItems"),
)
_LISTS = {
    "x-limits": "Limits",
    "x-error-texts": "Error texts",
    "x-delivery-results": "Delivery results",
    "x-merge-fields": "Merge fields",
}


def markdown(contract: c.Node) -> str:
    """Return the contract as Markdown: operations by tag, webhooks, schemas and the x- lists."""
    info = contract["info"]
    lines = [_FRONT_MATTER, f"# {info['title']} v{info['version']}", info["description"]]
    for tag in contract["tags"]:
        lines += [f"## {tag['name'].capitalize()}", tag["description"]]
        for operation in c.operations(contract):
            if tag["name"] in operation.node["tags"]:
                lines += _operation(contract, operation)
    lines.append("## Webhooks")
    for operation in c.operations(contract, "webhooks"):
        lines += _operation(contract, operation)
    lines.append("## Schemas")
    for name, schema in contract["components"]["schemas"].items():
        whole = c.merged(contract, schema)
        lines += [f"### {name}", whole.get("description", "")]
        lines += _table(("Field", "Type", "Description"), _fields(contract, schema))
    for key, title in _LISTS.items():
        value = contract[key]
        entries = value if c.is_list(value) else [{"name": n, **v} for n, v in value.items()]
        lines += [f"## {title}", *_table(entries[0], (entry.values() for entry in entries))]
    words = ", ".join(f"`{word}`" for word in contract["x-opt-out-words"]["values"])
    return _escape("\n\n".join([*lines, "## Opt-out words", words, ""]))


def _escape(markdown: str) -> str:
    """Escape what would be read as HTML, which code spans show as it is."""
    parts = re.split(r"(`[^`]*`)", markdown)
    parts[::2] = [part.replace("<", "&lt;") for part in parts[::2]]
    return "".join(parts)


def _operation(contract: c.Node, operation: c.Operation) -> Iterator[str]:
    _, section, path, method = operation.where.split("/")
    node, place = operation.node, path.replace("~1", "/")
    yield f"### {node['operationId']}"
    yield f"`{method.upper()} {place}`" if section == "paths" else f"A webhook: `{place}`."
    yield node.get("description", node.get("summary", ""))
    rows = [
        (f"`{p['name']}` ({p['in']})", _type(contract, p["schema"]), p.get("description", ""))
        for p in c.parameters(contract, operation)
    ]
    yield from _table(("Parameter", "Type", "Description"), rows)
    for media in c.resolve(contract, node.get("requestBody", {})).get("content", {}).items():
        yield f"Body ({media[0]}): {_type(contract, media[1]['schema'])}"
    responses = [
        (status, c.resolve(contract, response).get("description", ""))
        for status, response in node.get("responses", {}).items()
    ]
    yield from _table(("Status", "Response"), responses)


def _fields(contract: c.Node, schema: c.Node) -> Iterator[tuple[str, str, str]]:
    for part in [schema, *(c.resolve(contract, part) for part in schema.get("allOf", ()))]:
        for name, node in part.get("properties", {}).items():
            kind = _type(contract, node)
            if name in part.get("required", ()):
                kind = f"{kind}; required"
            words = " ".join(str(c.merged(contract, node).get("description", "")).split())
            sources = ", ".join(node.get("x-evidence", ()))
            text = f"{words} ({sources})" if sources else words
            yield f"`{name}`", kind, text


def _type(contract: c.Node, schema: c.Node) -> str:
    """Return a schema's type and rules; a component is named and linked."""
    name = str(schema.get("$ref", "")).rpartition("/schemas/")[2]
    if name:
        return f"[{name}](#{name.lower()})"
    merged = c.merged(contract, schema)
    kind = merged.get("type", "object")
    if kind == "array":
        return f"list of {_type(contract, merged['items'])}"
    rules = [f"{rule} `{merged[rule]}`" for rule in _RULES if rule in merged]
    return "; ".join([kind if isinstance(kind, str) else " or ".join(kind), *rules])


def _table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> list[str]:
    """Return a Markdown table, or nothing if there is no row."""
    names = [name.removeprefix("x-").capitalize() for name in head]
    lines = [[_cell(value) for value in row] for row in rows]
    table = [names, ["---"] * len(names), *lines]
    return ["\n".join(f"| {' | '.join(line)} |" for line in table)] if lines else []


def _cell(value: Any) -> str:
    text = ", ".join(map(str, value)) if c.is_list(value) else str(value)
    return " ".join(text.split()).replace("|", "\\|")
