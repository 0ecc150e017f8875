"""Loads the contract, which defines the sandbox's routes, validation and limits."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml

from bestsms_sandbox.contract.document import Document, Schema
from bestsms_sandbox.contract.routing import Router
from bestsms_sandbox.contract.validation import Operation
from bestsms_sandbox.json_schema import JSON

_NAME = "bestsms-v2.04.yaml"
_METHODS = ("get", "post", "put", "patch", "delete")


class Contract:
    """The contract, prepared for routing and validation.

    Attributes:
        operations: The operations by id.
        paths: The method and path template of each operation.
        limits: The values of `x-limits` by name.
        results: The entries of `x-delivery-results` by result.
        merge_fields: The merge fields with a value per recipient.
        opt_out_words: The opt-out words, in upper case.
    """

    def __init__(self, content: Schema) -> None:
        self.document = document = Document(content)
        by_path = {
            path: {
                method.upper(): Operation(document, path, item[method], item.get("parameters", ()))
                for method in _METHODS
                if method in item
            }
            for path, item in content["paths"].items()
        }
        self.router = Router(by_path)
        self.operations = {o.id: o for methods in by_path.values() for o in methods.values()}
        self.paths = [(method, path) for path, methods in by_path.items() for method in methods]
        self.limits: dict[str, int] = {n: e["value"] for n, e in content["x-limits"].items()}
        self.results: dict[str, Schema] = {e["result"]: e for e in content["x-delivery-results"]}
        self.merge_fields: tuple[str, ...] = tuple(
            e["field"] for e in content["x-merge-fields"] if e["kind"] == "recipient"
        )
        self.opt_out_words: tuple[str, ...] = tuple(content["x-opt-out-words"]["values"])
        self._statuses: dict[str, int] = {e["text"]: e["status"] for e in content["x-error-texts"]}
        self._error = document.validator({"$ref": "#/components/schemas/ErrorResult"})

    def status(self, text: str) -> int:
        """Return the HTTP status of an error text; 400 if the contract does not list it."""
        return self._statuses.get(text, 400)

    def check_error(self, status: int, body: JSON) -> str:
        """Check an error response without an operation. Return the error, or an empty string."""
        if status not in self._statuses.values():
            return f"no error has status {status}"
        error = next(self._error.iter_errors(body), None)
        return error.message if error else ""


def _sources() -> Iterator[str]:
    packaged = files("bestsms_sandbox") / _NAME
    if packaged.is_file():
        yield packaged.read_text(encoding="utf-8")
    yield (Path(__file__).parents[3] / "spec" / _NAME).read_text(encoding="utf-8")


@cache
def load() -> Contract:
    """Load the contract from the package, or from `spec/` in a checkout."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(next(_sources()), Loader=loader)  # noqa: S506 - both loaders are safe
    return Contract(json.loads(json.dumps(document, default=str)))
