"""The contract compared with the vendor's two clients: what they send and read, key by key.

The lists in tests/data/vendor-keys.json name their origin. Both directions are checked: each key of
a client is in the contract with that client as evidence, and all such evidence is true.
"""

import json
from typing import Any

import pytest

import contract as c

VENDOR_KEYS: dict[str, dict[str, Any]] = json.loads(
    (c.ROOT / "tests" / "data" / "vendor-keys.json").read_text(encoding="utf-8")
)
LISTS = [
    (tag, way, schema)
    for tag in VENDOR_KEYS
    for way in ("sends", "reads")
    for schema in VENDOR_KEYS[tag][way]
]
RESULTS = (
    *("SendResult", "StatusResult", "SMSReplyResult", "ActionResult", "ContactResult"),
    *("ContactListResult", "GroupResult", "GroupListResult", "ContactGroupResult"),
    *("ContactGroupListResult", "GroupContactResult", "GroupContactListResult"),
)
MADE_BY_GATEWAY = ("Owner", "Timezone")

# Keys of a client that the contract leaves out: client, schemas, keys, reason.
LEFT_OUT: list[tuple[str, tuple[str, ...], tuple[str, ...], str]] = [
    (
        "node",
        (
            *("ResubmitRequest", "RescheduleRequest", "AbortRequest", "ContactWrite"),
            *("GroupCreate", "GroupUpdate", "ContactGroupCreate", "GroupContactCreate"),
        ),
        ("HTTPMethod",),
        "meant for the function that sends it, which forgets to take it out",
    ),
    (
        "node",
        ("ContactWrite",),
        (
            *MADE_BY_GATEWAY,
            *("CreatedTimeLocal", "CreatedTimeUTC", "UpdatedTimeLocal", "UpdatedTimeUTC"),
        ),
        "it has one class for input and output; these the gateway makes",
    ),
    (
        "node",
        ("GroupCreate", "GroupUpdate"),
        (*MADE_BY_GATEWAY, "GroupID", "CreatedTimeLocal", "CreatedTimeUTC"),
        "likewise",
    ),
    ("node", ("GroupCreate", "GroupUpdate"), ("AccessControl",), "not documented as an input"),
    ("node", ("GroupContactCreate",), ("GroupID",), "repeats what stands in the path"),
    (
        "python",
        ("Destination",),
        ("FaxNumber", "PhoneNumber", "EmailAddress"),
        "addresses of other channels than SMS",
    ),
    (
        "python",
        ("ContactWrite",),
        (*MADE_BY_GATEWAY, "ContactID", "Created", "CreatedUTC", "Updated", "UpdatedUTC"),
        "it has one class for input and output; these the gateway makes",
    ),
    ("python", ("GroupCreate", "GroupUpdate"), ("GroupID", "Owner"), "likewise"),
    ("python", ("GroupUpdate",), ("GroupCode",), "the reference says that a code never changes"),
    ("python", RESULTS, ("ErrorMessage",), "it has one class for answers and refusals"),
    (
        "python",
        ("Contact",),
        ("Created", "CreatedUTC", "Updated", "UpdatedUTC", "PostCode"),
        "names of v2.03, which it did not follow (C-CDATE, C-POST)",
    ),
    ("python", ("SMSReply",), ("Date", "DateUTC"), "names of v2.03 (C-NAMES)"),
    ("python", ("ReceivedMessage",), ("ID", "Date", "DateUTC"), "names of v2.03 (C-NAMES)"),
    ("python", ("ReceivedMessage",), ("Account",), "no other source has it"),
]  # fmt: skip
# Spellings that the contract lists as aliases. They only attest that the gateway accepts them.
ALIASES = {
    ("node", "ContactGroupCreate", "GroupCode"),
    ("python", "ContactWrite", "PostCode"),
    ("python", "Destination", "MobileNumber"),
}


def properties(document: c.Node, name: str) -> dict[str, c.Node]:
    """Return the properties of a component, including those of its parts."""
    found: dict[str, c.Node] = {}
    todo = [document["components"]["schemas"][name]]
    while todo:
        part = c.resolve(document, todo.pop())
        todo += part.get("allOf", ())
        found |= part.get("properties", {})
    return found


def left_out(tag: str, schema: str) -> set[str]:
    return {
        key
        for who, schemas, keys, _ in LEFT_OUT
        if who == tag and schema in schemas
        for key in keys
    }


@pytest.mark.parametrize(("tag", "way", "schema"), LISTS)
def test_every_key_of_a_client_is_in_the_contract(
    tag: str, way: str, schema: str, parsed: dict[str, Any]
) -> None:
    known = properties(parsed, schema)
    keys = set(VENDOR_KEYS[tag][way][schema]["keys"])
    aliases = {key for who, where, key in ALIASES if (who, where) == (tag, schema)}
    spellings = {
        alias: name for name, node in known.items() for alias in node.get("x-input-alias", ())
    }

    assert aliases <= spellings.keys()
    assert keys - aliases - known.keys() == left_out(tag, schema)
    unnamed = {key for key in keys & known.keys() if tag not in known[key]["x-evidence"]}
    assert unnamed == set()


@pytest.mark.parametrize(("tag", "way", "schema"), LISTS)
def test_evidence_that_names_a_client_is_true(
    tag: str, way: str, schema: str, parsed: dict[str, Any]
) -> None:
    entry = VENDOR_KEYS[tag][way][schema]
    named = {name for name, node in properties(parsed, schema).items() if tag in node["x-evidence"]}

    if entry.get("open"):  # it passes everything on, as its samples show
        assert set(entry["keys"]) <= named
    else:
        assert named <= set(entry["keys"])


@pytest.mark.parametrize("tag", VENDOR_KEYS)
def test_evidence_names_only_clients_with_a_list_for_the_schema(
    tag: str, parsed: dict[str, Any]
) -> None:
    listed = {schema for who, _, schema in LISTS if who == tag}
    parts = {"MessageReport", "Paging", "ReportPaging"}  # parts of results, which have lists

    for name in parsed["components"]["schemas"].keys() - listed - parts:
        for key, node in properties(parsed, name).items():
            assert tag not in node["x-evidence"], f"{name}.{key}"


def test_every_operation_accepts_the_queries_of_the_clients(parsed: dict[str, Any]) -> None:
    taken = {
        operation.node["operationId"]: {
            node["name"]: node["x-evidence"]
            for node in c.parameters(parsed, operation)
            if node["in"] == "query"
        }
        for operation in c.operations(parsed)
    }
    for tag, client in VENDOR_KEYS.items():
        for operation, names in client["queries"].items():
            assert set(names) <= taken[operation].keys(), (tag, operation)
            assert all(tag in taken[operation][name] for name in names), (tag, operation)
        sent = {name for names in client["queries"].values() for name in names}
        named = {n for queries in taken.values() for n, tags in queries.items() if tag in tags}
        assert named == sent, tag
