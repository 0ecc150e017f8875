"""Find constructs of the contract that openapi-python-client silently drops or mangles.

Each rule was confirmed with the pinned generator: it exits with 0, and the construct or the whole
operation is missing or wrong in its output.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from openapi_python_client.strings import PythonIdentifier

import contract as c

_RESERVED = (
    *("additional_properties", "additional_keys", "cls", "d", "field_dict"),
    *("from_dict", "self", "src_dict", "to_dict"),
)
_DECODED = ("date", "date-time", "uuid", "binary")
_REQUIRED_RESPONSES = ("200", "400", "401", "500")
_ANNOTATIONS = {"title", "description", "deprecated", "example", "examples", "type"}
_IGNORED = (
    *("unevaluatedProperties", "unevaluatedItems", "patternProperties", "propertyNames"),
    *("dependentSchemas", "dependentRequired", "discriminator", "if", "not", "contains"),
)


def problems(contract: c.Node) -> list[str]:
    """Return the constructs that would not survive generation.

    Args:
        contract: The parsed document.

    Returns:
        One line per problem: where (JSON pointer), what happens, what to write instead.
    """
    found = [*_paths(contract), *_parameters(contract)]
    requests, responses = c.request_schemas(contract), c.response_schemas(contract)
    for root in c.roots(contract):
        name = _component(root.where)
        is_request = name in requests or "/requestBod" in root.where
        is_response = name in responses or "/responses/" in root.where
        if root.where.startswith("/webhooks"):
            is_request, is_response = False, True
        for schema in c.walk(*root):
            found += [f"{schema.where}: {text}" for text in _schema(schema, root)]
            if c.is_object(schema.node):
                if is_request or "/parameters/" in root.where:
                    found += [f"{schema.where}: {text}" for text in _request(schema.node)]
                if is_response:
                    found += [f"{schema.where}: {text}" for text in _response(schema.node)]
    return found


def _component(where: str) -> str | None:
    prefix = "/components/schemas/"
    return where.removeprefix(prefix) if where.startswith(prefix) else None


def _paths(contract: c.Node) -> Iterator[str]:
    for path, item in contract.get("paths", {}).items():
        if "$ref" in item:
            yield (
                f"{c.pointer('', 'paths', path)}: a path that is a $ref is dropped; "
                "write its operations here"
            )
    for operation in c.operations(contract):
        where, node = operation.where, operation.node
        if not node.get("operationId"):
            yield f"{where}: no operationId, so the name would come from the path; give it one"
        if len(node.get("tags", ())) != 1:
            yield f"{where}: only the first tag is used; give it exactly one"
        responses = node.get("responses", {})
        for status in _REQUIRED_RESPONSES:
            if status not in responses:
                yield f"{where}/responses: no response {status}; describe it"
        for status, response in responses.items():
            if "application/json" not in c.resolve(contract, response).get("content", {}):
                yield (
                    f"{where}/responses/{status}: no JSON content, so nothing is decoded; "
                    "every response of the gateway is JSON"
                )
        body = c.resolve(contract, node.get("requestBody", {}))
        if len(body.get("content", {})) > 1:
            yield (
                f"{where}/requestBody: several content types are sent at once; "
                "keep only application/json"
            )


def _parameters(contract: c.Node) -> Iterator[str]:
    places: dict[str, Any] = {
        c.pointer("/components/parameters", name): node
        for name, node in contract.get("components", {}).get("parameters", {}).items()
    }
    for operation in c.operations(contract):
        listed = [*operation.shared, *operation.node.get("parameters", ())]
        for index, node in enumerate(listed):
            places[c.pointer(operation.where, "parameters", index)] = node
    for where, node in places.items():
        if "$ref" in node:
            continue
        if "content" in node:
            yield f"{where}: a parameter with `content` is dropped; give it a `schema`"
        if node.get("style", "simple") not in ("form", "simple"):
            yield f"{where}: style {node['style']} is encoded wrongly; use plain parameters"
        if node.get("explode") is False:
            yield f"{where}: explode: false is ignored, so the key repeats; use a joined string"


def _schema(schema: c.Schema, root: c.Schema) -> Iterator[str]:
    node = schema.node
    if isinstance(node, bool) or not (_keywords(node) - {"description"} or "type" in node):
        yield "an empty schema becomes Any, or stops the generator; give it a type"
        return
    kinds = node.get("type")
    if kinds == "array" and "items" not in node:
        yield "an array without `items` is dropped with everything that uses it; add `items`"
    if "$ref" in node and (lost := _keywords(node) - {"$ref"}):
        yield f"{_list(lost)} beside $ref is lost; put it in the component"
    for key in ("allOf", "anyOf", "oneOf"):
        structure = _keywords(node) - {"allOf", "anyOf", "oneOf", "description", "title"}
        if key in node and (lost := structure - {"type"}):
            yield f"{_list(lost)} beside {key} is lost; put it inside"
    if "$defs" in node:
        yield "a schema with $defs is dropped; name each part in components/schemas"
    for key in _IGNORED:
        if key in node:
            yield f"`{key}` is ignored; use properties, required and components instead"
    if "readOnly" in node or "writeOnly" in node:
        yield "readOnly and writeOnly are ignored; write two schemas, for input and for output"
    values: list[Any] = node.get("enum", [])
    if "null" in kinds if isinstance(kinds, list) else None in values:
        if values:
            yield "an enum with null becomes three types; use oneOf with {type: 'null'}"
    elif len({type(value).__name__ for value in values}) > 1:
        yield "an enum of mixed types is dropped; use one type"
    inside = schema.where.removeprefix(root.where)
    is_member = inside.startswith("/allOf/") and inside.count("/") == 2
    is_component = not inside and _component(root.where) is not None
    if (kinds == "object" or "properties" in node) and not (is_component or is_member):
        yield "an inline object gets a made-up class name; name it in components/schemas"
    yield from _names(node.get("properties", {}))


def _keywords(node: c.Node) -> set[str]:
    return {key for key in node if not key.startswith("x-")} - (_ANNOTATIONS - {"description"})


def _list(keys: set[str]) -> str:
    return ", ".join(f"`{key}`" for key in sorted(keys))


def _names(properties: c.Node) -> Iterator[str]:
    names = {key: PythonIdentifier(value=key, prefix="field_") for key in properties}
    counts = Counter(names.values())
    for key, name in names.items():
        if name in _RESERVED:
            yield f"property {key} becomes `{name}`, a name of the generated code; rename it"
        if counts[name] > 1:
            yield f"property {key} shares its Python name with another property; remove one"


def _request(node: c.Node) -> Iterator[str]:
    if "default" in node:
        yield "a `default` in a request is always sent; put it in the description"


def _response(node: c.Node) -> Iterator[str]:
    for key in ("enum", "const"):
        if key in node:
            yield f"`{key}` in a response breaks clients on a new value; describe the values"
    if node.get("format") in _DECODED:
        yield f"format {node['format']} in a response breaks clients on ''; use a plain string"
