"""The sandbox's address book: contacts, groups, and their one relation seen from both sides."""

import uuid
from typing import Any

import pytest
from tests.contract.sandbox.running_sandbox import ALICE, Rig

UNKNOWN = "aaaaaaaa-bbbb-bbbb-cccc-dddddddddddd"


def names(answer: dict[str, Any]) -> list[str]:
    """Return the names of the contacts or groups on a page."""
    contacts = [contact["Attention"] for contact in answer.get("Contacts", ())]
    return contacts + [group["GroupName"] for group in answer.get("Groups", ())]


def test_a_contact_is_created_read_changed_and_deleted(rig: Rig, contract: dict[str, Any]) -> None:
    fields = {"Attention": "Alice", "MobilePhone": "0491 570 006", "Custom4": "four"}
    created = rig.ok("POST", "/addressbook/contact", fields)["Contact"]
    contact_id = created["ContactID"]
    assert created.keys() == contract["components"]["schemas"]["Contact"]["properties"].keys()
    assert contact_id == str(uuid.UUID(contact_id))
    assert created["MobilePhone"] == "0491 570 006"
    assert (created["ViewBy"], created["EditBy"], created["LastName"]) == ("Account", "Account", "")
    assert created["CreatedTimeUTC"] == created["UpdatedTimeUTC"]
    path = f"/addressbook/contact/{contact_id}"
    assert rig.ok("GET", path.upper().replace("CONTACT", "contact"))["Contact"] == created

    rig.advance(60)
    changed = rig.ok("PATCH", path, {"Attention": "Al", "ViewBy": "No"})["Contact"]
    assert (changed["Attention"], changed["Custom4"], changed["ViewBy"]) == ("Al", "four", "No")
    assert changed["CreatedTimeUTC"] == created["CreatedTimeUTC"] < changed["UpdatedTimeUTC"]

    assert rig.ok("DELETE", path)["Contact"] == changed
    for method in ("GET", "PATCH", "DELETE"):
        reason = rig.refused(method, path, {} if method == "PATCH" else None)
        assert reason == f"Unable to find or access record with id '{contact_id}'."


def test_a_group_is_created_read_changed_and_deleted(rig: Rig) -> None:
    created = rig.ok("POST", "/addressbook/group", {"GroupName": "Test Group"})["Group"]
    assert (created["GroupCode"], created["ViewEditBy"]) == ("Test_Group", "Account")
    for name in (created["GroupID"], created["GroupID"].upper(), "Test_Group", "TEST_GROUP"):
        assert rig.ok("GET", f"/addressbook/group/{name}")["Group"] == created

    changes = {"GroupName": "Test Group 123", "SubAccount": "Test", "ViewEditBy": "No"}
    changed = rig.ok("PATCH", "/addressbook/group/Test_Group", changes)["Group"]
    assert changed == created | changes  # the code does not follow the name

    assert rig.ok("DELETE", "/addressbook/group/test_group")["Group"] == changed
    assert UNKNOWN[:8] not in rig.refused("GET", "/addressbook/group/Test_Group")


def test_a_group_code_is_taken_once_in_any_case(rig: Rig) -> None:
    group_id = rig.group("One", GroupCode="Ünï Code")
    body = {"GroupName": "Two", "GroupCode": "üNÏ CODE"}
    assert rig.refused("POST", "/addressbook/group", body) == "GroupCode already exists"
    by_code = rig.ok("GET", "/addressbook/group/%C3%BCn%C3%AF%20code")
    assert by_code["Group"]["GroupID"] == group_id
    rig.ok("DELETE", f"/addressbook/group/{group_id}")
    rig.ok("POST", "/addressbook/group", body)


