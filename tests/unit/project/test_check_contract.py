"""Tests for evidence.py and generator_limits.py."""

from typing import Any

import pytest

import contract as c
import evidence
import generator_limits

SCHEMAS = "/components/schemas"
SEND = "/paths/~1send~1sms/post"
REGISTER = (c.ROOT / "spec" / "README.md").read_text(encoding="utf-8")


def set_at(document: dict[str, Any], where: str, value: Any) -> None:
    """Set the value at a JSON pointer; None deletes it."""
    *path, last = (k.replace("~1", "/").replace("~0", "~") for k in where.split("/")[1:])
    node: Any = document
    for key in path:
        node = node[int(key) if isinstance(node, list) else key]
    if value is None:
        del node[last]
    else:
        node[last] = value


def test_the_contract_has_no_problems(contract: dict[str, Any]) -> None:
    assert generator_limits.problems(contract) == []
    assert evidence.problems(contract, REGISTER) == []


ANSWER = f"{SCHEMAS}/StatusResult/allOf/1/properties/New"
REQUEST = f"{SCHEMAS}/MessageData/properties/New"
PARAMETER = "/components/parameters/New"
OBJECT = {"type": "object", "properties": {"A": {"type": "string"}}}


@pytest.mark.parametrize(
    ("where", "value", "text"),
    [
        (REQUEST, True, "an empty schema"),
        (REQUEST, {}, "an empty schema"),
        (REQUEST, {"description": "A thing.", "x-evidence": ["seed"]}, "an empty schema"),
        (REQUEST, {"type": "array"}, "without `items`"),
        (ANSWER, {"type": "array"}, "without `items`"),
        (REQUEST, {"type": "string", "default": ""}, "`default` in a request"),
        (REQUEST, {"$ref": f"#{SCHEMAS}/File", "description": "A file."}, "beside $ref"),
        (REQUEST, {"type": "string", "readOnly": True}, "readOnly"),
        (REQUEST, {"type": "string", "writeOnly": True}, "writeOnly"),
        (REQUEST, {"type": ["string", "null"], "enum": ["A", None]}, "enum with null"),
        (REQUEST, {"enum": ["A", None]}, "enum with null"),
        (REQUEST, {"enum": ["A", 1]}, "mixed types"),
        (REQUEST, OBJECT, "inline object"),
        (REQUEST, {"type": "array", "items": OBJECT}, "inline object"),
        (REQUEST, {"type": "object", "unevaluatedProperties": False}, "unevaluatedProperties"),
        (REQUEST, {"type": "object", "patternProperties": {}}, "patternProperties"),
        (REQUEST, {"type": "string", "$defs": {}}, "$defs"),
        (ANSWER, {"type": "string", "format": "date-time"}, "format date-time"),
        (ANSWER, {"type": "string", "format": "uuid"}, "format uuid"),
        (ANSWER, {"type": "string", "enum": ["A"]}, "`enum` in a response"),
        (ANSWER, {"const": "A"}, "`const` in a response"),
        (f"{SCHEMAS}/MessageData/properties/d", {"type": "string"}, "becomes `d`"),
        (f"{SCHEMAS}/MessageData/properties/Cls", {"type": "string"}, "becomes `cls`"),
        (f"{SCHEMAS}/MessageData/properties/fieldDict", {"type": "string"}, "`field_dict`"),
        (f"{SCHEMAS}/MessageData/properties/MessageId", {"type": "string"}, "shares its Python"),
        (f"{SCHEMAS}/StatusResult/properties", {"New": {"type": "string"}}, "beside allOf"),
        (f"{SCHEMAS}/MessageData/anyOf", [{"required": ["Mode"]}], "beside anyOf"),
        (PARAMETER, {"name": "New", "in": "query", "content": {}}, "with `content`"),
        (PARAMETER, {"name": "New", "in": "query", "style": "deepObject"}, "style deepObject"),
        (PARAMETER, {"name": "New", "in": "query", "explode": False}, "explode: false"),
        ("/components/parameters/page/schema/default", 1, "`default` in a request"),
        ("/paths/~1new", {"$ref": "#/components/pathItems/New"}, "a path that is a $ref"),
        (f"{SEND}/operationId", None, "no operationId"),
        (f"{SEND}/tags", None, "first tag"),
        (f"{SEND}/tags", ["messaging", "reports"], "first tag"),
        (f"{SEND}/responses/200", None, "no response 200"),
        (f"{SEND}/responses/400", None, "no response 400"),
        (f"{SEND}/responses/401", None, "no response 401"),
        (f"{SEND}/responses/500", None, "no response 500"),
        (f"{SEND}/responses/200/content", {"text/xml": {}}, "no JSON content"),
        (f"{SEND}/requestBody/content/text~1xml", {}, "several content types"),
    ],
)
def test_constructs_that_the_generator_drops_are_reported(
    contract: dict[str, Any], where: str, value: Any, text: str
) -> None:
    set_at(contract, where, value)

    problems = generator_limits.problems(contract)

    named = [line.partition(": ")[0] for line in problems if text in line]
    assert [place for place in named if where.startswith(place) or place.startswith(where)], (
        problems
    )


