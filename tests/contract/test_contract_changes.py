"""Each kind of contract change is rated for programs that send and for programs that read."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

import spec_diff
from spec_diff import MAJOR, MINOR, NONE, PATCH, Impact

Document = dict[str, Any]
Edit = Callable[[Document], Any]


def schema(document: Document, name: str) -> Any:
    """Return the part of a schema that has the properties."""
    whole = document["components"]["schemas"][name]
    return whole if "properties" in whole else whole["allOf"][-1]


def field(document: Document, name: str, key: str) -> Any:
    return schema(document, name)["properties"][key]


def add_operation(document: Document) -> None:
    operation = deepcopy(document["paths"]["/addressbook/group/list"]["get"])
    operation["operationId"] = "listAll"
    document["paths"]["/addressbook/all/list"] = {"get": operation}


def rename_answer(document: Document) -> None:
    properties = schema(document, "Recipient")["properties"]
    properties["RemoteIdentity"] = properties.pop("RemoteID")


def require(name: str, key: str) -> Edit:
    def edit(document: Document) -> None:
        schema(document, name).setdefault("required", []).append(key)

    return edit


def page_size_gone(document: Document) -> None:
    document["paths"]["/addressbook/group/list"]["get"]["parameters"].pop(0)


GROUP = "/addressbook/group/{GroupID}"
NEW = {"type": "string", "description": "New.", "x-evidence": ["docs"]}

EDITS: dict[str, tuple[Edit, str, Impact, Impact]] = {
    "new answer field": (
        lambda d: schema(d, "Recipient")["properties"].update(New=NEW),
        "/Recipient/properties/New", NONE, MINOR,
    ),
    "answer field gone": (
        lambda d: schema(d, "Contact")["properties"].pop("Title"),
        "/Contact/properties/Title", NONE, MAJOR,
    ),
    "answer field renamed": (rename_answer, "/Recipient/properties/RemoteIdentity", NONE, MAJOR),
    "answer field of another type": (
        lambda d: field(d, "Contact", "Title").update(type="integer"),
        "/Contact/properties/Title/type", NONE, MAJOR,
    ),
    "answer field may be absent": (
        lambda d: schema(d, "Contact")["required"].remove("ContactID"),
        "/Contact/required", NONE, MAJOR,
    ),
    "answer pattern": (
        lambda d: field(d, "Recipient", "DestSeq").update(pattern="^[0-9]+$"),
        "/Recipient/properties/DestSeq/pattern", NONE, PATCH,
    ),
    "new answer value": (
        lambda d: field(d, "Recipient", "Status").update(
            description="The state of this recipient: Success, Failed, Pending or Expired."
        ),
        "/Recipient/properties/Status/description", NONE, MINOR,
    ),
    "webhook field gone": (
        lambda d: schema(d, "WebhookCommon")["properties"].pop("Sender"),
        "/WebhookCommon/properties/Sender", NONE, MAJOR,
    ),
    "new input": (
        lambda d: schema(d, "MessageData")["properties"].update(New=NEW),
        "/MessageData/properties/New", MINOR, NONE,
    ),
    "input gone": (
        lambda d: schema(d, "MessageData")["properties"].pop("ChargeCode"),
        "/MessageData/properties/ChargeCode", MAJOR, NONE,
    ),
    "new required input": (
        require("GroupUpdate", "SubAccount"), "/GroupUpdate", MAJOR, NONE,
    ),
    "input value gone": (
        lambda d: field(d, "ContactWrite", "ViewBy")["enum"].remove("No"),
        "/ContactWrite/properties/ViewBy/enum", MAJOR, NONE,
    ),
    "input shorter": (
        lambda d: field(d, "MessageData", "Reference").update(maxLength=70),
        "/MessageData/properties/Reference/maxLength", MAJOR, NONE,
    ),
    "input longer": (
        lambda d: field(d, "MessageData", "Reference").update(maxLength=90),
        "/MessageData/properties/Reference/maxLength", MINOR, NONE,
    ),
    "assumed rule of an input": (
        lambda d: field(d, "File", "Data").update(pattern="^[A-Z]+$"),
        "/File/properties/Data/pattern", MINOR, NONE,
    ),
    "rule no longer assumed": (
        lambda d: field(d, "File", "Data")["x-assumed"].remove("pattern"),
        "/File/properties/Data", MAJOR, NONE,
    ),
    "parameter required": (
        lambda d: d["components"]["parameters"]["page"].update(required=True),
        "/components/parameters/page/required", MAJOR, NONE,
    ),
    "parameter gone": (
        page_size_gone, "/get/parameters/recordsPerPage", MAJOR, NONE,
    ),
    "new operation": (add_operation, "/paths/~1addressbook~1all~1list", MINOR, NONE),
    "operation gone": (lambda d: d["paths"][GROUP].pop("delete"), "/delete", MAJOR, NONE),
    "operation of another name": (
        lambda d: d["paths"][GROUP]["get"].update(operationId="readGroup"),
        "/get/operationId", MAJOR, NONE,
    ),
    "limit lower": (
        lambda d: d["x-limits"]["files"].update(value=9), "/x-limits/files", MAJOR, MAJOR,
    ),
    "limit higher": (
        lambda d: d["x-limits"]["files"].update(value=12), "/x-limits/files", MINOR, MINOR,
    ),
    "error text gone": (
        lambda d: d["x-error-texts"].pop(0), "/x-error-texts/", MAJOR, MAJOR,
    ),
    "delivery result new": (
        lambda d: d["x-delivery-results"].append({"result": "Expired", "status": "Failed"}),
        "/x-delivery-results/Expired", MINOR, MINOR,
    ),
    "list gone": (lambda d: d.pop("x-opt-out-words"), "/x-opt-out-words", MAJOR, MAJOR),
    "words": (
        lambda d: d["x-limits"]["files"].update(description="Other words."),
        "/x-limits/files", PATCH, PATCH,
    ),
    "evidence": (
        lambda d: field(d, "Contact", "Title").update({"x-evidence": ["docs"]}),
        "/Contact/properties/Title", NONE, PATCH,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_a_change_is_rated_for_both_sides(name: str, parsed: Document, contract: Document) -> None:
    edit, where, sends, reads = EDITS[name]
    edit(contract)

    gravest, *_ = spec_diff.changes(parsed, contract)

    assert where in gravest.where
    assert (gravest.sends, gravest.reads) == (sends, reads), gravest


def test_a_contract_has_no_changes_against_itself(parsed: Document, contract: Document) -> None:
    assert spec_diff.changes(parsed, contract) == []
