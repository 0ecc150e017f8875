"""What the gateway puts up with although the contract forbids it.

Real clients need each of these (see the transport facts of the contract's README); `--strict`
leaves them all out, so that a fuzzer meets the contract alone.

| what a client sends                            | what becomes of it                      |
|------------------------------------------------|-----------------------------------------|
| a path in another case, or with a slash at end | the path                                |
| a body on GET or DELETE                        | nothing                                 |
| no body where one is due                       | an empty object                         |
| null or "" for a property                      | the property counts as absent           |
| an unknown property (HTTPMethod, AuthToken)    | nothing                                 |
| another spelling that `x-input-alias` lists    | the property                            |
| Mode or WebhookCallbackFormat in another case  | the word as the contract has it         |
| a bare string as a destination                 | an object with that Recipient           |
| a query name in another case                   | the query name                          |
| an unknown query name, or an empty value       | nothing                                 |
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bestsms_sandbox.contract.document import Document, Schema
from bestsms_sandbox.contract.validation import Operation

_ANY_CASE = {"Mode", "WebhookCallbackFormat"}

Value: TypeAlias = "dict[str, Value] | list[Value] | str | float | None"


def relax_path(path: str) -> str:
    """Drop the slash at the end of a path."""
    return path.removesuffix("/")


def relax_query(operation: Operation, query: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give query parameters the names of the contract and drop the unknown and the empty."""
    names = {name.lower(): name for name in operation.query_names}
    return [(names[n.lower()], text) for n, text in query if n.lower() in names and text]


def relax_body(document: Document, schema: Schema, value: Any) -> Any:
    """Return a body as the contract wants it, as far as the table allows."""
    root, relaxed = document.resolve(schema), _relax(document, schema, value)
    if relaxed == {} and "x-error" in root:
        return _given(value)  # the gateway has a word for fields without their envelope
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
