"""Destinations: every accepted form, and the errors for the others."""

import itertools
from collections import UserDict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.prepared_gateway import NUMBER, Gateway, both, success

from bestsms_api.constraints import SCHEMAS
from bestsms_client import Contact, Destination, Group, InvalidRequestError
from bestsms_client._message.recipients import to_wire
from bestsms_client._names import argument_name

OTHER = "+61491570156"
JO = Contact(contact_id="C-1", attention="Jo")
STAFF = Group(group_id="G-1", group_code="Staff")

WHO = ("Recipient", "ContactID", "GroupID", "GroupCode")
SHAPES: dict[str, tuple[Any, dict[str, str]]] = {
    "number": (NUMBER, {"Recipient": NUMBER}),
    "separators": ("+61 (491) 570-006", {"Recipient": NUMBER}),
    "seed keys": ({"Recipient": NUMBER, "Custom1": "a"}, {"Recipient": NUMBER, "Custom1": "a"}),
    "our keys": ({"recipient": NUMBER, "custom_1": "a"}, {"Recipient": NUMBER, "Custom1": "a"}),
    "any mapping": (UserDict({"recipient": NUMBER}), {"Recipient": NUMBER}),
    "none is not given": ({"recipient": NUMBER, "company": None}, {"Recipient": NUMBER}),
    "model": (Destination(recipient=NUMBER, attention="Jo"), {"Recipient": NUMBER,
                                                             "Attention": "Jo"}),
    "contact": (JO, {"ContactID": "C-1"}),
    "group": (STAFF, {"GroupID": "G-1"}),
    "contact by id": ({"contact_id": "C-1"}, {"ContactID": "C-1"}),
    "group by code": ({"group_code": "Staff"}, {"GroupCode": "Staff"}),
    "seed contact": ({"Contact": JO}, {"ContactID": "C-1"}),
    "our group": ({"group": STAFF, "custom_1": "a"}, {"GroupID": "G-1", "Custom1": "a"}),
}  # fmt: skip


@pytest.mark.parametrize(("shape", "wire"), SHAPES.values(), ids=SHAPES)
def test_every_form_is_accepted_alone_and_in_a_list(shape: Any, wire: dict[str, str]) -> None:
    assert to_wire(shape) == [wire]
    assert to_wire([shape, OTHER]) == [wire, {"Recipient": OTHER}]
    assert to_wire(iter((shape,))) == [wire]


@both
@pytest.mark.filterwarnings("ignore::bestsms_client.MessageWarning")
def test_mixed_forms_keep_their_order(kind: str) -> None:
    gateway = Gateway(success())
    gateway.send(kind, destinations=(shape for shape, _wire in SHAPES.values()))
    assert gateway.sends[0]["Destinations"] == [wire for _shape, wire in SHAPES.values()]


@pytest.mark.parametrize("name", SCHEMAS["Destination"])
def test_every_field_is_accepted_in_both_spellings(name: str) -> None:
    who: dict[str, str] = {} if name in WHO else {"Recipient": NUMBER}
    wire = {**who, name: NUMBER if name == "Recipient" else "x"}
    ours: Any = {argument_name(field): value for field, value in wire.items()}
    vendors: Any = wire
    assert to_wire(ours) == to_wire(vendors) == [wire]


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(WHO, 2)))
def test_a_recipient_must_be_identified_in_one_way(one: str, other: str) -> None:
    row: Any = {one: NUMBER, other: NUMBER}
    with pytest.raises(InvalidRequestError, match="which may be different people"):
        to_wire(row)


def test_a_mapping_is_not_changed() -> None:
    given_by_user: Any = {"Contact": JO, "Custom1": "a"}
    to_wire(given_by_user)
    assert given_by_user == {"Contact": JO, "Custom1": "a"}


@pytest.mark.parametrize("nothing", [[], (), {}, "", None, 5, iter(())])
def test_missing_destinations_are_refused_before_any_request(nothing: Any) -> None:
    gateway = Gateway(success())
    with pytest.raises(InvalidRequestError, match=r"^destinations"):
        gateway.send(destinations=nothing)
    assert not gateway.requests


def test_recipients_are_copied_so_that_an_object_can_be_reused() -> None:
    def people() -> Iterator[Any]:
        person = {"Recipient": NUMBER}
        for number in range(2000):
            if number == 1000:
                person["Recipient"] = OTHER
            yield person

    wire = to_wire(people())
    assert (wire[0]["Recipient"], wire[-1]["Recipient"]) == (NUMBER, OTHER)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.text() | st.sampled_from(["Recipient", "Contact", "group"]), inner
    ),
))  # fmt: skip
def test_any_input_gives_destinations_or_invalid_request_error(shape: Any) -> None:
    try:
        wire = to_wire(shape)
    except InvalidRequestError as error:
        assert str(error).startswith("destinations")  # noqa: PT017
    else:
        assert wire
        for one in wire:
            assert one.keys() <= SCHEMAS["Destination"].keys()
            assert one.keys() & {"Recipient", "ContactID", "GroupID", "GroupCode"}
