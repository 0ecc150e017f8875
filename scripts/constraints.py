"""Writes the generated client's constraints module: what the contract demands of a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import contract as c

_HEAD = '''"""What the contract demands of requests, and the limits and error texts that it knows.

The models carry no lengths, patterns or ranges, so they stand here as data. Made by
scripts/generate from spec/bestsms-v2.04.yaml: do not edit.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Constraint(NamedTuple):
    """What the contract demands of one property or parameter."""

    type: str
    """Its JSON type: string, integer, number, boolean, array or object."""
    required: bool = False
    """Whether a request must have it."""
    min_length: int | None = None
    """Characters, at least."""
    max_length: int | None = None
    """Characters, at most."""
    pattern: str | None = None
    """Regular expression that some part of the value must match (ECMA 262)."""
    enum: tuple[str, ...] = ()
    """The values that are allowed; empty if any is."""
    min_items: int | None = None
    """Elements of a list, at least."""
    max_items: int | None = None
    """Elements of a list, at most."""
    minimum: float | None = None
    """The smallest number."""
    maximum: float | None = None
    """The largest number."""
    v3_max_length: int | None = None
    """Characters, at most, by the documentation of version 3.00 alone: a reason to warn."""
    assumed: frozenset[str] = frozenset()
    """The contract's keywords, as `maxLength`, that no source attests: reasons to warn."""
    evidence: tuple[str, ...] = ()
    """The sources it rests on, as spec/README.md describes them."""
    error_missing: str | None = None
    """The gateway's ErrorMessage if it is not there."""
    error_invalid: str | None = None
    """The gateway's ErrorMessage if it is not as demanded."""


class Limit(NamedTuple):
    """A limit of the gateway that is no property's own."""

    value: int
    unit: str
    description: str
    evidence: tuple[str, ...]


class MergeField(NamedTuple):
    """What a text may hold in double square brackets."""

    field: str
    """Its name; a `{name}` in it stands for any text."""
    kind: str
    """What takes its place: a value of the recipient, a file's link, or another link."""
    description: str
    evidence: tuple[str, ...]


class DeliveryResult(NamedTuple):
    """A Result of a recipient: what became of the message to it, for good."""

    result: str
    """The gateway's words; compare without regard to case."""
    status: str
    """The Status of the recipient that comes with it."""
    charged: bool
    """Whether the message costs something."""
    webhook: bool
    """Whether a webhook reports it; polling always does."""
    description: str
    evidence: tuple[str, ...]


class ErrorText(NamedTuple):
    """An ErrorMessage of the gateway."""

    text: str
    """The words; a `{name}` in them stands for any."""
    status: int
    """The HTTP status that it comes with."""
    meaning: str
    """One of not-found, authentication, invalid, conflict, server."""
    trigger: str
    """What brings it about."""
    evidence: tuple[str, ...]

'''


def render(contract: c.Node) -> str:
    """Give the source text of the module, to be formatted.

    Args:
        contract: the parsed document.
    """
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
            '"""The addresses of the API, the usual one first."""\n',
            f"SCHEMAS: {tables} = {_nested(schemas)}",
            '"""By schema name, then by property name as on the wire; of requests alone."""\n',
            f"PARAMETERS: {tables} = {_nested(parameters)}",
            '"""By operationId, then by parameter name as on the wire."""\n',
            f"LIMITS: Final[Mapping[str, Limit]] = {_mapping(limits)}",
            '"""By name, as in the contract\'s x-limits."""\n',
            f"MERGE_FIELDS: Final[tuple[MergeField, ...]] = ({''.join(merge_fields)})",
            '"""As in the contract\'s x-merge-fields."""\n',
            f"DELIVERY_RESULTS: Final[tuple[DeliveryResult, ...]] = ({''.join(results)})",
            '"""The known ones, as in the contract\'s x-delivery-results; more may come."""\n',
            f"OPT_OUT_WORDS: Final[tuple[str, ...]] = {words!r}",
            '"""A text that begins with one of them, in any case, opts its sender out."""\n',
            f"ERROR_TEXTS: Final[tuple[ErrorText, ...]] = ({''.join(t + ',' for t in texts)})",
            '"""In the order of the contract\'s x-error-texts."""',
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
