"""The sandbox implements every operation of the contract."""

from typing import Any

import pytest
from tests.contract.sandbox.sandbox_api import SandboxApi

import contract as c

OPERATIONS = {operation.node["operationId"]: operation for operation in c.operations(c.load())}
BODIES: dict[str, Any] = {
    "sendSms": {
        "MessageData": {"Message": "Hello", "Destinations": [{"Recipient": "+61491570006"}]}
    },
    "rescheduleMessage": {"SendTime": "2090-01-01T00:00"},
    "createGroup": {"GroupName": "Cooks"},
    "createContactGroup": {"GroupID": "Cooks"},
    "createGroupContact": {"ContactID": "AAAAAAAA-BBBB-BBBB-CCCC-DDDDDDDDDDDD"},
}


def request(name: str, parsed: dict[str, Any]) -> tuple[str, str, Any]:
    """Return a valid request for an operation: method, path, body."""
    operation = OPERATIONS[name]
    _, _, path, method = (part.replace("~1", "/") for part in operation.where.split("/"))
    for node in c.parameters(parsed, operation):
        path = path.replace(f"{{{node['name']}}}", str(node.get("example", "ID1")))
    body = BODIES.get(name, {}) if "requestBody" in operation.node else None

    return method.upper(), path, body


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_implemented(
    name: str, parsed: dict[str, Any], strict_api: SandboxApi
) -> None:
    response = strict_api.call(*request(name, parsed))

    assert response.status_code in (200, 400), f"{name}: {response.text}"
    assert "check your syntax" not in response.text.lower()


@pytest.mark.parametrize("token", ["", "Basic", "Basic wrong", "Bearer {}", "Basic {}x"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_requires_the_token(
    name: str, token: str, parsed: dict[str, Any], strict_api: SandboxApi
) -> None:
    method, path, body = request(name, parsed)
    headers = {"Authorization": token.format(strict_api.sandbox.token)}

    response = strict_api.call(method, path, body, headers=headers)

    assert response.status_code == 401, f"{name}: {response.text}"
