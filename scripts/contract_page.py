#!/usr/bin/env python3
"""Render the contract as an HTML page: build/site/contract.html, part of `make docs`."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt

import contract as c

PAGE = c.ROOT / "build" / "site" / "contract.html"
_HTML = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em }}
table {{ border-collapse: collapse; display: block; overflow-x: auto }}
td, th {{ border: 1px solid #bbb; padding: .2em .5em; text-align: left; vertical-align: top }}
</style></head><body>
{body}
</body></html>
"""
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
    lines = [f"# {info['title']} v{info['version']}", info["description"]]
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
        lines += _table(("Field", "Type", "Required", "Description"), _fields(contract, schema))
    for key, title in _LISTS.items():
        value = contract[key]
        entries = value if c.is_list(value) else [{"name": n, **v} for n, v in value.items()]
        lines += [f"## {title}", *_table(entries[0], (entry.values() for entry in entries))]
    words = ", ".join(f"`{word}`" for word in contract["x-opt-out-words"]["values"])
    return "\n\n".join([*lines, "## Opt-out words", words, ""])


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
    answers = [
        (status, c.resolve(contract, answer).get("description", ""))
        for status, answer in node.get("responses", {}).items()
    ]
    yield from _table(("Status", "Answer"), answers)


def _fields(contract: c.Node, schema: c.Node) -> Iterator[tuple[str, str, str, str]]:
    for part in [schema, *(c.resolve(contract, part) for part in schema.get("allOf", ()))]:
        for name, node in part.get("properties", {}).items():
            required = "yes" if name in part.get("required", ()) else ""
            words = " ".join(str(c.merged(contract, node).get("description", "")).split())
            sources = ", ".join(node.get("x-evidence", ()))
            text = f"{words} ({sources})" if sources else words
            yield f"`{name}`", _type(contract, node), required, text


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


def html(contract: c.Node) -> str:
    """Return the contract as an HTML page with an anchor for each heading."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(markdown(contract))
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", inline.content.lower().replace(" ", "-"))
    body = parser.renderer.render(tokens, parser.options, {})
    return _HTML.format(title=escape(contract["info"]["title"]), body=body)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(html(c.load()), encoding="utf-8")
    print(f"{PAGE.relative_to(c.ROOT)}: {PAGE.stat().st_size:,} bytes")
