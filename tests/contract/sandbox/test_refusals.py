"""Refused requests: their error texts, and the order of the checks."""

import ast
import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.contract.sandbox.sandbox_api import ALICE, BAD, JSON, MESSAGE, SEND, SandboxApi, sms

import bestsms_sandbox
import contract as contract_file
from bestsms_sandbox.context import SandboxContext
from bestsms_sandbox.contract.loading import Contract
from bestsms_sandbox.gateway.dispatch import Gateway, GatewayRequest
from bestsms_sandbox.storage.database import Database

DOCUMENT = contract_file.load()
TEXTS: dict[str, Any] = {entry["text"]: entry for entry in DOCUMENT["x-error-texts"]}


def same_code_twice(api: SandboxApi) -> httpx.Response:
    api.group("Cooks")
    return api.call("POST", "/addressbook/group", {"GroupName": "Cooks"})


def unknown(api: SandboxApi) -> httpx.Response:
    return api.call("GET", "/addressbook/contact/nobody")


# One request for each error text of the contract.
WAYS: dict[str, Callable[[SandboxApi], httpx.Response]] = {
    "Unauthorized": lambda api: api.call("GET", "/get/status/x", headers={"Authorization": ""}),
    "Failed to process your API request. Check your syntax.": lambda api: api.call(
        "POST", SEND, MESSAGE
    ),
    "Missing message data": lambda api: api.call("POST", SEND, {}),
    "Missing or empty destinations": lambda api: api.call("POST", SEND, sms(Destinations=[])),
    "Missing or empty message": lambda api: api.call("POST", SEND, sms(Message="")),
    "Error - Could not find any valid destination(s).": lambda api: api.call(
        "POST", SEND, sms(Destinations=[{"GroupCode": "nobody"}])
    ),
    "WebhookCallbackURL must start with https://": lambda api: api.call(
        "POST", SEND, sms(WebhookCallbackURL="http://example.com")
    ),
    "Missing file name on file {index}": lambda api: api.call(
        "POST", SEND, sms(Files=[{"Name": "a", "Data": "aGVsbG8K"}, {"Data": "aGVsbG8K"}])
    ),
    "Missing file data on file {index}": lambda api: api.call(
        "POST", SEND, sms(Files=[{"Name": "a", "Data": "no base64"}])
    ),
    "Message(s) NOT found": lambda api: api.call("GET", "/get/sms/reply/x"),
    "Message not found": lambda api: api.call("PATCH", "/set/abort/x", {}),
    "Unable to find or access record with id '{id}'.": unknown,
    "Message cannot be {verb} (Status={status})": lambda api: api.call(
        "PATCH", f"/set/resubmit/{api.send(BAD)}", {}
    ),
    "Missing or invalid WebhookCallbackFormat - JSON or XML": lambda api: api.call(
        "POST", SEND, sms(WebhookCallbackFormat="YAML")
    ),
    "Only Mode=Test is allowed": lambda api: api.call("POST", SEND, sms(Mode="Live")),
    "Unable to parse SendTime. Use YYYY-MM-DD hh:mm format.": lambda api: api.call(
        "POST", SEND, sms(SendTime="2027-02-31T10:00")
    ),
    "Missing SendTime": lambda api: api.call("PATCH", "/set/reschedule/x", {}),
    "Invalid MessageID": lambda api: api.call("GET", "/get/status/" + "x" * 41),
    "Reference must be at most 80 characters": lambda api: api.call(
        "POST", SEND, sms(Reference="x" * 81)
    ),
    "RecordsPerPage must be between 1 and 999": lambda api: api.call(
        "GET", "/addressbook/group/list?recordsPerPage=1000"
    ),
    "Page must be greater then 1": lambda api: api.call("GET", "/addressbook/group/list?page=0"),
    "Missing TimePeriod or DateFrom & DateTo": lambda api: api.call("GET", "/get/sms/received"),
    "TimePeriod must be a number - number of minutes": lambda api: api.call(
        "GET", "/get/sms/received?timePeriod=a"
    ),
    "DateFrom must be datetime format": lambda api: api.call(
        "GET", "/get/sms/received?dateFrom=a&dateTo=2020-01-01T00:00:00"
    ),
    "DateTo must be datetime format": lambda api: api.call(
        "GET", "/get/sms/received?dateTo=a&dateFrom=2020-01-01T00:00:00"
    ),
    "Invalid {field} option - must be Account/SubAccount/Department/No": lambda api: api.call(
        "POST", "/addressbook/contact", {"ViewBy": "Everybody"}
    ),
    "Missing GroupName": lambda api: api.call("POST", "/addressbook/group", {}),
    "Missing GroupID": lambda api: api.call("POST", "/addressbook/contact/x/group", {}),
    "Missing ContactID": lambda api: api.call("POST", "/addressbook/group/x/contact", {}),
    "GroupCode already exists": same_code_twice,
    "Not Found": lambda api: api.call("GET", "/get/weather"),
    "Method Not Allowed": lambda api: api.call("PUT", SEND, {}),
    "Request is larger than 20 MB": lambda api: api.call(
        "POST", SEND, content=b" " * (20 * 1024 * 1024 + 1), headers=JSON
    ),
    "Content-Type must be application/json": lambda api: api.call(
        "POST", SEND, content="<root/>", headers={"Content-Type": "text/xml"}
    ),
}
NO_WAY = {
    "Missing Sender": "the sign-in by e-mail address and key is not offered",
    "Missing APIKey": "so here",
    "Invalid sender format": "so here",
    "Error occurred while creating job": "only a fault of the sandbox leads to it, see below",
}


