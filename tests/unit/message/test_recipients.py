"""Destinations: every shape that names somebody, and what an error may say of one that does not."""

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

SHAPES: dict[str, tuple[Any, dict[str, str]]] = {
    "number": (NUMBER, {"Recipient": NUMBER}),
    "national number": ("(04) 9157 0006", {"Recipient": "(04) 9157 0006"}),
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
def test_every_shape_is_taken_alone_and_in_a_list(shape: Any, wire: dict[str, str]) -> None:
    assert to_wire(shape) == [wire]
    assert to_wire([shape, OTHER]) == [wire, {"Recipient": OTHER}]
    assert to_wire(iter((shape,))) == [wire]


@both
@pytest.mark.filterwarnings("ignore::bestsms_client.MessageWarning")
def test_mixed_shapes_travel_in_the_order_given(kind: str) -> None:
    gateway = Gateway(success())
    gateway.send(kind, destinations=(shape for shape, _wire in SHAPES.values()))
    assert gateway.sends[0]["Destinations"] == [wire for _shape, wire in SHAPES.values()]


@pytest.mark.parametrize("name", SCHEMAS["Destination"])
def test_every_field_is_taken_in_both_spellings(name: str) -> None:
    value = NUMBER if name == "Recipient" else "x"
    wire = {"Recipient": NUMBER, name: value}
    assert to_wire({"recipient": NUMBER} | {argument_name(name): value}) == [wire]
    assert to_wire({"Recipient": NUMBER} | {name: value}) == [wire]


def test_a_mapping_is_left_as_it_was() -> None:
    given_by_user = {"Contact": JO, "Custom1": "a"}
    to_wire(given_by_user)
    assert given_by_user == {"Contact": JO, "Custom1": "a"}


REFUSED: dict[str, tuple[Any, str]] = {
    "word": ("Secret", r"\[1\] is no telephone number"),
    "empty": ("", r"\[1\] is no telephone number"),
    "no digit": ("+", r"\[1\] is no telephone number"),
    "letters": (f"{NUMBER}Secret", r"\[1\] is no telephone number"),
    "line break": (f"{NUMBER}\n", r"\[1\] is no telephone number"),
    "other digits": ("\u0664\u0669\u0661\u0665\u0667\u0660", r"\[1\] is no telephone number"),
    "several in one": (f"{NUMBER},{OTHER}", r"\[1\] is no telephone number"),
    "word in a mapping": ({"recipient": "Secret"}, r"\[1\] is no telephone number"),
    "int": (61491570006, r"\[1\] is of type int"),
    "none": (None, r"\[1\] is of type NoneType"),
    "list": ([NUMBER], r"\[1\] is of type list"),
    "int in a mapping": ({"recipient": 61491570006}, r"\[1\]\.recipient is of type int; .* str"),
    "nobody": ({"attention": "Secret"}, r"\[1\] names nobody"),
    "empty mapping": ({}, r"\[1\] names nobody"),
    "empty model": (Destination(), r"\[1\] names nobody"),
    "misspelt": ({"recipiant": NUMBER}, r"\[1\]\.recipiant is no field. Did you mean recipient\?"),
    "misspelt seed": ({"GroupCod": "S"}, r"\[1\]\.GroupCod is no field. Did you mean GroupCode\?"),
    "unlike any": ({"zzz": "Secret"}, r"\[1\]\.zzz is no field. It takes recipient, contact_id, "),
    "number as name": ({NUMBER: "Jo"}, r"\[1\]\.a name is no field. It takes "),
    "twice": ({"recipient": NUMBER, "Recipient": NUMBER}, r"\[1\]\.recipient is given twice"),
    "contact of text": ({"Contact": "Secret"}, r"\[1\]\.Contact is of type str"),
    "contact without id": (Contact(contact_id=""), r"\[1\] is of type Contact; .* identifier"),
}


@pytest.mark.parametrize(("shape", "reason"), REFUSED.values(), ids=REFUSED)
def test_an_error_names_the_place_and_never_the_value(shape: Any, reason: str) -> None:
    with pytest.raises(InvalidRequestError, match=f"^destinations{reason}") as caught:
        to_wire([OTHER, shape])
    told = str(caught.value).replace("write it as +61491570006", "")
    assert "Secret" not in told
    assert "4915" not in told
    assert caught.value.sent == "no"


@pytest.mark.parametrize("nothing", [[], (), {}, "", None, 5, iter(())])
def test_no_destination_at_all_is_refused_before_anything_leaves(nothing: Any) -> None:
    gateway = Gateway(success())
    with pytest.raises(InvalidRequestError, match=r"^destinations"):
        gateway.send(destinations=nothing)
    assert not gateway.requests


def test_recipients_are_copies_so_that_one_object_may_be_used_again() -> None:
    def people() -> Iterator[dict[str, str]]:
        person = {"Recipient": NUMBER}
        for number in range(2000):
            if number == 1000:
                person["Recipient"] = OTHER
            yield person

    wire = to_wire(people())
    assert (wire[0]["Recipient"], wire[-1]["Recipient"]) == (NUMBER, OTHER)


@pytest.mark.parametrize("kind", [str, dict])
def test_two_numbers_in_one_text_are_none(kind: type) -> None:
    lines = "+61491570006\n+61491570156"
    shape: Any = lines if kind is str else {"Recipient": lines}
    with pytest.raises(InvalidRequestError, match=r"^destinations\[1\] is no telephone number"):
        to_wire([OTHER, shape])


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.text() | st.sampled_from(["Recipient", "Contact", "group"]), inner
    ),
))  # fmt: skip
def test_whatever_is_given_ends_in_destinations_or_an_error_of_ours(shape: Any) -> None:
    try:
        wire = to_wire(shape)
    except InvalidRequestError as error:
        assert str(error).startswith("destinations")  # noqa: PT017
    else:
        assert wire
        for one in wire:
            assert one.keys() <= SCHEMAS["Destination"].keys()
            assert one.keys() & {"Recipient", "ContactID", "GroupID", "GroupCode"}
