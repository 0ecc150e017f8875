"""The normal responses of the hostile server match the contract."""

import re
from datetime import UTC, datetime
from typing import Any

import jsonschema_rs
import pytest
from tests.failure import good_responses as gateway

import contract

CONTRACT = contract.load()
OPERATIONS = [
    (path, method.upper(), operation)
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
]


@pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[o[2]["operationId"] for o in OPERATIONS]
)
def test_responses_match_the_contract(path: str, method: str, operation: dict[str, Any]) -> None:
    name, ids = gateway.route(method, gateway.BASE + re.sub(r"{\w+}", "a%20b", path))
    assert name == operation["operationId"]
    assert set(ids) <= {"a b"}
    if name == "sendSms":
        body: Any = {"Result": "Success", "MessageID": "ID1"}
    elif name in ("getStatus", "getSmsReply"):
        body = gateway.status(ids[0], datetime.now(UTC))
    else:
        status, body = gateway.response(name, ids)
        assert status == 200
    content = operation["responses"]["200"]["content"]["application/json"]
    rooted = {**content["schema"], "components": CONTRACT["components"]}
    jsonschema_rs.Draft202012Validator(rooted).validate(body)


def test_error_responses_match_the_contract() -> None:
    error = {"$ref": "#/components/schemas/ErrorResult", "components": CONTRACT["components"]}
    validator = jsonschema_rs.Draft202012Validator(error)
    for body in (gateway.FAILED, gateway.not_found("ID1"), gateway.response("unknown", ())[1]):
        validator.validate(body)