def test_an_object_inside_all_of_of_a_component_is_accepted(contract: dict[str, Any]) -> None:
    member = {"type": "object", "properties": {"New": {"type": "string"}}}
    contract["components"]["schemas"]["StatusResult"]["allOf"].append(member)

    assert generator_limits.problems(contract) == []


@pytest.mark.parametrize(
    "where",
    [
        SEND,
        "/components/parameters/page",
        f"{SCHEMAS}/MessageData/properties/Message",
        f"{SCHEMAS}/StatusResult/allOf/1/properties/Recipients",
        "/webhooks/statusReport/post",
        "/x-limits/files",
        "/x-merge-fields/0",
        "/x-delivery-results/0",
        "/x-opt-out-words",
    ],
)
def test_an_element_without_evidence_is_reported(contract: dict[str, Any], where: str) -> None:
    set_at(contract, f"{where}/x-evidence", None)

    (problem,) = evidence.problems(contract, REGISTER)

    assert problem.startswith(f"{where}: ")
    assert "names no source" in problem


def test_an_inline_parameter_without_evidence_is_reported(contract: dict[str, Any]) -> None:
    set_at(contract, f"{SEND}/parameters", [{"name": "new", "in": "query", "schema": {}}])

    (problem,) = evidence.problems(contract, REGISTER)

    assert problem.startswith(f"{SEND}/parameters/0: this parameter names no source")


def test_an_error_text_without_evidence_is_reported(contract: dict[str, Any]) -> None:
    del contract["x-error-texts"][0]["x-evidence"]

    (problem,) = evidence.problems(contract, REGISTER)

    assert problem.startswith("/x-error-texts/0: ")


@pytest.mark.parametrize(
    ("extension", "value", "text"),
    [
        ("x-evidence", [], "names no source"),
        ("x-evidence", "seed", "names no source"),
        ("x-evidence", ["rumour"], "'rumour' is not a known source"),
        ("x-evidence", ["assumed"], "`pattern` is only assumed"),
        ("x-assumed", ["minItems"], "`minItems`, which the element does not have"),
        ("x-conflict", "C-NOWHERE", "C-NOWHERE is not in the register"),
        ("x-conflict", ["C-TIME", "C-TIM"], "C-TIM is not in the register"),
        ("x-error", "No such words", "'No such words' is not one of x-error-texts"),
        ("x-error", {"missing": "No such words"}, "'No such words' is not one of"),
    ],
)
def test_a_wrong_extension_of_an_element_is_reported(
    contract: dict[str, Any], extension: str, value: Any, text: str
) -> None:
    where = f"{SCHEMAS}/MessageData/properties/SendTime"
    set_at(contract, f"{where}/{extension}", value)

    problems = evidence.problems(contract, REGISTER)

    assert [line for line in problems if line.startswith(f"{where}: ") and text in line], problems


def test_an_assumed_constraint_is_accepted_when_listed(contract: dict[str, Any]) -> None:
    where = f"{SCHEMAS}/MessageData/properties/SendTime"
    set_at(contract, f"{where}/x-evidence", ["assumed"])
    set_at(contract, f"{where}/x-assumed", ["pattern"])

    assert evidence.problems(contract, REGISTER) == []


def test_an_error_text_may_replace_a_placeholder(contract: dict[str, Any]) -> None:
    where = f"{SCHEMAS}/MessageData/properties/Mode/x-error"
    set_at(contract, where, "Invalid Mode option - must be Account/SubAccount/Department/No")

    assert evidence.problems(contract, REGISTER) == []


def test_an_error_text_with_an_unknown_meaning_is_reported(contract: dict[str, Any]) -> None:
    contract["x-error-texts"][0]["meaning"] = "whatever"

    (problem,) = evidence.problems(contract, REGISTER)

    assert problem.startswith("/x-error-texts/0: meaning must be one of")
