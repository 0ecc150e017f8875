"""Arguments are checked against the contract: names, rules, and assumed rules."""

import inspect
import warnings
from types import NoneType
from typing import Any, get_args, get_type_hints

import attrs
import pytest
from tests.unit.prepared_gateway import HELLO, NUMBER, Gateway, both, success

import bestsms_api.models
from bestsms_api import fields
from bestsms_api.constraints import PARAMETERS, SCHEMAS, Constraint
from bestsms_client import (
    BestSMS,
    InvalidRequestError,
    MessageOptions,
    UnverifiedLimitWarning,
)
from bestsms_client._names import argument_name
from bestsms_client._validation import check, checked_fields, wire_names


@pytest.mark.parametrize("schema", SCHEMAS)
def test_argument_names_match_the_generated_models(schema: str) -> None:
    model: Any = getattr(bestsms_api.models, schema)
    generated = [f.name for f in attrs.fields(model) if f.name != "additional_properties"]
    assert sorted(map(argument_name, SCHEMAS[schema])) == sorted(generated)


@pytest.mark.parametrize("schema", ["ContactWrite", "GroupCreate", "GroupUpdate"])
def test_argument_names_match_the_generated_fields(schema: str) -> None:
    typed = getattr(fields, f"{schema}Fields")
    assert list(map(argument_name, SCHEMAS[schema])) == list(typed.__annotations__)


def test_message_options_are_the_fields_without_an_argument() -> None:
    others = {"Message", "Destinations", "Files", "Mode"}
    wanted = {argument_name(name) for name in SCHEMAS["MessageData"].keys() - others}
    assert MessageOptions.__annotations__.keys() == wanted | {"region", "allow"}
    for name in wanted - {"send_time"}:
        kind = MessageOptions.__annotations__[name]
        rule = SCHEMAS["MessageData"][wire_names("MessageData")[name]]
        if rule.enum:
            assert set(get_args(get_args(kind)[0])) == set(rule.enum)
        else:
            assert str(kind) == ("bool | None" if rule.type == "boolean" else "str | None")


def test_send_message_lists_and_documents_the_same_options() -> None:
    method = BestSMS("token").messaging.sms.send_message
    parameters = inspect.signature(method).parameters
    own = {"message", "destinations", "attachments", "mode", "unknown"}
    assert parameters.keys() - own == MessageOptions.__annotations__.keys()
    docstring = inspect.getdoc(method) or ""
    for name in parameters.keys() - {"unknown"}:
        assert f"\n    {name}: " in docstring
    hints = get_type_hints(MessageOptions)
    for name in MessageOptions.__annotations__:
        assert get_type_hints(method)[name] == hints[name]


@pytest.mark.parametrize("operation", PARAMETERS)
def test_parameter_names_match_the_generated_builders(operation: str) -> None:
    module = argument_name(operation)
    for tag in ("messaging", "reports", "actions", "addressbook"):
        try:
            built: Any = __import__(f"bestsms_api.api.{tag}.{module}", fromlist=["_get_kwargs"])
        except ModuleNotFoundError:
            continue
        names = inspect.signature(built._get_kwargs).parameters.keys() - {"body"}
        assert names == {argument_name(name) for name in PARAMETERS[operation]}
        return
    pytest.fail(f"no builder for {operation}")


RULES: list[tuple[Constraint, Any, str | None]] = [
    (Constraint("string", min_length=1), "a", None),
    (Constraint("string", min_length=1), "", "is empty"),
    (Constraint("string", max_length=3), "abc", None),
    (Constraint("string", max_length=3), "abcd", "has 4 characters; at most 3"),
    (Constraint("string", max_length=3), "😀😀😀", None),
    (Constraint("string", enum=("A", "B")), "B", None),
    (Constraint("string", enum=("A", "B")), "b", "must be one of A, B"),
    (Constraint("string", pattern="^[0-9]+$"), "12", None),
    (Constraint("string", pattern="^[0-9]+$"), "12\n", "has an invalid form"),
    (Constraint("string", pattern="^[0-9]+$"), "\u0661", "has an invalid form"),
    (Constraint("string", pattern="^x", error_invalid="No x"), "y", "is not valid: No x"),
    (Constraint("string"), 5, "is of type int; it must be str"),
    (Constraint("string"), b"a", "is of type bytes; it must be str"),
    (Constraint("integer", minimum=1, maximum=9), 1, None),
    (Constraint("integer", minimum=1, maximum=9), 9, None),
    (Constraint("integer", minimum=1, maximum=9), 0, "is 0; it must be at least 1"),
    (Constraint("integer", minimum=1, maximum=9), 10, "is 10; it must be at most 9"),
    (Constraint("integer"), True, "is of type bool; it must be int"),
    (Constraint("integer"), 1.0, "is of type float; it must be int"),
    (Constraint("integer"), "1", "is of type str; it must be int"),
    (Constraint("boolean"), False, None),
    (Constraint("boolean"), 0, "is of type int; it must be bool"),
    (Constraint("boolean"), "true", "is of type str; it must be bool"),
    (Constraint("array", min_items=1, max_items=2), [1], None),
    (Constraint("array", min_items=1, max_items=2), [], "is empty"),
    (Constraint("array", min_items=1, max_items=2), (1, 2, 3), "has 3 elements; at most 2"),
    (Constraint("array"), "ab", "is of type str; it must be list"),
]
KEYWORDS = {
    "is empty": {"minLength", "minItems"},
    "has an invalid form": {"pattern"},
    "at most 3": {"maxLength"},
    "must be one of": {"enum"},
    "at least 1": {"minimum"},
    "at most 9": {"maximum"},
    "at most 2": {"maxItems"},
}


