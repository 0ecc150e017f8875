"""Write the `constraints` module of the generated client: the contract's rules for requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import contract as c

_HEAD = '''"""The contract's rules for requests, its limits and its error texts.

The models have no lengths, patterns or ranges, so these are given here as data. Made by
scripts/generate from spec/bestsms-v2.04.yaml: do not edit.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Constraint(NamedTuple):
    """The contract's rules for one property or parameter."""

    type: str
    """The JSON type: string, integer, number, boolean, array or object."""
    required: bool = False
    """Whether a request must have it."""
    min_length: int | None = None
    """The minimum number of characters."""
    max_length: int | None = None
    """The maximum number of characters."""
    pattern: str | None = None
    """A regular expression (ECMA 262) that some part of the value must match."""
    enum: tuple[str, ...] = ()
    """The allowed values; empty if any value is allowed."""
    min_items: int | None = None
    """The minimum number of items."""
    max_items: int | None = None
    """The maximum number of items."""
    minimum: float | None = None
    """The smallest number."""
    maximum: float | None = None
    """The largest number."""
    v3_max_length: int | None = None
    """The maximum number of characters in API v3.00. The client only warns about it."""
    assumed: frozenset[str] = frozenset()
    """Keywords such as `maxLength` that no source attests. The client only warns about them."""
    evidence: tuple[str, ...] = ()
    """The sources of these rules, as spec/README.md describes them."""
    error_missing: str | None = None
    """The gateway's ErrorMessage if the value is missing."""
    error_invalid: str | None = None
    """The gateway's ErrorMessage if the value is invalid."""


class Limit(NamedTuple):
    """A limit of the gateway that does not belong to a single property."""

    value: int
    unit: str
    description: str
    evidence: tuple[str, ...]


class MergeField(NamedTuple):
    """A merge field, which a text contains in double square brackets."""

    field: str
    """The name; a `{name}` in it stands for any text."""
    kind: str
    """The kind of its value: a value of the recipient, a file's link, or another link."""
    description: str
    evidence: tuple[str, ...]


class DeliveryResult(NamedTuple):
    """A final delivery result of a recipient."""

    result: str
    """The gateway's text. Ignore its case in comparisons."""
    status: str
    """The recipient's Status that comes with it."""
    charged: bool
    """Whether the message is charged."""
    webhook: bool
    """Whether a webhook reports the result. Polling always does."""
    description: str
    evidence: tuple[str, ...]


class ErrorText(NamedTuple):
    """An ErrorMessage of the gateway."""

    text: str
    """The text; a `{name}` in it stands for any text."""
    status: int
    """The HTTP status that it comes with."""
    meaning: str
    """One of not-found, authentication, invalid, conflict, server."""
    trigger: str
    """The cause of the error."""
    evidence: tuple[str, ...]

