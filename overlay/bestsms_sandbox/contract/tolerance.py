"""Deviations from the contract that the gateway accepts.

Each one occurs in real clients. `--strict` disables them all, so that a fuzzer tests exactly the
contract.

| a client sends                                    | the gateway treats it as                  |
|---------------------------------------------------|-------------------------------------------|
| a path in a different case, or with a final slash | the path                                  |
| a body with GET or DELETE                         | no body                                   |
| no body where one is required                     | an empty object                           |
| null or "" for a property                         | an absent property                        |
| an unknown property (HTTPMethod, AuthToken)       | an absent property                        |
| a spelling listed in `x-input-alias`              | the property                              |
| Mode or WebhookCallbackFormat in a different case | the value in the contract's spelling      |
| a plain string as a destination                   | an object with that Recipient             |
| a query parameter in a different case             | the query parameter                       |
| an unknown query parameter, or an empty value     | an absent query parameter                 |
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bestsms_sandbox.contract.document import Document, Schema
from bestsms_sandbox.contract.validation import Operation

_ANY_CASE = {"Mode", "WebhookCallbackFormat"}

Value: TypeAlias = "dict[str, Value] | list[Value] | str | float | None"


def relax_path(path: str) -> str:
    """Remove the final slash of a path."""
    return path.removesuffix("/")


def relax_query(operation: Operation, query: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rename query parameters to the contract's names; drop unknown and empty ones."""
    names = {name.lower(): name for name in operation.query_names}
    return [(names[n.lower()], text) for n, text in query if n.lower() in names and text]


def relax_body(document: Document, schema: Schema, value: Any) -> Any:
    """Convert a body to the form the contract requires, according to the table above."""
    root, relaxed = document.resolve(schema), _relax(document, schema, value)
    if relaxed == {} and "x-error" in root:
        return _given(value)  # fields without MessageData have their own error
    return relaxed


def _relax(document: Document, schema: Schema, value: Value) -> Value:
    schema = document.resolve(schema)
    if isinstance(value, list) and "items" in schema:
        return [_relax(document, schema["items"], item) for item in value]
    if isinstance(value, str) and "Recipient" in schema.get("properties", ()):
        return {"Recipient": value}
    if not isinstance(value, dict) or schema.get("type") != "object":
        return value
    given, spellings = _given(value), document.spellings(schema)
    relaxed: dict[str, Value] = {}
    for spelling, item in given.items():
        name = spellings.get(spelling)
        if name is not None and (name == spelling or name not in given):
            inner: Schema = schema["properties"][name]
            relaxed[name] = _relax(document, inner, item)
            if name in _ANY_CASE and isinstance(item, str):
                words: Mapping[str, str] = {w.lower(): w for w in document.resolve(inner)["enum"]}
                relaxed[name] = words.get(item.lower(), item)
    return relaxed


def _given(value: Mapping[str, Value]) -> dict[str, Value]:
    return {name: item for name, item in value.items() if item is not None and item != ""}
