"""The contract, read: routes, validators, error texts, limits. The sandbox knows no other rules."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import yaml

from bestsms_sandbox.gateway.request import JSON, SYNTAX, Refusal

Schema = Mapping[str, Any]

_NAME = "bestsms-v2.04.yaml"
_METHODS = ("get", "post", "put", "patch", "delete")
_INTEGER_DIGITS = 18  # more than any count of ours has, and as many as SQLite holds


class NoRoute(Exception):  # noqa: N818 - an answer, not a fault
    """No operation has this path, or (then `allow` names the others) none with this method."""

    def __init__(self, allow: Sequence[str] = ()) -> None:
        super().__init__()
        self.allow = ", ".join(sorted(allow))


class Parameter:
    """A path or query parameter: its name and how its text becomes a value."""

    def __init__(self, contract: "Contract", spec: Schema) -> None:
        self.name: str = spec["name"]
        self.where: str = spec["in"]
        self.required: bool = spec.get("required", False)
        self._error = _texts(spec)
        self._integer = spec["schema"].get("type") == "integer"
        self._validator = contract.validator(spec["schema"])

    def read(self, text: str) -> Any:
        """Return the value of a parameter, or refuse it."""
        value: Any = text
        digits = text.removeprefix("-")
        # int() would also take the digits of other scripts.
        if self._integer and digits.isascii() and digits.isdigit():
            value = int(text[:_INTEGER_DIGITS])
        error = next(self._validator.iter_errors(value), None)
        if error is not None:
            self.refuse("invalid", error.message, text)
        return value

    def refuse(self, why: str, reason: str, text: str = "") -> None:
        """Refuse the call because of this parameter."""
        if why in self._error:
            raise Refusal(self._error[why], id=text)
        raise Refusal(SYNTAX, f"{self.name}: {reason}")


class Operation:
    """An operation of the contract: what it takes and what it answers."""

    def __init__(
        self, contract: "Contract", path: str, spec: Schema, shared: Sequence[Schema]
    ) -> None:
        self.id: str = spec["operationId"]
        self.path = path
        specs = [contract.resolve(p) for p in (*shared, *spec.get("parameters", ()))]
        self.parameters = [Parameter(contract, p) for p in specs if p["in"] in ("path", "query")]
        self.query_names = [p.name for p in self.parameters if p.where == "query"]
        body = contract.resolve(spec.get("requestBody", {}))
        self.body_schema: Schema | None = _json_schema(body)
        self.body_required: bool = body.get("required", False)
        self._contract = contract
        self._body = contract.validator(self.body_schema or {})
        self._answers = {
            int(status): contract.validator(_json_schema(contract.resolve(answer)) or {})
            for status, answer in spec["responses"].items()
        }

    def arguments(
        self, path: Mapping[str, str], query: Sequence[tuple[str, str]]
    ) -> dict[str, Any]:
        """Return the values of all parameters given, or refuse the call."""
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
        """Refuse a body that the contract does not allow, for the first reason in its order."""
        if self._body.is_valid(value):
            return
        faults = [self._fault(error) for error in self._body.iter_errors(value)]
        raise min(faults, key=lambda fault: fault[0])[1]

    def check_answer(self, status: int, body: JSON) -> str:
        """Return what is wrong with an answer of ours, or the empty text."""
        validator = self._answers.get(status)
        if validator is None:
            return f"{self.id} has no answer {status}"
        error = next(validator.iter_errors(body), None)
        return f"{self.id} {status} at {error.instance_path}: {error.message}" if error else ""

    def _fault(self, error: jsonschema_rs.ValidationError) -> tuple[list[int], Refusal]:
        """Return where in the order of checks an error stands, and the refusal that it means."""
        kind, path = error.kind, list(error.instance_path)
        names = ".".join(str(step) for step in path)
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
            path.append(kind.property)
        order, index, schema = list[int](), 0, self._contract.resolve(self.body_schema or {})
        for step in path:
            if isinstance(step, int):
                order.append(step)
                index = step + 1
                schema = self._contract.resolve(schema["items"])
            else:
                order.append(list(schema["properties"]).index(step))
                schema = self._contract.resolve(schema["properties"][step])
        text = _texts(schema).get("missing" if _is_missing(kind) else "invalid")
        if text:
            return order, Refusal(text, index=index)
        return order, Refusal(SYNTAX, f"{names or 'body'}: {error.message}")


class Contract:
    """The OpenAPI document, ready to route and to check.

    Attributes:
        limits: The values of `x-limits` by name.
        results: The entries of `x-delivery-results` by their Result.
        opt_out_words: The words with which a handset opts out, in upper case.
        operations: All operations by their id.
        document: The whole of it.
        paths: The method and the path template of each.
    """

    def __init__(self, document: Schema) -> None:
        self.document = document
        self._resolved: dict[int, Schema] = {}
        self._spellings: dict[int, Mapping[str, str]] = {}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self.limits: dict[str, int] = {n: e["value"] for n, e in document["x-limits"].items()}
        self.results: dict[str, Schema] = {e["result"]: e for e in document["x-delivery-results"]}
        self.opt_out_words: tuple[str, ...] = tuple(document["x-opt-out-words"]["values"])
        self._statuses: dict[str, int] = {e["text"]: e["status"] for e in document["x-error-texts"]}
        self.operations: dict[str, Operation] = {}
        self.paths: list[tuple[str, str]] = []
        routes: list[tuple[tuple[str, ...], dict[str, Operation]]] = []
        for path, item in document["paths"].items():
            methods = {
                method.upper(): Operation(self, path, item[method], item.get("parameters", ()))
                for method in _METHODS
                if method in item
            }
            self.paths += [(method, path) for method in methods]
            routes.append((tuple(path.strip("/").split("/")), methods))
            self.operations.update({operation.id: operation for operation in methods.values()})
        # A literal segment goes before a parameter in its place: `list` is never a GroupID.
        self._routes = sorted(routes, key=lambda route: [s.startswith("{") for s in route[0]])
        self._error = self.validator({"$ref": "#/components/schemas/ErrorResult"})

    def route(
        self, method: str, path: str, *, any_case: bool = False
    ) -> tuple[Operation, dict[str, str]]:
        """Find the operation for a request.

        Args:
            method: The HTTP method.
            path: The path below the base URL, still percent-encoded, beginning with a slash.
            any_case: Whether literal segments match in any case.

        Returns:
            The operation and the path parameters as text, decoded once.

        Raises:
            NoRoute: There is none.
        """
        segments = [unquote(segment) for segment in path.split("/")[1:]]
        literals = [segment.lower() for segment in segments] if any_case else segments
        for pattern, methods in self._routes:
            if len(pattern) == len(segments) and all(
                bool(segment) if slot.startswith("{") else slot == literal
                for slot, segment, literal in zip(pattern, segments, literals, strict=True)
            ):
                if method not in methods:
                    raise NoRoute(list(methods))
                slots = zip(pattern, segments, strict=True)
                values = {slot[1:-1]: text for slot, text in slots if slot.startswith("{")}
                return methods[method], values
        raise NoRoute

    def status(self, text: str) -> int:
        """Return the HTTP status of an error text; what the contract does not list is a 400."""
        return self._statuses.get(text, 400)

    def check_error(self, status: int, body: JSON) -> str:
        """Return what is wrong with an error answer of ours that belongs to no operation."""
        if status not in self._statuses.values():
            return f"no error has status {status}"
        error = next(self._error.iter_errors(body), None)
        return error.message if error else ""

    def fields(self, schema: str) -> list[str]:
        """Return the property names of a component in the contract's order."""
        return list(self.document["components"]["schemas"][schema]["properties"])

    def resolve(self, schema: Schema) -> Schema:
        """Follow a `$ref`; what stands beside it goes before what it refers to."""
        if "$ref" not in schema:
            return schema
        if id(schema) not in self._resolved:  # part of the document, so the id stays its own
            target: Any = self.document
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
            rooted = {**schema, "components": self.document["components"]}
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                rooted, validate_formats=True, mask="value"
            )
        return self._validators[key]


def _json_schema(holder: Schema) -> Schema | None:
    content = holder.get("content", {}).get("application/json", {})
    schema: Schema | None = content.get("schema")
    return schema


def _texts(schema: Schema) -> Mapping[str, str]:
    error = schema.get("x-error", {})
    return {"missing": error, "invalid": error} if isinstance(error, str) else error


def _is_missing(kind: jsonschema_rs.ValidationErrorKind) -> bool:
    """Whether something is absent, or empty where one is the least."""
    return kind.name == "required" or (kind.name in ("minLength", "minItems") and kind.value == 1)


def _sources() -> Iterator[str]:
    packaged = files("bestsms_sandbox") / _NAME
    if packaged.is_file():
        yield packaged.read_text(encoding="utf-8")
    yield (Path(__file__).parents[3] / "spec" / _NAME).read_text(encoding="utf-8")


@cache
def load() -> Contract:
    """Read the contract: from the package, or in a checkout from `spec/`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(next(_sources()), Loader=loader)  # noqa: S506 - both loaders are safe
    return Contract(json.loads(json.dumps(document, default=str)))