@pytest.mark.parametrize(("rule", "value", "complaint"), RULES)
def test_every_kind_of_rule(rule: Constraint, value: Any, complaint: str | None) -> None:
    rule = rule._replace(evidence=("docs", "help"))
    if complaint is None:
        check(value, rule, "the_argument")
        return
    with pytest.raises(InvalidRequestError, match=f"^the_argument {complaint}") as caught:
        check(value, rule, "the_argument")
    assert "docs" not in str(caught.value)


@pytest.mark.parametrize(
    ("rule", "value", "complaint", "keywords"),
    [
        (*row, keywords)
        for row in RULES
        for complaint, keywords in KEYWORDS.items()
        if complaint in (row[2] or "")
    ],
)
def test_an_assumed_rule_only_warns(
    rule: Constraint, value: Any, complaint: str, keywords: set[str]
) -> None:
    assumed = rule._replace(assumed=frozenset(keywords), evidence=("docs", "assumed"))
    with pytest.warns(UnverifiedLimitWarning, match=f"^the_argument {complaint}.*not documented"):
        check(value, assumed, "the_argument")


@both
def test_a_call_that_breaks_an_assumed_rule_is_sent(kind: str) -> None:
    gateway = Gateway(success())
    with pytest.warns(UnverifiedLimitWarning, match="^message_id "):
        gateway.send(kind, message_id="ID 1")
    assert gateway.sends[0]["MessageID"] == "ID 1"


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_missing_required_field_is_an_error(schema: str) -> None:
    required = [name for name, rule in SCHEMAS[schema].items() if rule.required]
    if required:
        with pytest.raises(InvalidRequestError, match=f"^{argument_name(required[0])} is required"):
            checked_fields(schema, {})
    else:
        assert checked_fields(schema, {}) == {}


def test_valid_values_do_not_warn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert checked_fields("ContactWrite", {"Attention": "Jo", "custom_1": "a"}) == {
            "Attention": "Jo",
            "Custom1": "a",
        }


NOT_GIVEN: dict[str, Any] = dict.fromkeys(
    name for name, kind in get_type_hints(MessageOptions).items() if NoneType in get_args(kind)
)


@both
def test_none_means_not_given(kind: str) -> None:
    gateway = Gateway(success())
    hello = {**HELLO, "message_id": "ID1"}
    nothing: dict[str, Any] = {**NOT_GIVEN, "attachments": None, "mode": None}
    gateway.send(kind, **hello)
    gateway.send(kind, **{**nothing, **hello})
    plain, same = gateway.sends
    assert plain == same
    assert len(NOT_GIVEN) > 10

    preview = gateway.call(kind, "messaging.sms.preview", **HELLO)
    assert gateway.call(kind, "messaging.sms.preview", **{**nothing, **HELLO}) == preview
    del nothing["message_id"]
    sms: dict[str, Any] = {**nothing, "message": "Hello"}
    (result,) = gateway.call(kind, "messaging.sms.send_bulk", [NUMBER], **sms)
    assert gateway.sends[2] == {**plain, "MessageID": result.message_id}


@both
@pytest.mark.parametrize(
    ("method", "args", "kwargs", "reason"),
    [
        ("reports.status.poll", ("ID1",), {"page": 0}, "^page is 0"),
        ("reports.status.poll", ("ID1",), {"records_per_page": 1000}, "^records_per_page is 1000"),
        ("reports.status.poll", ("",), {}, "^message_id is empty"),
        ("reports.status.poll", ("..",), {}, '^message_id is "..", which would change'),
        ("reports.status.poll", ("x" * 41,), {}, "^message_id has 41 characters; at most 40"),
        (
            "addressbook.group.detail",
            (5,),
            {},
            "^group_id is of type int",
        ),
        ("addressbook.group.create", (), {"group_nam": "x"}, "Did you mean group_name"),
        ("addressbook.contact.update", ("C1",), {"view_by": "me"}, "^view_by must be one of"),
        ("addressbook.contact.update", ("C1",), {}, "^No field was given"),
        ("actions.reschedule.send_request", ("ID1",), {"send_time": "now"}, "^send_time does not"),
        ("reports.sms_received.poll", (), {}, "^Pass either time_period"),
        (
            "reports.sms_received.poll",
            (),
            {"date_from": "x"},
            "^Pass date_from and date_to",
        ),
    ],
)
def test_an_invalid_call_is_never_sent(
    kind: str, method: str, args: Any, kwargs: Any, reason: str
) -> None:
    gateway = Gateway(success())
    with pytest.raises(InvalidRequestError, match=reason) as caught:
        gateway.call(kind, method, *args, **kwargs)
    assert caught.value.sent == "no"
    assert not gateway.requests