def test_every_error_text_has_a_request_or_a_reason() -> None:
    assert WAYS.keys() | NO_WAY.keys() == TEXTS.keys()
    assert not WAYS.keys() & NO_WAY.keys()


@pytest.mark.parametrize("text", WAYS)
def test_the_requests_get_the_contracts_error_texts(api: SandboxApi, text: str) -> None:
    response = WAYS[text](api)
    pattern = re.sub(r"\\{\w+\\}", ".+", re.escape(text))
    assert re.fullmatch(pattern, response.json()["ErrorMessage"][0])
    assert response.status_code == TEXTS[text]["status"]


def test_handlers_use_only_error_texts_of_the_contract() -> None:
    package = Path(bestsms_sandbox.__file__).parent
    calls = [
        node.args[0]
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Refusal"
    ]
    literals = {call.value for call in calls if isinstance(call, ast.Constant)}
    assert len(literals) > 10
    assert literals <= TEXTS.keys()


def bodies() -> Iterator[Any]:
    """Yield a bad body for each `x-error` in the contract's requests, with its text."""
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {})
            if content:
                media = content["application/json"]
                example = next(iter(media["examples"].values()))["value"]
                if "advanced" in media["examples"]:
                    example = media["examples"]["advanced"]["value"]
                url = re.sub(r"{\w+}", "x", path)
                for where, text, bad in invalid_variants(example, media["schema"]):
                    yield pytest.param(
                        method.upper(), url, bad, text, id=f"{operation['operationId']}-{where}"
                    )


def invalid_variants(value: Any, schema: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield the place, the error text, and the value with this one element missing or wrong."""
    schema = resolved(schema)
    if isinstance(value, list):
        for where, text, bad in invalid_variants(value[0], schema["items"]):
            yield f"0.{where}", text, [bad, *value[1:]]
        return
    for name, inner in schema.get("properties", {}).items():
        error = resolved(inner).get("x-error", {})
        if name in schema.get("required", ()):
            missing = {key: item for key, item in value.items() if key != name}
            if "missing" in error:
                yield f"{name}-missing", error["missing"], missing
        if "invalid" in error:
            yield f"{name}-invalid", error["invalid"], {**value, name: 5}
        if isinstance(value.get(name), dict | list):
            for where, text, bad in invalid_variants(value[name], inner):
                yield f"{name}.{where}", text, {**value, name: bad}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    target = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return {**target, **schema}


@pytest.mark.parametrize(("method", "url", "body", "text"), list(bodies()))
def test_each_wrong_element_has_its_own_text(
    api: SandboxApi, strict_api: SandboxApi, method: str, url: str, body: Any, text: str
) -> None:
    reason = text.replace("{index}", "1")
    assert strict_api.refused(method, url, body) == reason
    if body != {}:  # the tolerances treat an empty object like a missing body
        assert api.refused(method, url, body) == reason


def test_other_errors_are_explained_without_the_value(api: SandboxApi) -> None:
    response = api.call("POST", SEND, sms(Destinations=[{"Recipient": ALICE}, {"Recipient": 4711}]))
    assert response.json()["ErrorMessage"] == [
        "Failed to process your API request. Check your syntax.",
        'MessageData.Destinations.1.Recipient: value is not of type "string"',
    ]


def test_the_order_of_checks(api: SandboxApi) -> None:
    """Media type, syntax, token, envelope, destinations, message, options, then references."""
    bad: dict[str, Any] = {"content": "{", "headers": {"Content-Type": "text/plain"}}
    steps: list[tuple[dict[str, Any], str]] = [
        ({}, "Content-Type must be application/json"),
        ({"headers": {**JSON, "Authorization": "Basic no"}}, "Failed to process"),
        ({"content": '{"MessageData": 5}'}, "Unauthorized"),
        ({"headers": JSON}, "Failed to process"),
        ({"content": json.dumps({"MessageData": {"SendTime": "?"}})}, "Missing or empty dest"),
        ({"content": json.dumps(sms(Message=None, SendTime="?"))}, "Missing or empty message"),
        ({"content": json.dumps(sms(Destinations=[{}], SendTime="?"))}, "Unable to parse SendTime"),
        ({"content": json.dumps(sms(Destinations=[{}]))}, "Error - Could not find any valid"),
    ]
    for change, reason in steps:
        bad |= change
        assert api.call("POST", SEND, **bad).json()["ErrorMessage"][0].startswith(reason)


def test_at_most_ten_files_are_accepted(api: SandboxApi) -> None:
    file = {"Name": "a", "Data": "aGVsbG8K"}
    api.ok("POST", SEND, sms(Files=[file] * 10))
    api.refused("POST", SEND, sms(Files=[file] * 11))


def test_a_response_that_violates_the_contract_is_a_500() -> None:
    document = copy.deepcopy(DOCUMENT)
    document["components"]["schemas"]["SendResult"]["required"] = ["JobNum"]
    database = Database()
    context = SandboxContext(Contract(document), database, "http://localhost/", "T", strict=False)
    gateway = Gateway(context)
    headers = {b"content-type": b"application/json", b"authorization": b"Basic T"}
    body = json.dumps(sms()).encode()
    answer = gateway.handle(
        GatewayRequest("POST", "/api/v2.04/send/sms", headers=headers, body=body)
    )
    assert answer.status == 500
    text, reason = answer.body["ErrorMessage"]
    assert text in NO_WAY
    assert reason == ('Error in the sandbox: sendSms 200 at []: "JobNum" is a required property')
    assert database.value("SELECT count(*) FROM messages") == 0  # no partial result is stored
    database.close()
