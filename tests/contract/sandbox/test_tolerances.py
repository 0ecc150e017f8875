"""Deviations of real clients that the sandbox tolerates and --strict refuses."""

from typing import Any

import pytest
from tests.contract.sandbox.sandbox_api import ALICE, MESSAGE, SEND, SandboxApi, sms

# Requests that real clients send although the contract forbids them: accepted by default, refused
# by --strict.
TOLERATED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "path in another case": ("GET", "/AddressBook/Contact/List", {}),
    "slash at the end": ("GET", "/addressbook/contact/list/", {}),
    "body on GET": ("GET", "/addressbook/contact/list", {"json": {"HTTPMethod": "GET"}}),
    "null": ("POST", SEND, {"json": sms() | {"MessageData": {**MESSAGE, "Mode": None}}}),
    "empty text": ("POST", SEND, {"json": sms(SendTime="")}),
    "unknown property": ("POST", "/addressbook/contact", {"json": {"HTTPMethod": "POST"}}),
    "no body": ("POST", "/addressbook/contact", {}),
    "alias": ("POST", "/addressbook/contact", {"json": {"PostCode": "2000"}}),
    "mode in another case": ("POST", SEND, {"json": sms(Mode="TEST")}),
    "format in another case": ("POST", SEND, {"json": sms(WebhookCallbackFormat="xml")}),
    "bare string": ("POST", SEND, {"json": sms(Destinations=[ALICE])}),
    "query in another case": ("GET", "/addressbook/contact/list", {"params": {"PAGE": 1}}),
    "unknown query": ("GET", "/addressbook/contact/list", {"params": {"x": 1}}),
    "empty query": ("GET", "/addressbook/contact/list", {"params": {"page": ""}}),
}


@pytest.mark.parametrize("what", TOLERATED)
def test_tolerances_apply_by_default_and_not_with_strict(
    api: SandboxApi, strict_api: SandboxApi, what: str
) -> None:
    method, path, more = TOLERATED[what]
    api.ok(method, path, **more)
    assert strict_api.call(method, path, **more).status_code in (400, 404, 415)


def test_tolerated_values_keep_their_meaning(api: SandboxApi) -> None:
    contact = api.contact(PostCode="2000", CompanyDepartment="Sales", Nonsense="x")
    kept = api.ok("GET", f"/addressbook/contact/{contact}")["Contact"]
    assert (kept["Postcode"], kept["RecipDepartment"]) == ("2000", "Sales")
    api.ok("PATCH", f"/addressbook/contact/{contact}", {"Postcode": "", "RecipDepartment": None})
    assert api.ok("GET", f"/addressbook/contact/{contact}")["Contact"]["Postcode"] == "2000"
    group = api.group("Cooks")
    api.ok("POST", f"/addressbook/contact/{contact}/group", {"GroupCode": "COOKS"})
    assert api.ok("GET", f"/addressbook/group/{group}/contact/LIST?PAGE=1")["TotalRecords"] == 1
    api.send({"MobileNumber": ALICE, "First Name": "Al"}, message="[[FirstName]]")
    assert api.texts() == ["Al"]
    message_id = api.send(ALICE, Mode="test", SendTime="2099-01-01T00:00")
    assert api.status(message_id)["Status"] == "Completed"
    api.send(WebhookCallbackURL="https://shop.example/", WebhookCallbackFormat="xml", Mode="Test")
    assert api.control.get("webhooks").json()["webhooks"][0]["format"] == "XML"


def test_the_authorization_scheme_is_case_insensitive(
    api: SandboxApi, strict_api: SandboxApi
) -> None:
    for each in (api, strict_api):
        for scheme in ("BASIC", "basic"):
            value = f"{scheme} {each.sandbox.token}"
            each.ok("GET", "/addressbook/group/list", headers={"Authorization": value})
        for value in (each.sandbox.token, f"Bearer {each.sandbox.token}", "Basic", "Basic é"):
            headers = {"Authorization": value.encode()}
            assert each.call("GET", "/get/status/x", headers=headers).status_code == 401
