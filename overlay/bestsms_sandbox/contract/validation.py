"""Validates the parameters, request body and responses of an operation."""

from collections.abc import Mapping, Sequence
from typing import Any

import jsonschema_rs

from bestsms_sandbox.contract.document import Document, Schema
from bestsms_sandbox.contract.refusal import SYNTAX, Refusal
from bestsms_sandbox.json_schema import JSON

_INTEGER_DIGITS = 18  # fits into an SQLite integer


class Parameter:
    """A path or query parameter."""

    def __init__(self, document: Document, spec: Schema) -> None:
        self.name: str = spec["name"]
        self.where: str = spec["in"]
        self.required: bool = spec.get("required", False)
        self._error = _texts(spec)
        self._integer = spec["schema"].get("type") == "integer"
        self._validator = document.validator(spec["schema"])

    def read(self, text: str) -> Any:
        """Parse and validate the value of the parameter. Raise `Refusal` if it is invalid."""
        value: Any = text
        digits = text.removeprefix("-")
        # int() would also accept digits of other scripts.
        if self._integer and digits.isascii() and digits.isdigit():
            value = int(text[:_INTEGER_DIGITS])
        error = next(self._validator.iter_errors(value), None)
        if error is not None:
            self.refuse("invalid", error.message, text)
        return value

    def refuse(self, why: str, reason: str, text: str = "") -> None:
        """Reject the request because of this parameter."""
        if why in self._error:
            raise Refusal(self._error[why], id=text)
        raise Refusal(SYNTAX, f"{self.name}: {reason}")


class Operation:
    """An operation of the contract."""

    def __init__(
        self, document: Document, path: str, spec: Schema, shared: Sequence[Schema]
    ) -> None:
        self.id: str = spec["operationId"]
        self.path = path
        specs = [document.resolve(p) for p in (*shared, *spec.get("parameters", ()))]
        self.parameters = [Parameter(document, p) for p in specs if p["in"] in ("path", "query")]
        self.query_names = [p.name for p in self.parameters if p.where == "query"]
        body = document.resolve(spec.get("requestBody", {}))
        self.body_schema: Schema | None = _json_schema(body)
        self.body_required: bool = body.get("required", False)
        self._document = document
        self._body = document.validator(self.body_schema or {})
        self._responses = {
            int(status): document.validator(_json_schema(document.resolve(response)) or {})
            for status, response in spec["responses"].items()
        }

    def arguments(
        self, path: Mapping[str, str], query: Sequence[tuple[str, str]]
    ) -> dict[str, Any]:
        """Parse and validate all parameters. Raise `Refusal` if one is invalid."""
        given = {**path, **dict(query)}
        names = [name for name, _ in query]
        for name in names:
            if name not in self.query_names:
                raise Refusal(SYNTAX, f"Unknown query parameter {name}")
        values: dict[str, Any] = {}
        for parameter in self.parameters:
            if names.count(parameter.name) > 1:
                parameter.refuse("invalid", "given more than once")
            if parameter.name in given:
                values[parameter.name] = parameter.read(given[parameter.name])
            elif parameter.required:
                parameter.refuse("missing", "missing")
        return values

    def check_body(self, value: Any) -> None:
        """Raise `Refusal` for an invalid body, with the first error in the contract's order."""
        if self._body.is_valid(value):
            return
        faults = [self._fault(error) for error in self._body.iter_errors(value)]
        raise min(faults, key=lambda fault: fault[0])[1]

    def check_response(self, status: int, body: JSON) -> str:
        """Check a response of the sandbox. Return the error, or an empty string."""
        validator = self._responses.get(status)
        if validator is None:
            return f"{self.id} has no response {status}"
        error = next(validator.iter_errors(body), None)
        return f"{self.id} {status} at {error.instance_path}: {error.message}" if error else ""

    def _fault(self, error: jsonschema_rs.ValidationError) -> tuple[list[int], Refusal]:
        """Return the position of an error in the order of checks, and the refusal for it."""
        kind, path = error.kind, list(error.instance_path)
        names = ".".join(str(step) for step in path)
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
            path.append(kind.property)
        order, index, schema = list[int](), 0, self._document.resolve(self.body_schema or {})
        for step in path:
            if isinstance(step, int):
                order.append(step)
                index = step + 1
                schema = self._document.resolve(schema["items"])
            else:
                order.append(list(schema["properties"]).index(step))
                schema = self._document.resolve(schema["properties"][step])
        text = _texts(schema).get("missing" if _is_missing(kind) else "invalid")
        if text:
            return order, Refusal(text, index=index)
        return order, Refusal(SYNTAX, f"{names or 'body'}: {error.message}")


def _json_schema(holder: Schema) -> Schema | None:
    content = holder.get("content", {}).get("application/json", {})
    schema: Schema | None = content.get("schema")
    return schema


def _texts(schema: Schema) -> Mapping[str, str]:
    error = schema.get("x-error", {})
    return {"missing": error, "invalid": error} if isinstance(error, str) else error


def _is_missing(kind: jsonschema_rs.ValidationErrorKind) -> bool:
    """Check whether a value is absent, or empty where at least one item is required."""
    return kind.name == "required" or (kind.name in ("minLength", "minItems") and kind.value == 1)
