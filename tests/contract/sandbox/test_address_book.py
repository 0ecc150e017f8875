"""The sandbox's address book: contacts, groups and memberships."""

import uuid
from typing import Any

import pytest
from tests.contract.sandbox.sandbox_api import ALICE, SandboxApi

from bestsms_client import BestSMS

UNKNOWN = "aaaaaaaa-bbbb-bbbb-cccc-dddddddddddd"


def names(response: dict[str, Any]) -> list[str]:
    contacts = [contact["Attention"] for contact in response.get("Contacts", ())]
    return contacts + [group["GroupName"] for group in response.get("Groups", ())]


def test_a_contact_is_created_read_changed_and_deleted(
    api: SandboxApi, contract: dict[str, Any]
) -> None:
    fields = {"Attention": "Alice", "MobilePhone": "0491 570 006", "Custom4": "four"}
    created = api.ok("POST", "/addressbook/contact", fields)["Contact"]
    contact_id = created["ContactID"]
    assert created.keys() == contract["components"]["schemas"]["Contact"]["properties"].keys()
    assert contact_id == str(uuid.UUID(contact_id))
    assert created["MobilePhone"] == "0491 570 006"
    assert (created["ViewBy"], created["EditBy"], created["LastName"]) == ("Account", "Account", "")
    assert created["CreatedTimeUTC"] == created["UpdatedTimeUTC"]
    path = f"/addressbook/contact/{contact_id}"
    assert api.ok("GET", path.upper().replace("CONTACT", "contact"))["Contact"] == created

    api.advance(60)
    changed = api.ok("PATCH", path, {"Attention": "Al", "ViewBy": "No"})["Contact"]
    assert (changed["Attention"], changed["Custom4"], changed["ViewBy"]) == ("Al", "four", "No")
    assert changed["CreatedTimeUTC"] == created["CreatedTimeUTC"] < changed["UpdatedTimeUTC"]

    assert api.ok("DELETE", path)["Contact"] == changed
    for method in ("GET", "PATCH", "DELETE"):
        reason = api.refused(method, path, {} if method == "PATCH" else None)
        assert reason == f"Unable to find or access record with id '{contact_id}'."


def test_a_group_is_created_read_changed_and_deleted(api: SandboxApi) -> None:
    created = api.ok("POST", "/addressbook/group", {"GroupName": "Test Group"})["Group"]
    assert (created["GroupCode"], created["ViewEditBy"]) == ("Test_Group", "Account")
    for name in (created["GroupID"], created["GroupID"].upper(), "Test_Group", "TEST_GROUP"):
        assert api.ok("GET", f"/addressbook/group/{name}")["Group"] == created

    changes = {"GroupName": "Test Group 123", "SubAccount": "Test", "ViewEditBy": "No"}
    changed = api.ok("PATCH", "/addressbook/group/Test_Group", changes)["Group"]
    assert changed == created | changes  # changing the name does not change the code

    assert api.ok("DELETE", "/addressbook/group/test_group")["Group"] == changed
    assert UNKNOWN[:8] not in api.refused("GET", "/addressbook/group/Test_Group")


def test_group_codes_are_unique_ignoring_case(api: SandboxApi) -> None:
    group_id = api.group("One", GroupCode="Ünï Code")
    body = {"GroupName": "Two", "GroupCode": "üNÏ CODE"}
    assert api.refused("POST", "/addressbook/group", body) == "GroupCode already exists"
    by_code = api.ok("GET", "/addressbook/group/%C3%BCn%C3%AF%20code")
    assert by_code["Group"]["GroupID"] == group_id
    api.ok("DELETE", f"/addressbook/group/{group_id}")
    api.ok("POST", "/addressbook/group", body)


@pytest.mark.parametrize("side", ["contact", "group"])
def test_a_membership_is_visible_from_both_sides(api: SandboxApi, side: str) -> None:
    contact, group = api.contact(Attention="Alice", MobilePhone=ALICE), api.group("Cooks")
    of_contact = f"/addressbook/contact/{contact}/group"
    of_group = f"/addressbook/group/{group}/contact"
    base, body, member = {
        "contact": (of_contact, {"GroupID": group}, group),
        "group": (of_group, {"ContactID": contact}, contact),
    }[side]
    joined = api.ok("POST", base, body)
    assert joined["Contact"]["ContactID"] == contact
    assert joined["Group"]["GroupID"] == group
    assert api.ok("POST", base, body) == joined  # joining twice changes nothing
    assert api.ok("GET", f"{of_contact}/{group}") == joined
    assert api.ok("GET", f"{of_group}/{contact}") == joined
    assert names(api.ok("GET", f"{of_contact}/list")) == ["Cooks"]
    assert names(api.ok("GET", f"{of_group}/list")) == ["Alice"]

    assert api.ok("DELETE", f"{base}/{member}") == joined
    for path, missing in ((f"{of_contact}/{group}", group), (f"{of_group}/{contact}", contact)):
        for method in ("GET", "DELETE"):
            assert f"'{missing}'" in api.refused(method, path)
    assert names(api.ok("GET", f"{of_contact}/list")) == []
    assert names(api.ok("GET", f"{of_group}/list")) == []