@pytest.mark.parametrize("side", ["contact", "group"])
def test_a_membership_has_two_sides(rig: Rig, side: str) -> None:
    contact, group = rig.contact(Attention="Alice", MobilePhone=ALICE), rig.group("Cooks")
    of_contact = f"/addressbook/contact/{contact}/group"
    of_group = f"/addressbook/group/{group}/contact"
    base, body, member = {
        "contact": (of_contact, {"GroupID": group}, group),
        "group": (of_group, {"ContactID": contact}, contact),
    }[side]
    joined = rig.ok("POST", base, body)
    assert joined["Contact"]["ContactID"] == contact
    assert joined["Group"]["GroupID"] == group
    assert rig.ok("POST", base, body) == joined  # joining twice changes nothing
    assert rig.ok("GET", f"{of_contact}/{group}") == joined
    assert rig.ok("GET", f"{of_group}/{contact}") == joined
    assert names(rig.ok("GET", f"{of_contact}/list")) == ["Cooks"]
    assert names(rig.ok("GET", f"{of_group}/list")) == ["Alice"]

    assert rig.ok("DELETE", f"{base}/{member}") == joined
    for path, missing in ((f"{of_contact}/{group}", group), (f"{of_group}/{contact}", contact)):
        for method in ("GET", "DELETE"):
            assert f"'{missing}'" in rig.refused(method, path)
    assert names(rig.ok("GET", f"{of_contact}/list")) == []
    assert names(rig.ok("GET", f"{of_group}/list")) == []


def test_a_membership_goes_with_either_side_and_the_other_stays(rig: Rig) -> None:
    alice, bob = rig.contact(Attention="Alice"), rig.contact(Attention="Bob")
    cooks, _ = rig.group("Cooks", [alice, bob]), rig.group("Bakers", [alice])
    rig.ok("DELETE", f"/addressbook/group/{cooks}")
    rig.ok("DELETE", f"/addressbook/contact/{bob}")
    assert names(rig.ok("GET", "/addressbook/contact/list")) == ["Alice"]
    left = rig.ok("GET", f"/addressbook/contact/{alice}/group/list")
    assert (names(left), left["TotalRecords"]) == (["Bakers"], 1)


def test_a_new_member_must_exist(rig: Rig) -> None:
    contact, group = rig.contact(), rig.group("Cooks")
    for path, body in (
        (f"/addressbook/contact/{contact}/group", {"GroupID": UNKNOWN}),
        (f"/addressbook/group/{group}/contact", {"ContactID": UNKNOWN}),
        (f"/addressbook/contact/{UNKNOWN}/group", {"GroupID": group}),
        (f"/addressbook/group/{UNKNOWN}/contact", {"ContactID": contact}),
    ):
        assert f"'{UNKNOWN}'" in rig.refused("POST", path, body)


def test_lists_come_in_order_a_page_at_a_time(rig: Rig) -> None:
    people = [rig.contact(Attention=name) for name in ("Carol", "alice", "Bob")]
    group = rig.group("Zulu", people)
    for name in ("alpha", "Bravo"):
        rig.group(name, people[:1])
    lists = {
        "/addressbook/contact/list": ["Carol", "alice", "Bob"],
        f"/addressbook/group/{group}/contact/list": ["Carol", "alice", "Bob"],
        "/addressbook/group/list": ["alpha", "Bravo", "Zulu"],
        f"/addressbook/contact/{people[0]}/group/list": ["alpha", "Bravo", "Zulu"],
    }
    for path, everything in lists.items():
        whole = rig.ok("GET", path)
        assert names(whole) == everything
        assert [whole[n] for n in ("TotalRecords", "RecordsPerPage", "PageCount", "Page")] == [
            3, 100, 1, 1,
        ]  # fmt: skip
        second = rig.ok("GET", path, params={"recordsPerPage": 2, "page": 2})
        assert names(second) == everything[2:]
        assert (second["PageCount"], second["Page"]) == (2, 2)
        assert names(rig.ok("GET", path, params={"page": 9})) == []


def test_an_empty_list_has_one_page(rig: Rig) -> None:
    answer = rig.ok("GET", "/addressbook/contact/list")
    assert (answer["TotalRecords"], answer["PageCount"], answer["Contacts"]) == (0, 1, [])


def test_list_is_never_a_code(rig: Rig) -> None:
    rig.group("list")
    assert "Groups" in rig.ok("GET", "/addressbook/group/list")
    assert rig.call("DELETE", "/addressbook/group/list").status_code == 405
