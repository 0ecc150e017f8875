"""Write the `fields` module of the generated client: request bodies as keyword arguments.

A call such as `contact.create(first_name=...)` takes the fields of a request by name, and a
recipient may be a mapping. These types are generated so that only the contract lists the fields.
"""

from __future__ import annotations

from typing import Any

from openapi_python_client.strings import PythonIdentifier

import contract as c

_HEAD = '''"""Request bodies as keyword arguments, for `**fields: Unpack[...]`.

Made by scripts/generate from spec/bestsms-v2.04.yaml: do not edit.
"""

from typing import Literal, Required, TypedDict
'''
_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def render(contract: c.Node) -> str:
    """Return the unformatted source of the module."""
    schemas = contract.get("components", {}).get("schemas", {})
    classes = [_class(name, schemas[name]) for name in flat_bodies(contract)]
    if destination := schemas.get("Destination"):
        classes.append(_class("Destination", destination))
        classes.append(_class("Destination", destination, wire_names=True))
    return "\n\n".join((_HEAD, *classes))


def flat_bodies(contract: c.Node) -> list[str]:
    """Return the request bodies that have several fields, all of them plain values."""
    found: list[str] = []
    for operation in c.operations(contract):
        body = operation.node.get("requestBody", {}).get("content", {}).get("application/json", {})
        name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
        properties = c.resolve(contract, body.get("schema", {})).get("properties", {})
        plain = all(node.get("type") in _TYPES for node in properties.values())
        if plain and len(properties) > 1 and name and name not in found:
            found.append(name)
    return found


def _class(name: str, schema: c.Node, *, wire_names: bool = False) -> str:
    required = schema.get("required", ())
    kind = "WireFields" if wire_names else "Fields"
    about = " ".join(schema["description"].split())
    lines = [f"class {name}{kind}(TypedDict, total=False):", f'    """{about}"""\n']
    for wire, node in schema["properties"].items():
        kind = _type(node)
        kind = f"Required[{kind}]" if wire in required else f"{kind} | None"
        # The generator names the attributes of the models the same way.
        argument = wire if wire_names else PythonIdentifier(wire, "field_")
        lines += [f"    {argument}: {kind}", f'    """{_sentence(node)}"""']
    return "\n".join(lines)


def _type(node: Any) -> str:
    if values := node.get("enum"):
        return f"Literal[{', '.join(repr(value) for value in values)}]"
    return _TYPES[node["type"]]


def _sentence(node: Any) -> str:
    return " ".join(node["description"].split())