def test_deleting_a_contact_or_group_deletes_its_memberships_only(api: SandboxApi) -> None:
    alice, bob = api.contact(Attention="Alice"), api.contact(Attention="Bob")
    cooks, _ = api.group("Cooks", [alice, bob]), api.group("Bakers", [alice])
    api.ok("DELETE", f"/addressbook/group/{cooks}")
    api.ok("DELETE", f"/addressbook/contact/{bob}")
    assert names(api.ok("GET", "/addressbook/contact/list")) == ["Alice"]
    left = api.ok("GET", f"/addressbook/contact/{alice}/group/list")
    assert (names(left), left["TotalRecords"]) == (["Bakers"], 1)


def test_a_new_member_must_exist(api: SandboxApi) -> None:
    contact, group = api.contact(), api.group("Cooks")
    for path, body in (
        (f"/addressbook/contact/{contact}/group", {"GroupID": UNKNOWN}),
        (f"/addressbook/group/{group}/contact", {"ContactID": UNKNOWN}),
        (f"/addressbook/contact/{UNKNOWN}/group", {"GroupID": group}),
        (f"/addressbook/group/{UNKNOWN}/contact", {"ContactID": contact}),
    ):
        assert f"'{UNKNOWN}'" in api.refused("POST", path, body)


def test_lists_are_sorted_and_paged(api: SandboxApi) -> None:
    people = [api.contact(Attention=name) for name in ("Carol", "alice", "Bob")]
    group = api.group("Zulu", people)
    for name in ("alpha", "Bravo"):
        api.group(name, people[:1])
    lists = {
        "/addressbook/contact/list": ["Carol", "alice", "Bob"],
        f"/addressbook/group/{group}/contact/list": ["Carol", "alice", "Bob"],
        "/addressbook/group/list": ["alpha", "Bravo", "Zulu"],
        f"/addressbook/contact/{people[0]}/group/list": ["alpha", "Bravo", "Zulu"],
    }
    for path, everything in lists.items():
        whole = api.ok("GET", path)
        assert names(whole) == everything
        assert [whole[n] for n in ("TotalRecords", "RecordsPerPage", "PageCount", "Page")] == [
            3, 100, 1, 1,
        ]  # fmt: skip
        second = api.ok("GET", path, params={"recordsPerPage": 2, "page": 2})
        assert names(second) == everything[2:]
        assert (second["PageCount"], second["Page"]) == (2, 2)
        assert names(api.ok("GET", path, params={"page": 9})) == []


@pytest.mark.parametrize("fixture", ["api", "strict_api"])
def test_an_empty_text_leaves_a_field_unchanged(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    """This is assumed; the docs of the client and the contract say the same."""
    sandbox: SandboxApi = request.getfixturevalue(fixture)
    created = sandbox.ok("POST", "/addressbook/contact", {"Company": "Bistro", "City": "Perth"})
    path = f"/addressbook/contact/{created['Contact']['ContactID']}"
    changed = sandbox.ok("PATCH", path, {"Company": "", "City": "Hobart"})["Contact"]
    assert (changed["Company"], changed["City"]) == ("Bistro", "Hobart")
    sandbox.ok("POST", "/addressbook/group", {"GroupName": "Chefs", "Department": "Kitchen"})
    changed = sandbox.ok("PATCH", "/addressbook/group/Chefs", {"Department": ""})["Group"]
    assert changed["Department"] == "Kitchen"


def test_the_client_sends_an_empty_text_and_the_field_stays(api: SandboxApi) -> None:
    with BestSMS(token=api.sandbox.token, base_url=api.sandbox.base_url) as client:
        made = client.addressbook.contact.create(company="Bistro", city="Perth")
        changed = client.addressbook.contact.update(made.contact, company="", city="Hobart")
    assert (changed.contact.company, changed.contact.city) == ("Bistro", "Hobart")


def test_an_empty_list_has_one_page(api: SandboxApi) -> None:
    response = api.ok("GET", "/addressbook/contact/list")
    assert (response["TotalRecords"], response["PageCount"], response["Contacts"]) == (0, 1, [])


def test_a_group_code_is_never_list(api: SandboxApi) -> None:
    api.group("list")
    assert "Groups" in api.ok("GET", "/addressbook/group/list")
    assert api.call("DELETE", "/addressbook/group/list").status_code == 405
