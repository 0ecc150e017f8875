"""Answer models lose nothing when their decoding is made cheap; test_cost.py counts its steps."""

import pytest

import decoding
from bestsms_api.models import Contact

SOURCE = """T = TypeVar("T", bound="Thing")


@_attrs_define
class Thing:
    name: str
    size: int | None = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("Name")

        size = d.pop("Size", UNSET)

        thing = cls(
            name=name,
            size=size,
        )

        thing.additional_properties = d
        return thing
"""


def test_fields_go_where_they_belong_in_any_order() -> None:
    contact = Contact.from_dict({"LastName": "Doe", "FirstName": "Jo", "ContactID": "1"})

    assert (contact.contact_id, contact.first_name, contact.last_name) == ("1", "Jo", "Doe")
    assert contact.company is None
    assert contact.additional_properties == {}


def test_fields_that_the_contract_does_not_know_are_kept() -> None:
    record = {"Zodiac": "Leo", "ContactID": "1", "EditBy": "all", "Shoe": 42}

    contact = Contact.from_dict(record)

    assert contact.additional_properties == {"Zodiac": "Leo", "Shoe": 42}
    assert contact.edit_by == "all"
    assert contact.to_dict() == record


def test_a_field_that_is_always_there_is_missed_by_name() -> None:
    with pytest.raises(KeyError, match="ContactID"):
        Contact.from_dict({"FirstName": "Jo"})


def test_code_of_another_order_is_refused_and_not_mixed_up() -> None:
    swapped = SOURCE.replace("name: str", "size_: str")

    assert "dict(src_dict)" not in decoding.quicken(SOURCE)
    with pytest.raises(decoding.UnexpectedCodeError, match="size_"):
        decoding.quicken(swapped)


@pytest.mark.parametrize(
    "source",
    [
        SOURCE.replace("            name=name,\n            size=size,", "            size=size,"),
        SOURCE.replace('T = TypeVar("T", bound="Thing")\n', ""),
        SOURCE.replace('"Name")', '"Name", UNSET)').replace('"Size", UNSET)', '"Size")'),
    ],
    ids=["a field is left out", "no type variable", "what is required comes last"],
)
def test_what_is_not_where_it_was_is_told(source: str) -> None:
    with pytest.raises(decoding.UnexpectedCodeError):
        decoding.quicken(source)


@pytest.mark.parametrize(
    "source",
    [
        SOURCE.replace('d.pop("Size", UNSET)', 'parse(d.pop("Size", UNSET))'),
        SOURCE.replace("        thing.additional_properties = d\n", ""),
    ],
    ids=["a field is converted", "unknown fields are not kept"],
)
def test_other_models_stay_as_they_are(source: str) -> None:
    assert decoding.quicken(source) == source