'''


def render(contract: c.Node) -> str:
    """Return the unformatted source of the module."""
    requests = c.request_schemas(contract)
    schemas: dict[str, dict[str, str]] = {}
    for name, schema in contract.get("components", {}).get("schemas", {}).items():
        if name in requests and (fields := dict(_properties(contract, schema))):
            schemas[name] = fields
    parameters = {
        operation.node["operationId"]: {
            node["name"]: _constraint(
                contract, node["schema"], carrier=node, required=node.get("required", False)
            )
            for node in c.parameters(contract, operation)
            if "schema" in node
        }
        for operation in c.operations(contract)
        if "operationId" in operation.node
    }
    limits = {
        name: f"Limit({node['value']!r}, {node['unit']!r}, {_text(node['description'])!r}, "
        f"{tuple(node['x-evidence'])!r})"
        for name, node in contract.get("x-limits", {}).items()
    }
    merge_fields = [
        f"MergeField({node['field']!r}, {node['kind']!r}, {_text(node['description'])!r}, "
        f"{tuple(node['x-evidence'])!r}),"
        for node in contract.get("x-merge-fields", ())
    ]
    results = [
        f"DeliveryResult({node['result']!r}, {node['status']!r}, {node['charged']!r}, "
        f"{node['webhook']!r}, {_text(node['description'])!r}, {tuple(node['x-evidence'])!r}),"
        for node in contract.get("x-delivery-results", ())
    ]
    servers = tuple(node["url"] for node in contract.get("servers", ()))
    words = tuple(contract.get("x-opt-out-words", {}).get("values", ()))
    texts = [
        f"ErrorText({node['text']!r}, {node['status']!r}, {node['meaning']!r}, "
        f"{_text(node['trigger'])!r}, {tuple(node['x-evidence'])!r})"
        for node in contract.get("x-error-texts", ())
    ]
    tables = "Final[Mapping[str, Mapping[str, Constraint]]]"
    return "\n".join(
        (
            _HEAD,
            f"SERVERS: Final[tuple[str, ...]] = {servers!r}",
            '"""The base URLs of the API, the default first."""\n',
            f"SCHEMAS: {tables} = {_nested(schemas)}",
            '"""Request schemas by name, then by property name as on the wire."""\n',
            f"PARAMETERS: {tables} = {_nested(parameters)}",
            '"""Parameters by operationId, then by name as on the wire."""\n',
            f"LIMITS: Final[Mapping[str, Limit]] = {_mapping(limits)}",
            '"""Limits by name, as in the contract\'s x-limits."""\n',
            f"MERGE_FIELDS: Final[tuple[MergeField, ...]] = ({''.join(merge_fields)})",
            '"""The merge fields, as in the contract\'s x-merge-fields."""\n',
            f"DELIVERY_RESULTS: Final[tuple[DeliveryResult, ...]] = ({''.join(results)})",
            '"""The known results, as in the contract\'s x-delivery-results. More may exist."""\n',
            f"OPT_OUT_WORDS: Final[tuple[str, ...]] = {words!r}",
            '"""A reply that begins with one of these words, in any case, opts out."""\n',
            f"ERROR_TEXTS: Final[tuple[ErrorText, ...]] = ({''.join(t + ',' for t in texts)})",
            '"""The error texts, in the order of the contract\'s x-error-texts."""',
            "",
        )
    )


def _properties(contract: c.Node, schema: c.Node) -> Iterator[tuple[str, str]]:
    whole = c.merged(contract, schema)
    parts = [whole, *(c.merged(contract, part) for part in schema.get("allOf", ()))]
    required = {name for part in parts for name in part.get("required", ())}
    properties = {name: node for part in parts for name, node in part.get("properties", {}).items()}
    for name, node in properties.items():
        yield name, _constraint(contract, node, carrier=node, required=name in required)


def _constraint(contract: c.Node, schema: Any, *, carrier: c.Node, required: bool) -> str:
    merged = c.merged(contract, schema)
    extensions = {**merged, **{k: v for k, v in carrier.items() if k.startswith("x-")}}
    error = extensions.get("x-error", {})
    errors = error if c.is_object(error) else {"missing": error, "invalid": error}
    values: dict[str, Any] = {
        "type": merged.get("type", "object"),
        "required": required or None,
        "min_length": merged.get("minLength"),
        "max_length": merged.get("maxLength"),
        "pattern": merged.get("pattern"),
        "enum": tuple(merged.get("enum", ())) or None,
        "min_items": merged.get("minItems"),
        "max_items": merged.get("maxItems"),
        "minimum": merged.get("minimum"),
        "maximum": merged.get("maximum"),
        "v3_max_length": extensions.get("x-v3-max-length"),
        "evidence": tuple(extensions.get("x-evidence", ())) or None,
        "error_missing": errors.get("missing"),
        "error_invalid": errors.get("invalid"),
    }
    arguments = [f"{key}={value!r}" for key, value in values.items() if value is not None]
    if assumed := sorted(extensions.get("x-assumed", ())):
        arguments.append(f"assumed=frozenset({assumed!r})")
    return f"Constraint({', '.join(arguments)})"


def _text(value: str) -> str:
    return " ".join(value.split())


def _mapping(entries: Mapping[str, str]) -> str:
    return "{" + "".join(f"{key!r}: {value}," for key, value in entries.items()) + "}"


def _nested(tables: Mapping[str, Mapping[str, str]]) -> str:
    return _mapping({key: _mapping(table) for key, table in tables.items()})
