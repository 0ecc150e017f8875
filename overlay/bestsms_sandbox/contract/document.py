"""The OpenAPI document: resolves references and creates validators."""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs

Schema = Mapping[str, Any]


class Document:
    """The parsed OpenAPI document."""

    def __init__(self, content: Schema) -> None:
        self.content = content
        self._resolved: dict[int, Schema] = {}
        self._spellings: dict[int, Mapping[str, str]] = {}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def fields(self, schema: str) -> list[str]:
        """Return the property names of a component, in order."""
        return list(self.content["components"]["schemas"][schema]["properties"])

    def resolve(self, schema: Schema) -> Schema:
        """Resolve a `$ref`. Keys beside it take precedence over those of the target."""
        if "$ref" not in schema:
            return schema
        if id(schema) not in self._resolved:  # unique: schemas live as long as the document
            target: Any = self.content
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            self._resolved[id(schema)] = {**self.resolve(target), **beside}
        return self._resolved[id(schema)]

    def spellings(self, schema: Schema) -> Mapping[str, str]:
        """Map each accepted spelling to its property name, for a resolved schema."""
        if id(schema) not in self._spellings:
            properties: Mapping[str, Schema] = schema.get("properties", {})
            self._spellings[id(schema)] = {
                spelling: name
                for name, inner in properties.items()
                for spelling in (name, *self.resolve(inner).get("x-input-alias", ()))
            }
        return self._spellings[id(schema)]

    def validator(self, schema: Schema) -> jsonschema_rs.Draft202012Validator:
        """Return the validator for a schema. Its messages do not include the value."""
        key = json.dumps(schema)
        if key not in self._validators:
            rooted = {**schema, "components": self.content["components"]}
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                rooted, validate_formats=True, mask="value"
            )
        return self._validators[key]
