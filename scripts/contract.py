"""Read the contract, follow its references and walk its schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import yaml

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "spec" / "bestsms-v2.04.yaml"

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_LISTS_OF_SCHEMAS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE_SCHEMAS = (
    "items",
    "additionalProperties",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "propertyNames",
)
_MAPS_OF_SCHEMAS = ("properties", "patternProperties", "dependentSchemas")

Node = Mapping[str, Any]
"""An object of the document."""


class Schema(NamedTuple):
    """A schema and its place in the document."""

    where: str
    """JSON pointer into the document."""
    node: Any
    """An object or, as JSON Schema allows, a boolean."""


class Operation(NamedTuple):
    """An operation, or the request of a webhook."""

    where: str
    node: Node
    shared: list[Any]
    """The parameters of the path, which apply to each of its operations."""


def is_object(node: Any) -> TypeGuard[Node]:
    """Check whether a part of a document is an object."""
    return isinstance(node, Mapping)


def is_list(node: Any) -> TypeGuard[list[Any]]:
    """Check whether a part of a document is a list."""
    return isinstance(node, list)


def load(path: Path = CONTRACT) -> dict[str, Any]:
    """Read a contract from a YAML file."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster
    text = path.read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - both are safe
    return document


def pointer(where: str, *keys: object) -> str:
    """Extend a JSON pointer by keys, escaped as in RFC 6901."""
    escaped = (str(key).replace("~", "~0").replace("/", "~1") for key in keys)
    return "/".join((where, *escaped))


def resolve(contract: Node, node: Any) -> Any:
    """Return the target of a node's `$ref`, or the node itself if it has none.

    Raises:
        KeyError: The target does not exist.
    """
    while is_object(node) and "$ref" in node:
        target: Any = contract
        for key in node["$ref"].removeprefix("#/").split("/"):
            target = target[key.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def merged(contract: Node, node: Any) -> dict[str, Any]:
    """Return a schema merged with the schemas that it refers to; its own keywords win."""
    own: Node = node if is_object(node) else {}
    result: dict[str, Any] = {}
    if "$ref" in own:
        result |= merged(contract, resolve(contract, own))
    for part in own.get("allOf", ()):
        result |= merged(contract, part)
    return result | {key: value for key, value in own.items() if key not in ("$ref", "allOf")}


def operations(contract: Node, section: str = "paths") -> Iterator[Operation]:
    """Yield the operations of `paths` or `webhooks` in document order."""
    for path, item in contract.get(section, {}).items():
        if not is_object(item):
            continue
        shared = list(item.get("parameters", ()))
        for method in METHODS:
            if method in item:
                yield Operation(pointer("", section, path, method), item[method], shared)


def parameters(contract: Node, operation: Operation) -> list[Node]:
    """Return an operation's parameters with resolved references, those of its path first."""
    listed = [*operation.shared, *operation.node.get("parameters", ())]
    return [resolve(contract, parameter) for parameter in listed]


def walk(where: str, schema: Any) -> Iterator[Schema]:
    """Yield a schema and every schema inside it, without following references."""
    yield Schema(where, schema)
    if not is_object(schema):
        return
    for key in _LISTS_OF_SCHEMAS:
        for index, part in enumerate(schema.get(key, ())):
            yield from walk(pointer(where, key, index), part)
    for key in _MAPS_OF_SCHEMAS:
        for name, part in schema.get(key, {}).items():
            yield from walk(pointer(where, key, name), part)
    for key in _SINGLE_SCHEMAS:
        if is_object(schema.get(key)):
            yield from walk(pointer(where, key), schema[key])


def roots(contract: Node, where: str = "", node: Any = None) -> Iterator[Schema]:
    """Yield the schemas that are not part of another: components and inline schemas.

    Args:
        contract: The document.
        where: Pointer to the part to search; empty for the whole document.
        node: That part.
    """
    node = contract if node is None else node
    if is_list(node):
        for index, part in enumerate(node):
            yield from roots(contract, pointer(where, index), part)
    elif is_object(node):
        for key, part in node.items():
            if where == "/components" and key == "schemas":
                for name, schema in part.items():
                    yield Schema(pointer(where, key, name), schema)
            elif key == "schema":
                yield Schema(pointer(where, key), part)
            elif key not in ("example", "examples") and part is not None:
                yield from roots(contract, pointer(where, key), part)


def referenced(contract: Node, node: Any) -> set[str]:
    """Return the names of the component schemas that a part of the document refers to."""
    names: set[str] = set()
    todo: list[Any] = [node]
    while todo:
        part = todo.pop()
        if is_list(part):
            todo.extend(part)
        elif is_object(part):
            ref = part.get("$ref")
            if isinstance(ref, str):
                name = ref.removeprefix("#/components/schemas/")
                if name not in names:
                    todo.append(resolve(contract, part))
                if name != ref:
                    names.add(name)
            todo.extend(
                v for k, v in part.items() if k not in ("$ref", "example", "examples", "links")
            )
    return names


def request_schemas(contract: Node) -> set[str]:
    """Return the names of the component schemas used in requests."""
    sent = [
        [operation.node.get("requestBody"), parameters(contract, operation)]
        for operation in operations(contract)
    ]
    return referenced(contract, sent)


def response_schemas(contract: Node) -> set[str]:
    """Return the names of the component schemas that clients decode: responses and webhooks."""
    responses = [operation.node.get("responses") for operation in operations(contract)]
    calls = [operation.node.get("requestBody") for operation in operations(contract, "webhooks")]
    return referenced(contract, [responses, calls])
