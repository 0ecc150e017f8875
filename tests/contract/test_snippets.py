"""The 50 samples of the vendor's page, built with the generated client and compared on the wire."""

import importlib
import inspect
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

import contract

DATA = json.loads(Path(__file__).parents[1].joinpath("data/wire-facts-snippets.json").read_text())
CONTRACT = contract.load()
OPERATIONS = {
    row["n"]: CONTRACT["paths"][row["path"]][row["method"].lower()] for row in DATA["operations"]
}
DEFAULT_PAGING = {("recordsPerPage", "100"), ("page", "1")}
BASE = "http://127.0.0.1/api/v2.04"


def snake(name: str) -> str:
    """Return the generator's spelling of a wire name, such as message_id for MessageID."""
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def wire_args(args: dict[str, Any]) -> dict[str, Any]:
    """Return a sample's arguments with the names of v2.04, as the vendor's libraries do."""
    args = dict(args)
    if "Attachments" in args:
        files = [path.rpartition("/")[2] for path in args.pop("Attachments")]
        args["Files"] = [{"Name": name, "Data": "<base64>"} for name in files]
    for row in args.get("Destinations", []):
        for noun in {"Contact", "Group"} & row.keys():
            row |= row.pop(noun)[f"new {noun}Model"]  # a model in place of its identifier
    if "GroupCode" in args:
        args["GroupID"] = args.pop("GroupCode")  # C-GROUP
    # Two misspelt names that no model has. The Node.js client drops them too.
    return {name: args[name] for name in args if name not in ("ViewPublic", "EditPublid")}


def model(schema: dict[str, Any], value: Any) -> Any:
    """Build a value as a user would: with the generated class and keyword arguments."""
    if "items" in schema:
        return [model(schema["items"], item) for item in value]
    if "$ref" not in schema:
        return value
    name = schema["$ref"].rpartition("/")[2]
    properties = CONTRACT["components"]["schemas"][name].get("properties", {})
    fields = {snake(key): model(properties[key], item) for key, item in value.items()}
    return getattr(importlib.import_module("bestsms_api.models"), name)(**fields)


def build(snippet: dict[str, Any]) -> httpx.Request:
    """Build a sample's request with the generated client, including URL and bytes."""
    operation = OPERATIONS[snippet["operation"]]
    name = f"bestsms_api.api.{operation['tags'][0]}.{snake(operation['operationId'])}"
    get_kwargs = importlib.import_module(name)._get_kwargs
    names = inspect.signature(get_kwargs).parameters
    args = wire_args(snippet["args"])
    call = {snake(key): args.pop(key) for key in list(args) if snake(key) in names}
    if "body" in names:
        if snippet["operation"] == 1:
            args = {"MessageData": args}
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        call["body"] = model(schema, args)
        args = {}
    assert not args, f"no place for {sorted(args)}"
    kwargs = get_kwargs(**call)
    kwargs["url"] = BASE + kwargs["url"]
    return httpx.Request(**kwargs)


def normal(method: str, target: str, body: Any) -> tuple[str, str, set[tuple[str, str]], Any]:
    """Return a request without parts that may differ: default paging and an empty list of files."""
    url = urlsplit(target)
    if body and body.get("MessageData", {}).get("Files") == []:
        del body["MessageData"]["Files"]
    return method, url.path, set(parse_qsl(url.query)) - DEFAULT_PAGING, body


@pytest.mark.parametrize("snippet", DATA["snippets"], ids=lambda s: f"{s['n']}-{s['heading']}")
def test_each_sample_makes_the_expected_request(snippet: dict[str, Any]) -> None:
    request = build(json.loads(json.dumps(snippet)))
    expect = snippet["expect"]
    body = json.loads(request.content) if request.content else None
    target = request.url.raw_path.decode().removeprefix("/api/v2.04")
    wanted = normal(expect["method"], expect["path"], json.loads(json.dumps(expect.get("body"))))
    assert normal(request.method, target, body) == wanted
    assert request.headers.get("Content-Type") == (None if body is None else "application/json")


def test_the_samples_cover_every_operation_twice() -> None:
    counts = Counter(snippet["operation"] for snippet in DATA["snippets"])
    assert counts == {row["n"]: 2 for row in DATA["operations"]}
    known = [o["operationId"] for path in CONTRACT["paths"].values() for o in path.values()]
    assert sorted(o["operationId"] for o in OPERATIONS.values()) == sorted(known)
