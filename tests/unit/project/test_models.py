"""The generated models: tolerant responses, and None for absent fields."""

import copy
import inspect
import pickle
import typing
from typing import Any

import attrs
import pytest

import bestsms_api.models
from bestsms_api.constraints import (
    DELIVERY_RESULTS,
    ERROR_TEXTS,
    LIMITS,
    OPT_OUT_WORDS,
    PARAMETERS,
    SCHEMAS,
)
from bestsms_api.models import Destination, MessageData, SendSMSRequest, StatusResult
from bestsms_api.types import UNSET, Unset

STATUS: dict[str, Any] = {
    "Result": "Success",
    "MessageID": "ID123456",
    "Status": "Completed",
    "Count": 1,
    "Recipients": [{"Destination": "+61491570006", "Result": "Sent OK"}],
}
MODELS = dict(inspect.getmembers(bestsms_api.models, inspect.isclass))


def test_unset_is_none() -> None:
    assert UNSET is None
    assert isinstance(None, Unset)


@pytest.mark.parametrize("model", MODELS.values())
def test_annotations_of_optional_fields_include_none(model: Any) -> None:
    names = {**MODELS, "Unset": "no such type"}
    hints = typing.get_type_hints(model, localns=names)
    for field in attrs.fields(model):
        if field.default is None:
            assert type(None) in typing.get_args(hints[field.name]), field.name


def test_an_absent_optional_field_reads_as_none() -> None:
    assert StatusResult.from_dict({k: v for k, v in STATUS.items() if k != "Count"}).count is None


def test_a_null_reads_as_none() -> None:
    status = StatusResult.from_dict({**STATUS, "Count": None, "Status": None, "Price": None})
    assert (status.count, status.status, status.price) == (None, None, None)


def test_an_unknown_field_is_preserved() -> None:
    status = StatusResult.from_dict({**STATUS, "Carrier": {"Name": "New"}})
    assert status["Carrier"] == {"Name": "New"}
    assert status.to_dict()["Carrier"] == {"Name": "New"}


def test_an_unknown_value_is_preserved() -> None:
    assert StatusResult.from_dict({**STATUS, "Status": "Teleported"}).status == "Teleported"


def test_an_empty_time_is_preserved() -> None:
    recipients = [{"Destination": "+61491570006", "SentTimeUTC": "", "SentTimeUTC_RFC3339": ""}]
    status = StatusResult.from_dict({**STATUS, "Recipients": recipients})
    assert status.recipients[0].sent_time_utc == ""


def test_none_in_a_request_is_not_sent() -> None:
    data = MessageData(
        message="Hello",
        destinations=[Destination(recipient="+61491570006", attention=None)],
        mode=None,
    )
    assert SendSMSRequest(data).to_dict() == {
        "MessageData": {"Message": "Hello", "Destinations": [{"Recipient": "+61491570006"}]}
    }


def test_models_can_be_copied_and_pickled() -> None:
    status = StatusResult.from_dict(STATUS)
    for twin in (copy.deepcopy(status), pickle.loads(pickle.dumps(status))):
        assert twin == status
        assert twin.to_dict() == STATUS


def test_constraints_match_the_contract(contract: dict[str, Any]) -> None:
    schema = contract["components"]["schemas"]["MessageData"]
    fields = SCHEMAS["MessageData"]
    assert list(fields) == list(schema["properties"])
    assert {name for name, field in fields.items() if field.required} == set(schema["required"])
    for name, node in schema["properties"].items():
        assert fields[name].type == node["type"]
        assert fields[name].max_length == node.get("maxLength")
        assert fields[name].pattern == node.get("pattern")
        assert fields[name].enum == tuple(node.get("enum", ()))
        assert fields[name].assumed == set(node.get("x-assumed", ()))
        assert fields[name].evidence == tuple(node["x-evidence"])
    assert "StatusResult" not in SCHEMAS
    assert LIMITS["files"].value == contract["x-limits"]["files"]["value"]
    assert [text.text for text in ERROR_TEXTS] == [n["text"] for n in contract["x-error-texts"]]
    assert [known.result for known in DELIVERY_RESULTS] == [
        node["result"] for node in contract["x-delivery-results"]
    ]
    assert [known.webhook for known in DELIVERY_RESULTS].count(False) == 1
    assert list(OPT_OUT_WORDS) == contract["x-opt-out-words"]["values"]


def test_constraints_of_parameters_are_found_by_operation() -> None:
    assert list(PARAMETERS["getStatus"]) == ["MessageID", "recordsPerPage", "page"]
    assert PARAMETERS["getStatus"]["MessageID"].required
    assert not PARAMETERS["getStatus"]["page"].required
    assert PARAMETERS["getStatus"]["page"].minimum == 1
    assert len(PARAMETERS) == 25
