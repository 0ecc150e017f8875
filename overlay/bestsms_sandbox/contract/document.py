"""The OpenAPI document: references, property names, and a validator for each schema."""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs

Schema = Mapping[str, Any]


class Document:
    """The parsed document.

    Args:
        content: The whole of it.
    """

    def __init__(self, content: Schema) -> None:
        self.content = content
        self._resolved: dict[int, Schema] = {}
        self._spellings: dict[int, Mapping[str, str]] = {}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def fields(self, schema: str) -> list[str]:
        """Return the property names of a component in the contract's order."""
        return list(self.content["components"]["schemas"][schema]["properties"])

    def resolve(self, schema: Schema) -> Schema:
        """Follow a `$ref`; what stands beside it takes precedence over its target."""
        if "$ref" not in schema:
            return schema
        if id(schema) not in self._resolved:  # part of the document, so the id stays its own
            target: Any = self.content
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            self._resolved[id(schema)] = {**self.resolve(target), **beside}
        return self._resolved[id(schema)]

    def spellings(self, schema: Schema) -> Mapping[str, str]:
        """Return the name of each property of a resolved schema by every spelling of it."""
        if id(schema) not in self._spellings:
            properties: Mapping[str, Schema] = schema.get("properties", {})
            self._spellings[id(schema)] = {
                spelling: name
                for name, inner in properties.items()
                for spelling in (name, *self.resolve(inner).get("x-input-alias", ()))
            }
        return self._spellings[id(schema)]

    def validator(self, schema: Schema) -> jsonschema_rs.Draft202012Validator:
        """Return the validator of a schema; its messages never repeat the value."""
        key = json.dumps(schema)
        if key not in self._validators:
            rooted = {**schema, "components": self.content["components"]}
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                rooted, validate_formats=True, mask="value"
            )
        return self._validators[key]
